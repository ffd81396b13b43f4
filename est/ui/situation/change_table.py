"""What changed, in words and in a table: fewer, more, or that it cannot be told."""

from functools import partial

import polars as pl
import streamlit as st

from est.picture.change import ChangeVerdict
from est.picture.comparison import ChangeDirection, PeriodComparison
from est.text import N_, Translator
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.tables import draw_table, localise_columns

VERDICTS = {
    ChangeVerdict.MORE: N_("▲ more"),
    ChangeVerdict.FEWER: N_("▼ fewer"),
    ChangeVerdict.UNSURE: N_("– cannot be told"),
}

SENTENCES = {
    ChangeVerdict.MORE: N_("More than before: {now} against {before}. So large a difference is hardly chance."),
    ChangeVerdict.FEWER: N_("Fewer than before: {now} against {before}. So large a difference is hardly chance."),
    ChangeVerdict.UNSURE: N_(
        "{now} against {before} before. So small a difference may be chance; nothing can be said."
    ),
}


def describe_period_change(comparison: PeriodComparison, translator: Translator) -> str:
    """Return one sentence on a difference, with its size in per cent only where the counts carry it."""
    _ = translator.gettext
    sentence = _(SENTENCES[ChangeVerdict(comparison.verdict)]).format(
        now=translator.number(comparison.count, 1), before=translator.number(comparison.before, 1)
    )
    if comparison.percent is None or comparison.verdict == ChangeVerdict.UNSURE:
        return sentence
    return sentence + " " + _("That is {percent} %.").format(percent=translator.signed(comparison.percent))


DIRECTIONS = {
    ChangeVerdict.MORE: N_("The number rises over {spans}, more steadily than chance would."),
    ChangeVerdict.FEWER: N_("The number falls over {spans}, more steadily than chance would."),
    ChangeVerdict.UNSURE: N_("No sure direction over {spans}."),
}


def direction_text(found: ChangeDirection, unit: str, translator: Translator) -> str:
    """Return one sentence on where a trend goes, or that there are too few whole periods to say."""
    spans = _whole_spans(found.spans, unit, translator)
    if found.p is None:
        few = translator.gettext("Only {spans} are shown; a trend needs eight or more.")
        return few.format(spans=spans)
    return translator.gettext(DIRECTIONS[found.verdict]).format(spans=spans)


def _whole_spans(spans: int, unit: str, translator: Translator) -> str:
    if unit == "week":
        return translator.ngettext("{spans} whole week", "{spans} whole weeks", spans).format(spans=spans)
    return translator.ngettext("{spans} whole month", "{spans} whole months", spans).format(spans=spans)


def readable_changes(changed: pl.DataFrame, translator: Translator, nameless: str) -> pl.DataFrame:
    """Return changes [.., name, count, before, difference, low, high, verdict] in the page's words.

    Columns: name, verdict, count, before, difference, low, high, and these two in words as between. What can be told
    comes first, then the most reports. Rows without any report in either period are left out; a row without a name is
    called `nameless`.
    """
    sure = pl.col("verdict") != ChangeVerdict.UNSURE.value
    rows = changed.filter((pl.col("count") > 0) | (pl.col("before") > 0)).sort(
        sure, "count", descending=True, maintain_order=True
    )
    spans = [
        f"{translator.signed(low)} … {translator.signed(high)}" for low, high in rows.select("low", "high").iter_rows()
    ]
    return rows.select(
        pl.col("name").fill_null(nameless),
        pl.Series(
            "verdict", [translator.gettext(VERDICTS[ChangeVerdict(v)]) for v in rows["verdict"]], dtype=pl.String
        ),
        pl.col("count", "before", "difference", "low", "high").round(1),
        pl.Series("between", spans, dtype=pl.String),
    )


def draw_change_table(visitor: Visitor, changed: pl.DataFrame, what: str, name: str, nameless: str) -> None:
    """Show changes as a table with the heading `what` over its first column, to be taken out as `name`.csv.

    What can be said stands beside the name, so that a phone shows it without a push to the side. The file has the
    bounds of the difference as numbers.
    """
    _ = visitor.translator.gettext
    rows = readable_changes(changed, visitor.translator, nameless)
    headings = {
        "name": what,
        "verdict": _("What can be said"),
        "count": _("Now"),
        "before": _("Before"),
        "difference": _("Difference"),
    }
    if rows.is_empty():
        st.caption(_("No reports in either period."))
        return
    signed = partial(visitor.translator.signed, decimals=1)
    seen = headings | {"between": _("Probably between")}
    draw_table(
        rows, seen, alt=what, columns=localise_columns(seen, ("count", "before")), written={"difference": signed}
    )
    download(visitor, rows, name, headings | {"low": _("Probably from"), "high": _("Probably to")})
