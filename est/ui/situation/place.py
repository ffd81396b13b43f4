"""The chosen cell: why it is flagged or not, and the reports behind it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from est.charts import hours_by_weekday
from est.clock import PRESETS
from est.hotspots.detection.explanation import FlagFacts, explain_flag, flag_facts
from est.hotspots.detection.flags import find_flags
from est.hotspots.detection.null_models import NAMES
from est.hotspots.evolution.map_view import MapView
from est.municipality.reference_lists import translate_names
from est.municipality.vocabulary import OTHER
from est.picture.counts import category_counts, hour_table, organisation_counts, reports_in, timeless_count
from est.picture.data_quality import duplicate_reports
from est.picture.hour_names import HOURS
from est.picture.selection import Selection
from est.picture.shared_events import shared_event_rows
from est.store import Store
from est.text import N_, Translator
from est.ui.chart_view import draw_chart, draw_table_twin
from est.ui.downloads import download
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.hotspot_links import offer_hotspot
from est.ui.links import open_page, page_link
from est.ui.pages import MEASURES, REPORT_LIST
from est.ui.readings import note_table
from est.ui.reports.report_columns import filled_columns, readable_fields, report_columns
from est.ui.situation.cell_map import FLAGS
from est.ui.situation.cell_selection import choose_cell
from est.ui.spans import hours_frame
from est.ui.tables import draw_table, plain_text, title_text

SHOWN = 500  # reports of a cell; a cell with more is better asked for by a narrower selection
NO_FLAG = N_("no flag")


def place_summary(visitor: Visitor, selection: Selection, shown: MapView, cell: str) -> None:
    """Draw the chosen cell's name, the sentence that explains its flag, and the way to a measure."""
    _ = visitor.translator.gettext
    row = shown.cells.row(by_predicate=pl.col("cell") == cell, named=True)
    known = place_facts(visitor, selection, shown, cell)
    st.header(title_text(row["label"]), anchor=False)
    st.markdown(plain_text(explain_flag(known, visitor.translator)))
    offer_hotspot(visitor, place_cells(shown, cell, known), selection if known.flag else None)
    measure_link(visitor, known.members)
    st.button(_("Close the cell"), on_click=choose_cell, args=(None,))


def place_cells(shown: MapView, cell: str, known: FlagFacts) -> tuple[str, ...]:
    """Return the cells of the place that a chosen cell is part of: those flagged ones it touches, or what is known."""
    if known.told_by:  # cells of another size, which are the place
        return known.members
    groups = [group["cell"].to_list() for group in shown.flags]
    group = next((group for group in groups if cell in group and len(group) > 1), [])
    return tuple(sorted({*known.members, *group}))


def draw_place(visitor: Visitor, selection: Selection, shown: MapView, cell: str) -> None:
    """Draw what lies behind the chosen cell: hours, categories, organisations and the reports themselves."""
    _ = visitor.translator.gettext
    cells = place_facts(visitor, selection, shown, cell).members
    reports = visitor.answer(cell_reports, selection, cells)
    if reports.is_empty():
        st.write(_("No reports here in this selection."))
        return
    left, right = st.columns(2, gap="medium")
    with left:
        place_heading(_("Hours and weekdays"))
        # of the whole place where the cell is part of one: hours of a place, not of a cell
        place = next((found for found in shown.places if cell in found.flags), None)
        draw_hour_heatmap(visitor, selection, tuple(sorted(place.cells)) if place else cells)
    with right:
        draw_shares(visitor, selection, cells)
    place_heading(_("Reports"))
    draw_report_table(visitor, reports, visitor.answer(duplicate_reports, selection, cells=cells))
    other_hours_text(visitor, selection, shown, cell)


def place_facts(visitor: Visitor, selection: Selection, shown: MapView, cell: str) -> FlagFacts:
    """Return the facts of the chosen cell, or of it with its ring where they are flagged together."""
    key = ("facts", selection, shown.found.resolution, shown.found.null, cell, visitor.store.version)
    return visitor.keep_answer(key, lambda: flag_facts(visitor.store, selection, shown.found, cell))


def cell_reports(store: Store, selection: Selection, cells: tuple[str, ...]) -> pl.DataFrame:
    """Return the newest selected reports in these cells, as `reports_in` does."""
    return reports_in(store, selection, list(cells), limit=SHOWN)


def place_heading(text: str) -> None:
    """Draw a small heading of our own words."""
    st.markdown(f"### {plain_text(text)}")


