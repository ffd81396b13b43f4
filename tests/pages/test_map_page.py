"""The map page says the same as the command line, and what to do where there is nothing to draw."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import h3
import numpy as np
import openpyxl
import polars as pl
import pytest
import streamlit as st
from shapely.geometry import mapping, shape
from streamlit.testing.v1 import AppTest

from est.__main__ import main
from est.charts.caption import Caption
from est.clock import PRESETS, hours_to_text
from est.hotspots.detection.flags import find_flags
from est.hotspots.evolution import map_view
from est.hotspots.evolution.tracking import places_of_flags, tracked_places
from est.hotspots.register.commands import add_hotspot
from est.hotspots.register.hotspot import Hotspot
from est.measures import AsPlanned, DecidedBy, Measure, MeasureState, add_measure
from est.picture.few_points import few_points
from est.picture.selection import Selection
from est.space.area import set_study_area
from est.space.backgrounds import set_people
from est.space.places import add_places, named_places
from est.store import Store, open_store
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.store_resource import shared_store
from tests.page_tables import tables
from tests.sources import ROOT
from tests.stores import NOW, TOWN, copy_store, organisation_ids, put

PAGE = str(ROOT / "pages" / "situation" / "map.py")
HTML = "<img src=x onerror=alert(1)>"
PERIOD = {"from": "2025-12-01", "through": "2026-02-28"}
SQUARE = h3.latlng_to_cell(*TOWN, 9)
KINDS = {"PNG", "SVG", "CSV", "Excel", "GeoJSON", "GeoPackage"}


def fill(store: Store, reports: int) -> None:
    """Reports spread over the cells around the square, and as many again as a tenth of them at it."""
    draw = np.random.default_rng(3)
    centres = [h3.cell_to_latlng(cell) for cell in sorted(h3.grid_disk(SQUARE, 5))]
    at = [centres[i] for i in draw.integers(0, len(centres), reports - reports // 10)] + [TOWN] * (reports // 10)
    starts = pl.datetime_range(datetime(2025, 12, 1), datetime(2026, 2, 28, 23), "1m", eager=True)
    organisations = organisation_ids(store)
    frame = {
        "starts": starts.gather(draw.integers(0, starts.len(), reports)).dt.replace_time_zone(None),
        "organisation": [organisations[i % 3] for i in range(reports)],
        "place": [HTML] * reports,
        "lat": [lat for lat, _ in at],
        "lng": [lng for _, lng in at],
    }
    put(store, pl.DataFrame(frame))
    add_places(store, pl.DataFrame({"name": [HTML], "lat": [TOWN[0]], "lng": [TOWN[1]]}), "test", NOW)


def outline_of_the_town() -> dict[str, Any]:
    """Return the ground of the cells that `fill` spreads reports over; it ends short of the ring around them."""
    ground = shape(h3.cells_to_geo(h3.grid_disk(SQUARE, 5)))
    return dict(mapping(ground.buffer(-0.0001)))


@pytest.fixture
def path(tmp_path, monkeypatch) -> Path:
    """Where the page finds its store; every test begins with none open."""
    path = tmp_path / "est.duckdb"
    monkeypatch.setenv("EST_STORE", str(path))
    st.cache_resource.clear()
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """A store with an outline and 600 reports in a file that nobody has open, made once."""
    path = tmp_path_factory.mktemp("filled") / "est.duckdb"
    copy_store(path)
    with open_store(path) as store:
        set_study_area(store, outline_of_the_town(), "test", NOW)
        fill(store, 600)
    return path


@pytest.fixture
def town(path, filled) -> Iterator[Path]:
    path.write_bytes(filled.read_bytes())
    store, _ = shared_store()
    yield path
    store.close()
    st.cache_resource.clear()


def page(**query: str) -> AppTest:
    tested = AppTest.from_file(PAGE, default_timeout=60)
    for name, value in query.items():
        tested.query_params[name] = value
    tested.run()
    assert not tested.exception
    return tested


def deck(tested: AppTest) -> dict[str, Any]:
    return json.loads(tested.get("deck_gl_json_chart")[0].proto.json)


def layer(tested: AppTest, name: str) -> Any:
    """The data of a layer: rows, or what GeoJSON holds."""
    return next(layer["data"] for layer in deck(tested)["layers"] if layer["id"] == name)


def text(tested: AppTest) -> str:
    return " ".join(str(part.value) for part in (*tested.markdown, *tested.caption, *tested.info))


def twin(tested: AppTest) -> pl.DataFrame:
    """The rows of the file that the table of all cells offers, opened."""
    made: list[pl.DataFrame] = []

    def noted(visitor: Visitor, frame: pl.DataFrame, *named: Any, **more: Any) -> None:
        made.append(frame.select(*named[1]))
        download(visitor, frame, *named, **more)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("est.ui.situation.map_table.download", noted)
        tested.session_state["twin"] = True
        tested.run()
    return made[-1]


@pytest.mark.parametrize(("through", "asked"), [("2026-02-28", False), ("2025-12-07", True)])
def test_points_are_asked_for_where_reports_may_be_few_enough_for_them(town, monkeypatch, through, asked):
    """Six hundred are more than have points, which is known without a walk over them; those of a week are not."""
    questions: list[Selection] = []

    def noted(store: Store, selection: Selection, resolution: int) -> pl.DataFrame:
        questions.append(selection)
        return few_points(store, selection, resolution)

    monkeypatch.setattr("est.ui.situation.cell_map.few_points", noted)
    page(**(PERIOD | {"through": through}))
    assert bool(questions) is asked


def test_the_page_and_the_command_line_give_the_same_numbers(town, capsys):
    """Every cell with its count, expected, p, q, flag and Gi*, for the whole week and for the night."""
    for hours in ("all", "night"):
        shared_store()[0].close()
        arguments = ["flags", "--store", str(town), "--from", "2025-12-01", "--to", "2026-03-01", "--json"]
        assert main([*arguments, *(["--hours", "22-06"] if hours == "night" else [])]) == 0
        said = json.loads(capsys.readouterr().out)
        st.cache_resource.clear()
        shown = twin(page(**PERIOD, hours=hours))
        cells = {row["cell"]: row for row in shown.iter_rows(named=True)}
        assert cells.keys() == {row["cell"] for row in said["cells"]}
        for row in said["cells"]:
            mine = cells[row["cell"]]
            for name in ("count", "expected", "p", "q", "gi_star"):
                assert mine[name] == pytest.approx(row[name], abs=1e-9), (hours, row["cell"], name)
            assert mine["flag"] == row["flag"]


def test_the_square_is_the_first_flag_on_the_map_and_beside_it(town):
    """The badge on the map has the number of the list, and the button chooses the cell."""
    tested = page(**PERIOD)
    button = next(button for button in tested.button if button.label.startswith("1"))
    assert layer(tested, "numbers")[-1]["number"] == "1"
    button.click().run()
    assert SQUARE in tested.query_params["cell"]
    assert len(next(x for x in deck(tested)["layers"] if x["id"] == "chosen")["data"]["features"]) == 1


def test_a_link_opens_the_chosen_cell(town):
    """Its sentence begins with the reports; the reports themselves stand in a table."""
    tested = page(**PERIOD, cell=SQUARE)
    assert "i rutan, mot" in text(tested)
    assert any("description" in table.columns for table in tables(tested))


def test_of_a_chosen_cell_that_the_filter_empties_nothing_is_judged(town):
    """It is said once that it has none, where its sentence stood."""
    day = PERIOD | {"through": PERIOD["from"]}
    empty = twin(page(**day)).filter(pl.col("count") == 0)["cell"][0]
    said = text(page(**day, cell=empty))
    assert said.count("Inga rapporter här i det här urvalet.") == 1
    assert "i rutan, mot" not in said


@pytest.mark.parametrize("cell", ["8908b5660c3ffff0", "<script>", h3.cell_to_parent(SQUARE, 8)])
def test_a_link_to_a_cell_that_is_not_there_opens_the_map(town, cell: str):
    """Nothing is chosen and nothing breaks, and it is said."""
    tested = page(**PERIOD, cell=cell)
    (said,) = [one.value for one in tested.warning if "kartan" in one.value]
    assert ("togs inte med" in said) == (cell != h3.cell_to_parent(SQUARE, 8))
    assert len(layer(tested, "cells")) > 50
    assert "i rutan, mot" not in text(tested)


def test_the_rows_of_the_map_stay_when_the_filter_changes(town):
    """The browser remembers the chosen cell by its row."""
    rows = [
        [row["cell"] for row in layer(page(**PERIOD, resolution="9", hours=hours), "cells")]
        for hours in ("all", "night")
    ]
    assert rows[0] == rows[1] == sorted(rows[0])


def test_the_page_says_what_it_rests_on(town):
    """Which cells and why, and what a flag stands out from."""
    words = text(page(**PERIOD))
    assert "rapporter är på kartan, i rutor på ungefär" in words
    assert "En markerad ruta har klart fler rapporter än om de spritts jämnt" in words
    assert "Upplösning" in words  # in the drawer on how it is counted
    assert "saknar gräns" not in words


def test_without_an_outline_the_page_shows_counts_and_leads_to_one(path):
    """No flag, no q and no scan, and a sentence that says why, above the map, in the list and for a chosen cell."""
    store, _ = shared_store()
    fill(store, 600)
    tested = page(**PERIOD, cell=SQUARE)
    assert twin(tested)["count"].sum() == 600
    assert layer(tested, "numbers") == []
    assert text(tested).count("Inget markeras, eftersom analysområdet saknar gräns") == 3
    assert "En markerad ruta" not in text(tested)
    assert twin(page(**PERIOD))["q"].null_count() > 50
    tested.session_state["scan"] = True
    assert text(tested.run()).count("Inget markeras") == 4


def test_an_outline_that_is_too_large_is_warned_of(town):
    """Most of its cells never had a report."""
    ground = shape(outline_of_the_town()).buffer(0.03)
    set_study_area(shared_store()[0], dict(mapping(ground)), "test", NOW)
    assert "av analysområdets rutor har inget någonsin rapporterats" in " ".join(
        w.value for w in page(**PERIOD).warning
    )


def test_a_size_asked_for_is_obeyed_and_said(town):
    """The address holds it."""
    tested = page(**PERIOD, resolution="8")
    assert {h3.get_resolution(row["cell"]) for row in layer(tested, "cells")} == {8}
    assert "vald för hand" in text(tested)


def test_no_line_of_the_list_stands_for_two_cells(town):
    """The browser answers with the line that was chosen."""
    lines = next(box for box in page(**PERIOD).selectbox if box.label.startswith("Välj en ruta")).options
    assert len(lines) == len(set(lines)) > 50


@pytest.mark.parametrize("hours", ["all", "night"])
def test_few_reports_have_a_map_with_their_counts(path, hours):
    """In the cells of the whole week, whichever hours are chosen, and the page says that they are few."""
    copy_store(path)
    store, _ = shared_store()
    set_study_area(store, outline_of_the_town(), "test", NOW)
    fill(store, 40)
    tested = page(**PERIOD, hours=hours)
    assert {h3.get_resolution(row["cell"]) for row in layer(tested, "cells")} == {9}
    counted = twin(tested)["count"].sum()
    assert counted == 40 if hours == "all" else 0 < counted < 40
    assert ("vilket är få för en karta" if hours == "all" else "som för veckans alla timmar") in text(tested)
    labels = [getattr(group, "label", "") for group in tested.get("button_group")]
    assert "Markerat på kartan" not in labels  # as nothing is


def test_an_empty_store_says_what_to_do(path):
    """Its links lead to pages that only the whole program has, so that the run ends there."""
    tested = AppTest.from_file(PAGE, default_timeout=60).run()
    assert "Ladda upp en fil med rapporter" in text(tested)
    overview = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert "Ladda upp en fil med rapporter" in text(overview)
    assert not any("väntar på granskning" in part.value for part in overview.caption)


def test_of_a_selection_without_reports_only_that_is_said(path):
    """No number of them that is none, nor how large their cells would be; the ground stands there all the same."""
    store, _ = shared_store()
    set_study_area(store, outline_of_the_town(), "test", NOW)
    fill(store, 60)
    tested = page(**{"from": "2025-11-01", "through": "2025-11-02"})
    assert any("Inga rapporter i urvalet" in one.value.replace("\\", "") for one in tested.info)
    assert "är på kartan" not in text(tested)
    assert layer(tested, "cells")
    assert layer(tested, "counts") == []


def test_of_too_many_cells_larger_ones_are_drawn(path, monkeypatch):
    """And the page says so."""
    monkeypatch.setattr(map_view, "CLICKABLE_CELLS", 2_700)
    store, _ = shared_store()
    spread = np.random.default_rng(1).uniform(-0.3, 0.3, (3000, 2))
    frame = {"starts": [datetime(2026, 1, 10)] * 3000, "organisation": organisation_ids(store)[:1] * 3000}
    put(store, pl.DataFrame(frame | {"lat": TOWN[0] + spread[:, 0], "lng": TOWN[1] + 2 * spread[:, 1]}))
    tested = page(**PERIOD, resolution="9")
    assert len(layer(tested, "cells")) <= 2_700
    assert {h3.get_resolution(row["cell"]) for row in layer(tested, "cells")} == {8}
    assert "de ritas grövre" in text(tested)
    assert "för hand" not in text(tested)


def test_the_flagged_places_say_what_they_have_become_and_how_far_they_hold(town):
    """Three months of reports tell no course; the square is one place, new or not, that stands in every redraw.

    In the coming four weeks most is expected there too, by counts alone: three months are too few to try more.
    """
    tested = page(**PERIOD)
    assert not any("between" in frame.columns for frame in tables(tested))
    for drawer in ("places", "doubts", "outlook"):
        tested.session_state[drawer] = True
    tested.run()
    assert not tested.exception
    outlook = next(t for t in tables(tested) if "between" in t.columns)
    assert outlook["expected"].iloc[0] > 3 * outlook["expected"].iloc[1]
    assert "kan prövas när det finns åtta månaders" in text(tested)
    places = next(t for t in tables(tested) if "state" in t.columns)
    assert places["stability"].max() == 1.0
    assert places["state"].iloc[0] == "fanns förra veckan"
    store, _ = shared_store()
    chosen = Selection(date(2025, 12, 1), date(2026, 3, 1))
    year, week, _day = tracked_places(store, chosen, find_flags(store, chosen))[0].since.isocalendar()
    assert places["since"].iloc[0] == f"v. {week} {year}"
    assert "när det finns rapporter från två år" in text(tested)
    assert "Troligen samma händelse från två aktörer" in text(tested)


def test_the_outline_of_a_marked_place_is_drawn_and_its_size_stands_in_the_table(town):
    """One outline, around the chosen place alone; the table has its hectares on the rows of its cells."""
    store, _ = shared_store()
    chosen = Selection(date(2025, 12, 1), date(2026, 3, 1))
    marked = places_of_flags(chosen, find_flags(store, chosen), named_places(store))
    tested = page(**PERIOD, cell=marked[0].flags[0])
    assert len(layer(tested, "outlines")["features"]) == 1
    assert layer(page(**PERIOD), "outlines")["features"] == []
    sizes = dict(twin(tested).select("cell", "outline_ha").rows())
    assert {cell: sizes[cell] for cell in marked[0].flags} == pytest.approx(
        dict.fromkeys(marked[0].flags, marked[0].area_m2 / 10_000), abs=0.01
    )


def test_the_table_says_what_each_flag_is_of_with_its_own_numbers(town):
    """They are those of the list beside the map, and of what is told of the cell once it is chosen."""
    tested = page(**PERIOD, resolution="9")
    rows = twin(tested)
    flagged = rows.filter(pl.col("flag").is_not_null())
    assert flagged.height
    assert set(flagged["flag_unit"]) <= {"rutan", "rutan och de runt den"}
    assert rows.filter(pl.col("flag").is_null())["flag_count"].null_count() == rows.height - flagged.height
    own = flagged.filter(pl.col("flag_unit") == "rutan")
    assert own["flag_count"].to_list() == own["count"].to_list()
    ring = flagged.filter(pl.col("flag_unit") != "rutan").head(1)
    for cell, count in ring.select("cell", "flag_count").rows():
        told = text(page(**PERIOD, resolution="9", cell=cell))
        assert f"{count:g} rapporter under" in told.replace("\u00a0", " ")


def test_reports_that_are_not_on_the_map_are_listed_with_the_reason(town):
    """Without a place, far outside, and placed too inexactly: counted above the map and each in the list."""
    store, _ = shared_store()
    ids = organisation_ids(store)
    day = datetime(2026, 2, 20, 12)
    away = {"starts": [day], "organisation": [ids[0]], "place": ["Långt bort"], "lat": [60.5], "lng": [15.5]}
    put(store, pl.DataFrame(away))
    corners = [[14.05, 59.28], [14.16, 59.28], [14.16, 59.33], [14.05, 59.33]]
    square = {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}
    set_study_area(store, square, "test", NOW)
    nowhere = {"starts": [day], "organisation": [ids[0]], "place": ["Någonstans"], "cell": [None], "lat": [None]}
    put(store, pl.DataFrame(nowhere, schema_overrides={"cell": pl.UInt64, "lat": pl.Float64}))
    add_places(store, pl.DataFrame({"name": ["Ängen"], "lat": [59.31], "lng": [14.12], "radius_m": [900.0]}), "t", NOW)
    put(store, pl.DataFrame({"starts": [day], "organisation": [ids[0]], "lat": [59.31], "lng": [14.12]}))
    tested = page(**PERIOD)
    assert "2 ligger utanför analysområdet eller saknar plats" in text(tested)
    assert "1 har för ungefärligt läge" in text(tested)
    assert "99 % av analysområdets rapporter har ett läge som är exakt nog" in text(tested)
    tested.session_state["off the map"] = True
    listed = next(t for t in tables(tested.run()) if "reason" in t.columns)
    assert sorted(listed["reason"]) == ["för ungefärligt läge för dessa rutor", "saknar plats", "utanför analysområdet"]


def test_an_event_told_by_two_organisations_is_one_row_with_both(path):
    """The list says how many rows were taken together, what the tests count, and names both."""
    store, _ = shared_store()
    ids = organisation_ids(store)
    starts = [datetime(2026, 1, 7, 22), datetime(2026, 1, 7, 22, 40), datetime(2026, 1, 9, 8)]
    put(
        store,
        pl.DataFrame({"starts": starts, "organisation": [ids[0], ids[1], ids[0]], "description": ["a", "b", "c"]}),
    )
    tested = page(**PERIOD, cell=SQUARE)
    listed = next(t for t in tables(tested) if "note" in t.columns)
    assert listed["note"].dropna().to_list() == ["troligen samma händelse, 0 m och 40 min isär"]
    assert " och " in listed["organisation"].iloc[1]
    assert listed["description"].iloc[1].count(": ") == 2
    assert "3 rapporter\\. 1 gäller troligen en händelse" in text(tested)
    assert "Testerna räknar varje aktörs rapport" in text(tested)
    store.close()


def test_what_flags_stand_out_from_is_chosen_where_there_is_a_choice(town):
    """Under the people null a square where all the people are is no flag; the choice stands in the address."""
    assert not [box for box in page(**PERIOD).selectbox if box.label == "Jämförs med"]
    store, _ = shared_store()
    homes = pl.DataFrame({"cell": sorted(h3.grid_disk(SQUARE, 5)), "people": 1.0}).with_columns(
        pl.when(pl.col("cell") == SQUARE).then(60.0).otherwise("people").alias("people")
    )
    content = io.BytesIO()
    homes.write_parquet(content)
    set_people(store, content.getvalue(), "people.parquet", "test", NOW)
    tested = page(**PERIOD)
    assert "spritts jämnt" in text(tested)
    flags = {
        name: twin(page(**PERIOD, null=name)).filter(pl.col("cell") == SQUARE)["flag"][0] for name in ("even", "people")
    }
    assert flags == {"even": "tydlig", "people": None}
    assert "än de som bor där skulle ge" in text(page(**PERIOD, null="people"))


def test_a_layer_that_cannot_be_drawn_is_named(town, tmp_path, monkeypatch):
    """The others are drawn; what is written in a file of somebody's is shown as text."""
    outline = {"type": "Polygon", "coordinates": [[[14, 59], [14.1, 59], [14.1, 59.1], [14, 59]]]}
    (tmp_path / "lake.geojson").write_text(json.dumps(outline))
    (tmp_path / "broken.geojson").write_text("{")
    monkeypatch.setattr("est.ui.situation.cell_map.LAYERS", tmp_path)
    tested = page(**PERIOD)
    assert layer(tested, "layer 1")["features"][0]["geometry"]["type"] == "Polygon"
    assert "broken" in tested.warning[0].value


