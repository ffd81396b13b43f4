"""Every figure leads to its rows: the number that is written and the list that it opens are the same reports."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import h3
import polars as pl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from est.clock import PRESETS
from est.hotspots.detection.explanation import flag_facts
from est.hotspots.evolution.map_view import MapView, find_map_view
from est.hotspots.evolution.tracking import tracked_places
from est.hotspots.surveillance.hour_shifts import HourShift, find_hour_shifts
from est.hotspots.surveillance.judged_reports import hour_shift_reports, shifted_hours_period
from est.hotspots.surveillance.watched_places import KnownPlace
from est.picture.counts import count_in_cells
from est.picture.selection import Selection, default_selection
from est.space.places import add_places
from est.store import Store
from est.text import translator
from est.ui.query_params import serialise_selection
from est.ui.situation.cell_selection import CELL, FLAG, PLACE
from est.ui.situation.flag_basis import reports_of_place
from est.ui.situation.flag_list import describe_rank
from est.ui.situation.place import cell_reports
from est.ui.situation.place_scope import place_scopes
from est.ui.situation.report_rows import ReportFigure
from est.ui.situation.report_table import list_sentence
from est.ui.store_resource import shared_store
from tests.page_tables import tables
from tests.sources import ROOT
from tests.stores import organisation_ids, put

APP, MAP_PAGE = str(ROOT / "app.py"), str(ROOT / "pages" / "situation" / "map.py")
SV = translator("sv")
FIGURES = ("reports of ", "all reports", "card changes ", "card folded changes ")  # begin the keys of their ways
ALL_DRAWN = ("standing", "folded kategorier", "folded delomraden")  # drawers


@pytest.fixture
def demo(demo_town, tmp_path, monkeypatch) -> Iterator[Store]:
    demo_town.copy(tmp_path / "demo.duckdb")
    monkeypatch.setenv("EST_STORE", str(tmp_path / "demo.duckdb"))
    st.cache_resource.clear()
    store, _ = shared_store()
    yield store
    store.close()
    st.cache_resource.clear()


def number_in(label: str) -> str:
    """Return the number that a figure is written with."""
    return label.rpartition(": ")[2]


def asked_for(selection: Selection) -> dict[str, Selection]:
    """Return a few selections of the demo town: some flag what cells of another size tell, or a ring, or neighbours."""
    month, year = (replace(selection, start=selection.end - timedelta(weeks=weeks)) for weeks in (4, 52))
    nights = replace(selection, hours=PRESETS["night"])
    return {"twelve weeks": selection, "four weeks": month, "a year": year, "nights": nights}


@pytest.mark.long
def test_every_figure_of_the_overview_opens_its_reports(demo, monkeypatch):
    """Of each figure that is written the list holds so many reports, this period and the one before."""
    opened: list[tuple[str, tuple[ReportFigure, ...]]] = []
    for module in ("news_section", "number_section"):
        monkeypatch.setattr(
            f"est.ui.situation.{module}.open_reports",
            lambda _visitor, title, figures, *_told, **_more: opened.append((title, tuple(figures))),
        )
    monkeypatch.setattr("est.ui.tables.on_phone", lambda: True)  # each row is a card with a button there
    tested = AppTest.from_file(APP, default_timeout=60)
    for drawer in ALL_DRAWN:
        tested.session_state[drawer] = True
    tested.run()
    for row in [str(one.key) for one in tested.button if str(one.key).startswith("open flag ")]:
        tested.button(key=row).click().run()
        tested.button(key=f"reports of flag row {row.removeprefix('open flag ')}").click().run()
    for key in [str(one.key) for one in tested.button if str(one.key).startswith(FIGURES)]:
        before = len(opened)
        tested.button(key=key).click().run()
        assert not tested.exception
        assert len(opened) == before + 1, key
    written = [one.value for one in tested.markdown]
    assert len(opened) > 20
    for title, figures in opened:
        for figure in figures:
            held = figure.question(demo, figure.selection, *figure.asked)
            assert SV.number(float(held["weight"].sum())) == number_in(figure.label), (title, figure)
        first = [number_in(figure.label) for figure in figures[:2] if "Upprepningar" not in figure.label]
        assert any(set(first) <= set(re.findall(r"\d+", text)) for text in written), (title, first)


@pytest.mark.slow
def test_every_figure_of_a_place_opens_its_reports(demo):
    """The panel, the list of flags and that of places count what is listed, also where another size of cells tells."""
    kinds = set()
    for selection in asked_for(default_selection(demo)).values():
        shown = find_map_view(demo, selection)
        for row in shown.cells.filter(pl.col("count") > 0).iter_rows(named=True):
            known = flag_facts(demo, selection, shown.found, row["cell"])
            scopes = place_scopes(shown, row["cell"], known, SV)
            kinds |= set(scopes)
            assert scopes.get(FLAG, scopes[CELL]).count == pytest.approx(known.count)
            assert scopes[CELL].count == row["count"]
            told = scopes.get(FLAG, scopes[CELL])
            assert cell_reports(demo, selection, told.cells, told.coarsest).height == known.reports
            for scope in scopes.values():
                held = cell_reports(demo, selection, scope.cells, scope.coarsest)
                assert held["weight"].sum() == pytest.approx(scope.count, abs=1e-6)
                assert number_in(scope.label) == SV.number(float(held["weight"].sum()))
        assert_lists_agree(demo, selection, shown)
    assert kinds == {FLAG, CELL, PLACE}


def assert_lists_agree(store: Store, selection: Selection, shown: MapView) -> None:
    """See that the lists of flags and of places say what they open."""
    for group in shown.flags:
        first = group.row(0, named=True)
        known = flag_facts(store, selection, shown.found, first["cell"])
        scopes = place_scopes(shown, first["cell"], known, SV)
        scope = scopes.get(PLACE) if group.height > 1 and not first["told_by"] else scopes.get(FLAG)
        count = SV.number((scope or scopes[CELL]).count)
        assert f"{count} rapporter" in describe_rank(group, SV)
    for item in tracked_places(store, selection, shown.found):
        place = item.candidate
        counted = count_in_cells(store, selection, place.cells)
        assert reports_of_place(shown, place.cells) == pytest.approx(counted, abs=1e-6)


def test_a_place_is_opened_with_the_reports_that_were_counted_where_it_was_chosen(demo):
    """From the map a cell's reports, from the list of flags those that stand out; a press shows the others."""
    selection = default_selection(demo)
    shown = find_map_view(demo, selection)
    told = shown.cells.filter(pl.col("told_by").is_not_null()).row(0, named=True)
    for scope, count in ((None, told["told_count"]), (FLAG, told["told_count"]), (CELL, told["count"])):
        tested = AppTest.from_file(MAP_PAGE, default_timeout=60)
        asked = serialise_selection(selection) | {"cell": told["cell"]} | ({"of": scope} if scope else {})
        for name, value in asked.items():
            tested.query_params[name] = value
        tested.run()
        assert not tested.exception
        listed = next(table for table in tables(tested) if "when" in table.columns)
        again = len(listed[listed["organisation"].str.contains(" och ")]) if len(listed) < count else 0
        assert len(listed) + again == count
        assert any(one.value.startswith(f"{count:.0f} rapporter\\.") for one in tested.caption)


