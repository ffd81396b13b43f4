"""The section of the settings with the ground of the map: roads, water, buildings and rail from a file."""

import streamlit as st

from est.errors import EstError
from est.reports.files.ground_file import read_ground
from est.space.area import municipality_borders_given
from est.space.ground_features import count_features, ground_features, remove_ground, set_ground
from est.space.ground_kinds import BUILDING, RAIL, ROAD, WATER
from est.text import N_
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.required_fields import RequiredFields
from est.ui.tables import plain_text

KIND_NAMES = {WATER: N_("water"), BUILDING: N_("buildings"), ROAD: N_("roads"), RAIL: N_("rail")}


def ground_section(visitor: Visitor) -> None:
    """Say what is drawn under the cells now, and let it be replaced by a file, or removed."""
    _ = visitor.translator.gettext
    st.header(_("Ground of the map"))
    st.write(
        _(
            "Roads, water, buildings and rail with their names, from the municipality's own file. They make the map "
            "easy to recognise. Nothing is fetched from the network."
        )
    )
    known = count_features(visitor.answer(ground_features))
    if any(known.values()):
        st.write(_("Now: {shapes}.").format(shapes=_told(visitor, known)))
    else:
        st.write(_("No ground is loaded, so the map shows outlines and named places alone."))
    required = RequiredFields()
    with st.form("ground", border=False, clear_on_submit=True):
        file = st.file_uploader(
            _("Map file: GeoJSON, GeoPackage or PMTiles. A larger one is loaded with `est ground`."),
            type=["geojson", "json", "gpkg", "pmtiles"],
        )
        required.demand(file, _("File"))
        if st.form_submit_button(_("Use this ground")) and required.filled() and file is not None:
            _keep(visitor, file.getvalue(), file.name)
    if any(known.values()) and st.button(_("Remove the ground"), key="remove ground"):
        with show_refusals():
            remove_ground(visitor.store, visitor.user, visitor.now())
            flash(_("The ground is removed. Load the file again to have it back."))


def _keep(visitor: Visitor, content: bytes, file: str) -> None:
    _ = visitor.translator.gettext
    try:
        with st.spinner(_("Reading the file")):
            found = read_ground(content, file, municipality_borders_given(visitor.store))
        set_ground(visitor.store, found.features, file, visitor.user, visitor.now())
    except EstError as error:
        show_refusal(error, _("The file was not used. Nothing was changed."))
    else:
        kept = _("The map shows {shapes} of the file {file} from now on.")
        told = [kept.format(shapes=_told(visitor, count_features(found.features)), file=plain_text(file))]
        if found.left_out:
            told += [_("Not drawn:"), *(plain_text(one.in_language(_)) for one in found.left_out)]
        flash(" ".join(told))


def _told(visitor: Visitor, counts: dict[str, int]) -> str:
    """Return the counts in words: 12 water, 1 014 buildings and 190 roads."""
    words = visitor.translator
    held = {words.gettext(KIND_NAMES[kind]): count for kind, count in counts.items() if count}
    return words.listed([f"{words.number(count)} {name}" for name, count in held.items()])