def test_the_scan_is_worked_out_when_asked_for_and_finds_the_square(town):
    """The area around the place with most reports stands out, in a sentence, a table and a file."""
    tested = page(**PERIOD)
    assert "sticker ut mest" not in " ".join(part.value for part in tested.markdown)
    tested.session_state["scan"] = True
    tested.run()
    assert not tested.exception
    said = " ".join(part.value for part in tested.markdown).replace("\\", "")
    assert "Det område som sticker ut mest är" in said
    assert "av en slump någonstans i orten i 0,1 % av fallen." in said
    shown = next(table for table in tables(tested) if "times" in table)
    assert "p" not in shown.columns  # the probability is in the sentence, and in the file
    assert shown["reports"].iloc[0] >= 60


def test_the_weeks_and_two_periods_hold_the_reports_of_the_map(town):
    """Each week of the period with its counts, two periods in the same classes, and the difference cell by cell."""
    tested = page(**PERIOD)
    total = sum(row["count"] for row in twin(tested).iter_rows(named=True))

    def shows(view: str) -> None:
        tested.session_state["what the map shows"] = view
        tested.run()
        assert not tested.exception

    shows("weeks")
    spec = weeks_spec(tested)
    labels = json.loads(spec["title"]["text"]["expr"].removesuffix("[week]"))
    assert len(labels) == 13  # from Monday the first of December; of the last week the period has six days
    assert re.fullmatch(r"v\.\s9\s2026 · 23–28\sfeb\.\s2026", labels[-1][0])
    assert "bara 6 av 7 dagar" in labels[-1][1]
    ((told,),) = [re.findall(r"\? (\[.*\])\[datum", text) for text in calculations(spec) if "datum.words" in text]
    said = [json.loads(told)[word] for row in rows_of(spec) for word in row.get("words", ())]
    assert sum(float(word.split()[0].replace(",", ".")) for word in said) == pytest.approx(total)
    tested.session_state["twin one week of the map"] = True
    tested.run()
    assert not tested.exception
    assert _kinds(tested) == KINDS
    shows("both")
    colors = [{str(row["color"]) for row in part["data"]} for part in _count_layers(tested)]
    assert colors[0] == set()  # nothing was reported in the period before
    assert len(colors[1]) > 1
    tested.session_state["twin två perioder per ruta"] = True
    tested.run()
    assert not tested.exception
    assert _kinds(tested) == KINDS
    shows("difference")
    assert not tested.get("deck_gl_json_chart")  # nor is there a difference to it
    tested.query_params["from"] = "2026-01-16"
    shows("difference")
    shades = [tuple(row["color"]) for row in layer(tested, "filled")]
    assert len({shade for shade in shades if shade[3] > 1}) > 2  # more and fewer, in classes
    assert any(shade[3] == 1 for shade in shades)
    assert "färre än före" in key_of(tested)