def test_what_is_placed_too_inexactly_for_the_map_is_not_listed_as_counted(demo):
    """A report of a large place counts in no small cell, and so it stands in no list of one."""
    selection = default_selection(demo)
    shown = find_map_view(demo, selection)
    row = shown.cells.sort("count", descending=True).row(0, named=True)
    now = datetime.combine(selection.end - timedelta(days=1), time(12))
    add_places(
        demo,
        pl.DataFrame({"name": ["Ängen"], "lat": [row["lat"]], "lng": [row["lng"]], "radius_m": [900.0]}),
        "test",
        now,
    )
    one = {"starts": [now], "organisation": [organisation_ids(demo)[0]], "lat": [row["lat"]], "lng": [row["lng"]]}
    put(demo, pl.DataFrame(one))
    shown = find_map_view(demo, selection)
    known = flag_facts(demo, selection, shown.found, row["cell"])
    scope = place_scopes(shown, row["cell"], known, SV)[CELL]
    assert scope.count == row["count"]
    assert cell_reports(demo, selection, scope.cells, scope.coarsest).height == row["count"]
    assert cell_reports(demo, selection, scope.cells).height == row["count"] + 1


def test_unusual_hours_open_the_reports_that_they_count(store):
    """Those in the hours, and those of all hours, each repeat of an organisation within an hour once."""
    steady = organisation_ids(store)[0]
    days = [date(2025, 6, 2) + timedelta(days=3 * number) for number in range(120)]
    rows = [(f"{day} 12:00", steady, "SKA", 59.3057 + 0.002 * (number % 2), 14.105) for number, day in enumerate(days)]
    lately = [date(2026, 3, 2) + timedelta(weeks=week) for week in range(10)]
    rows += [(f"{day} 23:10", steady, "FOR", 59.3057, 14.105) for day in lately for _twice in range(2)]
    put(
        store,
        pl.DataFrame(rows, schema=["starts", "organisation", "category", "lat", "lng"], orient="row").with_columns(
            pl.col("starts").str.to_datetime("%Y-%m-%d %H:%M")
        ),
    )
    cell = store.ask("SELECT cell_9 FROM reports WHERE category = 'FOR' LIMIT 1").item()
    known = KnownPlace("Torget", (f"{cell:x}",), None)
    found: tuple[HourShift, ...] = find_hour_shifts(store, (known,), 9, days[0], lately[-1])
    (shift,) = found
    period = shifted_hours_period(lately[-1])
    assert hour_shift_reports(store, period, shift, False, 100).height == shift.count == len(lately)
    assert hour_shift_reports(store, period, shift, True, 100).height == shift.reports


