"""The map service that an administrator may turn on: its picture lies under the cells of every map."""

import streamlit as st

from est.space.ground_picture import GroundPicture, ground_picture, turn_off_service, turn_on_service
from est.space.map_service import MapService
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.required_fields import RequiredFields, marked
from est.ui.tables import plain_text


def map_service_section(visitor: Visitor) -> None:
    """Say which service is turned on, and let it be turned on, asked again, or off."""
    _ = visitor.translator.gettext
    st.write(
        _(
            "Maps can lie on a picture from the municipality's map service (WMS), or from map tiles. This server asks "
            "for it once, when you turn the service on, and keeps it: whoever looks at a map asks the service nothing. "
            "It is told which part of the country to draw, and nothing about reports."
        )
    )
    kept = visitor.answer(ground_picture)
    if kept is None:
        st.info(_("No map service is turned on. Nothing is fetched from the network."))
    else:
        _draw_kept(visitor, kept)
    required = RequiredFields()
    with st.form("map service", border=False):
        st.header(_("Another map service") if kept else _("Turn on a map service"))
        address = st.text_input(
            marked(_("Address of the service")),
            placeholder="https://karta.example.se/wms",
            help=_("Of a WMS, or of tiles with {z}, {x} and {y} in it, in Web Mercator."),
        ).strip()
        required.demand(address, _("Address of the service"))
        layers = st.text_input(
            _("Layers, with commas between them"), help=_("Only for a WMS. Leave it empty to be told what there is.")
        )
        if st.form_submit_button(_("Ask for the picture, and use it")) and required.filled():
            service = MapService(address, tuple(name.strip() for name in layers.split(",") if name.strip()))
            _turn_on(visitor, service)


def _draw_kept(visitor: Visitor, kept: GroundPicture) -> None:
    _ = visitor.translator.gettext
    layers = visitor.translator.listed(list(kept.service.layers)) if kept.service.layers else _("tiles")
    st.write(
        _("Turned on: {address} ({layers}).").format(
            address=plain_text(kept.service.address), layers=plain_text(layers)
        )
    )
    st.image(kept.picture, alt=_("The picture under the maps"), width=320)
    with st.container(horizontal=True):
        again, off = st.button(_("Ask for it again")), st.button(_("Turn it off"))
    if again:
        _turn_on(visitor, kept.service)
    if off:
        with show_refusals():
            turn_off_service(visitor.store, visitor.user, visitor.now())
            flash(_("The map service is turned off. Maps lie on your own ground alone."))


def _turn_on(visitor: Visitor, service: MapService) -> None:
    _ = visitor.translator.gettext
    with show_refusals():
        with st.spinner(_("Asking the map service")):
            turn_on_service(visitor.store, service, visitor.user, visitor.now())
        flash(_("The maps lie on the picture of {host} from now on.").format(host=plain_text(service.host)))