@pytest.fixture
def worked_on(town) -> str:
    """A hotspot at the square since the second of February and a measure there from the sixteenth; and a past one."""
    store, _ = shared_store()
    add_hotspot(store, Hotspot("Torget", (SQUARE,), since=date(2026, 2, 2)), "test", NOW)
    said = Measure(
        "Belysning",
        organisation_ids(store)[0],
        MeasureState.ONGOING,
        (SQUARE,),
        starts=date(2026, 2, 16),
        without_cause="Ingen än.",
        decided=date(2026, 2, 1),
        decided_by=DecidedBy.WORKING_GROUP,
    )
    add_measure(store, said, "test", NOW)
    past = replace(said, title="Vakt", state=MeasureState.CARRIED_OUT, starts=date(2025, 9, 1), due=date(2025, 9, 30))
    add_measure(store, replace(past, as_planned=AsPlanned.YES), "test", NOW)
    return SQUARE


def test_week_by_week_the_map_has_the_hotspots_and_measures_of_each_week(worked_on):
    """And the flags of the whole period in every week: none is worked out anew. The key says what each belongs to."""
    tested = page(**PERIOD, map="weeks")
    assert not tested.exception
    spec = weeks_spec(tested)
    filters = [one["filter"] for one in transforms(spec) if "week >=" in str(one.get("filter"))]
    assert sorted(set(filters)) == ["week >= 11 && week <= 12", "week >= 9 && week <= 12"]
    assert layer(page(**PERIOD), "clear")["features"]
    assert "#c44800" in json.dumps(spec)
    titles = [part["encoding"]["fill"]["legend"]["title"] for part in spec["layer"][1:]]
    assert titles[0] == "Rapporter i en ruta:"
    assert re.match(r"Markeringar för 1\sdec\.\s2025", titles[1])
    assert titles[2:] == ["Veckan som visas:"]
    ((told,),) = [re.findall(r"\? (\[.*\])\[datum", text) for text in calculations(spec) if "datum.words" in text]
    row = next(row for row in rows_of(spec) if row["cell"] == SQUARE)
    tips = [json.loads(told)[word] for word in row["words"]]
    assert ["hotspot: Torget" in tip for tip in tips] == [False] * 9 + [True] * 4
    assert ["pågående åtgärd: Belysning" in tip for tip in tips] == [False] * 11 + [True] * 2


