"""The short form of `make assure`: a store survives kills, damage and many hands."""

import sys

import pytest

from tests.assurance.damage import damage_stores
from tests.assurance.model import run_steps
from tests.assurance.together import edit_together


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL.")
def test_random_steps_with_kills_leave_what_the_model_says(tmp_path):
    """What was acknowledged is there, what was not is there whole or not at all, and everything holds together."""
    run = run_steps(tmp_path, 20261105, 7)
    assert run.differences == []
    assert run.steps > 0


@pytest.mark.slow
def test_a_damaged_store_is_a_sentence(tmp_path):
    """Never a trace, and never wrong without a word."""
    found = damage_stores(tmp_path, 20261101, 8)
    assert (found.silent, found.traces) == (0, 0)
    assert found.sentences > 0


@pytest.mark.slow
def test_a_store_that_est_check_takes_for_whole_and_is_not_is_counted(tmp_path, monkeypatch):
    """Else the number of those that are wrong without a word would be none whatever happens."""
    monkeypatch.setattr("tests.assurance.damage.main", lambda _: 0)
    assert damage_stores(tmp_path, 20261101, 8).silent > 0


@pytest.mark.slow
def test_no_edit_of_many_at_once_is_lost(tmp_path):
    """Whoever is second is told."""
    acknowledged, lost = edit_together(tmp_path, 4, 5)
    assert acknowledged >= 5
    assert lost == 0
