"""What a follow-up says on screen: the verdict first, then what it rests on, down to the raw counts."""

from collections.abc import Callable
from datetime import date
from functools import partial
from uuid import UUID

import polars as pl
import streamlit as st

from est.charts import Spec
from est.charts.followup import PART_NAMES, counts_by_week
from est.documents.verdict_document import verdict_document
from est.measures.followup.commands import frozen_verdicts
from est.measures.followup.evaluation import FollowedMeasure, followed_measure
from est.measures.followup.sentences import (
    basis_sentences,
    doubt_sentences,
    drift_sentence,
    looking_sentence,
    moved_sentence,
    together_sentence,
    verdict_sentence,
)
from est.measures.followup.verdict import Evaluation
from est.measures.followup.verdict_levels import STEP_NAMES, VerdictLevel
from est.text import Translator
from est.text.decimals import rounded_column
from est.ui.chart_view import draw_chart, draw_table_twin
from est.ui.downloads import download_json
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.followup.comparison_map import draw_change_map, draw_design_map
from est.ui.followup.measure_choice import measure_row
from est.ui.followup.verdict_tables import (
    draw_counts_table,
    draw_design_versions,
    draw_displacement_basis,
    draw_displacement_tables,
    draw_figures_table,
)
from est.ui.meetings.document_downloads import offer_document
from est.ui.situation.trend import draw_active_organisations
from est.ui.tables import plain_text, title_text

SIGNS = {
    VerdictLevel.CLEAR_DECREASE: "▼▼",
    VerdictLevel.DECREASE: "▼",
    VerdictLevel.UNSURE: "–",
    VerdictLevel.INCREASE: "▲",
    VerdictLevel.CLEAR_INCREASE: "▲▲",
    VerdictLevel.REPORTING: "≠",
}


def draw_verdict(visitor: Visitor, measure: UUID, as_of: date) -> Evaluation:
    """Draw what the follow-up of a measure says as of a day, and return it. Raises DesignError before the start."""
    _, words = visitor.translator.gettext, visitor.translator
    with st.spinner(_("Comparing before and after")):
        shown = visitor.answer(followed_measure, measure, as_of)
    found = shown.evaluation
    row = measure_row(visitor, measure)
    of = f"{row['title']}, {as_of}"
    _headline(found, words)
    st.header(_("Week by week"), anchor=False)
    draw_weeks(visitor, found, shown.weeks, shown.organisations)
    st.header(_("The counts"), anchor=False)
    draw_counts_table(visitor, found, of)
    st.header(_("Did it only move?"), anchor=False)
    draw_displacement_tables(visitor, found, of)
    with drawer(_("Map of before, after and difference"), "change map") as area:
        if area.open:
            draw_change_map(visitor, found, shown.cells)
    with drawer(_("How we count"), "basis") as area:
        if area.open:
            for sentence in basis_sentences(found, words):
                st.markdown(f"- {plain_text(sentence)}")
            draw_figures_table(visitor, found, of)
            draw_displacement_basis(visitor, found)
            draw_design_map(
                visitor,
                found.design,
                "design of the verdict",
                tuple(cell for place in found.elsewhere for cell in place.cells),
                found.cells_left_out,
            )
            draw_design_versions(visitor, measure)
            label = _("Download everything as JSON")
            download_json(visitor, found.as_json(), _("evaluation"), label, "evaluation json", of=of)
    _offer_page(visitor, measure, shown, row["hotspot_name"] or row["place"] or _("The place"), of)
    return found


def _offer_page(visitor: Visitor, measure: UUID, shown: FollowedMeasure, place: str, of: str) -> None:
    """Offer the verdict as a page to carry out."""
    _ = visitor.translator.gettext
    decisions = visitor.answer(frozen_verdicts, measure)
    with st.container(horizontal=True):
        offer_document(
            visitor,
            lambda: verdict_document(shown, place, decisions, visitor.translator),
            visitor.now(),
            _("verdict"),
            f"verdict {measure}",
            of=of,
        )


def _headline(found: Evaluation, words: Translator) -> None:
    """Draw the step in large letters, its sentence, whether it moved, and what speaks against it."""
    _ = words.gettext
    step = _(STEP_NAMES[found.step])
    step = step[:1].upper() + step[1:]
    said = verdict_sentence(found, words).removeprefix(f"{step}: ")  # it stands above
    with st.container(border=True):
        st.header(title_text(f"{SIGNS[found.step]} {step}"), anchor=False)
        st.markdown(plain_text(said[:1].upper() + said[1:]))
        together = together_sentence(found, words)
        if together:
            st.markdown(plain_text(together))
        st.markdown(plain_text(moved_sentence(found, words)))
        st.caption(plain_text(drift_sentence(found.drift, words)))
        looking = looking_sentence(found, words)
        if looking:
            st.caption(plain_text(looking))
        for sentence in doubt_sentences(found, words):
            st.warning(plain_text(sentence))
        st.caption(
            _("{period}, against {earlier}. As of {day}.").format(
                period=words.period(found.after.first, found.after.end),
                earlier=words.listed([words.period(window.first, window.end) for window in found.before]),
                day=words.date(found.as_of),
            )
        )


def draw_weeks(visitor: Visitor, found: Evaluation, by_week: pl.DataFrame, organisations: pl.DataFrame) -> None:
    """Draw the weekly counts of place, surroundings and control, the active organisations below, and their table."""
    _, words = visitor.translator.gettext, visitor.translator
    charts = counts_by_week(by_week, found.design.start, words)
    for part, spec in charts.items():
        draw_chart(spec, f"weeks {part} {found.design.hash} {found.as_of}")
    st.caption(
        _(
            "The dashed line is the start. The grey band is what was expected in the place without the measure: "
            "dark for four weeks out of five, pale for nineteen out of twenty."
        )
    )
    draw_active_organisations(
        visitor, organisations.rename({"week": "start"}), f"organisations {found.design.hash} {found.as_of}"
    )
    st.caption(_("Only organisations that reported in every period are counted; those that came or went are left out."))
    names = {
        "part": _("Part"),
        "week": _("Week from"),
        "count": _("Reports"),
        "organisations": _("Active organisations that are counted"),
        "everywhere": _("Active organisations in the town"),
        "expected": _("Expected"),
        "low_95": _("At least (95 %)"),
        "high_95": _("At most (95 %)"),
    }
    labels = {part: _(name) for part, name in PART_NAMES.items()}
    rows = by_week.join(organisations, on="week", how="left", maintain_order="left").with_columns(
        pl.col("part").replace(labels), rounded_column(pl.col("expected"), 2)
    )
    pictures: dict[str, Callable[[], Spec]] = {
        _(PART_NAMES[part]): partial(dict, spec) for part, spec in charts.items()
    }
    draw_table_twin(visitor, rows, _("week by week"), names, pictures=pictures)
