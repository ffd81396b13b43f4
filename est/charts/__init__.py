"""Frames → Vega-Lite dictionaries: reports over time, active organisations, hours × weekdays. Nothing here draws.

Numbers and dates are written by the chart's own locale. Each chart has a table with the same numbers on the page.
"""

from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl

from est.clock import ALL_HOURS
from est.picture.comparison import WHOLE
from est.text import Translator

Spec = dict[str, Any]

SPAN = "span"  # the name of the choice of a week or month by a click, and of its field
BARS, LINE, TOWN = "#4a90c8", "#d95f02", "#a9b4c0"  # seen on a light and on a dark page
FRAME = "#7d8590"  # around what is chosen, seen on both too

# as much room for the numbers of every chart, so that the weeks of charts under each other stand under each other
UNDER_EACH_OTHER: Spec = {"axisY": {"minExtent": 28}}

HOUR = "hours"  # the name of the choice of hours of the week by a click
ADDED = "_added"  # after the name of a choice: of what is chosen with Shift beside what is chosen already


@cache
def vega_locale(translator: Translator) -> dict[str, Any]:
    """Return Vega's number and time locale of the translator's language."""
    months = [translator.date(date(2026, month, 1), "LLLL") for month in range(1, 13)]
    short = [translator.date(date(2026, month, 1), "LLL") for month in range(1, 13)]
    days, short_days = translator.weekdays(), translator.weekdays("abbreviated")
    return {
        "number": {
            "decimal": translator.decimal_sign,
            "thousands": translator.group_sign,
            "grouping": [3],
            "currency": ["", ""],  # no chart shows money
        },
        "time": {
            "dateTime": translator.formats.chart_moment,
            "date": translator.formats.chart_date,
            "time": "%H:%M",
            "periods": translator.day_periods(),
            "days": [days[-1], *days[:-1]],  # d3 begins its week on Sunday
            "shortDays": [short_days[-1], *short_days[:-1]],
            "months": months,
            "shortMonths": short,
        },
    }


def counts_over_time(
    spans: pl.DataFrame, unit: str, translator: Translator, chosen: tuple[date, date] | None = None
) -> Spec:
    """Return bars of reports per week or month of [start, count, organisations, days]; a click chooses spans.

    Around the `chosen` days, the first and the one after the last, there is a frame.

    A span that the period covers only in part is drawn pale, so that a half week does not look like a quiet one. With
    a column `cohort` (null where there is none) a line of the closed cohort's reports runs over the bars.
    """
    _ = translator.gettext
    every, same = _("All reports"), _("The same organisations all the time")
    with_line = "cohort" in spans.columns and spans["cohort"].null_count() < spans.height
    tooltip = [
        {"field": "label", "type": "nominal", "title": _("Week") if unit == "week" else _("Month")},
        {"field": "count", "type": "quantitative", "title": _("Reports"), "format": ",.1~f"},
        {"field": "organisations", "type": "quantitative", "title": _("Active organisations")},
        {"field": "days", "type": "quantitative", "title": _("Days in the period")},
    ]
    if with_line:
        tooltip.insert(2, {"field": "cohort", "type": "quantitative", "title": same, "format": ",.1~f"})
    # told apart by shape as well as by colour: bars and a line with points
    key = {"scale": {"domain": [every, same], "range": [BARS, LINE]}, "legend": {"title": None, "orient": "top"}}
    axis = {"type": "quantitative", "title": _("Reports"), "axis": {"tickMinStep": 1}}
    bars: Spec = {
        "name": "bars",
        "mark": {"type": "bar", "cursor": "pointer", "binSpacing": 2},
        "encoding": {
            "x": time_axis(years=spans.height > 60),
            "x2": {"field": "end"},
            "y": {"field": "count", **axis},
            "y2": {"datum": 0},
            "opacity": {"condition": {"test": "!datum.whole", "value": 0.45}, "value": 1},
            "tooltip": tooltip,
        },
    }
    line: Spec = {
        "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 22, "filled": True}, "clip": True},
        "encoding": {
            "x": time_axis(years=spans.height > 60) | {"field": "middle"},
            "y": {"field": "cohort", **axis},
            "color": {"datum": same, **key},
            "tooltip": tooltip,
        },
    }
    if with_line:
        bars["encoding"]["color"] = {"datum": every, **key}
    told = (
        _("Chart of the reports by week. The table below has the same numbers.")
        if unit == "week"
        else _("Chart of the reports by month. The table below has the same numbers.")
    )
    return with_frame(translator, 240, told) | {
        "data": {"values": _rows(spans, unit, translator)},
        "params": [choice | {"views": ["bars"]} for choice in click_choices(SPAN)],
        "layer": [*([_frame(*chosen)] if chosen else []), bars, *([line] if with_line else [])],
    }


