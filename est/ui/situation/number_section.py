"""The numbers of the overview: all reports, and each category and district, this period beside the one before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from est.municipality.reference_lists import ReferenceLists, reference_lists
from est.picture.change import ChangeVerdict, count_changes
from est.picture.comparison import (
    PeriodComparison,
    ReporterChange,
    compare_periods,
    reporter_change,
    reports_begun,
    reports_ended,
)
from est.picture.comparison_words import describe_uncompared, describe_unended
from est.picture.counts import count_by_key, reports_in, reports_in_no_district, unknown_time_count
from est.picture.courses import counts_and_courses, courses_by_key
from est.picture.difference_bounds import uncertainty_text
from est.picture.selection import Selection, loaded_period
from est.picture.spoken_counts import PARTS, counts_in_part
from est.text import N_, Translator
from est.ui.enter import Visitor
from est.ui.situation.change_table import (
    describe_period_change,
    draw_change_table,
    readable_changes,
    with_courses,
)
from est.ui.situation.report_rows import ReportFigure, figure_label, open_reports
from est.ui.situation.report_table import SHOWN
from est.ui.tables import plain_text

NAMELESS = {"category": N_("none"), "district": N_("outside all districts")}
JUDGEMENTS: dict[str, str] = {
    ChangeVerdict.MORE: N_("more"),
    ChangeVerdict.FEWER: N_("fewer"),
    ChangeVerdict.UNSURE: N_("no sure difference"),
}


@dataclass(frozen=True)
class Numbers:
    """What the overview counts: all reports, who reported, and the rows of a table (`readable_changes`, each with its
    course) by what they are of. Where the period before is not all there nothing is judged.
    """

    whole: PeriodComparison
    who: ReporterChange
    tables: Mapping[str, pl.DataFrame]
    begun: date | None  # when reports began, where the period before has not all of them
    ended: date | None  # the day of the newest, where the period goes on without any


def count_numbers(visitor: Visitor, selection: Selection) -> Numbers:
    """Return the numbers of a selection; kept, as the page asks for them more than once."""
    key = ("numbers", selection, visitor.language)
    return visitor.keep_answer(key, lambda: _numbers(visitor, selection))


def _numbers(visitor: Visitor, selection: Selection) -> Numbers:
    words = visitor.translator
    names = visitor.answer(reference_lists, visitor.language)
    counts, courses = visitor.answer(counts_and_courses, selection)
    whole = compare_periods(float(counts["count"].sum()), float(counts["before"].sum()))
    loaded = visitor.answer(loaded_period)
    begun, ended = reports_begun(selection, loaded), reports_ended(selection, loaded)
    tables = {}
    for key, known in _known(names).items() if whole.count or whole.before else ():
        changed = count_changes(*count_by_key(counts, key, known))
        rows = readable_changes(changed, words, words.gettext(NAMELESS[key]), judged=begun is None and ended is None)
        tables[key] = with_courses(rows, courses_by_key(courses, key))
    return Numbers(
        whole,
        reporter_change(*count_by_key(counts, "organisation", names.organisations)),
        tables,
        begun,
        ended,
    )


def _known(names: ReferenceLists) -> dict[str, Mapping[str, str]]:
    """Return what the tables are of, each with its names; only what there is any of."""
    return {key: known for key, known in (("category", names.categories), ("district", names.districts)) if known}


@st.fragment
def draw_numbers(visitor: Visitor, selection: Selection) -> None:
    """Draw the numbers; each leads to its reports."""
    _, words = visitor.translator.gettext, visitor.translator
    st.header(_("Reports, not events"), anchor=False)
    found = count_numbers(visitor, selection)
    whole = found.whole
    if not whole.count and not whole.before:
        st.write(_("No reports in either period."))
        return
    if found.begun:
        st.write(describe_uncompared(whole.count, found.begun, words))
    elif found.ended:
        st.write(describe_unended(whole.count, found.ended, words))
    else:
        st.write(" ".join([describe_period_change(whole, words), closed_cohort_sentence(found.who, words)]))
    if counts_in_part(whole.count) or counts_in_part(whole.before):
        st.caption(_(PARTS))
    if st.button(_("Show the reports"), key="all reports"):
        unsure = "" if found.begun or found.ended else uncertainty_text(whole.low, whole.high, words)
        open_reports(visitor, _("All reports"), _whole_figures(visitor, selection, found), unsure)
    for key, what, file in (("category", _("Category"), "kategorier"), ("district", _("District"), "delomraden")):
        if key in found.tables:
            opened = partial(_open_row, visitor, selection, key)
            draw_change_table(visitor, selection, found.tables[key], what, file, opened)
    if "district" not in found.tables:
        st.caption(_("No districts are set. A coordinator can upload them under Settings."))


def _whole_figures(visitor: Visitor, selection: Selection, found: Numbers) -> list[ReportFigure]:
    """Return the figures of all reports: of both periods, and of those who reported in both where that is told."""
    _ = visitor.translator.gettext
    figures = _both_periods(visitor, selection, (found.whole.count, found.whole.before), begun=found.begun)
    if found.begun or found.ended or not closed_cohort_sentence(found.who, visitor.translator):
        return figures
    cohort = replace(selection, organisations=found.who.in_both)
    counts, names = (
        (found.who.closed.count, found.who.closed.before),
        (_("Now, of those in both periods"), _("Before, of those in both periods")),
    )
    return figures + _both_periods(visitor, cohort, counts, names)


def _both_periods(
    visitor: Visitor,
    selection: Selection,
    counts: tuple[float, float],
    names: tuple[str, str] | None = None,
    *,
    begun: date | None = None,
    question: Callable[..., pl.DataFrame] = reports_in,
    asked: tuple[Any, ...] = (None, SHOWN),
) -> list[ReportFigure]:
    """Return a count now, and the one before where that is told, each with its reports."""
    _ = visitor.translator.gettext
    periods = (selection, selection.previous())
    figures = [
        ReportFigure(figure_label(name, count, visitor), period, question, asked)
        for name, count, period in zip(names or (_("Now"), _("Before")), counts, periods, strict=True)
    ]
    return figures[:1] if begun else figures


def _open_row(visitor: Visitor, selection: Selection, key: str, row: dict[str, Any]) -> None:
    """Open the reports of one category, or of one district."""
    numbers = count_numbers(visitor, selection)
    begun = numbers.begun
    told = "" if begun or numbers.ended else uncertainty_text(row["low"], row["high"], visitor.translator)
    code = row["id"]
    if key == "category":
        part = replace(selection, categories=(code,), subcategories=_below(selection, code))
        part = replace(part, categories=()) if part.subcategories else part
    else:
        part = replace(selection, districts=(code,)) if code else selection
    counts = (row["count"], row["before"])
    if code is None:
        figures = _both_periods(visitor, part, counts, question=reports_in_no_district, asked=(SHOWN,))
    else:
        figures = _both_periods(visitor, part, counts)
    open_reports(visitor, row["name"], figures, told)


def _below(selection: Selection, code: str) -> tuple[str, ...]:
    """Return the subcategories that are all that is chosen of a category."""
    if code in selection.categories:
        return ()
    return tuple(kind for kind in selection.subcategories if kind.partition("/")[0] == code)


def closed_cohort_sentence(who: ReporterChange, words: Translator) -> str:
    """Return what is left of a difference when those who came or went are taken away; nothing where nobody did."""
    if not who.both or not (who.joined or who.gone):
        return ""
    told = words.ngettext(
        "Of the organisation that reported in both periods: {now} against {before}, {judgement}.",
        "Of the {count} organisations that reported in both periods: {now} against {before}, {judgement}.",
        who.both,
    )
    closed: PeriodComparison = who.closed
    return told.format(
        count=who.both,
        now=words.number(closed.count),
        before=words.number(closed.before),
        judgement=words.gettext(JUDGEMENTS[closed.verdict]),
    )


def number_basis(visitor: Visitor, selection: Selection) -> list[str]:
    """Return how the numbers are counted, and who came and went."""
    _, ngettext, words = visitor.translator.gettext, visitor.translator.ngettext, visitor.translator
    found = count_numbers(visitor, selection)
    who, compared = found.who, not (found.begun or found.ended)
    previous = selection.previous()
    told = [
        _("The period before is {period}, as long as this one.").format(
            period=words.period(previous.start, previous.end)
        ),
        _(
            "A count shows what was reported, not what happened. We write “more” or “fewer” only when the difference "
            "is larger than what chance usually gives (5 %)."
        ),
    ]
    if who.joined and compared:
        told.append(_("Reported now but not before: {names}.").format(names=plain_text(words.listed([*who.joined]))))
    if who.gone and compared:
        told.append(_("Reported before but not now: {names}.").format(names=plain_text(words.listed([*who.gone]))))
    timeless = visitor.answer(unknown_time_count, selection)
    if timeless:
        text = ngettext(
            "{count} report has no known hour and is left out.",
            "{count} reports have no known hour and are left out.",
            timeless,
        )
        told.append(text.format(count=words.number(timeless)))
    return told
