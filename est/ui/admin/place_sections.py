"""The section of the settings about named places: listed, added one by one or from a file, changed and joined."""

from typing import Any

import polars as pl
import streamlit as st

from est.errors import EstError
from est.space.area import municipality_borders_given
from est.space.place_files import PlacesComparison, compare_places, read_places
from est.space.places import add_places, edit_place, merge_places, named_places, remove_place
from est.ui.admin.grid_choice import choose_grid
from est.ui.enter import Visitor
from est.ui.formats import write_degrees
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, draw_mark_note, marked
from est.ui.tables import draw_table, plain_text

READ = "places read"  # those of a file that are looked at before they are taken


def places_section(visitor: Visitor) -> None:
    """List the named places, and let them be added, changed, joined and removed."""
    _ = visitor.translator.gettext
    st.header(_("Named places"))
    known = visitor.answer(named_places)
    headings = {
        "name": _("Name"),
        "kind": _("Kind"),
        "lat": _("Latitude"),
        "lng": _("Longitude"),
        "radius_m": _("Radius, m"),
    }
    if known.is_empty():
        st.write(_("No places are named. A report that gives only the name of a place needs it to be here."))
    else:
        degrees = write_degrees(visitor.translator.decimal_sign)
        rows = {str(row["id"]): row for row in known.iter_rows(named=True)}
        opened = OpenRow("place", list(rows), lambda chosen: _change(visitor, rows, chosen))
        draw_table(known, headings, alt=_("Named places"), written=degrees, unfolded=opened)
    _from_file(visitor)
    with st.expander(_("Add a place")):
        _place_form(visitor, None)


def _from_file(visitor: Visitor) -> None:
    """Read places of a file and, where a name is there already, ask which of the two stands."""
    _ = visitor.translator.gettext
    required = RequiredFields()
    with st.form("places", border=False, clear_on_submit=True):
        label = _("Named places (CSV, GeoJSON or GeoPackage: name, kind, coordinates, radius)")
        file = required.demand(st.file_uploader(label, type=["csv", "txt", "geojson", "json", "gpkg"]), _("File"))
        grid = choose_grid(visitor, "grid of places")
        if st.form_submit_button(_("Read these places")) and required.filled() and file is not None:
            st.session_state.pop(READ, None)
            try:
                borders = municipality_borders_given(visitor.store)
                st.session_state[READ] = (file.name, *read_places(file.getvalue(), file.name, borders, grid))
            except EstError as error:
                show_refusal(error, _("The file was not used. Nothing was changed."))
    read = st.session_state.get(READ)
    if read is not None:
        _confirm(visitor, *read)


def _confirm(visitor: Visitor, file: str, places: pl.DataFrame, left_out: int) -> None:
    _, number = visitor.translator.gettext, visitor.translator.number
    found = compare_places(visitor.store, places)
    text = _("{file}: {new} new places, {same} that are there already, {left_out} rows without a name.")
    st.write(
        text.format(
            file=plain_text(file), new=number(found.new.height), same=number(found.same), left_out=number(left_out)
        )
    )
    if found.doubled:
        names = visitor.translator.listed([plain_text(name) for name in found.doubled])
        text = _("These names stand for several points in the file, and are not taken: {names}. Name them apart.")
        st.warning(text.format(names=names))
    replace = _asked_names(visitor, found)
    chosen = pl.concat([found.new, found.moved.drop("id")]) if replace else found.new
    label = visitor.translator.ngettext("Take in {n} place", "Take in {n} places", chosen.height)
    ready = replace is not None and chosen.height > 0
    if st.button(label.format(n=number(chosen.height)), type="primary", disabled=not ready, key="take places"):
        rows = pl.concat([found.new, found.moved], how="diagonal") if replace else found.new
        with show_refusals():
            add_places(visitor.store, rows, visitor.user, visitor.now())
            st.session_state.pop(READ)
            text = visitor.translator.ngettext("{n} place is named now.", "{n} places are named now.", rows.height)
            flash(text.format(n=number(rows.height)))
    if st.button(_("Leave the file"), key="leave places"):
        st.session_state.pop(READ)
        st.rerun()