def _frame(start: date, end: date) -> Spec:
    """Return a frame around the bars of some days, behind them: seen by its edge as well as by its shade."""
    return {
        "data": {"values": [{"start": chart_moment(start), "end": chart_moment(end)}]},
        "mark": {"type": "rect", "fill": FRAME, "fillOpacity": 0.16, "stroke": FRAME, "strokeWidth": 2},
        "encoding": {
            "x": {"field": "start", "type": "temporal", "scale": {"type": "utc"}},
            "x2": {"field": "end"},
        },
    }


def weeks_with_marks(spans: pl.DataFrame, marks: list[tuple[date, str]], translator: Translator) -> Spec:
    """Return bars of reports per week of [start, count, organisations, days], with a named line at each marked day."""
    _ = translator.gettext
    bars = {"mark": {"type": "bar", "binSpacing": 2}, "encoding": {"x2": {"field": "end"}, "y2": {"datum": 0}}}
    bars["encoding"] |= {
        "x": time_axis(years=spans.height > 60),
        "y": {"field": "count", "type": "quantitative", "title": _("Reports"), "axis": {"tickMinStep": 1}},
        "opacity": {"condition": {"test": "!datum.whole", "value": 0.45}, "value": 1},
        "tooltip": [
            {"field": "label", "type": "nominal", "title": _("Week")},
            {"field": "count", "type": "quantitative", "title": _("Reports"), "format": ",.1~f"},
        ],
    }
    place = {"field": "day", "type": "temporal", "scale": {"type": "utc"}}
    tooltip = [
        {"field": "day", "type": "temporal", "title": _("When"), "format": "%Y-%m-%d"},
        {"field": "label", "type": "nominal", "title": _("What happened")},
    ]
    # one line of labels above the bars, each by its number; the page says what the numbers stand for
    values = [
        {"day": chart_moment(day), "number": str(number), "label": label}
        for number, (day, label) in enumerate(marks, 1)
    ]
    line = {"type": "rule", "strokeDash": [5, 3], "strokeWidth": 2, "color": "#d55e00"}
    label = {"type": "text", "align": "left", "dx": 4, "fontSize": 13, "fontWeight": "bold", "color": "#d55e00"}
    lines = [
        {"data": {"values": values}, "mark": line, "encoding": {"x": place, "tooltip": tooltip}},
        {
            "data": {"values": values},
            "mark": label,
            "encoding": {"x": place, "y": {"value": 8}, "text": {"field": "number"}, "tooltip": tooltip},
        },
    ]
    rows = _rows(spans, "week", translator)
    told = _(
        "Chart of the reports by week, with numbered lines at what happened. The table below has the same numbers."
    )
    return with_frame(translator, 200, told) | {"data": {"values": rows}, "layer": [bars, *(lines if values else [])]}


def organisations_over_time(spans: pl.DataFrame, unit: str, translator: Translator) -> Spec:
    """Return steps of the number of organisations that reported, per week or month, of [start, organisations].

    It is drawn under a trend, on the same axis of time. Under the trend of one place a column `everywhere` holds how
    many reported in the whole town: these stand pale behind the others, with a key.
    """
    _ = translator.gettext
    here, town = _("Counted above"), _("In the whole town")
    behind = "everywhere" in spans.columns
    titles = {"organisations": here, "everywhere": town} if behind else {"organisations": _("Active organisations")}
    tooltip = [
        {"field": "label", "type": "nominal", "title": _("Week") if unit == "week" else _("Month")},
        *({"field": field, "type": "quantitative", "title": title} for field, title in titles.items()),
    ]
    x = time_axis(years=spans.height > 60)
    told = _("Chart of how many organisations reported. The table below has the same numbers.")
    whole = with_frame(translator, 170 if behind else 110, told) | {
        "data": {
            "values": [
                _span(row["start"], unit, translator) | {field: row[field] for field in titles}
                for row in spans.iter_rows(named=True)
            ]
        }
    }
    # told apart by how high they reach as well as by colour: those above are always some of the town's
    key = {"scale": {"domain": [here, town], "range": [BARS, TOWN]}, "legend": {"title": None, "orient": "top"}}
    layers: list[Spec] = [
        {
            "mark": {"type": "bar", "binSpacing": 0, **({} if behind else {"opacity": 0.6})},
            "encoding": {
                "x": x,
                "x2": {"field": "end"},
                "y2": {"datum": 0},
                "y": {
                    "field": field,
                    "type": "quantitative",
                    "title": _("Organisations"),
                    "axis": {"tickMinStep": 1, "tickCount": 3},
                    "scale": {"domainMin": 0},
                },
                **({"color": {"datum": titles[field], **key}} if behind else {}),
                "tooltip": tooltip,
            },
        }
        for field in ("everywhere", "organisations")
        if field in titles
    ]
    return whole | ({"layer": layers} if behind else layers[0])


