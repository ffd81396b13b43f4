"""Hours of the week as a reader chooses them: by days and times."""

from est.clock import day_groups, hours_of_week


def span_of_days(hours: frozenset[int]) -> tuple[tuple[int, ...], int, int] | None:
    """Return days and times that are these hours together: (weekdays, first hour, hour at which they end, 1-24).

    None where it takes several times, or several of them on some day, to say them.
    """
    groups = day_groups(hours)
    if any(ranges != groups[0][1] for _days, ranges in groups) or len(groups[0][1]) != 1:
        return None
    first, end = groups[0][1][0]
    days = tuple(day for span, _ranges in groups for day in range(span[0], span[-1] + 1))
    return days, first, end if end <= 24 else end - 24


def hours_of_days(days: list[int], first: int, end: int) -> frozenset[int]:
    """Return the hours from `first` until `end` on these weekdays; past midnight where the end is not after it."""
    return hours_of_week(range(first, end if end > first else end + 24), days)
