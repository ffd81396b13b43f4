"""What the map rests on, in sentences above it: what is counted, in which cells, over which area, against what."""

import streamlit as st

from est.hotspots.detection.cell_sizes import SILENT
from est.hotspots.detection.resolution import describe_resolution
from est.hotspots.evolution.map_view import CLICKABLE_CELLS, MapView
from est.picture.spoken_counts import PARTS, counts_in_part, expected_text, part_sentence
from est.space.cells import areas_km2
from est.text import N_, Translator
from est.text.decimals import NOISE
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.pages import SETTINGS
from est.ui.situation.flag_basis import MEANS, METHODS
from est.ui.situation.off_map_list import PLACEABLE, describe_placeable
from est.ui.tables import plain_text

KEY = "resolution"  # in the address
RESOLUTIONS = (7, 8, 9, 10, 11)
BY_RULE = 0
MANY = 2  # reports of which only the weights are known


def resolution_choice(visitor: Visitor) -> int | None:
    """Draw the control of the cells' size and return the chosen resolution; None lets the rule choose."""
    _ = visitor.translator.gettext
    asked = st.query_params.get(KEY, "")
    options = [BY_RULE, *RESOLUTIONS]
    chosen = int(asked) if asked.isdecimal() and int(asked) in RESOLUTIONS else BY_RULE
    names = {BY_RULE: _("By the rule"), 7: _("7 (some 5 km²)"), 8: _("8 (some 0.6 km²)"), 9: _("9 (some 0.08 km²)")}
    names |= {10: _("10 (some 0.01 km²)"), 11: _("11 (some 0.002 km²)")}
    number: int = st.selectbox(
        _("Size of the cells"),
        options,
        index=options.index(chosen),
        format_func=lambda option: names[option],
        key="size of the cells",
        on_change=_keep,
    )
    return number or None


def _keep() -> None:
    number = st.session_state["size of the cells"]
    if number == BY_RULE:
        st.query_params.pop(KEY, None)
    else:
        st.query_params[KEY] = str(number)


def show_basis(visitor: Visitor, shown: MapView) -> None:
    """Draw what the map shows, in a few sentences; how it is worked out stands in `map_method`."""
    _ = visitor.translator.gettext
    if shown.found.reports + shown.found.outside + shown.found.coarse < 0.5:
        return  # that there are none is said where the map would be
    said = [on_map_text(shown, visitor.translator)]
    if shown.found.placeable < PLACEABLE:
        said.append(describe_placeable(shown.found.placeable, visitor.translator))
    st.markdown(plain_text(" ".join(said)))
    if shown.found.area.source == "reports" and visitor.may(SETTINGS.action):
        page_link(SETTINGS, _("Give an outline in the settings"), part="area")
    if shown.found.mostly_silent:
        st.warning(_(SILENT).format(share=visitor.translator.number(100 * shown.found.silent, 0)))
    if shown.found.resolution is not None and not shown.found.withheld:
        st.markdown(_(MEANS[shown.found.null]))


def on_map_text(shown: MapView, translator: Translator) -> str:
    """Return how many reports are on the map, in cells of what size."""
    _, found = translator.gettext, shown.found
    left = round(found.outside + found.coarse, NOISE)
    size = cell_area_text(float(areas_km2(found.area.ids).mean()) if found.area.ids.size else 0.0, translator)
    in_part = counts_in_part(found.reports) or counts_in_part(left)
    if left:
        told = translator.ngettext(
            "{reports} report is on the map, in cells of about {size}; {left} not.",
            "{reports} reports are on the map, in cells of about {size}; {left} not.",
            found.reports,
        )
    elif in_part:
        told = _("All reports are on the map, in cells of about {size}.")
    elif found.reports == 2:
        told = _("Both reports are on the map, in cells of about {size}.")
    else:
        told = translator.ngettext(
            "The only report is on the map, in cells of about {size}.",
            "All {reports} reports are on the map, in cells of about {size}.",
            found.reports,
        )
    said = [told.format(reports=translator.number(found.reports), size=size, left=expected_text(left, translator))]
    if in_part:
        said.append(_(PARTS) if left else part_sentence(found.reports, MANY, translator))
    return " ".join(said)


