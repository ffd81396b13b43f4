"""Two frozen pictures side by side: which places are new, which are gone, and which have grown or faded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from est.hotspots.detection.flag_rule import Flag
from est.meetings.situation.situation_picture import SituationPicture
from est.picture.change import ChangeVerdict
from est.picture.comparison import compare_periods, reports_begun
from est.picture.selection import Selection
from est.space.cell_districts import cell_position
from est.space.cells import shares_ground
from est.text import N_, Translator


class PictureChange(StrEnum):
    """What became of a place from one picture to the next. The values are msgids."""

    NEW = N_("new")
    GROWN = N_("grown")
    SAME = N_("as before")
    FADED = N_("faded")
    GONE = N_("gone")


@dataclass(frozen=True)
class ChangedPlace:
    """A flagged place in the later picture, or in the earlier one where it is gone, with its reports in both periods.

    `flag` and `flag_before` are null where it is not flagged. `called` is the name of one without,
    by language.
    """

    name: str | None
    cells: tuple[str, ...]
    change: PictureChange
    flag: str | None
    flag_before: str | None
    count: float
    before: float
    called: Mapping[str, str] = field(default_factory=dict)


def compare_pictures(before: SituationPicture, now: SituationPicture) -> tuple[ChangedPlace, ...]:
    """Return every place that is flagged in either picture, what is new first and what is gone last.

    Places are the same where they share ground, whatever the size of their cells. A place has grown where its flag is
    stronger, or where the period itself has more reports than the earlier one by the exact test at 5 %; it has faded
    where the flag is weaker, or where it has fewer. Pictures of periods of another length are compared by flags
    alone, and so is one whose period the reports begin in (`reports_begun`).
    """
    return tuple(sorted(_pairs(before, now), key=lambda one: list(PictureChange).index(one.change)))


def _pairs(before: SituationPicture, now: SituationPicture) -> Iterator[ChangedPlace]:
    earlier, later = before.content["flags"]["places"], now.content["flags"]["places"]
    same_length = before.period.kind is now.period.kind and not _unreported(before, now)
    met: set[int] = set()
    for place in later:
        matches = [number for number, other in enumerate(earlier) if _meet(place["cells"], other["cells"])]
        met.update(matches)
        if not matches:
            yield _changed(place, PictureChange.NEW, None, 0.0)
            continue
        others = [earlier[number] for number in matches]
        flag = str(Flag.CLEAR) if any(other["flag"] == Flag.CLEAR for other in others) else str(Flag.WATCH)
        count = float(sum(other["in_period"] for other in others))
        yield _changed(place, _became(place, flag, count if same_length else None), flag, count)
    for number, place in enumerate(earlier):
        if number not in met:
            gone = _changed(place, PictureChange.GONE, place["flag"], place["in_period"])
            yield replace(gone, flag=None, count=0.0)


def _unreported(before: SituationPicture, now: SituationPicture) -> bool:
    """Tell whether the reports begin so late in the earlier picture's period that it has no counts to compare with."""
    first = now.content["figures"].get("first_report")
    if not first:
        return False
    began = date.fromisoformat(first)
    own, earlier = (Selection(one.period.start, one.period.end) for one in (now, before))
    return reports_begun(own, (began, began), earlier) is not None


def _changed(place: Mapping[str, Any], change: PictureChange, flag_before: str | None, before: float) -> ChangedPlace:
    return ChangedPlace(
        place["name"],
        tuple(place["cells"]),
        change,
        place["flag"],
        flag_before,
        float(place["in_period"]),
        before,
        place.get("called", {}),
    )


def _became(place: Mapping[str, Any], flag: str, before: float | None) -> PictureChange:
    if place["flag"] != flag:
        return PictureChange.GROWN if place["flag"] == Flag.CLEAR else PictureChange.FADED
    if before is None:
        return PictureChange.SAME
    verdict = compare_periods(float(place["in_period"]), before).verdict
    told = {ChangeVerdict.MORE: PictureChange.GROWN, ChangeVerdict.FEWER: PictureChange.FADED}
    return told.get(ChangeVerdict(verdict), PictureChange.SAME)


def _meet(one: Sequence[str], other: Sequence[str]) -> bool:
    return any(shares_ground(a, b) for a in one for b in other)


def change_sentence(place: ChangedPlace, words: Translator) -> str:
    """Return how a place has changed, with the reports of both periods."""
    _ = words.gettext
    called = place.called.get(words.language) or next(iter(place.called.values()), "")
    name = place.name or called or cell_position(place.cells[0], words)
    if place.change is PictureChange.NEW:
        return _("New: {name}.").format(name=name)
    if place.change is PictureChange.GONE:
        return _("Gone: {name} is no longer flagged.").format(name=name)
    return _("{change}: {name}; reports in the period {count}, in the earlier one {before}.").format(
        change=_(place.change).capitalize(),
        name=name,
        count=words.number(place.count),
        before=words.number(place.before),
    )
