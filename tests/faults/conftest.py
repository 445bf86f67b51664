"""What these tests need of the machine, and what is said where it is missing."""

import pytest

from tests.faults import power

collect_ignore = [] if power.compiler() else ["test_power_loss.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not power.compiler():
        terminalreporter.section("POWER LOSSES NOT TESTED", red=True)
        terminalreporter.line(power.NEEDED)