@pytest.mark.parametrize("view", ["period", "weeks", "both", "difference"])
@pytest.mark.parametrize("drawing", ["moving", "picture"])
def test_a_chosen_cell_is_outlined_and_told_of_whatever_the_map_shows(town, view: str, drawing: str):
    """Beside the list of flags, whose numbers stand on the map; of two maps both have the line around the cell."""
    dates = PERIOD | ({"from": "2026-01-16"} if view == "difference" else {})
    tested = page(**dates, resolution="9", cell=SQUARE, map=view, drawing=drawing)
    assert not tested.exception
    assert "i rutan, mot" in text(tested)
    assert any(button.label == "Stäng rutan" for button in tested.button)
    assert any(re.match(r"1\b", button.label) for button in tested.button)
    assert tested.selectbox(key="cell chosen from the list").value == SQUARE
    decks = [json.loads(one.proto.json)["layers"] for one in tested.get("deck_gl_json_chart")]
    specs = [json.loads(one.proto.spec) for one in tested.get("vega_lite_chart")]
    maps_drawn = [spec for spec in specs if len(spec.get("layer", ())) and "projection" in spec["layer"][0]]
    assert len(decks) + len(maps_drawn) == (2 if view == "both" else 1)
    for layers in decks:
        named = {one["id"]: one["data"] for one in layers}
        assert len(named["chosen"]["features"]) == 1
    for spec in maps_drawn:
        assert ("#1c2026", 4) in {(look.get("stroke"), look.get("strokeWidth")) for look in looks_of(spec)}
    numbers = [one["number"] for layers in decks for part in layers if part["id"] == "numbers" for one in part["data"]]
    numbers += [one["text"] for spec in maps_drawn for one in looks_of(spec) if "text" in one and "size" in one]
    assert "1" in numbers


