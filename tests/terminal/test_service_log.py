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
UNCAUGHT = f"""
import threading
from streamlit.error_util import handle_uncaught_app_exception
from est.terminal.configuration import configure
from est.terminal.service_log import write_lines
configure({{}})
write_lines()
def page():
    raise ValueError({WORDS!r})
try:
    page()
except ValueError as error:
    handle_uncaught_app_exception(error)
thread = threading.Thread(target=page)
thread.start()
thread.join()
class Released:
    def __del__(self):
        page()
Released()
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


@pytest.mark.slow
def test_what_nobody_catches_is_a_line_as_well():
    """Streamlit prints the error of a page by a library of its own where it can, Python that of a thread."""
    done = subprocess.run([sys.executable, "-c", UNCAUGHT], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Kim" not in done.stdout + done.stderr
    assert done.stdout == ""
    found = [json.loads(line) for line in done.stderr.splitlines()]
    told = [one for one in found if "error" in one]
    assert [one["from"] for one in told] == ["streamlit.error_util", *["est.terminal.service_log"] * 2]
    assert all(one["error"] == "ValueError" and one["where"][-1].endswith(" page") for one in told)
