"""What the machine says of this process."""

import re
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_memory() -> float | None:
    """MiB that were resident at most; none where the system does not say (Windows).

    Linux is asked in its own way, since `getrusage` there counts what the process was before it became this program.
    """
    if STATUS.exists() and (
        found := re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii"), re.MULTILINE)
    ):
        return int(found[1]) / 1024
    try:
        import resource
    except ImportError:
        return None
    unit = 1024**2 if sys.platform == "darwin" else 1024  # macOS gives bytes, others KiB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
