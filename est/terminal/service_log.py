"""Warnings and errors of the served program: a line of JSON each, with what broke and where, and no word of a report.

What an error says may hold what somebody wrote, and so may the values that a message is filled with: neither is kept.
"""

import json
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime

from streamlit import logger as streamlit_logger

DEEPEST = 8  # calls of a trace, the innermost


class LineFormatter(logging.Formatter):
    """Writes a record as JSON: time (UTC), level, logger, message unfilled; of an error its class and last calls."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "what": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"] = type(error).__name__
            calls = [*traceback.walk_tb(error.__traceback__)][-DEEPEST:]
            line["where"] = [f"{one.f_code.co_filename}:{number} {one.f_code.co_name}" for one, number in calls]
        return json.dumps(line, ensure_ascii=False)


def write_lines() -> None:
    """Let every logger of this process, Streamlit's own among them, write to the error stream in lines of JSON."""
    streamlit_logger.setup_formatter = _use_lines
    streamlit_logger.update_formatter()
    _use_lines(logging.getLogger())
    threading.excepthook = _log_of_thread  # Python itself would print the words of the error
    sys.unraisablehook = _log_of_release


def _log_of_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_type is not SystemExit and told.exc_value is not None:
        logging.getLogger(__name__).error("A thread ended by an error", exc_info=told.exc_value)


def _log_of_release(told: "sys.UnraisableHookArgs") -> None:
    if told.exc_value is not None:
        logging.getLogger(__name__).error("An error where nobody could be told", exc_info=told.exc_value)


def _use_lines(logger: logging.Logger) -> None:
    for handler in logger.handlers[:]:
        logger.removeHandler(handler)
    lines = logging.StreamHandler()
    lines.setFormatter(LineFormatter())
    logger.addHandler(lines)
