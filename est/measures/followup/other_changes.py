"""Did it move to other hours or other kinds of report: the place's own reports that are not followed."""

from collections.abc import Mapping

from est.measures.followup.comparison import DifferenceTest, baseline_counts
from est.measures.followup.verdict import CountPair, OtherChange

THIN = 30.0  # reports before, below which another slice of the control says too little


def other_changes(
    comparison: DifferenceTest, slices: Mapping[str, tuple[CountPair, CountPair]], control: CountPair
) -> tuple[OtherChange, ...]:
    """Return the place's reports of every slice beside what was to be expected of them.

    A slice has the counts of the place and of the control; where those are fewer than 30, the `control` as it is stands
    in for them.
    """
    rows = []
    for name, (place, beside) in slices.items():
        held = control if min(beside.before, beside.after) < THIN else beside
        known = baseline_counts(place.before)
        expected = float(comparison.predict_after(known, held).mean)
        p = float(comparison.predict_more(known, held).upper(place.after))
        rows.append(OtherChange(name, place.before, place.after, expected, p))
    return tuple(rows)
