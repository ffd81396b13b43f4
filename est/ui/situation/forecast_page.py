"""What the page that looks ahead says: how good the forecast has been, and where reports are expected."""

from collections.abc import Mapping

import numpy as np
import polars as pl
import streamlit as st

from est.hotspots.forecasting.backtest import Backtest
from est.hotspots.forecasting.outlook import BEST, RIVALS, SHOWN_SHARE, Outlook
from est.text import N_, Translator
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.situation.cell_map import named_cells
from est.ui.tables import draw_table, localise_columns, round_numbers

METHODS: Mapping[str, str] = {
    "count": N_("Counts of all history"),
    "last_three_months": N_("Counts of the last three months"),
    "kernel": N_("Kernel density"),
    "empirical_bayes": N_("Empirical Bayes"),
    "regression": N_("Poisson regression"),
    "ensemble": N_("The forecast: the three methods above together"),
}
HELP = N_(
    "PAI is the share of the reports divided by the share of the area: 1 is chance. PEI* is the share of "
    "the most that an area of that size could have caught. The 95 % interval reflects which months "
    "happened to be tested."
)


def describe_basis(found: Outlook, translator: Translator) -> str:
    """Return what the forecast is made from, in a sentence or two."""
    _, number = translator.gettext, translator.number
    words = _(
        "Built on {reports} reports, {period}: all history up to the end of the selection, with its categories, "
        "organisations, districts and hours. The study area has {cells} cells of resolution {resolution}."
    ).format(
        reports=number(found.reports),
        period=translator.period(found.start, found.end),
        cells=number(found.cells.height),
        resolution=found.resolution,
    )
    left = found.outside + found.coarse
    if left < 0.5:
        return words
    more = _("{reports} more lie outside it or have no place exact enough.").format(reports=number(left))
    return f"{words} {more}"


def describe_backtest(test: Backtest, translator: Translator) -> str:
    """Return how much of the next month's reports the forecast held."""
    number = translator.number
    return translator.gettext(
        "We tried the forecast on the last {folds} months. It marked {share} % of the area; {percent} % of the next "
        "month's reports fell there."
    ).format(
        folds=test.folds,
        percent=number(100 * test.score(BEST, SHOWN_SHARE).hit_rate),
        share=number(100 * SHOWN_SHARE),
    )


def describe_gain(found: Outlook, translator: Translator) -> str:
    """Return whether the forecast has earned its place."""
    _ = translator.gettext
    if found.earned:
        return _("The forecast is surely better than looking at where it usually happens or at the last months.")
    return _(
        "We show no forecast. It is not surely better than looking at where it usually happens: use the map with a "
        "long period."
    )


def forecast_method(found: Outlook, translator: Translator) -> list[str]:
    """Return how the forecast was tried and against what, with its numbers, and what it is made from."""
    _, number = translator.gettext, translator.number
    parts, rate = [], {rival: found.test.score(rival, SHOWN_SHARE).hit_rate for rival in RIVALS}
    for rival in RIVALS:
        gain = found.test.gain(BEST, rival, SHOWN_SHARE)
        parts.append(
            _("{rival} ({percent} %; the forecast held {ratio} times as much, {low} to {high})").format(
                rival=_(AGAINST[rival]),
                percent=number(100 * rate[rival]),
                ratio=number(gain.ratio, 2),
                low=number(gain.low, 2),
                high=number(gain.high, 2),
            )
        )
    return [
        describe_basis(found, translator),
        _("Each month was forecast from what was known before it, and held beside {rivals}.").format(
            rivals=translator.listed(parts)
        ),
        _(HELP),
    ]


AGAINST: Mapping[str, str] = {
    "count": N_("the plain count"),
    "last_three_months": N_("the last three months"),
}


def draw_score_table(visitor: Visitor, test: Backtest) -> None:
    """Draw every method's scores at a share of the area that can be chosen."""
    _, number = visitor.translator.gettext, visitor.translator.number
    share: float = (
        st.segmented_control(
            _("Share of the area that is marked"),
            list(test.shares),
            default=SHOWN_SHARE,
            format_func=lambda part: f"{number(100 * part, 1)} %",
        )
        or SHOWN_SHARE
    )
    rows = score_rows(test, share, visitor.translator)
    names = {
        "method": _("Method"),
        "hit_rate": _("Share of the reports"),
        "pai": _("PAI"),
        "low": _("from"),
        "high": _("to"),
        "pei": _("PEI*"),
    }
    decimals = {"pai": 2, "low": 2, "high": 2, "pei": 2}
    percent = {"hit_rate": st.column_config.NumberColumn(names["hit_rate"], format="percent")}
    draw_table(
        round_numbers(rows, {"hit_rate": 3} | decimals),
        names,
        alt=_("How much of the next month's reports each method held"),
        columns=localise_columns(names, decimals) | percent,
    )
    download(visitor, rows, "prognosprov", names)


def score_rows(test: Backtest, share: float, translator: Translator) -> pl.DataFrame:
    """Return [method, hit_rate, pai, low, high, pei] at a share of the area, the methods by name and in their order."""
    found = [vars(test.score(method, share)) for method in test.methods]
    named = [
        {"method": translator.gettext(METHODS[method])} | row for method, row in zip(test.methods, found, strict=True)
    ]
    return pl.DataFrame(named, infer_schema_length=None)


def draw_expected_table(visitor: Visitor, found: Outlook) -> None:
    """Draw the marked cells in order, with their place, the expected count and its interval."""
    translator = visitor.translator
    _ = translator.gettext
    marked = outlook_cells(found)
    named = visitor.answer(named_cells, found.resolution, visitor.language)
    rows = marked.join(named, on="cell", how="left", maintain_order="left").with_columns(
        pl.Series("between", [f"{low:.0f}–{high:.0f}" for low, high in marked.select("low", "high").iter_rows()]),
    )
    names = {
        "rank": _("No."),
        "label": _("Place"),
        "expected": _("Expected in four weeks"),
        "between": _("between (80 %)"),
        "count": _("Reports so far"),
        "cell": _("Cell"),
    }
    st.write(describe_expected(found, marked, translator))
    decimals = {"expected": 1, "count": 1}
    shown = round_numbers(rows, decimals)
    draw_table(shown, names, alt=_("Where reports are expected, most first"), columns=localise_columns(names, decimals))
    download(visitor, rows, "prognos", names)


def describe_expected(found: Outlook, marked: pl.DataFrame, translator: Translator) -> str:
    """Return how many reports are expected, and how many of them in the marked cells."""
    _, number = translator.gettext, translator.number
    return _(
        "In the four weeks from {day} about {all} reports are expected if all goes on as in the last year, and {some} "
        "of them in these {cells} cells, {share} % of the area. Expected is a mean: the count itself will differ."
    ).format(
        day=translator.date(found.end),
        all=number(float(found.cells["expected"].sum())),
        some=number(float(marked["expected"].sum())),
        cells=number(marked.height),
        share=number(100 * SHOWN_SHARE),
    )


def outlook_cells(found: Outlook) -> pl.DataFrame:
    """Return the cells with the most expected reports per area that fill 5 % of the area, with `rank` from 1."""
    density = found.cells["expected"] / found.cells["area_km2"]
    ordered = found.cells.with_columns(density.alias("density")).sort("density", "cell", descending=[True, False])
    before = np.r_[0.0, np.cumsum(ordered["area_km2"].to_numpy())[:-1]]
    whole = float(ordered["area_km2"].sum())
    return ordered.filter(before < SHOWN_SHARE * whole - 1e-12).with_row_index("rank", offset=1).drop("density")
