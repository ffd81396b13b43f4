"""Near repeats in their drawer: after a report of a category, whether more follow close by within days."""

import polars as pl
import streamlit as st

from est.hotspots.forecasting.near_repeat import FEWEST, LEVEL, NEWEST, NearRepeat, near_repeats
from est.municipality.reference_lists import reference_lists
from est.picture.selection import Selection
from est.picture.spoken_counts import reports_text
from est.text import Translator
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.progress_bar import progress_bar
from est.ui.situation.change_table import more_than_chance
from est.ui.tables import draw_table, localise_columns, plain_text, round_numbers


def draw_near_repeats(visitor: Visitor, selection: Selection) -> None:
    """Draw the choice of a category and what is found for it."""
    _ = visitor.translator.gettext
    known = visitor.answer(reference_lists, visitor.language).categories
    asked = selection.category_codes
    codes = [code for code in known if not asked or code in asked]
    names = {code: known[code] for code in codes or known}
    category = st.selectbox(_("After a report of"), list(names), format_func=names.__getitem__)
    if category is None:
        return
    with progress_bar(_("Dealing the days anew among the places")) as bar:
        found = visitor.answer(near_repeats, selection, category, bar)
    st.write(describe_near_repeats(found, plain_text(names[category]), visitor.translator))
    if found.enough:
        st.caption(describe_repeat_basis(found, visitor.translator))
        repeats_table(visitor, found, names[category])


def describe_near_repeats(found: NearRepeat, name: str, translator: Translator) -> str:
    """Return what follows a report of the category within 200 m in the next seven days, in a sentence."""
    _, number = translator.gettext, translator.number
    if not found.enough:
        return _("{name}: {reports} too few to tell; at least {fewest} are needed.").format(
            name=name, reports=reports_text(found.reports, translator), fewest=FEWEST
        )
    band = found.following
    if not band["expected"]:
        return _("{name}: no reports came within 200 m of each other in 1 to 7 days.").format(name=name)
    values = {"name": name, "ratio": number(band["ratio"], 1)}
    if band["p"] <= LEVEL:
        words = _(
            "{name}: after a report, {ratio} times as many as by chance follow within 200 m in the next 1 to 7 days."
        )
    else:
        words = _("{name}: after a report, the next 1 to 7 days do not bring more within 200 m than chance would.")
    return words.format(**values)


def describe_repeat_basis(found: NearRepeat, translator: Translator) -> str:
    """Return what the answer is made from, and what the same day may be."""
    _, number = translator.gettext, translator.number
    period = translator.period(found.first, found.until) if found.first and found.until else ""
    words = _(
        "The whole town, {reports}, {period}. Expected is the mean when the days are reshuffled among"
        " the places, so places that are always busy do not count. Pairs of the same day may be one event "
        "reported twice."
    ).format(reports=reports_text(found.reports, translator), period=period)
    newest = _("Only the newest {number} are compared.").format(number=number(NEWEST))
    return f"{words} {newest}" if found.reports >= NEWEST else words


def repeats_table(visitor: Visitor, found: NearRepeat, category: str) -> None:
    """Draw every band of distance and days of a category. Bands hold their lower end and not their upper one."""
    _ = visitor.translator.gettext
    judged = [_(more_than_chance(p)) for p in found.bands["p"]]
    rows = band_rows(found.bands, visitor.translator).with_columns(judgement=pl.Series(judged, dtype=pl.String))
    names = {
        "distance": _("Distance"),
        "days": _("Days after"),
        "ratio": _("Times chance"),
        "judgement": _("Judgement"),
        "pairs": _("Pairs"),
        "expected": _("Expected"),
    }
    decimals = {"expected": 0, "ratio": 1}
    words = _("Pairs of reports by distance and days between them")
    rows = round_numbers(rows, decimals)
    draw_table(rows, names, alt=words, columns=localise_columns(names, decimals))
    of = f"{category}, {found.first}--{found.last}"
    download(visitor, rows, "upprepning", names | {"p": _("p-value")}, of=of)


def band_rows(bands: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return the bands with `distance` and `days` in words; both are half-open."""
    _ = translator.gettext
    same = _("the same day")
    distance = [
        _("{low} to under {high} m").format(low=low, high=high)
        for low, high in bands.select("metres_from", "metres_to").iter_rows()
    ]
    days = [
        same if high == 1 else f"{low}–{high - 1}" for low, high in bands.select("days_from", "days_to").iter_rows()
    ]
    return bands.with_columns(pl.Series("distance", distance), pl.Series("days", days))