def cell_area_text(area_km2: float, translator: Translator) -> str:
    """Return the size of a cell: 5 km², 0,7 km², 15 000 m²."""
    if area_km2 >= 0.05:
        return translator.number(area_km2, 0 if area_km2 >= 2 else 1) + " km²"
    return translator.number(round(1e6 * area_km2, -2 if area_km2 < 0.005 else -3)) + " m²"


def map_method(visitor: Visitor, shown: MapView) -> list[str]:
    """Return how the map is worked out: the cells' size, what is not on it, what is expected, and what a flag takes."""
    _, translator, found = visitor.translator.gettext, visitor.translator, shown.found
    told = [cell_size_text(shown, translator), *off_map_sentences(shown, translator)]
    if found.resolution is not None and not found.withheld:
        told += [_(METHODS[found.null]), chance_text(found.dispersion, translator)]
        if found.unreported:
            told.append(silent_text(found.unreported, translator))
        told += [_(SURENESS), _(OF_FLAGS), _(FILES)]
    return [plain_text(sentence) for sentence in told]


SURENESS = N_(
    "A flag is clear where at most one in twenty flags as sure comes about by chance, and to be watched where up to "
    "one in five does (the q-value; false discovery rate). It is tested anew a hundred times with its inexact places "
    "moved within their error, and without each organisation."
)

OF_FLAGS = N_(
    "In the map's table and files Reports and Expected are the cell's own. A flag may be of the cell and those around "
    "it, or of a cell of another size: The flag is of says of what, and the two columns after it hold the numbers that "
    "were tested. Weeks, organisations, the q-value and the p-value are of that too."
)

FILES = N_(
    "The map's files hold for each cell the q-value, the p-value and Gi*; 0 there is less than 0.0005. The q-value is "
    "the share of false alarms to expect if everything at least this unlikely were flagged. Gi* (Getis-Ord) is the "
    "usual statistic of hotspot maps, for comparison. It decides no flag here: in a town without any hotspot it marks "
    "at least one cell on almost every map."
)


def chance_text(dispersion: float, translator: Translator) -> str:
    """Return what a clear flag asks for beside its q-value: bursts taken into account, and three weeks."""
    _ = translator.gettext
    lasting = _("A clear flag has reports from at least three different weeks.")
    if dispersion <= 1:
        return lasting
    bursts = _(
        "Reports here come in bursts: the counts of cells vary {times} times as much as chance alone, and every "
        "flag is tested against that."
    )
    return bursts.format(times=translator.number(dispersion, 1)) + " " + lasting


def silent_text(cells: int, translator: Translator) -> str:
    """Return how many cells of the study area nobody reports from, and that nothing is expected of them."""
    words = translator.ngettext(
        "From {n} cell of the study area nobody has reported, where reports were to be expected: it is not taken as a "
        "place where nothing happens, but as one of which nothing is known.",
        "From {n} cells of the study area nobody has reported, where reports were to be expected: they are not taken "
        "as places where nothing happens, but as such of which nothing is known.",
        cells,
    )
    return words.format(n=translator.number(cells))


def off_map_sentences(shown: MapView, translator: Translator) -> list[str]:
    """Return how many reports are not on the map, and why, where there are any, and the share that can be placed."""
    _, found = translator.gettext, shown.found
    sentences = {
        _("{count} lie outside the study area or have no place, and are not on the map."): found.outside,
        _("{count} have places too inexact for cells of this size, and count in totals only."): found.coarse,
    }
    told = [text.format(count=translator.number(count)) for text, count in sentences.items() if count >= 0.5]
    return [*told, describe_placeable(found.placeable, translator)]


def cell_size_text(shown: MapView, translator: Translator) -> str:
    """Return why the cells have their size: as the choice says, or that finer ones would be too many to click."""
    if not shown.coarsened:
        return describe_resolution(shown.found.choice, translator)
    number = translator.number
    words = translator.gettext(
        "Resolution {resolution}, {cells} cells for {reports} reports: with finer cells there would be more "
        "than the {most} that a map can show at once."
    )
    found = shown.found
    return words.format(
        resolution=found.resolution,
        cells=number(shown.cells.height),
        reports=number(found.reports),
        most=number(CLICKABLE_CELLS),
    )