def looks_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row of a drawn map with the look of its part and its own."""
    held = [
        (inner["mark"], inner.get("data", part.get("data", {})).get("values", "[]"))
        for part in spec["layer"][0]["layer"]
        for inner in part.get("layer", [part])
    ]
    return [mark | row for mark, rows in held for row in (json.loads(rows) if isinstance(rows, str) else rows)]


def test_each_of_two_periods_has_the_hotspots_and_measures_of_its_own(worked_on):
    """A measure that is over is on the map of the period in which it ran. Flags are those of the later one alone."""
    tested = page(**PERIOD, map="both")
    first, second = (json.loads(one.proto.json)["layers"] for one in tested.get("deck_gl_json_chart"))
    names = [{one["id"] for one in layers if one["id"].endswith(" line")} for layers in (first, second)]
    assert names == [{"measure line"}, {"hotspot line", "measure line"}]
    flags = [next(one for one in layers if one["id"] == "clear")["data"]["features"] for layers in (first, second)]
    assert [bool(lines) for lines in flags] == [False, True]
    tips = [next(one["data"] for one in layers if one["id"] == "cells") for layers in (first, second)]
    works = [next(row["work"] for row in rows if row["cell"] == SQUARE) for rows in tips]
    assert works == ["\npågående åtgärd: Vakt", "\nhotspot: Torget\npågående åtgärd: Belysning"]


def test_every_file_says_its_days_its_filters_and_when_it_was_fetched_and_no_number_is_longer_than_it_means(
    town, monkeypatch
):
    """Whatever kind of file it is. A table stays one: it says so in its name and, in Excel, on a sheet of its own."""
    made: dict[str, Any] = {}
    monkeypatch.setattr(
        st, "download_button", lambda _label, make, *, file_name, **_more: made.update({file_name: make})
    )
    page(**PERIOD, cell=SQUARE, print="1")
    page(**PERIOD, cell=SQUARE, print="1", hours=hours_to_text(PRESETS["night"]))
    endings = {name.rpartition(".")[2] for name in made}
    assert {"csv", "xlsx", "geojson", "gpkg", "png", "svg"} <= endings
    days = r"[a-z0-9-]+(_[a-z0-9-]+)?_2025-12-01--2026-02-28"
    dated = rf"({days}(_natt-22-06)?|upprepning_.*2025-12-01.*|.*2026-02.*)_hamtad-\d{{4}}-\d\d-\d\d\.[a-z]+"
    assert [name for name in made if not re.fullmatch(dated, name)] == []
    assert sum("natt-22-06" in name for name in made) > 6
    parts: list[list[str]] = []
    for name, make in made.items():
        if name.endswith(".csv"):
            assert re.findall(r"[1-9]\d*,\d{7,}|0,0*[1-9]\d{4,}", make().decode()) == [], name
        if name.endswith(".geojson"):  # the same figures as the table has
            head = made[name.replace(".geojson", ".csv")]().decode("utf-8-sig").splitlines()[0].split(";")
            told = json.loads(make())["features"][0]["properties"]
            parts.append([one for one in head if "andelar" in one])
            assert [one for one in told if "andelar" in one] == parts[-1], name
            assert isinstance(told["Rapporter"], int), name
        if name.endswith(".xlsx"):
            about = [row[0].value for row in openpyxl.load_workbook(io.BytesIO(make()))["Om filen"]]
            assert any("2026" in line for line in about[:2]), name
            assert any(line.startswith("Källa: EST") for line in about), name
    assert len(parts) > 1


def test_the_picture_of_an_earlier_period_names_that_period(town, monkeypatch):
    """Not the one that is chosen, beside which it stands on the page."""
    headings: list[Caption] = []

    def noted(visitor: Visitor, made: Any, frame: pl.DataFrame, heading: Caption, key: str, **_more: Any) -> None:
        headings.append(heading)

    monkeypatch.setattr("est.ui.chart_view.download_picture", noted)
    tested = page(**PERIOD, map="both")
    tested.session_state["twin två perioder per ruta"] = True
    tested.run()
    assert not tested.exception
    assert ["sep" in heading.lines[0] for heading in headings] == [True, False]


def test_the_difference_has_the_hotspots_and_measures_of_either_period(worked_on):
    """And they can be left out, as on the map of the period."""
    tested = page(**(PERIOD | {"from": "2026-01-16"}), map="difference")
    lines = {one["id"] for one in deck(tested)["layers"]}
    assert {"hotspot line", "measure line", "fewer", "clear"} <= lines
    assert "I någon av perioderna: hotspot" in key_of(tested)
    tested.session_state["marks on the map hotspot measure"] = ["measure"]
    tested.run()
    lines = {one["id"] for one in deck(tested)["layers"]}
    assert "measure line" in lines
    assert "hotspot line" not in lines


def test_a_link_opens_the_map_as_its_sender_saw_it(town):
    """What the map shows, the week, the period beside it, and that it is drawn; what is chosen is in the address."""
    weeks = page(**PERIOD, map="weeks", week="2026-01-05")
    (value,) = [one["value"] for one in weeks_spec(weeks)["params"] if one["name"] == "week"]
    assert value == 5
    drawn = page(**PERIOD, drawing="picture", map="both", against="last-year")
    assert not drawn.get("deck_gl_json_chart")
    assert "2024" in text(drawn)
    wrong = {"map": "<script>", "against": "y", "drawing": "x", "of": "z", "resolution": "99", "null": "n", "week": "x"}
    tested = page(**PERIOD, **wrong)
    assert tested.get("deck_gl_json_chart")
    (said,) = [one.value for one in tested.warning if "Länken ber om" in one.value]
    assert all(f"{name}={value}" in said.replace("\\", "") for name, value in wrong.items())
    assert not list(page(**PERIOD, map="both", cell=SQUARE, resolution="9").warning)
    for key, chosen in (("what the map shows", "both"), ("compared with", "last-year")):
        tested.button_group(key=key).set_value(chosen).run()
    tested.toggle(key="draw the map").set_value(True).run()
    assert not tested.exception
    asked = {name: tested.query_params[name] for name in ("map", "against", "drawing")}
    assert asked == {"map": "both", "against": "last-year", "drawing": "picture"}
    tested.button_group(key="what the map shows").set_value("period").run()
    assert "map" not in tested.query_params


def key_of(tested: AppTest) -> str:
    """The key below the map, as it is read to who does not see it."""
    return str(tested.get("image")[0].proto.imgs[0].alt)


def weeks_spec(tested: AppTest) -> dict[str, Any]:
    return json.loads(tested.get("vega_lite_chart")[0].proto.spec)


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return json.loads(spec["layer"][0]["data"]["values"])


def transforms(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for part in spec["layer"][0]["layer"] for one in part.get("transform", ())]


def calculations(spec: dict[str, Any]) -> list[str]:
    return [one["calculate"] for one in transforms(spec) if "calculate" in one]


def _kinds(tested: AppTest) -> set[str]:
    """Return the kinds of files that can be taken out."""
    labels = " ".join(button.proto.label for button in tested.get("download_button"))
    return {kind for kind in KINDS if kind in labels}


def _count_layers(tested: AppTest) -> list[dict[str, Any]]:
    decks = [json.loads(one.proto.json) for one in tested.get("deck_gl_json_chart")]
    return [next(layer for layer in one["layers"] if layer["id"] == "counts") for one in decks]


def test_without_a_graphics_card_the_map_is_drawn(town):
    """The same cells as a chart with its title, selection and key, and no map that needs a card."""
    tested = page(**PERIOD)
    tested.session_state["map is drawn"] = True
    tested.run()
    assert not tested.get("deck_gl_json_chart")
    spec = json.loads(tested.get("vega_lite_chart")[0].proto.spec)
    assert spec["title"]["text"] == ["Karta över rapporterna"]
    assert "1\u00a0dec.\u00a02025" in spec["title"]["subtitle"][0]
    assert "tydlig markering" in json.dumps(spec, ensure_ascii=False)
