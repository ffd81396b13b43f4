"""The load is bounded and stays on this machine, and a few visitors without a browser get every page without error."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.load.server import serving
from tests.load.town import filled
from tests.load.visitors import PAGES, Plan, visit


@pytest.mark.parametrize(
    "plan", [{"url": "http://example.com", "sessions": 1}, {"url": "http://localhost:1", "sessions": 500}]
)
def test_load_goes_to_this_machine_only_and_has_an_end(plan):
    """A typing mistake must not become an attack."""
    with pytest.raises(ValueError, match=r"load goes|at most"):
        Plan(**plan)


@pytest.mark.thorough
def test_every_page_answers_visitors_that_come_at_once(tmp_path):
    """Six sessions for six seconds on two thousand reports: no error on any page."""
    filled(tmp_path / "est.duckdb", 2_000).close()
    # in a thread of its own: a browser test before this one may have left its event loop running in this one
    with serving(tmp_path / "est.duckdb") as (url, _server), ThreadPoolExecutor(1) as thread:
        found = thread.submit(asyncio.run, visit(Plan(url, 6, 6, 0.3))).result()
    assert found.errors == []
    assert {page or "oversikt" for page in PAGES} == set(found.seconds)
