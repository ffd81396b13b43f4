"""What changed, in words and in a table: fewer, more, or that it cannot be told."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from est.picture.change import LEVEL, ChangeVerdict
from est.picture.comparison import ChangeDirection, PeriodComparison
from est.picture.selection import Selection
from est.picture.spoken_counts import expected_text, reports_text
from est.text import N_, Translator
from est.text.decimals import rounded_column
from est.ui.downloads import download
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.screen import BESIDE_NEWS
from est.ui.tables import draw_table, localise_columns, plain_text

COURSE = 110  # pixels of the course of a year
SHOWN = 5  # so many rows, where nothing can be compared

VERDICTS = {
    ChangeVerdict.MORE: N_("▲ more"),
    ChangeVerdict.FEWER: N_("▼ fewer"),
    ChangeVerdict.UNSURE: N_("no sure difference"),
}

UNJUDGED = N_("cannot be compared")

SENTENCES = {
    ChangeVerdict.MORE: N_("More than before: {reports} against {before}."),
    ChangeVerdict.FEWER: N_("Fewer than before: {reports} against {before}."),
    ChangeVerdict.UNSURE: N_("{reports} against {before} before: no sure difference."),
}


def more_than_chance(p: float) -> str:
    """Return the message that says whether an increase of this probability by chance is one."""
    return VERDICTS[ChangeVerdict.MORE if p <= LEVEL else ChangeVerdict.UNSURE]


def describe_period_change(comparison: PeriodComparison, translator: Translator) -> str:
    """Return one sentence on a difference, with its size in per cent only where the counts carry it."""
    _ = translator.gettext
    told = _(SENTENCES[ChangeVerdict(comparison.verdict)]).format(
        reports=reports_text(comparison.count, translator), before=expected_text(comparison.before, translator)
    )
    sentence = told[:1].upper() + told[1:]
    if comparison.percent is None or comparison.verdict == ChangeVerdict.UNSURE:
        return sentence
    return sentence + " " + _("That is {percent} %.").format(percent=translator.signed(comparison.percent))


DIRECTIONS = {
    ChangeVerdict.MORE: N_("The number of reports has risen over {spans}, more than chance gives."),
    ChangeVerdict.FEWER: N_("The number of reports has fallen over {spans}, more than chance gives."),
    ChangeVerdict.UNSURE: N_("No sure direction over {spans}."),
}


NO_SPAN = {
    "week": N_("No whole week is shown; a trend needs eight or more."),
    "month": N_("No whole month is shown; a trend needs eight or more."),
}


def direction_text(found: ChangeDirection, unit: str, translator: Translator) -> str:
    """Return one sentence on where a trend goes, or that there are too few whole periods to say."""
    spans = _whole_spans(found.spans, unit, translator)
    if not found.spans:
        return translator.gettext(NO_SPAN[unit])
    if found.p is None:
        few = translator.gettext("Only {spans} are shown; a trend needs eight or more.")
        return few.format(spans=spans)
    return translator.gettext(DIRECTIONS[found.verdict]).format(spans=spans)


def _whole_spans(spans: int, unit: str, translator: Translator) -> str:
    if unit == "week":
        return translator.ngettext("{spans} whole week", "{spans} whole weeks", spans).format(spans=spans)
    return translator.ngettext("{spans} whole month", "{spans} whole months", spans).format(spans=spans)


def readable_changes(
    changed: pl.DataFrame, translator: Translator, nameless: str, *, judged: bool = True
) -> pl.DataFrame:
    """Return changes [id, name, count, before, difference, low, high, verdict] with the verdict in the page's words.

    What can be told comes first, then the most reports. Rows without any report in either period are left out; a row
    without a name is called `nameless`. `sure` tells whether there is a verdict. Where nothing can be `judged`, as the
    period before is not all there, each row says so.
    """
    sure = pl.lit(judged) & (pl.col("verdict") != ChangeVerdict.UNSURE.value)
    words = {str(verdict): translator.gettext(text if judged else UNJUDGED) for verdict, text in VERDICTS.items()}
    return (
        changed.lazy()
        .filter((pl.col("count") > 0) | (pl.col("before") > 0))
        .sort(sure, "count", descending=True, maintain_order=True)
        .select(
            changed.columns[0],
            pl.col("name").fill_null(nameless),
            pl.col("verdict").replace_strict(words, return_dtype=pl.String),
            pl.col("count", "before"),
            rounded_column(pl.col("difference", "low", "high"), 1),
            sure.alias("sure"),
        )
        .collect()
    )


def folded_changes(rows: pl.DataFrame, translator: Translator) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `readable_changes` in two: what can be told, and what one line is enough for.

    Where nothing can be compared, the largest are shown.
    """
    shown = SHOWN if _uncompared(rows, translator) else int(rows["sure"].sum())
    shown = rows.height if rows.height - shown <= 1 else shown  # a line would be as long as the row
    return rows.head(shown), rows.slice(shown)


