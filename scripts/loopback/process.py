"""Processes that a try starts and surely ends: how much memory and processor time each of them uses."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A Python process, in an environment that holds nothing but what is given."""

    def __init__(self, *command: str | Path, log: Path | None = None, **environment: str) -> None:
        """Its first output is read with `says`; what it writes to `log` instead is for the end."""
        self._told = False
        whole = {"PATH": os.environ["PATH"], **environment}
        with (log or Path(os.devnull)).open("ab") as errors:
            self._running = subprocess.Popen(
                [sys.executable, *command], stdout=subprocess.PIPE, stderr=errors if log else None, env=whole, text=True
            )

    def says(self) -> str:
        assert self._running.stdout
        return self._running.stdout.readline()

    @property
    def memory(self) -> float:
        """What it holds now, in megabytes (Linux)."""
        said = Path(f"/proc/{self._running.pid}/status").read_text()
        return int(re.findall(r"VmRSS:\s+(\d+)", said)[0]) / 1024

    @property
    def worked(self) -> float:
        """Seconds of processor time so far (Linux)."""
        fields = Path(f"/proc/{self._running.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def runs(self) -> bool:
        return self._running.poll() is None

    def end(self) -> None:
        """Tells it to, once."""
        if self.runs and not self._told:
            self._running.send_signal(signal.SIGTERM)
        self._told = True

    def ended(self, within: float = 60.0) -> tuple[int, float]:
        """Its exit code, and how many seconds it still took."""
        began = time.monotonic()
        try:
            code = self._running.wait(within)
        except subprocess.TimeoutExpired:
            self._running.kill()
            code = self._running.wait()
        return code, time.monotonic() - began
