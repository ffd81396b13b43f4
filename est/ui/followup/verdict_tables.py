"""The tables of a follow-up: raw counts, figures, the ways it may have moved, and the versions of its design."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

import polars as pl
import streamlit as st

from est.measures.followup.commands import design_versions
from est.measures.followup.verdict import Evaluation, FamiliarTest
from est.municipality.reference_lists import reference_lists
from est.text import Translator
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.situation.change_table import more_than_chance
from est.ui.tables import draw_table, plain_text


def draw_counts_table(visitor: Visitor, found: Evaluation, of: str) -> None:
    """Draw the raw counts: place, surroundings and what each is compared with, before and after.

    The file says what it is `of`: the measure, and the day of the verdict.
    """
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
    )
    names = {"part": _("Reports"), "before": _("Before"), "after": _("After")}
    if periods > 1:
        together = _("Before, {n} periods together").format(n=periods)
        names = {"part": _("Reports"), "before": together, "a_period": _("Before, a period"), "after": _("After")}
    draw_table(rows, names, alt=_("The raw counts"))
    download(visitor, rows, _("raw counts"), names, of=of)


def draw_figures_table(visitor: Visitor, found: Evaluation, of: str) -> None:
    """Draw the figures that the verdict rests on, and those that readers know from elsewhere.

    The file has them as numbers, with the bounds in columns of their own.
    """
    _, words = visitor.translator.gettext, visitor.translator
    parts = {
        _("Change in the place (WDD, local)"): found.local,
        _("Change in the surroundings (WDD, displacement)"): found.displacement,
        _("Both together (WDD)"): found.total,
    }
    changes = [(name, part.change, part.low, part.high) for name, part in parts.items() if part is not None]
    said = [(words.signed(change, 1), _span(words.signed, low, high, 1)) for _name, change, low, high in changes]
    ratio = found.ratio
    above = ratio.high if ratio.high <= LARGEST_RATIO else None
    rows = [
        *changes,
        (_("Rate ratio, place against control"), ratio.ratio, ratio.low, above),
        (_("Displacement quotient (WDQ)"), found.wdq.value, None, None),
        (_("Total net effect (TNE)"), found.tne.value, None, None),
        (_("Dispersion"), found.dispersion.value, None, None),
        (_("Drift from year to year"), found.drift.cell, None, None),
    ]
    said += [
        (words.number(ratio.ratio, 2), _span(words.number, ratio.low, above, 2)),
        (_familiar(found.wdq, words), ""),
        (_familiar(found.tne, words), ""),
        (words.number(found.dispersion.value, 2), ""),
        (words.number(found.drift.cell, 2), ""),
    ]
    bounds = ("number", "low", "high")
    schema = {"figure": pl.String, **dict.fromkeys(bounds, pl.Float64)}
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        pl.col(*bounds).round(4),
        pl.Series("value", [value for value, _between in said], dtype=pl.String),
        pl.Series("between", [between for _value, between in said], dtype=pl.String),
    )
    names = {"figure": _("Figure"), "value": _("Value"), "between": _("Probably between")}
    draw_table(frame, names, alt=_("The figures of the follow-up"))
    for name, figure in (("WDQ", found.wdq), ("TNE", found.tne)):
        if figure.why_not:
            why_not = _(figure.why_not)
            st.caption(plain_text(f"{name}: {why_not}"))
    in_file = {"figure": names["figure"], "number": names["value"]}
    bounded = in_file | {"low": _("Probably from"), "high": _("Probably to")}
    download(visitor, frame, _("figures"), bounded, of=of)


LARGEST_RATIO = 100  # a bound above this says only that there were too few reports for one


def _span(write: Callable[[float, int], str], low: float, high: float | None, decimals: int) -> str:
    return f"{write(low, decimals)} … " + (f"> {LARGEST_RATIO}" if high is None else write(high, decimals))


def _familiar(figure: FamiliarTest, words: Translator) -> str:
    return "–" if figure.value is None else words.number(figure.value, 2)


def draw_displacement_tables(visitor: Visitor, found: Evaluation, of: str) -> None:
    """Draw the three ways it may have moved: to other places, to other hours, to other kinds of report.

    Each says in words whether it grew more than chance gives; the file has the probabilities.
    """
    _ = visitor.translator.gettext
    counts = {"before": _("Before"), "after": _("After"), "expected": _("Expected")}
    frames = []
    for way, frame, nothing in _ways(visitor, found):
        if frame.is_empty():
            st.caption(f"{way}: {nothing}")
            continue
        judged = [_(more_than_chance(p)) for p in frame["p"]]
        told = frame.with_columns(judgement=pl.Series(judged, dtype=pl.String))
        names = {"name": way, "judgement": _("Judgement"), **counts}
        draw_table(told, names, alt=way)
        frames.append(told.with_columns(way=pl.lit(way)))
    if frames:
        names = {"way": _("Way"), "name": _("Where or what"), "judgement": _("Judgement"), **counts}
        names |= {"p": _("Probability by chance (p)")}
        download(visitor, pl.concat(frames), _("displacement"), names, of=of)


def draw_displacement_basis(visitor: Visitor, found: Evaluation) -> None:
    """Draw how probable each increase is by chance."""
    _, words = visitor.translator.gettext, visitor.translator
    held = [frame.with_columns(way=pl.lit(way)) for way, frame, _nothing in _ways(visitor, found)]
    rows = pl.concat(held)
    names = {"way": _("Way"), "name": _("Where or what"), "p": _("Probability by chance (p)")}
    draw_table(rows, names, alt=names["p"], written={"p": partial(_p, words=words)})
    st.caption(
        _("p is the probability of an increase at least this large if only the town's own trend were behind it.")
    )


def _ways(visitor: Visitor, found: Evaluation) -> list[tuple[str, pl.DataFrame, str]]:
    """Return of each way it may have moved its name, its rows [name, before, after, expected, p], and what is said
    where there are none.
    """
    _ = visitor.translator.gettext
    kinds = reference_lists(visitor.store, visitor.language).categories
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
    schema = {"name": pl.String, **dict.fromkeys(("before", "after", "expected", "p"), pl.Float64)}
    return [
        (
            way,
            pl.DataFrame(
                [(name, *(round(count, 1) for count in counts), round(p, 6)) for name, *counts, p in rows],
                schema=schema,
                orient="row",
            ),
            nothing,
        )
        for way, (rows, nothing) in ways.items()
    ]


def _p(p: float, words: Translator) -> str:
    return "< " + words.number(0.001, 3) if p < 0.001 else words.number(p, 3)


def draw_design_versions(visitor: Visitor, measure: UUID) -> None:
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
        for locked, _design in reversed(visitor.answer(design_versions, measure))
    ]
    frame = pl.DataFrame(
        rows, schema=["version", "when", "who", "late", "hash"], orient="row", infer_schema_length=None
    )
    names = {"version": _("Version"), "when": _("Locked"), "who": _("By"), "late": _("When"), "hash": "SHA-256"}
    st.header(_("Versions of the design"), anchor=False)
    draw_table(frame, names, alt=_("Versions of the design"))