def _uncompared(rows: pl.DataFrame, translator: Translator) -> bool:
    """Tell whether no row could be judged, as the period before is not all there."""
    return bool(rows["verdict"][0] == translator.gettext(UNJUDGED))


def folded_sentence(folded: pl.DataFrame, what: str, translator: Translator) -> str:
    """Return in one line what is folded: how many, and their reports in both periods. `what` is their heading."""
    reports = reports_text(float(folded["count"].sum()), translator)
    if _uncompared(folded, translator):
        words = translator.ngettext("{what}: {n} more ({reports})", "{what}: {n} more ({reports})", folded.height)
        return words.format(what=what, n=folded.height, reports=reports)
    words = translator.ngettext(
        "{what}: {n} without a sure difference ({reports}, {before} before)",
        "{what}: {n} without a sure difference ({reports}, {before} before)",
        folded.height,
    )
    before = expected_text(float(folded["before"].sum()), translator)
    return words.format(what=what, n=folded.height, reports=reports, before=before)


def with_courses(rows: pl.DataFrame, courses: pl.DataFrame) -> pl.DataFrame:
    """Return `readable_changes` with the `course` of a year of each; `courses` are [id, course]."""
    key = rows.columns[0]
    return rows.join(courses.rename({"id": key}), on=key, how="left", nulls_equal=True, maintain_order="left")


def draw_change_table(
    visitor: Visitor,
    selection: Selection,
    rows: pl.DataFrame,
    what: str,
    name: str,
    opened: Callable[[dict[str, Any]], None],
) -> None:
    """Show the `readable_changes` of a selection with their courses; what cannot be told is folded into one line.

    `what` is the heading of the first column and `name` that of the file, which has the bounds of the differences too.
    `opened` gets the row that is chosen.
    """
    _ = visitor.translator.gettext
    if rows.is_empty():
        st.caption(_("No reports in either period."))
        return
    shown, folded = folded_changes(rows, visitor.translator)
    if not shown.is_empty():
        _draw_rows(visitor, shown, what, what, f"changes {name}", opened)
    if not folded.is_empty():
        label = folded_sentence(folded, what, visitor.translator)
        with drawer(plain_text(label), f"folded {name}") as area:
            if area.open:
                _draw_rows(visitor, folded, what, label, f"folded changes {name}", opened)
    numbers = {"count": _("Now"), "before": _("Before"), "difference": _("Difference")}
    bounds = {"low": _("Probably from"), "high": _("Probably to")}
    columns = {"name": what, "verdict": _("Judgement"), **numbers, **bounds}
    download(visitor, rows, name, columns, selection=selection)


def _draw_rows(
    visitor: Visitor, rows: pl.DataFrame, what: str, alt: str, key: str, opened: Callable[[dict[str, Any]], None]
) -> None:
    _ = visitor.translator.gettext
    names = {
        "name": what,
        "count": _("Now"),
        "before": _("Before"),
        "course": _("A year"),
        "verdict": _("Judgement"),
    }
    columns = localise_columns(names, ("count", "before"))
    columns["course"] = st.column_config.LineChartColumn(
        names["course"], width=COURSE, y_min=0, help=_("A year, week by week")
    )
    draw_table(
        rows,
        names,
        alt=alt,
        columns=columns,
        opened=lambda row: opened(rows.row(row, named=True)),
        key=key,
        share=1 - BESIDE_NEWS,
    )