def measure_link(visitor: Visitor, cells: tuple[str, ...]) -> None:
    """Draw the way from the place to a measure for it: the measures page with these cells filled in."""
    _ = visitor.translator.gettext
    page_link(MEASURES, _("Log a measure here"), _("The measures page is not in use here."), cells=",".join(cells))


def draw_hour_heatmap(visitor: Visitor, selection: Selection, cells: tuple[str, ...]) -> None:
    """Draw on which weekdays and at which hours the reports of these cells fall, if they are not too few."""
    _, ngettext = visitor.translator.gettext, visitor.translator.ngettext
    hours, without = visitor.answer(cell_hours, selection, cells), visitor.answer(cell_timeless, selection, cells)
    if without:
        text = ngettext(
            "{count} report here has no known time and is in none of the hours.",
            "{count} reports here have no known time and are in none of the hours.",
            without,
        )
        st.caption(text.format(count=visitor.translator.number(without)))
    if hours.is_empty():
        st.write(
            _(
                "Fewer than four reports with a known time: their hours would say more about people than about the "
                "place, so they are not shown."
            )
        )
        return
    spec = hours_by_weekday(hours, visitor.translator)
    # a click that chooses hours belongs to the trends; here it would change the picture under the reader's hand
    draw_chart({part: value for part, value in spec.items() if part != "params"}, f"hours {selection!r} {cells}")
    days = {str(day): name for day, name in enumerate(visitor.translator.weekdays())}
    draw_table_twin(
        visitor,
        hours_frame(hours),
        _("hours of the cell"),
        {"clock": _("Hour"), **days},
        pictures={_("Hours and weekdays"): lambda: spec},
        selection=selection,
    )


def cell_hours(store: Store, selection: Selection, cells: tuple[str, ...]) -> pl.DataFrame:
    """Return the hours of the week of the reports in these cells, as `hour_table` does."""
    return hour_table(store, selection, list(cells))


def cell_timeless(store: Store, selection: Selection, cells: tuple[str, ...]) -> int:
    """Return how many of the reports in these cells have no known time, as `timeless_count` does."""
    return timeless_count(store, selection, list(cells))


def draw_shares(visitor: Visitor, selection: Selection, cells: tuple[str, ...]) -> None:
    """Draw which categories the reports are of and which organisations they come from."""
    _ = visitor.translator.gettext
    for question, heading in ((cell_categories, _("Category")), (cell_organisations, _("Organisation"))):
        rows = visitor.answer(question, selection, cells).filter(pl.col("count") > 0).sort("count", descending=True)
        shown = rows.with_columns(translate_names(rows["name"], visitor.translator))
        largest = float(rows["count"].sum())
        bar = st.column_config.ProgressColumn(_("Reports"), format="localized", min_value=0, max_value=largest)
        draw_table(shown, {"name": heading, "count": _("Reports")}, alt=heading, columns={"count": bar})


def cell_categories(store: Store, selection: Selection, cells: tuple[str, ...]) -> pl.DataFrame:
    """Return the categories of the reports in these cells, as `category_counts` does."""
    return category_counts(store, selection, list(cells))


def cell_organisations(store: Store, selection: Selection, cells: tuple[str, ...]) -> pl.DataFrame:
    """Return the organisations of the reports in these cells, as `organisation_counts` does."""
    return organisation_counts(store, selection, list(cells))


def draw_report_table(
    visitor: Visitor,
    reports: pl.DataFrame,
    pairs: pl.DataFrame,
    most: int = SHOWN,
    key: str | None = None,
    more: Mapping[str, str] | None = None,
    about: str = "",
    share: float = 1.0,
) -> None:
    """Draw the reports themselves, newest first, and offer them as a file; a `key` each where there are several.

    A row opens its report for whoever may see it by itself. Those of `pairs` (`data_quality.duplicate_reports`) that
    likely tell of one event are one row with all its organisations. `more` are further columns with their headings. The
    list shows the fields of which any report tells, the file holds all. Where a page has several, `about` says to those
    who do not see it which this is. It is drawn where there is this `share` of the page's width.
    """
    _ = visitor.translator.gettext
    called = visitor.organisations
    reports = reports.with_columns(pl.col("organisation").replace(called))
    note_table(visitor, reports)
    pairs = pairs.with_columns(pl.col("organisation", "other_organisation").replace(called))
    together = shared_event_rows(reports, pairs)
    rows = readable_reports(together, visitor.translator)
    told = {"note": _("Told twice")} if together["others"].list.len().sum() else {}
    names = report_columns(visitor.translator, told, more or {})
    if together.height < reports.height:
        st.caption(plain_text(shared_reports(reports.height, together.height, visitor.translator)))
    identities = rows["id"].to_list()
    opened = (lambda row: open_page(REPORT_LIST, report=identities[row])) if visitor.may(REPORT_LIST.action) else None
    alt = ": ".join(filter(None, (_("The reports"), about)))
    draw_table(
        rows, filled_columns(rows, names), alt=alt, opened=opened, key=f"rows {key or identities[:1]}", share=share
    )
    if reports.height == most:
        st.caption(_("The newest {count} are shown.").format(count=most))
    download(visitor, rows, _("reports"), names, key=key)


