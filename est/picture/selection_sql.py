"""The one rule: which reports a selection holds, and with what weight each counts."""

from collections.abc import Iterable
from itertools import accumulate

from est.clock import HOURS_IN_WEEK, MINUTES_IN_DAY, MINUTES_IN_WEEK
from est.picture.selection import Selection

# What every selection asks of a report, hours apart. `reports` has the columns of est/store/migrations.py.
_COUNTED = "category IN (SELECT code FROM categories WHERE counted)"

# A window [s, s + d) has the weight (C(s + d) - C(s)) / d with C(t) = before[hour(t)] + inside[hour(t)] * t, the
# minutes of the chosen hours until t (docs/method.md, section 1.2). Both lists go over two weeks, as a window of less
# than a week may end in the next one; list_extract counts from 1. Only rows with a window pay for it.
# The lists stand beside the reports as the one row of `_LISTS`: as values in the expression itself DuckDB would carry
# each through every step of planning, which then takes half as long again.
_INSIDE = """list_extract(minutes_before, (week_minute::INTEGER + minutes::INTEGER) // 60 + 1)
          + list_extract(hour_inside, (week_minute::INTEGER + minutes::INTEGER) // 60 + 1)
            * (week_minute::INTEGER + minutes::INTEGER)
          - list_extract(minutes_before, hour + 1)
          - list_extract(hour_inside, hour + 1) * week_minute::INTEGER"""
# Where the clock was changed within the window, the hour that it skips or repeats (clock_hour) has no minutes, or 120.
_WEIGHT = f"""CASE
    WHEN minutes IS NULL THEN list_extract(hour_inside, hour + 1)::DOUBLE
    WHEN minutes >= {MINUTES_IN_WEEK} AND hour IS NOT NULL THEN $share::DOUBLE
    WHEN clock_minutes IS NOT NULL
    THEN ({_INSIDE} + clock_minutes * list_extract(hour_inside, clock_hour + 1)) / (minutes + clock_minutes)
    ELSE ({_INSIDE}) / minutes
    END"""


# A report of which only the day is known (from midnight to midnight, where its end is a day too) lies in the chosen
# hours for certain when they hold the whole of that day.
_DAY_KNOWN = f"hour IS NULL AND coalesce(minutes, 0) <= {MINUTES_IN_DAY}"
_ITS_DAY = f"CASE WHEN {_DAY_KNOWN} THEN list_extract(days_inside, isodow(starts))::DOUBLE ELSE {_WEIGHT} END"

_LISTS = """(SELECT string_split(first, ',')::INTEGER[] AS minutes_before,
        string_split(second, ',')::INTEGER[] AS hour_inside, string_split(third, ',')::INTEGER[] AS days_inside
    FROM (VALUES ($before::VARCHAR, $inside::VARCHAR, $days::VARCHAR)) AS texts (first, second, third))"""


def selected_sql(selection: Selection) -> tuple[str, dict[str, object]]:
    """Return the SQL of a sub-select, and its values: every column of `reports`, and `weight` (DOUBLE, above 0).

    A report without a window weighs 1 when its start hour is chosen. A window weighs the share of its minutes inside
    the chosen hours; of a week or more it weighs 1/168 for every chosen hour. Under the whole week every report weighs
    1, also one whose time is not known; under chosen hours that one weighs 1 on a day that is chosen whole, and else is
    left out (`counts.unknown_time_count` counts those). Only approved reports of counted categories are selected, by
    the day on which they start.
    """
    sql, values = weighted_sql(selection)
    return sql if selection.whole_week else f"SELECT * FROM ({sql}) WHERE weight > 0", values


def weighted_sql(selection: Selection) -> tuple[str, dict[str, object]]:
    """Return the same, with the reports outside the chosen hours among them: their weight is 0 or null.

    For a question over millions of rows that leaves them out itself, in FILTER: DuckDB moves a WHERE on the weight
    down and computes the weight twice.
    """
    where, values = condition_sql(selection)
    if selection.whole_week:
        return f"SELECT *, 1::DOUBLE AS weight FROM reports WHERE {where}", values
    inside, days = chosen_hours(selection)
    minutes_before = accumulate((60 * chosen for chosen in inside), initial=0)
    before = [
        total - 60 * hour * chosen for hour, (total, chosen) in enumerate(zip(minutes_before, inside, strict=False))
    ]
    values |= {"inside": _listed(inside), "before": _listed(before), "days": _listed(days)}
    values["share"] = len(selection.hours) / HOURS_IN_WEEK
    weight = _ITS_DAY if any(days) else _WEIGHT
    return f"SELECT reports.*, {weight} AS weight FROM reports, {_LISTS} WHERE {where}", values


def chosen_hours(selection: Selection) -> tuple[list[int], list[int]]:
    """Return of each hour of two weeks (a window of less than a week may end in the next one) whether it is chosen, and
    of each weekday, Monday first, whether all of it is: 1 or 0.
    """
    inside = [int(hour % HOURS_IN_WEEK in selection.hours) for hour in range(2 * HOURS_IN_WEEK)]
    return inside, [int(share == 1) for share in shares_of_days(selection)]


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def shares_of_days(selection: Selection) -> list[float]:
    """Return the share (0-1) of each weekday's hours that is chosen, Monday first."""
    return [sum(day * 24 + hour in selection.hours for hour in range(24)) / 24 for day in range(7)]


def condition_sql(selection: Selection) -> tuple[str, dict[str, object]]:
    """Return what the rule asks of a report apart from its hour, as SQL, and its values."""
    asked = ["starts >= $start::TIMESTAMP", "starts < $end::TIMESTAMP", "review = 'approved'", _COUNTED]
    values: dict[str, object] = {"start": selection.start, "end": selection.end}
    kinds = []
    if selection.categories:
        kinds.append("category IN (SELECT unnest($categories::VARCHAR[]))")
        values["categories"] = list(selection.categories)
    if selection.subcategories:
        kinds.append("concat_ws('/', category, subcategory) IN (SELECT unnest($subcategories::VARCHAR[]))")
        values["subcategories"] = list(selection.subcategories)
    if kinds:
        asked.append(f"({' OR '.join(kinds)})")
    if selection.organisations:
        asked.append("organisation IN (SELECT unnest($organisations::UUID[]))")
        values["organisations"] = list(selection.organisations)
    if selection.districts:
        asked.append("district IN (SELECT unnest($districts::UUID[]))")
        values["districts"] = list(selection.districts)
    if selection.place_kinds:
        asked.append("lower(place_kind) IN (SELECT unnest($place_kinds::VARCHAR[]))")
        values["place_kinds"] = list(selection.place_kinds)
    if selection.effects:
        asked.append("effect IN (SELECT unnest($effects::UTINYINT[]))")
        values["effects"] = list(selection.effects)
    return " AND ".join(asked), values
