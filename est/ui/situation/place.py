"""The chosen cell: why it is flagged or not, and the reports behind it."""

from dataclasses import replace

import polars as pl
import streamlit as st

from est.charts import hours_by_weekday
from est.clock import PRESETS
from est.hotspots.detection.explanation import FlagFacts, explain_flag, flag_facts
from est.hotspots.detection.flags import find_flags
from est.hotspots.detection.null_models import NAMES
from est.hotspots.evolution.map_view import MapView
from est.municipality.reference_lists import translate_names
from est.picture.counts import category_counts, hour_table, organisation_counts, reports_in, timeless_count
from est.picture.data_quality import duplicate_reports
from est.picture.hour_names import title_hours
from est.picture.selection import Selection
from est.store import Store
from est.text import N_
from est.ui.chart_view import draw_chart, draw_table_twin
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.hotspot_links import offer_hotspot
from est.ui.links import page_link
from est.ui.pages import MEASURES
from est.ui.situation.cell_map import FLAGS
from est.ui.situation.cell_selection import choose_cell
from est.ui.situation.place_scope import PlaceScope, draw_scope, group_of, place_scopes
from est.ui.situation.report_table import SHOWN, draw_report_table
from est.ui.spans import hours_frame
from est.ui.tables import draw_table, plain_text, title_text

NO_FLAG = N_("no flag")


def place_summary(visitor: Visitor, selection: Selection, shown: MapView, cell: str) -> None:
    """Draw the chosen cell's name, the sentence that explains its flag, and the way to a measure."""
    _ = visitor.translator.gettext
    row = shown.cells.row(by_predicate=pl.col("cell") == cell, named=True)
    known = place_facts(visitor, selection, shown, cell)
    st.header(title_text(row["label"]), anchor=False)
    if known.reports:
        st.markdown(plain_text(explain_flag(known, visitor.translator)))
    else:  # of a place without reports nothing is judged
        st.write(_("No reports here in this selection."))
    offer_hotspot(visitor, place_cells(shown, cell, known), selection if known.flag else None)
    measure_link(visitor, known.members)
    st.button(_("Close the cell"), on_click=choose_cell, args=(None,))


def place_cells(shown: MapView, cell: str, known: FlagFacts) -> tuple[str, ...]:
    """Return the cells of the place that a chosen cell is part of: those flagged ones it touches, or what is known."""
    if known.told_by:  # cells of another size, which are the place
        return known.members
    return tuple(sorted({*known.members, *group_of(shown, cell)}))


def draw_place(visitor: Visitor, selection: Selection, shown: MapView, cell: str) -> None:
    """Draw what lies behind the chosen cell: hours, categories, organisations and the reports themselves.

    All of it is of the same reports, which can be chosen where the place has more than those of the cell.
    """
    _ = visitor.translator.gettext
    scope = draw_scope(
        visitor, place_scopes(shown, cell, place_facts(visitor, selection, shown, cell), visitor.translator)
    )
    reports = visitor.answer(cell_reports, selection, scope.cells, scope.coarsest)
    if reports.is_empty():  # which is said already
        return
    left, right = st.columns(2, gap="medium")
    with left:
        place_heading(_("Hours and weekdays"))
        draw_hour_heatmap(visitor, selection, scope)
    with right:
        draw_shares(visitor, selection, scope)
    place_heading(_("Reports"))
    pairs = visitor.answer(duplicate_reports, selection, cells=scope.cells)
    label = shown.cells.row(by_predicate=pl.col("cell") == cell, named=True)["label"]
    draw_report_table(visitor, reports, pairs, selection, of=label)
    other_hours_text(visitor, selection, shown, cell)


def place_facts(visitor: Visitor, selection: Selection, shown: MapView, cell: str) -> FlagFacts:
    """Return the facts of the chosen cell, or of it with its ring where they are flagged together."""
    key = ("facts", selection, shown.found.resolution, shown.found.null, cell, visitor.store.version)
    return visitor.keep_answer(key, lambda: flag_facts(visitor.store, selection, shown.found, cell))


