"""What of a picture may go to a wider circle than the working group: totals of whole months, and none of few reports.

They are compiled with the picture and frozen in it, so every edition of it says the same.
"""

from collections.abc import Mapping
from typing import Any

from est.meetings.situation.picture_period import PeriodKind, PicturePeriod
from est.picture.figures_to_share import closed_months, shared_counts
from est.privacy.small_counts import ShownCount
from est.store import Store

LISTS = ("category", "district")


def wider_figures(store: Store, period: PicturePeriod, *, whole: bool) -> dict[str, Any] | None:
    """Return the count of a period, and those of each category and district, as they may be shown to anybody.

    None for a period that is not made of months that are over. The period before is not in it: its own picture says
    it, and from two states of one month could be seen what came late.
    """
    if period.kind is PeriodKind.WEEK or not whole:
        return None
    found = shared_counts(store, closed_months(period.start, period.last, period.end))
    counted: Mapping[str, Mapping[Any, str]] = {"category": found.categories, "district": found.districts}
    return {
        **_kept(found.shown_count()),
        **{
            key: [
                {"id": identity, "name": name if identity else "", **_kept(found.shown_count(**{key: number}))}
                for number, (identity, name) in enumerate(names.items())
            ]
            for key, names in counted.items()
        },
    }


def _kept(shown: ShownCount) -> dict[str, Any]:
    return {"count": shown.count, "more": shown.more}


def shown_count(kept: Mapping[str, Any]) -> ShownCount:
    """Return a count of these as it may be shown."""
    return ShownCount(kept["count"], kept["more"])
