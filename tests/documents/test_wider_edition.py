"""What goes to a wider circle tells of no few reports: not by a row, a column, a total, nor by another document."""

import json
from datetime import datetime

import polars as pl
import pytest

from est.__main__ import main
from est.documents.document import Bullets, FigureTable, Paragraph
from est.documents.plan_document import plan_document
from est.documents.wider_edition import wider_document, wider_frames
from est.meetings.long_term import long_term_basis
from est.meetings.situation.picture_contents import compile_picture
from est.meetings.situation.picture_period import parse_period
from est.municipality.defaults import prepare_store
from est.municipality.reference_lists import reference_lists
from est.store import open_store
from est.text import translator
from tests.stores import NOW as FILLED
from tests.stores import put

SWEDISH = translator("sv")
NOW = datetime(2027, 1, 4, 9)
FEW = "för få för att visas"


def fill(store):
    """Of damage six reports in May and seven in June; of drugs two in May and three in June."""
    told = {("SKA", 5): 6, ("SKA", 6): 7, ("NAR", 5): 2, ("NAR", 6): 3}
    rows = [(datetime(2026, month, day + 1, 12), kind) for (kind, month), n in told.items() for day in range(n)]
    put(store, pl.DataFrame(rows, schema=["starts", "category"], orient="row"))


@pytest.fixture
def store(store):
    fill(store)
    return store


def pictured(store, period):
    return compile_picture(store, parse_period(period), NOW, "1")


def counts_of(document):
    """Every table's rows by their first column, and the sentence of the whole."""
    tables = [block for block in document.blocks if isinstance(block, FigureTable) and len(block.headings) == 2]
    told = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    return {name: shown for table in tables for name, shown in table.rows}, next(
        one for one in told if "perioden:" in one
    )


@pytest.mark.slow
def test_a_month_beside_the_next_and_the_year_around_both_tell_of_no_few(store):
    """Drugs are two and three: no month says so, the tertial that ends or begins between them neither, and what is five
    together is said of the whole year alone. A total less its other rows is not the rest either."""
    names = reference_lists(store).categories
    for period, seen, total in (
        ("2026-05", ("6", FEW), "minst 6"),
        ("2026-06", ("7", FEW), "minst 7"),
        ("2026-T2", ("minst 13", FEW), "minst 13"),
        ("2026", ("minst 13", "minst 5"), "minst 18"),
    ):
        picture = pictured(store, period)
        rows, told = counts_of(wider_document(picture, SWEDISH))
        assert told == f"Rapporter i perioden: {total}."
        assert (rows[names["SKA"]], rows[names["NAR"]]) == seen
        assert {shown for name, shown in rows.items() if name not in (names["SKA"], names["NAR"])} == {FEW, total}


@pytest.mark.slow
def test_the_document_says_that_it_is_for_a_wider_circle_and_gives_places_no_numbers(store):
    """The plan under the law too, without the counts of organisations; a week has no figures."""
    picture = pictured(store, "2026-06")
    found = wider_document(picture, SWEDISH)
    assert "bredare krets" in found.foot
    plan = plan_document(picture, long_term_basis(store, parse_period("2026-06")), NOW, SWEDISH, wider=True)
    assert "bredare krets" in plan.foot
    assert counts_of(plan) == counts_of(found)
    lists = [text for block in plan.blocks if isinstance(block, Bullets) for text in block.items]
    assert lists
    assert not any(sign.isdigit() for text in lists for sign in text)
    week = pictured(store, "2026-W24")
    assert not any(isinstance(block, FigureTable) for block in wider_document(week, SWEDISH).blocks)
    assert all(frame.is_empty() for _, frame in wider_frames(week, SWEDISH))


@pytest.mark.slow
def test_a_command_writes_for_a_wider_circle(tmp_path, capsys):
    """Files and JSON alike; cells are refused, as each holds few."""
    path = tmp_path / "est.duckdb"
    with open_store(path) as store:
        prepare_store(store, "test", FILLED)
        fill(store)
    words = ["situation", "--store", str(path), "--month", "2026-06", "--wider"]
    assert main([*words, "--json", "--xlsx", str(tmp_path / "a.xlsx"), "--pdf", str(tmp_path / "a.pdf")]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["figures"]["count"], found["figures"]["more"]) == (7, True)
    assert set(found) == {"id", "hash", "frozen", "municipality", "demo", "period", "figures"}
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert main([*words, "--geojson", str(tmp_path / "a.geojson")]) == 2
    assert not (tmp_path / "a.geojson").exists()
