"""The sections of the settings: municipality, study area, districts, named places, time zone."""

import zoneinfo
from collections.abc import Callable
from datetime import datetime

import polars as pl
import streamlit as st

from est.errors import AreaError, EstError
from est.municipality.defaults import prepare_store, store_timezone
from est.municipality.settings import read_settings
from est.space.area import set_municipality, set_study_area, study_area
from est.space.ground import all_municipalities
from est.space.places import add_places, all_districts, named_places, set_districts
from est.store import Store
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal
from est.ui.tables import draw_table, plain_text

SHOWN_RESOLUTIONS = (8, 9)
SetOutline = Callable[[Store, str, str, datetime], None]


def municipality_section(visitor: Visitor) -> None:
    """Let the coordinator choose the municipality, whose outline then tells which points lie outside."""
    _ = visitor.translator.gettext
    st.header(_("Municipality"))
    known = dict(all_municipalities().select("code", "name").iter_rows())
    present = visitor.answer(read_settings).get("municipality")
    with st.form("municipality", border=False):
        code = st.selectbox(
            _("Municipality"),
            sorted(known, key=lambda code: known[code]),
            index=sorted(known, key=lambda code: known[code]).index(present) if present in known else None,
            format_func=lambda code: f"{known[code]} ({code})",
            placeholder=_("Choose a municipality"),
            label_visibility="collapsed",
        )
        st.caption(_("Reports outside the municipality are not taken. The outline is Statistics Sweden's, coarse."))
        if st.form_submit_button(_("Use this municipality")) and code:
            set_municipality(visitor.store, code, visitor.user, visitor.now())
            flash(
                _("The municipality is {name}. It can be changed here at any time.").format(
                    name=plain_text(known[code])
                )
            )


def study_area_section(visitor: Visitor) -> None:
    """Say what the study area is now and let it be replaced by a GeoJSON."""
    _ = visitor.translator.gettext
    st.header(_("Study area"))
    st.write(
        _("The area that reports can come from: the built-up area. Flags are compared with an even spread over it.")
    )
    sizes = []
    for resolution in SHOWN_RESOLUTIONS:
        try:
            area = visitor.answer(study_area, resolution)
        except AreaError:
            continue
        cells = _("{cells} cells of resolution {resolution}")
        sizes.append(cells.format(cells=visitor.translator.number(area.cells.height), resolution=resolution))
        source = area.source
    if source == "outline":
        st.write(_("Now: the outline that was uploaded, {sizes}.").format(sizes=visitor.translator.listed(sizes)))
    else:
        text = _("Now: no outline. It is the cells with at least one report, {sizes}, and nothing is flagged.")
        st.write(text.format(sizes=visitor.translator.listed(sizes)))
    _upload_outline(visitor, "study area", _("Outline of the study area (GeoJSON)"), set_study_area)


def districts_section(visitor: Visitor) -> None:
    """List the districts and let them be replaced by a GeoJSON with a name for each."""
    _ = visitor.translator.gettext
    st.header(_("Districts"))
    known = visitor.answer(all_districts)
    if known.is_empty():
        st.write(_("No districts are set."))
    else:
        draw_table(known, {"name": _("District")}, alt=_("Districts"))
    label = _("Districts (GeoJSON, every area with a property “name”)")
    _upload_outline(visitor, "districts", label, set_districts)


def _upload_outline(visitor: Visitor, key: str, label: str, keep: SetOutline) -> None:
    _ = visitor.translator.gettext
    with st.form(key, border=False, clear_on_submit=True):
        file = st.file_uploader(label, type=["geojson", "json"])
        if st.form_submit_button(_("Use this file")) and file is not None:
            try:
                keep(visitor.store, file.getvalue().decode("utf-8-sig"), visitor.user, visitor.now())
            except UnicodeDecodeError:
                st.error(_("The file is not text in UTF-8. Export it again as GeoJSON."))
            except EstError as error:
                show_refusal(error, _("The file was not used. Nothing was changed."))
            else:
                flash(
                    _("The file {file} is used from now on. Upload another to replace it.").format(
                        file=plain_text(file.name)
                    )
                )


def places_section(visitor: Visitor) -> None:
    """List the named places and add one."""
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
        degrees = {name: st.column_config.NumberColumn(headings[name], format="%.5f") for name in ("lat", "lng")}
        draw_table(known, headings, alt=_("Named places"), columns=degrees)
    with st.form("place", border=False, clear_on_submit=True):
        name = st.text_input(_("Name"), max_chars=100)
        lat_column, lng_column, radius_column = st.columns(3)
        lat = lat_column.number_input(_("Latitude"), 54.0, 70.0, None, format="%.5f")
        lng = lng_column.number_input(_("Longitude"), 10.0, 25.0, None, format="%.5f")
        radius = radius_column.number_input(_("Radius, m"), 1, 5000, 50)
        if st.form_submit_button(_("Add the place")):
            if not name.strip() or lat is None or lng is None:
                st.error(_("A place needs a name, a latitude and a longitude."))
            else:
                row = pl.DataFrame({"name": [name.strip()], "lat": [lat], "lng": [lng], "radius_m": [float(radius)]})
                add_places(visitor.store, row, visitor.user, visitor.now())
                flash(_("{name} is a named place now.").format(name=plain_text(name.strip())))


def timezone_section(visitor: Visitor) -> None:
    """Let the time zone be chosen while the store has no reports."""
    _ = visitor.translator.gettext
    st.header(_("Time zone"))
    zones = sorted(zoneinfo.available_timezones())
    present = visitor.answer(store_timezone)
    with st.form("timezone", border=False):
        chosen = st.selectbox(
            _("Time zone"),
            zones,
            index=zones.index(present) if present in zones else None,
            label_visibility="collapsed",
        )
        st.caption(
            _("Times are kept as the clock on the wall shows them. It can be changed only before the first report.")
        )
        if st.form_submit_button(_("Use this time zone")) and chosen:
            try:
                prepare_store(visitor.store, visitor.user, visitor.now(), chosen)
            except EstError:
                st.error(
                    _("There are reports already, written in the time of {zone}.").format(zone=plain_text(present))
                )
            else:
                flash(_("The time zone is {zone}.").format(zone=plain_text(chosen)))
