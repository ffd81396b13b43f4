"""What any flagged place can say in one sentence (docs/method.md, section 4.8)."""

from dataclasses import dataclass, replace
from typing import Literal

import h3
import polars as pl

from est.errors import NotFoundError
from est.hotspots.detection.flag_rule import Flag, Thresholds
from est.hotspots.detection.flags import Flags, coarsest_sigma
from est.hotspots.detection.null_models import NAMES, NullModel
from est.picture.counts import reporting_extent
from est.picture.selection import Selection
from est.picture.spoken_counts import expected_text, part_sentence
from est.store import Store
from est.text import N_, Translator

HEAPED = 0.5
"""The part of a place's reports on one and the same position from which it is said."""


@dataclass(frozen=True)
class FlagFacts:
    """What is known of a flagged unit, or of a cell that is not flagged.

    `members` are the cells of the unit as text. `reports` are those in them, and `count` their weights together, which
    is less where some lie in the chosen hours in part. `weeks` is how many weeks its tested reports are of,
    `background` that of `two_backgrounds`, `on_shared_points` that of `shared_points`. `largest_share` (0-1) is the
    part of the reports that came from the organisation with the most. Of a flag, `stability` (0-1) is the share of
    redraws of inexact places that flag it again, and `leans_on` the organisation without which there is none,
    `at_one_point` (0-1) the part of what is tested that lies on one and the same position; all are null for a cell that
    is not flagged, unless `unstable` holds the flag it would have if its places were exact. `told_by` is the cell of
    another size whose flag and numbers these are, `withheld` (a msgid) why nothing is flagged. Reports placed less
    exactly than `coarsest` metres are not among those of the unit.
    """

    cell: str
    unit: Literal["cell", "ring"]
    members: tuple[str, ...]
    flag: Flag | None
    reports: int
    count: float
    expected: float
    p: float
    q: float
    days: int
    organisations: int
    largest: str | None
    largest_share: float
    null: NullModel = NullModel.EVEN
    stability: float | None = None
    leans_on: str | None = None
    at_one_point: float | None = None
    unstable: Flag | None = None
    weeks: int | None = None
    background: str | None = None
    on_shared_points: bool = False
    told_by: str | None = None
    withheld: str | None = None
    coarsest: float | None = None


def flag_facts(store: Store, selection: Selection, found: Flags, cell: str) -> FlagFacts:
    """Return the facts of one cell of the study area, or of it with its ring where the ring is what is flagged.

    Raises NotFoundError when the cell is not in the study area of these flags.
    """
    rows = found.cells.filter(pl.col("cell") == cell)
    if rows.is_empty():
        raise NotFoundError(N_("The cell {cell} is not in the study area of this map. Choose one that is."), cell=cell)
    row = rows.row(0, named=True)
    if told_by := row.get("told_by"):
        teller = found.tested[h3.get_resolution(told_by)]
        known_there = flag_facts(store, selection, replace(found, area=teller.area, cells=teller.cells), told_by)
        return replace(known_there, cell=cell, told_by=told_by)
    unit: Literal["cell", "ring"] = "ring" if row["unit"] == "ring" else "cell"
    known = set(found.area.texts.to_list())
    members = tuple(sorted(known.intersection(h3.grid_disk(cell, 1)))) if unit == "ring" else (cell,)
    coarsest = coarsest_sigma(found.area)
    reports, days, organisations = reporting_extent(store, selection, list(members), coarsest)
    count, expected = (row["count"], row["expected"]) if unit == "cell" else (row["ring_count"], row["ring_expected"])
    return FlagFacts(
        cell,
        unit,
        members,
        Flag(row["flag"]) if row["flag"] else None,
        reports,
        count,
        expected,
        _or_one(row[f"p_{unit}"]),
        _or_one(row[f"q_{unit}"]),
        days,
        organisations.height,
        organisations["name"][0] if organisations.height else None,
        float(organisations["count"][0]) / float(organisations["count"].sum()) if organisations.height else 0.0,
        found.null,
        row["stability"],
        dict(organisations.select("id", "name").rows()).get(row["leans_on"]),
        row["at_one_point"],
        Flag(row["unstable"]) if row["unstable"] else None,
        row["weeks"],
        row["background"],
        bool(row["on_shared_points"]),
        withheld=found.withheld,
        coarsest=coarsest,
    )


def _or_one(probability: float | None) -> float:
    """Return a probability; 1 stands for one that was not worked out."""
    return 1.0 if probability is None else probability


def explain_flag(known: FlagFacts, translator: Translator) -> str:
    """Return in a few sentences how many reports, when and from whom, against what, how sure it is, and on whom it
    rests.
    """
    _, number = translator.gettext, translator.number
    first = _counts_told(known, translator)
    if known.withheld:
        return " ".join([first, _(known.withheld)])
    if known.flag is None:
        why_not = _(_why_not(known)).format(n=number(100 * (known.stability or 0), 0))
        told = [first, _("No flag: {why_not}.").format(why_not=why_not)]
    else:
        told = [first, _(_SURE[known.flag]).format(n=number(one_in(known.q))), *_trust(known, translator)]
    if known.told_by is not None:
        finer = h3.get_resolution(known.told_by) > h3.get_resolution(known.cell)
        told.insert(0, _(_BY_SMALLER if finer else _BY_LARGER))
    return " ".join(told)