@pytest.mark.parametrize(
    ("weights", "events", "said"),
    [
        ([1.0, 1.0], 2, "2 rapporter."),
        ([1.0, 0.5, 0.5], 3, "3 rapporter. De räknas som 2: en rapport med start- och sluttid räknas med sin andel"),
        ([0.3], 1, "1 rapport. Den räknas som färre än en: en rapport med start- och sluttid räknas med sin andel"),
        ([1.0, 1.0, 1.0], 2, "3 rapporter. 1 gäller troligen en händelse"),
    ],
)
def test_a_list_says_its_figure(weights, events, said):
    """As it was written, and why there are more rows, or fewer."""
    assert list_sentence(pl.DataFrame({"weight": weights}), events, SV).startswith(said)


@pytest.mark.slow
def test_a_card_leads_on_with_the_cells_of_its_figures(demo):
    """A ring that is flagged is taken up whole, and one that is part of a hotspot leads to it, as on the map."""
    tested = AppTest.from_file(APP, default_timeout=120).run()
    offered = [set(one.key.removeprefix("take up ").split()) for one in tested.button if one.key.startswith("take up ")]
    found = find_map_view(demo, default_selection(demo)).cells.filter(pl.col("flag").is_not_null())
    rings = found.filter(pl.col("unit") == "ring")["cell"].to_list()
    assert rings
    known = [set(cells) for cells in demo.ask("SELECT cells FROM hotspots")["cells"].to_list()]
    for cell in rings:
        around = set(h3.grid_disk(cell, 1))
        assert not any(cells == {cell} for cells in offered)
        if any(around & cells for cells in known):
            assert not any(cell in cells for cells in offered)
