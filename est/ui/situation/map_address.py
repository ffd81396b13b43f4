"""What the address of the map asks for that means nothing there: it is said, and the map is as without it."""

from collections.abc import Collection, Mapping
from datetime import date

import streamlit as st

from est.errors import AreaError
from est.hotspots.detection.null_models import NullModel
from est.space.cells import text_to_cell
from est.text import Translator
from est.ui import graphics
from est.ui.enter import Visitor
from est.ui.situation import basis, cell_selection, flag_basis, map_weeks
from est.ui.situation.map_time import AGAINST, SHOWS
from est.ui.tables import plain_text
from est.ui.window import filling_window

KNOWN: Mapping[str, Collection[str]] = {
    SHOWS.parameter: SHOWS.values,
    AGAINST.parameter: AGAINST.values,
    graphics.PARAMETER: (graphics.PICTURE, graphics.MOVING),
    cell_selection.SCOPE: (cell_selection.FLAG, cell_selection.CELL, cell_selection.PLACE),
    basis.KEY: tuple(map(str, basis.RESOLUTIONS)),
    flag_basis.KEY: tuple(map(str, NullModel)),
}
"""What each parameter may be that is one of a few."""
LONGEST = 40  # signs of a value that are said


def say_meaningless(visitor: Visitor, cells: Collection[str]) -> None:
    """Draw one line of what the address asks for and this map of cells does not have, if there is anything.

    On a map that fills the window it lies over the page for a while.
    """
    said = meaningless_sentences(st.query_params.to_dict(), cells, visitor.translator)
    if said and filling_window():
        st.toast(plain_text(" ".join(said)), duration="long")
    elif said:
        st.warning(plain_text(" ".join(said)))


def meaningless_sentences(asked: Mapping[str, str], cells: Collection[str], words: Translator) -> list[str]:
    """Return in at most two sentences what these parameters ask for in vain on a map of cells."""
    wrong = [name for name, values in KNOWN.items() if asked.get(name) and asked[name] not in values]
    wrong += [map_weeks.PARAMETER] if not _is_day(asked.get(map_weeks.PARAMETER)) else []
    cell, elsewhere = asked.get(cell_selection.KEY), False
    if cell and cell not in cells:
        elsewhere = _is_cell(cell)
        wrong = wrong if elsewhere else [cell_selection.KEY, *wrong]
    told = []
    if wrong:
        listed = ", ".join(f"{name}={asked[name][:LONGEST]}" for name in wrong)
        text = words.gettext("The link asks for what the map does not have: {listed}. It was left out.")
        told.append(text.format(listed=listed))
    if elsewhere:
        told.append(words.gettext("The chosen cell is not on this map: its cells have another size, or lie elsewhere."))
    return told


def _is_day(text: str | None) -> bool:
    """Tell whether a text is a day; none at all is no wrong one."""
    try:
        return not text or bool(date.fromisoformat(text))
    except ValueError:
        return False


def _is_cell(text: str) -> bool:
    try:
        return bool(text_to_cell(text))
    except AreaError:
        return False
