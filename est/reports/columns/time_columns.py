"""Which columns of times stand for themselves, and which are a date and a time of day that belong together."""

from collections.abc import Mapping

from est.reports.columns.value_types import ValueType


def part_pair(taken: dict[str, str], fits: list[str], column: str, shapes: Mapping[str, ValueType]) -> bool:
    """Return whether a column and one that has its field are the date and the clock of one time; parted, in place."""
    for field, day, clock in (
        ("start", "date", "time"),
        ("time", "date", "time"),
        ("end", "end_date", "end_time"),
        ("end_time", "end_date", "end_time"),
    ):
        if field in fits and field in taken and not {day, clock} - {field} & set(taken):
            both = sorted((taken[field], column), key=lambda one: shapes[one] != ValueType.DAY)
            if shapes[both[0]] == ValueType.DAY and shapes[both[1]] in (ValueType.CLOCK, ValueType.NUMBER):
                del taken[field]
                taken |= dict(zip((day, clock), both, strict=True))
                return True
    return False


def settle_times(taken: dict[str, str], shapes: Mapping[str, ValueType], *, weekly: bool) -> None:
    """Decide which columns of times stand for themselves and which are a date and a time of day, in place.

    `weekly` is whether month and day hold weeks and their weekdays, which are dates.
    """

    def shape(field: str) -> ValueType | None:
        return shapes[taken[field]] if field in taken else None

    if "month" in taken and "date" not in taken and shape("start") in (None, ValueType.CLOCK):
        clock = taken.pop("start", None)
        if weekly or {"year", "day"} <= set(taken):
            taken |= {"time": clock} if clock else {}
        else:  # of a month or a week no clock tells the time
            taken.pop("time", None)
        _settle_ends(taken, shape("end"), weekly=weekly)
        return
    if "start" in taken and "date" in taken:
        bare = shape("start") == ValueType.NUMBER and shape("date") == ValueType.DAY
        if shape("start") == ValueType.CLOCK or bare:
            taken["time"] = taken.pop("start")
        else:
            del taken["date"]
    if "start" in taken and "time" in taken:
        if shape("start") == ValueType.DAY and shape("time") != ValueType.MOMENT:
            taken["date"] = taken.pop("start")
        else:
            del taken["time"]
    if "date" in taken and "time" in taken and (shape("date") == ValueType.MOMENT or shape("time") == ValueType.MOMENT):
        del taken["time" if shape("date") == ValueType.MOMENT else "date"]
    for only, other in (("date", "time"), ("time", "date")):
        if only in taken and other not in taken and "start" not in taken:
            taken["start"] = taken.pop(only)
    _drop_lone_clock(taken, shape("start"))
    _settle_ends(taken, shape("end"))


def _drop_lone_clock(taken: dict[str, str], shape: ValueType | None) -> None:
    """Drop a start of which a shape is known where it is a time of day and nothing tells its day, in place."""
    if shape == ValueType.CLOCK:
        del taken["start"]


def _settle_ends(taken: dict[str, str], shape: ValueType | None, *, weekly: bool = False) -> None:
    """Decide the same for the end, whose shape is known, in place."""
    clock = shape == ValueType.CLOCK or (shape == ValueType.NUMBER and "time" in taken)
    if "end" in taken and clock and "end_time" not in taken:
        taken["end_time"] = taken.pop("end")
    if "end" in taken and "end_time" in taken:
        if shape == ValueType.DAY:
            taken["end_date"] = taken.pop("end")
        else:
            del taken["end_time"]
    if {"start", "date"} & set(taken):
        taken.pop("month", None)
    if not weekly and not {"year", "month"} <= set(taken):
        taken.pop("year", None)
        taken.pop("day", None)
    if "end_date" in taken and "end_time" not in taken:
        taken.setdefault("end", taken.pop("end_date"))