def click_choices(field: str) -> list[Spec]:
    """Return the choices of a field's value: by a click, and of one more by a click with Shift, ADDED to its name."""
    point = {"type": "point", "fields": [field], "toggle": False}
    return [
        {"name": field, "select": point | {"on": "click[!event.shiftKey]"}},
        {"name": field + ADDED, "select": point | {"on": "click[event.shiftKey]"}},
    ]


def hours_by_weekday(hours: pl.DataFrame, translator: Translator, chosen: frozenset[int] = ALL_HOURS) -> Spec:
    """Return a grid of 7 × 24 squares of [hour 0-167, count]; a click chooses hours. Darker is more reports.

    Hours that are not `chosen` are pale.
    """
    _ = translator.gettext
    days = translator.weekdays("abbreviated")
    values = [
        {HOUR: hour, "day": days[hour // 24], "clock": f"{hour % 24:02d}", "count": round(count, 1)}
        | {"chosen": hour in chosen}
        for hour, count in hours.iter_rows()
    ]
    told = _("Chart of the reports by weekday and hour. The table below has the same numbers.")
    return with_frame(translator, 230, told) | {
        "data": {"values": values},
        "params": click_choices(HOUR),
        "mark": {"type": "rect", "cursor": "pointer", "stroke": "#8592a0", "strokeWidth": 0.3},
        "encoding": {
            "x": {"field": "clock", "type": "ordinal", "title": _("Hour"), "axis": {"labelAngle": 0}},
            "y": {"field": "day", "type": "ordinal", "title": None, "sort": days},
            "color": {
                "field": "count",
                "type": "quantitative",
                "title": _("Reports"),
                "scale": {"domainMin": 0},
                "legend": {"format": ",.1~f"},
            },
            "opacity": {"condition": {"test": "!datum.chosen", "value": 0.3}, "value": 1},
            "tooltip": [
                {"field": "day", "type": "nominal", "title": _("Weekday")},
                {"field": "clock", "type": "nominal", "title": _("Hour")},
                {"field": "count", "type": "quantitative", "title": _("Reports"), "format": ",.1~f"},
            ],
        },
    }


def span_end(start: date, unit: str) -> date:
    """Return the day after the last of the week or month that begins on `start`."""
    return start + timedelta(weeks=1) if unit == "week" else (start + timedelta(days=31)).replace(day=1)


def span_label(start: date, unit: str, translator: Translator) -> str:
    """Return how a week or month is called: v. 12 2026, mars 2026. One not from a Monday is from its first day."""
    if unit == "month":
        return translator.date(start, "LLLL y")
    if start.weekday():
        return translator.gettext("from {day}").format(day=translator.date(start))
    year, week, _day = start.isocalendar()
    return translator.gettext("w. {week} {year}").format(week=week, year=year)


def _rows(spans: pl.DataFrame, unit: str, translator: Translator) -> list[dict[str, Any]]:
    known = spans if "cohort" in spans.columns else spans.with_columns(cohort=pl.lit(None, dtype=pl.Float64))
    return [
        _span(start, unit, translator)
        | {
            "middle": f"{(start + (span_end(start, unit) - start) / 2).isoformat()}T12:00:00Z",
            "count": round(count, 1),
            "cohort": None if cohort is None else round(cohort, 1),
            "organisations": organisations,
            "days": days,
            "whole": days >= WHOLE[unit],
        }
        for start, count, cohort, organisations, days in known.select(
            "start", "count", "cohort", "organisations", "days"
        ).iter_rows()
    ]


def _span(start: date, unit: str, translator: Translator) -> dict[str, Any]:
    return {
        SPAN: start.isoformat(),
        "start": chart_moment(start),
        "end": chart_moment(span_end(start, unit)),
        "label": span_label(start, unit, translator),
    }


def time_axis(*, years: bool) -> dict[str, Any]:
    """Return the axis of time, its days with or without their years."""
    return {
        "field": "start",
        "type": "temporal",
        "scale": {"type": "utc"},
        "title": None,
        "axis": {"labelOverlap": True, "format": "%-d %b %Y" if years else "%-d %b", "grid": False},
    }


def chart_moment(day: date) -> str:
    """Return a day as a moment; without a clock, read as UTC and shown as UTC, it is the same day everywhere."""
    return f"{day.isoformat()}T00:00:00Z"


def with_frame(translator: Translator, height: int, description: str) -> Spec:
    """Return what every chart begins with: its size, the language of its numbers, and what it shows in one sentence.

    Its marks tell a screen reader nothing by themselves: Vega has only English words for them, and names of fields. The
    numbers are in the table beside the chart.
    """
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": description,
        "width": "container",
        "height": height,
        "config": {"locale": vega_locale(translator), "aria": False, **UNDER_EACH_OTHER},
    }