def _counts_told(known: FlagFacts, translator: Translator) -> str:
    """Return how many reports, on how many days in how many weeks, from how many organisations; against what, where
    that tells; and what they count as, where some lie in the chosen hours in part.
    """
    _, ngettext, number = translator.gettext, translator.ngettext, translator.number
    days = ngettext("on {n} day", "on {n} days", known.days).format(n=number(known.days))
    if known.weeks is not None and known.days > 1:
        days += " " + ngettext("in {n} week", "in {n} weeks", known.weeks).format(n=number(known.weeks))
    counted = {
        "reports": ngettext("{n} report", "{n} reports", known.reports).format(n=number(known.reports)),
        "days": days,
        "organisations": ngettext("from {n} organisation", "from {n} organisations", known.organisations).format(
            n=number(known.organisations)
        ),
    }
    against = {"expected": expected_text(known.expected, translator), "null": _(NAMES[known.null])}
    whole = number(known.count) == number(known.reports)
    if whole and not known.withheld:
        return _(_AGAINST[known.unit]).format(**counted, **against)
    told = _(_COUNTED[known.unit]).format(**counted)
    if whole:
        return told
    if known.withheld:
        return f"{told} {part_sentence(known.count, known.reports, translator)}"
    parts = ngettext(
        "It counts as {count}, against {expected} by {null}: one whose time is a span counts with its share in the "
        "chosen hours.",
        "They count as {count}, against {expected} by {null}: one whose time is a span counts with its share in the "
        "chosen hours.",
        known.reports,
    )
    return f"{told} {parts.format(count=expected_text(known.count, translator), **against)}"


def one_in(share: float) -> int:
    """Return the largest round number of which the share is at most one: 1,000 for 0.001 or less, 20 for 0.05."""
    return next((n for n in (1000, 500, 200, 100, 50, 20, 10) if share <= 1 / n), 5)


_COUNTED = {
    "cell": N_("{reports} {days} {organisations} in the cell."),
    "ring": N_("{reports} {days} {organisations} in the cell and those around it."),
}
_AGAINST = {
    "cell": N_("{reports} {days} {organisations} in the cell, against {expected} by {null}."),
    "ring": N_("{reports} {days} {organisations} in the cell and those around it, against {expected} by {null}."),
}
_SURE = {
    Flag.CLEAR: N_("A clear flag: that is hardly chance (at most 1 in {n})."),
    Flag.WATCH: N_("To keep watch on: it may be chance (up to 1 in {n})."),
}
_BY_SMALLER = N_("A smaller cell inside it stands out.")
_BY_LARGER = N_("A larger cell around it stands out.")
CHANCE = N_("so many may well be chance")
NOT_MORE = N_("that is no more than expected")
UNSTABLE = N_("the places are too inexact for it; it would be flagged in only {n} of 100 cases")
PEOPLE_ONLY = N_("it stands out from where people live, but not from an even spread")
_BOTH = N_("It stands out from an even spread too, and if twice as many people are there as the file says.")
_HALF = N_("It stands out from an even spread too, but not clearly if twice as many people are there as the file says.")
_STABLE = N_("It holds also if the places are somewhat wrong.")
_STANDS = N_("It holds without {largest} too, which stands for {share}.")
_BRIEF = N_("It is not called clear, as its reports are of fewer than {n} weeks.")
_ALONE = N_("All of it comes from {largest}.")
_SHARED = N_(
    "It is not called clear, as it rests on reports that share exactly one point, where others have a point each: that "
    "may be an address that reports are put on."
)
_HEAPED = N_("{share} of the reports lie on exactly one point.")
_LEANS = N_("Without {leans_on} it would not stand out: it rests on one reporter.")


def _why_not(known: FlagFacts) -> str:
    """Return the msgid of why a place is not flagged."""
    if known.unstable:
        return UNSTABLE
    if known.background == "people":
        return PEOPLE_ONLY
    return CHANCE if known.count > known.expected else NOT_MORE


def _trust(known: FlagFacts, translator: Translator) -> list[str]:
    """Return how stable the flag is, and whether it stands without its largest reporter."""
    if known.stability is None:
        return []
    _ = translator.gettext
    told, rule = [], Thresholds()
    if known.flag is Flag.WATCH and known.q <= rule.clear and known.weeks is not None and known.weeks < rule.weeks:
        told.append(_(_BRIEF).format(n=translator.number(rule.weeks)))
    if known.on_shared_points:
        told.append(_(_SHARED))
    if known.background:
        stands = {"both": _BOTH, "half": _HALF}[known.background]
        told.append(_(stands))
    if (known.at_one_point or 0) >= HEAPED:
        told.append(_(_HEAPED).format(share=_percent(known.at_one_point or 0, translator)))
    told.append(_(_STABLE))
    if known.organisations == 1:
        told.append(_(_ALONE).format(largest=translator.data_text(known.largest or "")))
    elif known.leans_on:
        told.append(_(_LEANS).format(leans_on=translator.data_text(known.leans_on)))
    else:
        largest = translator.data_text(known.largest or "")
        told.append(_(_STANDS).format(largest=largest, share=_percent(known.largest_share, translator)))
    return told


def _percent(share: float, translator: Translator) -> str:
    return translator.gettext("{number} %").format(number=translator.number(100 * share))
