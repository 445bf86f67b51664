"""What the libraries of Slack may log: never a payload, never a token, and one line for an error."""

import logging
import re

BOLT = logging.getLogger("slack_bolt")
SOCKET = logging.getLogger("slack_sdk.socket_mode")


def configure() -> None:
    """At `debug` they would log what members write; Bolt's warnings are about how we use it."""
    logging.getLogger("slack_sdk").setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    BOLT.setLevel(logging.ERROR)
    if _one_line not in SOCKET.filters:
        SOCKET.addFilter(_one_line)


def _one_line(record: logging.LogRecord) -> bool:
    """Keeps what failed and drops its trace and details, which hold addresses with tickets in them."""
    record.msg, record.args, record.exc_info = re.split(r" ?[(:{]", record.getMessage())[0], (), None
    return True
