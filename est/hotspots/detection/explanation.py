"""What any flagged place can say in one sentence (docs/method.md, section 4.8)."""

from dataclasses import dataclass, replace
from typing import Literal

import h3
import polars as pl

from est.errors import NotFoundError
from est.hotspots.detection.flag_rule import Flag, Thresholds
from est.hotspots.detection.flags import Flags
from est.hotspots.detection.null_models import NAMES, NullModel
from est.picture.counts import days_and_organisations
from est.picture.selection import Selection
from est.store import Store
from est.text import N_, Translator

HEAPED = 0.5
"""The part of a place's reports on one and the same position from which it is said."""


@dataclass(frozen=True)
class FlagFacts:
    """What is known of a flagged unit, or of a cell that is not flagged.

    `members` are the cells of the unit as text. `weeks` is how many weeks its tested reports are of, `background` that
    of `two_backgrounds`. `largest_share` (0-1) is the part of the reports that came from the organisation with the
    most. Of a flag, `stability` (0-1) is the share of redraws of inexact places that flag it again, and `leans_on` the
    organisation without which there is none, `at_one_point` (0-1) the part of what is tested that lies on one and the
    same position; all are null for a cell that is not flagged, unless `unstable` holds the flag it would have if its
    places were exact. `told_by` is the cell of another size whose flag and numbers these are,
    `withheld` (a msgid) why nothing is flagged.
    """

    cell: str
    unit: Literal["cell", "ring"]
    members: tuple[str, ...]
    flag: Flag | None
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
    told_by: str | None = None
    withheld: str | None = None


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
    days, organisations = days_and_organisations(store, selection, list(members))
    count, expected = (row["count"], row["expected"]) if unit == "cell" else (row["ring_count"], row["ring_expected"])
    return FlagFacts(
        cell,
        unit,
        members,
        Flag(row["flag"]) if row["flag"] else None,
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
        withheld=found.withheld,
    )


def _or_one(probability: float | None) -> float:
    """Return a probability; 1 stands for one that was not worked out."""
    return 1.0 if probability is None else probability


def explain_flag(known: FlagFacts, translator: Translator) -> str:
    """Return one sentence: how many reports, on how many days in how many weeks, from how many organisations, against
    what, how sure, how stable under inexact places, and whether it stands without its largest reporter.
    """
    _, number = translator.gettext, translator.number
    reports = translator.ngettext("{n} report", "{n} reports", _whole(known.count)).format(n=number(known.count, 1))
    days = translator.ngettext("on {n} day", "on {n} days", known.days).format(n=number(known.days))
    if known.weeks is not None and known.days > 1:
        days += " " + translator.ngettext("in {n} week", "in {n} weeks", known.weeks).format(n=number(known.weeks))
    organisations = translator.ngettext("from {n} organisation", "from {n} organisations", known.organisations)
    values = {
        "reports": reports,
        "days": days,
        "organisations": organisations.format(n=number(known.organisations)),
        "expected": number(known.expected, 1 if known.expected >= 0.1 else 2),
        "null": _(NAMES[known.null]),
        "trust": _trust(known, translator),
        "why_not": _(_why_not(known)).format(n=number(100 * (known.stability or 0), 0)),
        "sure": _percent(known.q, translator),
    }
    if known.withheld:
        return " ".join([_(_COUNTED).format(**values), _(known.withheld)])
    sentence = _(_SENTENCES[known.unit, known.flag]).format(**values)
    if known.told_by is None:
        return sentence
    finer = h3.get_resolution(known.told_by) > h3.get_resolution(known.cell)
    return _(_BY_SMALLER if finer else _BY_LARGER).format(sentence=sentence)


_COUNTED = N_("{reports} {days} {organisations} in the cell.")
_BY_SMALLER = N_("A smaller cell inside it stands out. {sentence}")
_BY_LARGER = N_("A larger cell around it stands out. {sentence}")
CHANCE = N_("so many may well be chance")
UNSTABLE = N_("it is flagged in only {n} of 100 redraws of its inexact places, and a flag is so in at least 80")
PEOPLE_ONLY = N_("it stands out from where people live, but not from an even spread")
_BOTH = N_("; it stands out from an even spread too, and if twice as many people are there as the file says")
_HALF = N_(
    "; it stands out from an even spread too, but not clearly if twice as many people are there as the file says"
)
_STABLE = N_("; it stands in {n} of 100 redraws of its inexact places")
_STANDS = N_(", and without its largest reporter ({largest}, {share})")
_BRIEF = N_("; it is not called clear, as its reports are of fewer than {n} weeks")
_ALONE = N_(", and all of it comes from {largest}")
_HEAPED = N_("; {share} of them lie on exactly one point")
_LEANS = N_(", but not without {leans_on}: it rests on one reporter")


def _why_not(known: FlagFacts) -> str:
    """Return the msgid of why a place is not flagged."""
    if known.unstable:
        return UNSTABLE
    return PEOPLE_ONLY if known.background == "people" else CHANCE


def _trust(known: FlagFacts, translator: Translator) -> str:
    """Return how stable the flag is and whether it stands without its largest reporter, as the end of the sentence."""
    if known.flag is None or known.stability is None:
        return ""
    _ = translator.gettext
    text = _(_STABLE).format(n=translator.number(100 * known.stability, 0))
    if known.background:
        stands = {"both": _BOTH, "half": _HALF}[known.background]
        text = _(stands) + text
    if (known.at_one_point or 0) >= HEAPED:
        text = _(_HEAPED).format(share=_percent(known.at_one_point or 0, translator, 0)) + text
    rule = Thresholds()
    if known.flag is Flag.WATCH and known.q <= rule.clear and known.weeks is not None and known.weeks < rule.weeks:
        text = _(_BRIEF).format(n=translator.number(rule.weeks)) + text
    if known.organisations == 1:
        return text + _(_ALONE).format(largest=known.largest)
    if known.leans_on:
        return text + _(_LEANS).format(leans_on=known.leans_on)
    share = _percent(known.largest_share, translator, 0)
    return text + _(_STANDS).format(largest=known.largest, share=share)


_SENTENCES: dict[tuple[str, Flag | None], str] = {
    ("cell", Flag.CLEAR): N_(
        "{reports} {days} {organisations} in the cell, against {expected} by {null}: a clear flag, as of flags this "
        "sure at most {sure} come about by chance{trust}."
    ),
    ("cell", Flag.WATCH): N_(
        "{reports} {days} {organisations} in the cell, against {expected} by {null}: keep watch, as of flags this "
        "sure up to {sure} come about by chance{trust}."
    ),
    ("cell", None): N_(
        "{reports} {days} {organisations} in the cell, against {expected} by {null}: no flag, as {why_not}."
    ),
    ("ring", Flag.CLEAR): N_(
        "{reports} {days} {organisations} in the cell and the ring around it, against {expected} by {null}: a clear "
        "flag, as of flags this sure at most {sure} come about by chance{trust}."
    ),
    ("ring", Flag.WATCH): N_(
        "{reports} {days} {organisations} in the cell and the ring around it, against {expected} by {null}: keep "
        "watch, as of flags this sure up to {sure} come about by chance{trust}."
    ),
}


def _whole(count: float) -> int:
    return int(count) if count == int(count) else 2


def _percent(share: float, translator: Translator, digits: int = 1) -> str:
    return translator.gettext("{number} %").format(number=translator.number(max(100 * share, 0.1), digits))