def _asked_names(visitor: Visitor, found: PlacesComparison) -> bool | None:
    """Return whether the places of the file take the place of those of the same name; None until that is said."""
    _ = visitor.translator.gettext
    if found.moved.is_empty():
        return False
    names = visitor.translator.listed([plain_text(name) for name in found.moved["name"].to_list()])
    st.warning(_("These names are there already, with another point, kind or radius: {names}.").format(names=names))
    answers = {"keep": _("Keep those that are here"), "replace": _("Use those of the file")}
    chosen = st.radio(
        _("Which shall stand?"), list(answers), index=None, format_func=answers.__getitem__, key="same name"
    )
    return None if chosen is None else chosen == "replace"


def _place_form(visitor: Visitor, place: dict[str, object] | None) -> None:
    """Draw the form of a new place, or of one that is there."""
    _ = visitor.translator.gettext
    old = place or {}
    added = "places added"  # a form that is sent is followed by an empty one
    key = f"place {old.get('id') or st.session_state.setdefault(added, 0)}"
    required = RequiredFields()
    with st.form(key, border=False):
        name = st.text_input(marked(_("Name")), str(old.get("name") or ""), max_chars=100, key=f"{key} name")
        required.demand(name, _("Name"))
        kind = st.text_input(_("Kind"), str(old.get("kind") or ""), max_chars=100, key=f"{key} kind")
        lat_column, lng_column, radius_column = st.columns(3)
        label = _("Latitude")
        lat = lat_column.number_input(marked(label), 54.0, 70.0, _number(old, "lat"), format="%.5f", key=f"{key} lat")
        required.demand(lat, label, lat_column)
        label = _("Longitude")
        lng = lng_column.number_input(marked(label), 10.0, 25.0, _number(old, "lng"), format="%.5f", key=f"{key} lng")
        required.demand(lng, label, lng_column)
        present = _number(old, "radius_m") or 50.0
        radius = radius_column.number_input(
            _("Radius, m"), 1, 5000, min(5000, max(1, round(present))), key=f"{key} radius"
        )
        draw_mark_note()
        if st.form_submit_button(_("Add the place") if place is None else _("Change the place")):
            if not required.filled() or lat is None or lng is None:
                return
            row = {"name": [name.strip()], "kind": [kind.strip() or None], "lat": [lat], "lng": [lng]}
            frame = pl.DataFrame({**row, "radius_m": [float(radius)]}, schema_overrides={"kind": pl.String})
            with show_refusals():
                if place is None:
                    add_places(visitor.store, frame, visitor.user, visitor.now())
                    st.session_state[added] += 1
                else:
                    rows = frame.with_columns(id=pl.lit(str(old["id"])))
                    edit_place(visitor.store, rows, visitor.user, visitor.now())
                flash(_("{name} is a named place now.").format(name=plain_text(name.strip())))


def _number(place: dict[str, object], name: str) -> float | None:
    value = place.get(name)
    return float(value) if isinstance(value, int | float) else None


def _change(visitor: Visitor, rows: dict[str, dict[str, Any]], chosen: str) -> None:
    """Let one place be changed, joined with another, or removed."""
    _ = visitor.translator.gettext
    names = {identity: str(row["name"]) for identity, row in rows.items()}
    _place_form(visitor, rows[chosen])
    others = [identity for identity in rows if identity != chosen]
    if others:
        text = _("Join it with another place, under whose name and point it stands from then on")
        into = st.selectbox(
            text, others, index=None, format_func=names.__getitem__, placeholder=_("Choose"), key=f"join {chosen}"
        )
        if st.button(_("Join the two"), disabled=into is None, key="join places") and into:
            with show_refusals():
                merge_places(visitor.store, chosen, into, visitor.user, visitor.now())
                text = _("{name} is one with {other} now; files may use either name.")
                flash(text.format(name=plain_text(names[chosen]), other=plain_text(names[into])))
    if st.button(_("Remove the place"), key="remove place"):
        with show_refusals():
            remove_place(visitor.store, chosen, visitor.user, visitor.now())
            flash(_("{name} is no named place any more. Its reports stay.").format(name=plain_text(names[chosen])))
