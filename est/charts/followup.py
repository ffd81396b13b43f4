"""Frames of a follow-up → Vega-Lite dictionaries: counts by week in three rows, and what can be seen by when."""

from datetime import date, timedelta
from textwrap import wrap
from typing import Any

import polars as pl

from est.charts import Spec, chart_moment, time_axis, with_frame
from est.measures.followup.design import ExpectedDirection
from est.measures.followup.power import PowerForecast
from est.text import N_, Translator

PART_NAMES = {
    "target": N_("The place"),
    "ring": N_("The surroundings"),
    "control": N_("The control"),
}
PART_HEIGHT = 190  # with its title and axis
TITLE_LETTERS = 22  # that have room beside the upright axis of a low chart; a longer title has several lines


def counts_by_week(weeks: pl.DataFrame, start: date, translator: Translator) -> dict[str, Spec]:
    """Return by part (place, surroundings, control) bars by week with the start as a line, all over the same weeks.

    `weeks` is `chart_data.weekly_chart_data`. The place's weeks after the start lie on the band that was to be expected
    without an effect: dark 80 %, pale 95 %. Weeks before are pale, so that before and after differ without colour.
    """
    _ = translator.gettext
    shown = {part: weeks.filter(part=part) for part in PART_NAMES}
    return {part: _row(rows, _(PART_NAMES[part]), start, translator) for part, rows in shown.items() if rows.height}


def _row(weeks: pl.DataFrame, name: str, start: date, translator: Translator) -> Spec:
    _ = translator.gettext
    x = time_axis(years=True)
    count = {"field": "count", "type": "quantitative", "title": _("Reports"), "format": ",.1~f"}
    expected = {"field": "expected", "type": "quantitative", "title": _("Expected"), "format": ",.1f"}
    week = {"field": "label", "type": "nominal", "title": _("Week from")}
    when = {"field": "when", "type": "nominal", "title": _("When")}
    bands: list[Spec] = [
        {
            "transform": [{"filter": "datum.expected !== null"}],
            "mark": {"type": "rect", "opacity": opacity, "color": "#8592a0"},
            "encoding": {
                "x": x,
                "x2": {"field": "end"},
                "y": {"field": f"low_{share}", "type": "quantitative", "title": _("Reports")},
                "y2": {"field": f"high_{share}"},
            },
        }
        for share, opacity in ((95, 0.22), (80, 0.35))
        if weeks["expected"].is_not_null().any()
    ]
    bars: Spec = {
        "mark": {"type": "bar", "binSpacing": 1},
        "encoding": {
            "x": x,
            "x2": {"field": "end"},
            "y": {"field": "count", "type": "quantitative", "title": _("Reports"), "axis": {"tickMinStep": 1}},
            "y2": {"datum": 0},
            "opacity": {"condition": {"test": "!datum.after", "value": 0.45}, "value": 1},
            "tooltip": [week, when, count, *([expected] if bands else [])],
        },
    }
    line: Spec = {
        "data": {"values": [{"start": chart_moment(start), "label": _("Start")}]},
        "mark": {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 2, "color": "#c44800"},
        "encoding": {"x": x, "tooltip": [{"field": "label", "type": "nominal", "title": translator.date(start)}]},
    }
    told = _("{place}: chart of the reports by week, before and after the start. The table below has the same numbers.")
    return with_frame(translator, PART_HEIGHT, told.format(place=name)) | {
        "title": {"text": name, "anchor": "start", "fontSize": 12},
        "data": {"values": _values(weeks, translator)},
        "layer": [*bands, bars, line],
    }


def _values(weeks: pl.DataFrame, translator: Translator) -> list[dict[str, Any]]:
    _ = translator.gettext
    return [
        {
            "start": chart_moment(row["week"]),
            "end": chart_moment(row["week"] + timedelta(weeks=1)),
            "label": translator.date(row["week"]),
            "when": _("after the start") if row["after"] else _("before the start"),
            **{name: row[name] for name in ("count", "after", "expected", "low_95", "low_80", "high_80", "high_95")},
        }
        for row in weeks.iter_rows(named=True)
    ]


def visible_by_weeks(found: PowerForecast, weeks: int, translator: Translator) -> Spec:
    """Return a line of the smallest visible change (%) by the length of the follow-up, the chosen one marked, and the
    change hoped for as a dashed line. A length of too few expected reports for a percentage has no point.
    """
    _ = translator.gettext
    values = [
        {"weeks": point.weeks, "change": point.in_per_cent, "expected": round(point.expected, 1)}
        for point in found.by_weeks
        if point.in_per_cent is not None
    ]
    decrease = found.direction is ExpectedDirection.DECREASE
    title = _("Smallest visible decrease, %") if decrease else _("Smallest visible increase, %")
    scale = {"domain": [0, 100]} if decrease else {"domainMin": 0}
    y = {"field": "change", "type": "quantitative", "title": wrap(title, TITLE_LETTERS), "scale": scale}
    x = {"field": "weeks", "type": "quantitative", "title": _("Weeks of follow-up"), "scale": {"domainMin": 0}}
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": x,
                "y": y,
                "tooltip": [
                    {"field": "weeks", "type": "quantitative", "title": _("Weeks of follow-up")},
                    {"field": "expected", "type": "quantitative", "title": _("Expected"), "format": ",.1~f"},
                    {"field": "change", "type": "quantitative", "title": title},
                ],
            },
        },
        {
            "data": {"values": [{"weeks": weeks}]},
            "mark": {"type": "rule", "strokeWidth": 2},
            "encoding": {"x": x, "tooltip": {"field": "weeks", "title": _("The chosen length, weeks")}},
        },
    ]
    if found.hoped is not None:
        layers.append(
            {
                "data": {"values": [{"change": round(100 * found.hoped, 1)}]},
                "mark": {"type": "rule", "strokeDash": [4, 3]},
                "encoding": {"y": y, "tooltip": {"field": "change", "title": _("Hoped for, %")}},
            }
        )
    told = _(
        "Chart of the smallest change that can be seen, by weeks of follow-up. The table below has the same numbers."
    )
    return with_frame(translator, 220, told) | {"layer": layers}
