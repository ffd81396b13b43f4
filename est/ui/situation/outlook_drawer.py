"""What the ten places with the most reports are expected to have in the coming four weeks, and how sure that is."""

import polars as pl
import streamlit as st

from est.hotspots.evolution.map_view import MapView
from est.hotspots.forecasting.backtest import JUDGED, Backtest
from est.hotspots.forecasting.forecast import COUNT, KERNEL
from est.hotspots.forecasting.outlook import Outlook, look_ahead
from est.picture.selection import Selection
from est.text import Translator
from est.text.decimals import whole_number
from est.ui.downloads import download
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.progress_bar import progress_bar
from est.ui.tables import draw_table, localise_columns, round_numbers


def draw_outlook_drawer(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the drawer with the coming four weeks of the places of the list; worked out only once it is opened."""
    _ = visitor.translator.gettext
    with drawer(_("The coming four weeks"), "outlook") as area:
        if not area.open:
            return
        with progress_bar(_("Trying the outlook on month after month")) as bar:
            found = visitor.answer(look_ahead, selection, shown.found.area.resolution, bar)
        if found is None:
            st.write(_("Nothing can be told, as no report before the end of the selection has a place."))
            return
        draw_expected_table(visitor, selection, shown.most, found)
        st.write(describe_outlook(found, visitor.translator))
        st.write(describe_test(found.test, visitor.translator))


def draw_expected_table(visitor: Visitor, selection: Selection, most: pl.DataFrame, found: Outlook) -> None:
    """Draw the places with what is expected of them and its bounds."""
    _ = visitor.translator.gettext
    rows = expected_rows(most, found)
    names = {"place": _("Place"), "expected": _("Expected"), "between": _("between (80 %)")}
    decimals = {"expected": 1}
    told = _("What is expected of the places with the most reports in the coming four weeks")
    rows = round_numbers(rows, decimals)
    draw_table(rows, names, alt=told, columns=localise_columns(names, decimals))
    download(visitor, rows, _("coming four weeks"), names, selection=selection)


def expected_rows(most: pl.DataFrame, found: Outlook) -> pl.DataFrame:
    """Return [place, expected, between, cell] of the places of the list, in its order."""
    joined = most.join(found.cells, on="cell", how="inner", maintain_order="left")
    bounds = [f"{whole_number(low)}–{whole_number(high)}" for low, high in joined.select("low", "high").iter_rows()]
    return joined.select(pl.col("label").alias("place"), "expected", pl.Series("between", bounds, pl.String), "cell")


def describe_outlook(found: Outlook, translator: Translator) -> str:
    """Return in two sentences which weeks are meant, and what the bounds are."""
    return translator.gettext(
        "Reports expected in the four weeks from {day} if all goes on as in the last year, with the filters of the "
        "selection and all that is known up to that day. In 8 of 10 cases the count lies within the bounds."
    ).format(day=translator.date(found.end))


def describe_test(test: Backtest | None, translator: Translator) -> str:
    """Return how well the last months could be foretold, and what the outlook therefore rests on."""
    _, number = translator.gettext, translator.number
    if test is None:
        return _(
            "It rests on the counts alone: whether the surroundings tell more can be tried with eight months of "
            "reports."
        )
    gain = test.gain(KERNEL, COUNT, JUDGED)
    ratio, low, high = (number(value, 2) for value in (gain.ratio, gain.low, gain.high))
    tried = _(
        "Tried on the last {folds} months, each from what was known before it: of the next month's reports {kernel} % "
        "lay in the {share} % of the area that stands out when the surroundings count, {count} % by plain counts "
        "({gain})."
    ).format(
        folds=test.folds,
        kernel=number(100 * test.score(KERNEL, JUDGED).hit_rate),
        count=number(100 * test.score(COUNT, JUDGED).hit_rate),
        share=number(100 * JUDGED),
        gain=_("as much")
        if ratio == low == high == number(1)
        else _("{ratio} times as much, {low} to {high}").format(ratio=ratio, low=low, high=high),
    )
    verdict = (
        _("The surroundings tell more, so they count here.")
        if test.earned
        else _("That is not surely more, so the outlook rests on the counts alone.")
    )
    return f"{tried} {verdict}"
