"""Municipalities beside each other: reports per 1,000 inhabitants and year, with what such a rate does not say."""

import polars as pl
import streamlit as st

from est.municipality.reference_lists import category_names
from est.picture.municipality_rates import ALL, MunicipalityRates, Rate, last_year
from est.privacy.small_counts import AT_LEAST, THRESHOLD
from est.text import Translator
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.tables import draw_table, plain_text


def draw_rate_comparison(visitor: Visitor) -> None:
    """Draw which municipalities are compared, the rates, and their download."""
    _ = visitor.translator.gettext
    known = visitor.compared_rates()
    if len(known) < 2:
        st.info(
            _(
                "There is one municipality that you may see the situation of, so there is nothing to compare. The "
                "administrator of each says who may see it."
            )
        )
        return
    titles = [one.title for one in known]
    chosen = st.multiselect(_("Municipalities"), titles, default=titles, key="compared municipalities")
    compared = [one for one in known if one.title in chosen]
    months = last_year(visitor.now().date())
    about = (
        _("Reports per 1,000 inhabitants and year, {first} to {last}, with the 95 % interval of chance.").format(
            first=f"{months[0]:%Y-%m}", last=f"{months[-1]:%Y-%m}"
        ),
        _(
            "A rate says how much is reported, not how unsafe it is. Who reports, what, how and how far back differs "
            "between municipalities more than the interval shows, so a higher rate may be a better habit of reporting."
        ),
        _(
            "A category with fewer than {few} reports is left out, and cannot be had by taking one rate from another; "
            "where some are left out, it says “at least”. Pass on these rates, or Figures to share of the same months, "
            "and not both."
        ).format(few=THRESHOLD),
    )
    for sentence in about:
        st.write(sentence)
    for one in compared:
        if one.why:
            why = _(one.why)
            st.caption(plain_text(f"{one.title}: {why}"))
    rows = rates_frame(compared, visitor.answer(category_names, visitor.language), visitor.translator)
    if rows.is_empty():
        st.info(_("None of the municipalities that are chosen has a rate that can be shown."))
        return
    names = {"category": _("Category"), "municipality": _("Municipality"), "shown": _("Per 1,000 inhabitants and year")}
    title = _("Between municipalities")
    draw_table(rows, names, alt=title)
    of = f"{months[0]:%Y-%m}--{months[-1]:%Y-%m}"
    download(visitor, rows, _("municipalities"), names, of=of, told=about)


def rates_frame(compared: list[MunicipalityRates], names: dict[str, str], words: Translator) -> pl.DataFrame:
    """Return [category, municipality, shown]: all reports first, then each category that one of them has a rate of."""
    rows = [
        (words.gettext("All reports") if code == ALL else names[code], one.title, rate_text(one.rates[code], words))
        for code in (ALL, *names)
        for one in compared
        if code in one.rates
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("category", "municipality", "shown"), pl.String), orient="row")


def rate_text(rate: Rate, words: Translator) -> str:
    """Return a rate in words, with its interval where it has one."""
    if rate.more or rate.low is None or rate.high is None:
        return words.gettext(AT_LEAST).format(count=words.number(rate.rate, 1))
    low, high = words.number(rate.low, 1), words.number(rate.high, 1)
    return words.gettext("{rate} ({low} to {high})").format(rate=words.number(rate.rate, 1), low=low, high=high)
