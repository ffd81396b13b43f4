"""The tables of a follow-up: raw counts, figures, the ways it may have moved, and the versions of its design."""

from uuid import UUID

import polars as pl
import streamlit as st

from est.measures.followup.locking import versions
from est.measures.followup.verdict import Evaluation, Familiar
from est.reports.lists import lists
from est.text import Translator
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.tables import localized, plain, table


def counts_table(visitor: Visitor, found: Evaluation) -> None:
    """Draw the raw counts: place, surroundings and what each is compared with, before and after."""
    _ = visitor.translator.gettext
    counts = found.counts
    parts = {
        _("The place"): counts.target,
        _("The place's control"): counts.control,
        _("The surroundings"): counts.ring,
        _("The surroundings' control"): counts.ring_control,
    }
    periods = len(found.before)
    rows = pl.DataFrame(
        [(name, pair.before, pair.before / periods, pair.after) for name, pair in parts.items()],
        schema={"part": pl.String, "before": pl.Float64, "a_period": pl.Float64, "after": pl.Float64},
        orient="row",
    ).with_columns(pl.col("before", "a_period", "after").round(1))
    names = {"part": _("Reports"), "before": _("Before"), "after": _("After")}
    if periods > 1:
        together = _("Before, {n} periods together").format(n=periods)
        names = {"part": _("Reports"), "before": together, "a_period": _("Before, a period"), "after": _("After")}
    table(rows, names, alt=_("The raw counts"))
    download(visitor, rows, _("raw counts"), names)


def figures_table(visitor: Visitor, found: Evaluation) -> None:
    """Draw the figures that the verdict rests on, and those that readers know from elsewhere."""
    _, words = visitor.translator.gettext, visitor.translator

    def span(low: float, high: float, decimals: int = 1) -> str:
        return f"{words.signed(low, decimals)} … {words.signed(high, decimals)}"

    parts = {
        _("Change in the place (WDD, local)"): found.local,
        _("Change in the surroundings (WDD, displacement)"): found.displacement,
        _("Both together (WDD)"): found.total,
    }
    rows = [
        (name, words.signed(part.change, 1), span(part.low, part.high))
        for name, part in parts.items()
        if part is not None
    ]
    rows += [
        (_("Rate ratio, place against control"), words.number(found.ratio.ratio, 2), _bounds(found, words)),
        (_("Displacement quotient (WDQ)"), _familiar(found.wdq, words), ""),
        (_("Total net effect (TNE)"), _familiar(found.tne, words), ""),
        (_("Dispersion"), words.number(found.dispersion.value, 2), ""),
    ]
    frame = pl.DataFrame(rows, schema=["figure", "value", "between"], orient="row")
    names = {"figure": _("Figure"), "value": _("Value"), "between": _("Probably between")}
    table(frame, names, alt=_("The figures of the follow-up"))
    for name, figure in (("WDQ", found.wdq), ("TNE", found.tne)):
        if figure.why_not:
            why_not = _(figure.why_not)
            st.caption(plain(f"{name}: {why_not}"))
    download(visitor, frame, _("figures"), names)


LARGEST_RATIO = 100  # a bound above this says only that there were too few reports for one


def _bounds(found: Evaluation, words: Translator) -> str:
    low, high = found.ratio.low, found.ratio.high
    above = words.number(high, 2) if high <= LARGEST_RATIO else f"> {LARGEST_RATIO}"
    return f"{words.number(low, 2)} … {above}"


def _familiar(figure: Familiar, words: Translator) -> str:
    return "–" if figure.value is None else words.number(figure.value, 2)


def moved_tables(visitor: Visitor, found: Evaluation) -> None:
    """Draw the three ways it may have moved: to other places, to other hours, to other kinds of report."""
    _, words = visitor.translator.gettext, visitor.translator
    kinds = lists(visitor.store, visitor.language).categories
    around = found.displacement
    ring = found.counts.ring
    space = [(_("The surroundings"), ring.before, ring.after, around.expected, around.p_increase)] if around else []
    watched = " " + _("(watched)")
    space += [
        (place.name + watched * place.watched, place.before, place.after, place.expected, place.p)
        for place in found.elsewhere
    ]
    time = [(_(one.name), one.before, one.after, one.expected, one.p) for one in found.in_time]
    kind = [(kinds.get(one.name, _(one.name)), one.before, one.after, one.expected, one.p) for one in found.in_kind]
    ways = {
        _("To other places"): (space, _("No place elsewhere grew more than the town.")),
        _("To other hours, in the place"): (time, _("Every hour is followed, so there are no others.")),
        _("To other kinds, in the place"): (kind, _("Every category is followed, so there are no others.")),
    }
    names = {"before": _("Before"), "after": _("After"), "expected": _("Expected"), "p": "p"}
    frames = []
    for way, (rows, nothing) in ways.items():
        if not rows:
            st.caption(f"{way}: {nothing}")
            continue
        frame = pl.DataFrame(
            [(name, *(round(count, 1) for count in counts), _p(p, words)) for name, *counts, p in rows],
            schema=["name", *names],
            orient="row",
        )
        table(frame, {"name": way, **names}, alt=way, columns=localized(names, ("before", "after", "expected")))
        frames.append(frame.insert_column(0, pl.lit(way).alias("way")))
    if frames:
        download(visitor, pl.concat(frames), _("displacement"), {"way": _("Way"), "name": _("Where or what"), **names})
    st.caption(_("p is the chance of so many more reports if nothing but the town's own course were behind it."))


def _p(p: float, words: Translator) -> str:
    return "< " + words.number(0.001, 3) if p < 0.001 else words.number(p, 3)


def version_table(visitor: Visitor, measure: UUID) -> None:
    """Draw every version of the design: when it was locked, by whom, and its hash."""
    _, words = visitor.translator.gettext, visitor.translator
    rows = [
        (
            locked.version,
            words.moment(locked.when),
            locked.who,
            words.ngettext("{n} day after the start", "{n} days after the start", locked.days_late).format(
                n=locked.days_late
            )
            if locked.days_late
            else _("before the start"),
            locked.hash,
        )
        for locked, _design in reversed(visitor.answer(versions, measure))
    ]
    frame = pl.DataFrame(rows, schema=["version", "when", "who", "late", "hash"], orient="row")
    names = {"version": _("Version"), "when": _("Locked"), "who": _("By"), "late": _("When"), "hash": "SHA-256"}
    st.subheader(_("Versions of the design"), anchor=False)
    table(frame, names, alt=_("Versions of the design"))
