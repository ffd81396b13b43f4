"""A trend on screen: all reports, the closed cohort beside them, and the active organisations below."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from est.charts import counts_over_time, organisations_over_time
from est.meetings.queries import coming_events
from est.picture.cohort import Cohort, trend_counts
from est.picture.comparison import change_direction, reported_spans
from est.picture.selection import Selection, loaded_period
from est.text import N_, Translator
from est.ui.chart_view import draw_chart, draw_table_twin
from est.ui.enter import Visitor
from est.ui.situation.change_table import direction_text
from est.ui.spans import spans_frame
from est.ui.tables import plain_text
from est.ui.window import printing

_ALL_OUT = N_("Taken out: {names}, with all reports.")
NAMED = 6  # so many organisations, or events, are named in a sentence


def draw_trend(
    visitor: Visitor,
    selection: Selection,
    period: Selection,
    unit: str,
    key: str,
    clicked: Callable[[Any, bool], None] | None = None,
) -> None:
    """Draw the trend of a period by week or month with its sentences, its charts and its table. Of it the days of the
    selection are marked.

    The key must change with what is shown. `clicked` gets the spans that are clicked.
    """
    words = visitor.translator
    _ = words.gettext
    counted, same = visitor.answer(trend_counts, period, unit)
    if not counted["count"].sum():
        st.write(_("No reports in the time that is shown."))
        return
    spans = add_cohort(counted, same)
    asked = reported_spans(spans, visitor.answer(loaded_period))
    st.write(direction_text(change_direction(asked, unit), unit, words))
    st.write(describe_cohort(same, words))
    alone = change_direction(asked.with_columns(count=pl.col("cohort")), unit) if same.inside and same.left else None
    if alone and alone.p is not None:
        st.write(_("Of them alone:"), direction_text(alone, unit, words))
    days = (selection.start, selection.end)
    chosen = None if days == (period.start, period.end) else days
    spec = counts_over_time(spans, unit, words, chosen)
    if clicked is None:
        spec.pop("params")
    draw_chart(spec, f"spans {key}", clicked)
    if clicked is not None:
        hint = _("A click on a bar selects its days on all pages, with Shift the days up to it too, before or after.")
        framed = _("What is chosen is framed.") if chosen else ""
        told = ["" if printing() else hint, _("A pale bar is covered only in part."), framed]
        st.caption(" ".join(filter(None, told)))
    _tell_events(visitor, selection)
    draw_active_organisations(visitor, spans, f"organisations {key}", unit)
    pictures = {
        _("Reports over time"): lambda: spec,
        _("Active organisations"): lambda: organisations_over_time(spans, unit, words),
    }
    headings = {
        "label": _("Week") if unit == "week" else _("Month"),
        "count": _("Reports"),
        "cohort": _("Of organisations in every period"),
        "organisations": _("Active organisations"),
        "days": _("Days in the period"),
    }
    draw_table_twin(visitor, spans_frame(spans, unit, words), "trend", headings, pictures=pictures, selection=period)


def _tell_events(visitor: Visitor, selection: Selection) -> None:
    """Name the events on the days of a selection, which the bars do not count."""
    words = visitor.translator
    found = visitor.answer(coming_events, selection.start, selection.days - 1)
    if found:
        each = [
            f"{one.called(words)} ({', '.join(filter(None, (one.event.place, words.date(one.event.starts))))})"
            for one in found
        ]
        text = words.gettext("Events at that time, which are not counted: {events}.")
        st.caption(plain_text(text.format(events=_named(tuple(each), words))))


def draw_active_organisations(visitor: Visitor, spans: pl.DataFrame, key: str, unit: str = "week") -> None:
    """Draw under a trend how many organisations reported in each of its spans (`organisations_over_time`)."""
    _ = visitor.translator.gettext
    draw_chart(organisations_over_time(spans, unit, visitor.translator), key)
    st.caption(
        _("How many organisations reported. When more of them report, counts grow even if nothing else has changed.")
    )


def add_cohort(spans: pl.DataFrame, same: Cohort) -> pl.DataFrame:
    """Return the spans with `cohort` f64: the reports of the closed cohort, null everywhere without one."""
    joined = spans.join(same.spans, on="start", how="left", maintain_order="left")
    nothing = pl.lit(0.0) if same.inside else pl.lit(None, dtype=pl.Float64)
    return joined.with_columns(pl.col("cohort").fill_null(nothing))


def describe_cohort(same: Cohort, words: Translator) -> str:
    """Return in words how many organisations the line counts, and what is left out of it."""
    _, ngettext = words.gettext, words.ngettext
    month = same.period == "month"
    if not same.inside:
        if month:
            return _("No organisation here reported in every month of the period, so there is no line to compare with.")
        return _("No organisation here reported in every week of the period, so there is no line to compare with.")
    count = len(same.inside)
    if not same.left:
        return _("Every organisation here reported all the time, so the line holds all reports.")
    if month:
        line = ngettext(
            "The line shows the {count} organisation that reported every month.",
            "The line shows the {count} organisations that reported every month.",
            count,
        )
    else:
        line = ngettext(
            "The line shows the {count} organisation that reported every week.",
            "The line shows the {count} organisations that reported every week.",
            count,
        )
    left = ngettext(
        "{count} that did not is taken out.",
        "{count} that did not are taken out.",
        len(same.left),
    )
    return line.format(count=count) + " " + left.format(count=len(same.left))


def cohort_method(visitor: Visitor, period: Selection, unit: str) -> list[str]:
    """Return who the line of a trend counts, and whom it leaves out with how many reports."""
    words, (_counts, same) = visitor.translator, visitor.answer(trend_counts, period, unit)
    _, told = words.gettext, []
    if same.inside:
        told.append(_("The line counts {names}.").format(names=_named(_called(same.inside, visitor), words)))
    if same.left:
        told.append(
            (_("Taken out: {names}, with {left} of {all} reports.") if same.reports else _(_ALL_OUT)).format(
                names=_named(_called(same.left, visitor), words),
                left=words.number(same.left_reports),
                all=words.number(same.reports + same.left_reports),
            )
        )
    told.append(
        _("A direction is told where the weeks or months rise or fall more steadily than chance (Mann-Kendall, 5 %).")
    )
    return [plain_text(sentence) for sentence in told]


def _called(names: tuple[str, ...], visitor: Visitor) -> tuple[str, ...]:
    return tuple(sorted(visitor.organisations.get(name, name) for name in names))


def _named(names: tuple[str, ...], words: Translator) -> str:
    more = len(names) - NAMED
    shown = [*names[:NAMED], words.gettext("{count} more").format(count=more)] if more > 0 else [*names]
    return words.listed(shown)
