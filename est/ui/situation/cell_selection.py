"""Which cell of the map is chosen: by a click, from the list, or by a link. Only its identity is kept."""

from collections.abc import Callable
from functools import partial

import streamlit as st

KEY = "cell"  # in the address and in the session
SEEN = "last told of"  # after the key of a map: the cell that is chosen in the browser
LIST = "cell chosen from the list"
SCOPE = "of"  # in the address: which reports of the place are shown
FLAG, CELL, PLACE = "flag", "cell", "place"  # those that stand out, the cell's, those of all its flagged cells


def selected_cell(known: set[str]) -> str | None:
    """Return the chosen cell's text, or None when none is chosen or it is not one of the known cells."""
    asked = st.query_params.get(KEY)
    if asked is not None or KEY not in st.session_state:  # a link may ask for another cell than the one seen last
        st.session_state[KEY] = asked
    cell: str | None = st.session_state[KEY]
    return cell if cell in known else None


def choose_cell(cell: str | None, scope: str = CELL) -> None:
    """Make this the chosen cell, also in the address and in the list, with these reports. For use in callbacks.

    A number leads to the reports that it counts: `scope` is what was counted where the cell was chosen.
    """
    st.session_state[KEY] = cell
    st.session_state[LIST] = cell
    if cell:
        st.query_params.update({KEY: cell, SCOPE: scope})
    else:
        for name in (KEY, SCOPE):
            st.query_params.pop(name, None)


def choose_scope(scope: str) -> None:
    """Show these reports of the chosen place. For use in callbacks."""
    st.query_params[SCOPE] = scope


def open_cell(cell: str) -> None:
    """Make this the chosen cell and run the page anew. For what is drawn after the map, as a row of a table."""
    st.session_state[KEY] = cell
    st.query_params.update({KEY: cell, SCOPE: CELL})
    st.rerun()


def clicks_on(widget: str, layer: str) -> Callable[[], None]:
    """Return the callback of the map that moves of this key, which is drawn next: it takes over what is clicked."""
    if widget not in st.session_state:  # a map that comes anew has nothing chosen in the browser
        st.session_state.pop(f"{widget} {SEEN}", None)
    return partial(take_click, widget, layer)


def take_click(widget: str, layer: str) -> None:
    """Take over what was clicked on the map of that key.

    The browser also tells of a cell again when its numbers have changed; only another cell than last time is a click.
    A click on the cell that it holds lets go of it there: where something else is chosen meanwhile, by another map or
    the list, that cell was meant.
    """
    key = f"{widget} {SEEN}"
    cell, before = describe_cell(st.session_state[widget], layer), st.session_state.get(key)
    if cell == before:
        return
    st.session_state[key] = cell
    choose_cell(before if cell is None and before != st.session_state.get(KEY) else cell)


def toggle_cell(chosen: str | None, clicked: str) -> None:
    """Choose the cell that was clicked on a drawn map, or none where it is the chosen one."""
    choose_cell(None if clicked == chosen else clicked)


def describe_cell(state: object, layer: str) -> str | None:
    """Return the cell that a map's selection state names, if it names one."""
    selection = state.get("selection") if isinstance(state, dict) else None
    objects = selection.get("objects", {}).get(layer) if isinstance(selection, dict) else None
    first = objects[0] if isinstance(objects, list) and objects else None
    cell = first.get("cell") if isinstance(first, dict) else None
    return cell if isinstance(cell, str) else None