def shared_reports(reports: int, events: int, translator: Translator) -> str:
    """Return how many of the reports tell of an event that another one has told of, and that tests count both."""
    again = reports - events
    words = translator.ngettext(
        "{reports} reports, of which {again} likely tells of an event that another one here tells of; they stand as "
        "one row. The tests count each organisation's report.",
        "{reports} reports, of which {again} likely tell of an event that another one here tells of; they stand as "
        "one row. The tests count each organisation's report.",
        again,
    )
    return words.format(reports=translator.number(reports), again=translator.number(again))


def readable_reports(reports: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return linked reports with `when` in words, `category` by name in the reader's language (Övrigt with the word it
    came with), `organisation` with all that told of the event, and `note` on how far apart they are.
    """
    when = [time_text(row, translator) for row in reports.select("starts", "ends", "time_precision").iter_rows()]
    sources = reports.select("organisation", "others", "metres", "minutes").rows()
    told = [_sources(*row, translator=translator) for row in sources]
    named = pl.lit(translate_names(reports["category_name"].fill_null(reports["category"]), translator))
    own_word = (pl.col("category") == OTHER) & pl.col("category_original").is_not_null()
    return readable_fields(reports, translator).with_columns(
        pl.Series("when", when, dtype=pl.String),
        pl.when(own_word).then(pl.format("{} ({})", named, "category_original")).otherwise(named).alias("category"),
        pl.Series("organisation", [who for who, _note in told], dtype=pl.String),
        pl.Series("note", [note for _who, note in told], dtype=pl.String),
    )


def _sources(
    organisation: str | None, others: list[str], metres: float | None, minutes: int | None, *, translator: Translator
) -> tuple[str | None, str | None]:
    """Return who told of an event, and in words how far apart their reports are, null for one report."""
    if not others:
        return organisation, None
    words = translator.gettext("likely the same event, {metres} m and {minutes} min apart")
    note = words.format(metres=translator.number(metres or 0), minutes=translator.number(minutes or 0))
    return translator.listed([*([organisation] if organisation else []), *others]), note


def time_text(row: tuple[Any, ...], translator: Translator) -> str:
    """Return when it happened: a moment, a window, or the day alone when the time is not known."""
    starts, ends, precision = row
    if precision == "unknown":
        return translator.date(starts.date(), "y-MM-dd") + ", " + translator.gettext("time unknown")
    text = translator.moment(starts)
    if ends is None:
        return text
    return text + "–" + (f"{ends:%H:%M}" if ends.date() == starts.date() else translator.moment(ends))


def other_hours_text(visitor: Visitor, selection: Selection, shown: MapView, cell: str) -> None:
    """Draw, when asked for, whether the cell stands out at other hours: when something is to be done here."""
    _ = visitor.translator.gettext
    with drawer(_("At which hours does this place stand out?"), f"hours of {cell}") as area:
        if not area.open:
            return
        rows = []
        for preset, hours in PRESETS.items():
            found = visitor.answer(
                find_flags, replace(selection, hours=hours), shown.found.resolution, null=shown.found.null
            )
            row = found.cells.row(by_predicate=pl.col("cell") == cell, named=True)
            words = FLAGS.get(row["flag"], NO_FLAG)
            rows.append((_(HOURS[preset]), row["count"], row["expected"], _(words)))
        schema = {"hours": pl.String, "count": pl.Float64, "expected": pl.Float64, "flag": pl.String}
        hours_of_cell = pl.DataFrame(rows, schema=schema, orient="row")
        number = st.column_config.NumberColumn
        names = {"hours": _("Hours"), "flag": _("Flag"), "count": _("Reports"), "expected": _("Expected")}
        draw_table(
            hours_of_cell,
            names,
            alt=_("The cell at other hours"),
            columns={key: number(names[key], format="localized") for key in ("count", "expected")},
        )
        tested = _("Each row is tested by itself, against {null}, among the reports of those hours.")
        st.caption(tested.format(null=_(NAMES[shown.found.null])))
