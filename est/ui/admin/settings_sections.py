"""The sections of the settings: municipality, study area, districts, time zone."""

import zoneinfo
from collections.abc import Callable
from datetime import datetime

import streamlit as st

from est.errors import AreaError, EstError
from est.municipality.defaults import prepare_store, store_timezone
from est.municipality.settings import read_settings
from est.space.area import municipality_given, set_municipality, set_study_area, study_area, unset_municipality
from est.space.feature_files import outline_text
from est.space.ground import all_municipalities
from est.space.places import all_districts, set_districts
from est.store import Store
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal
from est.ui.required_fields import RequiredFields
from est.ui.tables import draw_table, plain_text

SHOWN_RESOLUTIONS = (8, 9)
SetOutline = Callable[[Store, str, str, datetime], None]


def municipality_section(visitor: Visitor) -> None:
    """Let the coordinator choose the municipality, whose outline then tells which points lie outside."""
    _ = visitor.translator.gettext
    st.header(_("Municipality"))
    known = dict(all_municipalities().select("code", "name").iter_rows())
    present = visitor.answer(read_settings).get("municipality")
    required = RequiredFields()
    with st.form("municipality", border=False):
        code = st.selectbox(
            _("Municipality"),
            sorted(known, key=lambda code: known[code]),
            index=sorted(known, key=lambda code: known[code]).index(present) if present in known else None,
            format_func=lambda code: f"{known[code]} ({code})",
            placeholder=_("Choose a municipality"),
            label_visibility="collapsed",
        )
        st.caption(
            _(
                "Reports in another municipality are not taken. The outline is Statistics Sweden's, coarse: what lies "
                "off the own shore, or less than 500 m behind the border, is taken."
            )
        )
        required.demand(code, _("Municipality"))
        if st.form_submit_button(_("Use this municipality")) and required.filled() and code:
            set_municipality(visitor.store, code, visitor.user, visitor.now())
            flash(
                _("The municipality is {name}. It can be changed here at any time.").format(
                    name=plain_text(known[code])
                )
            )
    with st.expander(_("An outline of your own, or none")):
        _own_outline(visitor)


def _own_outline(visitor: Visitor) -> None:
    """Let the coarse outline be replaced by the municipality's own, and any be unset."""
    _ = visitor.translator.gettext
    outline, code = municipality_given(visitor.store)
    if outline is None:
        st.write(_("Now: no outline. No point lies outside."))
    elif code is None:
        st.write(_("Now: the outline that was uploaded."))
    else:
        st.write(_("Now: the coarse outline that comes with the program."))
    label = _("Outline of the municipality (GeoJSON)")
    _upload_outline(visitor, "municipality outline", label, set_municipality)
    if outline is not None and st.button(_("Unset the municipality"), key="unset municipality"):
        unset_municipality(visitor.store, visitor.user, visitor.now())
        flash(_("No municipality is chosen now, and no point lies outside. Choose one here at any time."))


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
    required = RequiredFields()
    with st.form(key, border=False, clear_on_submit=True):
        file = required.demand(st.file_uploader(label, type=["geojson", "json", "gpkg"]), _("File"))
        if st.form_submit_button(_("Use this file")) and required.filled() and file is not None:
            try:
                keep(visitor.store, outline_text(file.getvalue(), file.name), visitor.user, visitor.now())
            except EstError as error:
                show_refusal(error, _("The file was not used. Nothing was changed."))
            else:
                flash(
                    _("The file {file} is used from now on. Upload another to replace it.").format(
                        file=plain_text(file.name)
                    )
                )


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