def cell_reports(
    store: Store, selection: Selection, cells: tuple[str, ...], coarsest: float | None = None
) -> pl.DataFrame:
    """Return the newest selected reports in these cells, as `reports_in` does."""
    return reports_in(store, selection, list(cells), SHOWN, coarsest)


def place_heading(text: str) -> None:
    """Draw a small heading of our own words."""
    st.markdown(f"### {plain_text(text)}")


def measure_link(visitor: Visitor, cells: tuple[str, ...]) -> None:
    """Draw the way from the place to a measure for it: the measures page with these cells filled in."""
    _ = visitor.translator.gettext
    page_link(MEASURES, _("Log a measure here"), _("The measures page is not in use here."), cells=",".join(cells))


def draw_hour_heatmap(visitor: Visitor, selection: Selection, scope: PlaceScope) -> None:
    """Draw on which weekdays and at which hours these reports fall, if they are not too few."""
    _, ngettext = visitor.translator.gettext, visitor.translator.ngettext
    asked = (selection, scope.cells, scope.coarsest)
    hours, without = visitor.answer(cell_hours, *asked), visitor.answer(cell_timeless, *asked)
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
    draw_chart({part: value for part, value in spec.items() if part != "params"}, f"hours {selection!r} {scope.cells}")
    days = {str(day): name for day, name in enumerate(visitor.translator.weekdays())}
    draw_table_twin(
        visitor,
        hours_frame(hours),
        _("hours of the cell"),
        {"clock": _("Hour"), **days},
        pictures={_("Hours and weekdays"): lambda: spec},
        selection=selection,
    )


def cell_hours(
    store: Store, selection: Selection, cells: tuple[str, ...], coarsest: float | None = None
) -> pl.DataFrame:
    """Return the hours of the week of the reports in these cells, as `hour_table` does."""
    return hour_table(store, selection, list(cells), coarsest)


def cell_timeless(store: Store, selection: Selection, cells: tuple[str, ...], coarsest: float | None = None) -> int:
    """Return how many of the reports in these cells have no known time, as `timeless_count` does."""
    return timeless_count(store, selection, list(cells), coarsest)


def draw_shares(visitor: Visitor, selection: Selection, scope: PlaceScope) -> None:
    """Draw which categories the reports are of and which organisations they come from."""
    _ = visitor.translator.gettext
    for question, heading in ((cell_categories, _("Category")), (cell_organisations, _("Organisation"))):
        found = visitor.answer(question, selection, scope.cells, scope.coarsest)
        rows = found.filter(pl.col("count") > 0).sort("count", descending=True)
        shown = rows.with_columns(translate_names(rows["name"], visitor.translator))
        largest = float(rows["count"].sum())
        bar = st.column_config.ProgressColumn(_("Reports"), format="localized", min_value=0, max_value=largest)
        draw_table(shown, {"name": heading, "count": _("Reports")}, alt=heading, columns={"count": bar})


def cell_categories(
    store: Store, selection: Selection, cells: tuple[str, ...], coarsest: float | None = None
) -> pl.DataFrame:
    """Return the categories of the reports in these cells, as `category_counts` does."""
    return category_counts(store, selection, list(cells), coarsest)


def cell_organisations(
    store: Store, selection: Selection, cells: tuple[str, ...], coarsest: float | None = None
) -> pl.DataFrame:
    """Return the organisations of the reports in these cells, as `organisation_counts` does."""
    return organisation_counts(store, selection, list(cells), coarsest)


def other_hours_text(visitor: Visitor, selection: Selection, shown: MapView, cell: str) -> None:
    """Draw, when asked for, whether the cell stands out at other hours: when something is to be done here."""
    _ = visitor.translator.gettext
    with drawer(_("At which hours does this place stand out?"), f"hours of {cell}") as area:
        if not area.open:
            return
        rows = []
        for hours in PRESETS.values():
            found = visitor.answer(
                find_flags, replace(selection, hours=hours), shown.found.resolution, null=shown.found.null
            )
            row = found.cells.row(by_predicate=pl.col("cell") == cell, named=True)
            words = FLAGS.get(row["flag"], NO_FLAG)
            rows.append((title_hours(hours, visitor.translator), row["count"], row["expected"], _(words)))
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
