"""The sections of the settings about addresses: the register, whose addresses are homes, and what names mean."""

from functools import partial

import polars as pl
import streamlit as st

from est.errors import EstError
from est.municipality.address_rules import address_rules, set_street_only
from est.space.addresses import (
    address_area,
    count_addresses,
    forget_street,
    remove_addresses,
    set_addresses,
    street_answers,
)
from est.space.area import municipality_borders_given, set_study_area
from est.ui.admin.grid_choice import choose_grid
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusal, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields
from est.ui.tables import draw_table


def addresses_section(visitor: Visitor) -> None:
    """Say which addresses are loaded, and let them be replaced by a file, removed, or made the study area."""
    _, number = visitor.translator.gettext, visitor.translator.number
    st.header(_("Addresses"))
    st.write(
        _(
            "With the address register an address in a file becomes a place. It is loaded once and kept here: "
            "Lantmäteriet's Belägenhetsadress as a GeoPackage, or the municipality's own as CSV or GeoJSON."
        )
    )
    addresses, streets = visitor.answer(count_addresses)
    if addresses:
        text = _("Now: {addresses} addresses on {streets} streets.")
        st.write(text.format(addresses=number(addresses), streets=number(streets)))
    else:
        st.write(_("Now: no addresses. A report that gives only an address is not taken."))
    _upload(visitor)
    if addresses:
        _area_and_removal(visitor)
    _homes(visitor)
    _answers(visitor)


def _upload(visitor: Visitor) -> None:
    _, number = visitor.translator.gettext, visitor.translator.number
    required = RequiredFields()
    with st.form("addresses", border=False, clear_on_submit=True):
        label = _("Addresses (GeoPackage, CSV or GeoJSON)")
        file = st.file_uploader(label, type=["gpkg", "csv", "txt", "geojson", "json"])
        required.demand(file, _("File"))
        grid = choose_grid(visitor, "grid of addresses")
        if st.form_submit_button(_("Use these addresses")) and required.filled() and file is not None:
            try:
                loaded = set_addresses(
                    visitor.store, file.getvalue(), file.name, visitor.user, visitor.now(),
                    municipality_borders_given(visitor.store), grid,
                )  # fmt: skip
            except EstError as error:
                show_refusal(error, _("The file was not used. Nothing was changed."))
            else:
                text = _("{addresses} addresses on {streets} streets are used from now on. Rows left out: {left_out}.")
                told = text.format(
                    addresses=number(loaded.addresses), streets=number(loaded.streets), left_out=number(loaded.left_out)
                )
                if loaded.elsewhere:
                    text = _("Addresses outside the municipality, or at no place, that were left out: {count}.")
                    told += " " + text.format(count=number(loaded.elsewhere))
                flash(told)


def _area_and_removal(visitor: Visitor) -> None:
    _ = visitor.translator.gettext
    with st.expander(_("Use the addresses as the study area, or remove them")):
        st.write(_("The study area becomes the ground within some 300 m of an address."))
        if st.button(_("Make it the study area"), key="addresses as area"):
            with show_refusals():
                set_study_area(visitor.store, address_area(visitor.store), visitor.user, visitor.now())
                flash(_("The study area is the ground around the addresses. Upload an outline to replace it."))
        st.write(_("Without addresses, reports that are placed stay where they are, and new ones are not placed."))
        if st.button(_("Remove the addresses"), key="remove addresses"):
            with show_refusals():
                remove_addresses(visitor.store, visitor.user, visitor.now())
                flash(_("The addresses are removed. Load them again at any time."))


def _homes(visitor: Visitor) -> None:
    """Let the coordinator say whose addresses are people's homes."""
    _ = visitor.translator.gettext
    rules = visitor.answer(address_rules, visitor.language)
    names = dict(rules.select("id", "name").iter_rows())
    present = rules.filter("street_only")["id"].to_list()
    with st.form("homes", border=False):
        chosen = st.multiselect(
            _("Whose addresses are people's homes"), list(names), present, format_func=names.__getitem__, key="homes of"
        )
        st.caption(_("Their reports are placed on the street, never at the house, and the number is not kept."))
        if st.form_submit_button(_("Keep this choice")):
            for organisation in set(chosen) ^ set(present):
                set_street_only(visitor.store, organisation, organisation in chosen, visitor.user, visitor.now())
            flash(_("Whose addresses are people's homes is kept. It holds for files from now on."))


def _answers(visitor: Visitor) -> None:
    """Let what was answered about a street's name be asked again."""
    _ = visitor.translator.gettext
    known = visitor.answer(street_answers)
    if known.is_empty():
        return
    told = known.with_columns(pl.col("street").fill_null(_("no street")))
    with st.expander(_("What names of streets mean")):
        headings = {"written": _("Name as it is written"), "street": _("Street")}
        opened = OpenRow("street answer", known["written"].to_list(), partial(_forget, visitor))
        draw_table(told, headings, alt=_("What names of streets mean"), unfolded=opened)


def _forget(visitor: Visitor, written: str) -> None:
    """Let a name be asked about again."""
    _ = visitor.translator.gettext
    if st.button(_("Ask about it again"), key="forget street"):
        forget_street(visitor.store, written, visitor.user, visitor.now())
        flash(_("The name is asked about again when it comes."))
