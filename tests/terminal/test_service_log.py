"""What the served program writes of an error is a line of JSON: where it came from, and no word of a report."""

import json
import subprocess
import sys

import pytest

from tests.sources import ROOT

WORDS = "Kim bråkade vid kvarnen"
PROGRAM = f"""
import logging
from streamlit import logger as streamlit_logger
from est.terminal.service_log import write_lines
made_before = streamlit_logger.get_logger("streamlit.made_before")
write_lines()
def page():
    raise ValueError({WORDS!r})
for logger in (made_before, streamlit_logger.get_logger("streamlit.later"), logging.getLogger("uvicorn.error")):
    try:
        page()
    except ValueError as error:
        logger.error("Uncaught %s", {WORDS!r}, exc_info=error)
logging.getLogger("some.library").warning(ValueError({WORDS!r}))
"""


@pytest.mark.slow
def test_an_error_is_told_by_its_class_and_place_whoever_logs_it():
    """Its words, and what its message was filled with, may be of a report: neither is there."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Kim" not in done.stdout + done.stderr
    *errors, warned = [json.loads(line) for line in done.stderr.splitlines()]
    assert [one["from"] for one in errors] == ["streamlit.made_before", "streamlit.later", "uvicorn.error"]
    for one in errors:
        assert (one["level"], one["what"], one["error"]) == ("error", "Uncaught %s", "ValueError")
        assert one["where"][-1].endswith(" page")
        assert one["time"].endswith("+00:00")
    assert (warned["level"], warned["what"]) == ("warning", "ValueError")
    assert "where" not in warned
