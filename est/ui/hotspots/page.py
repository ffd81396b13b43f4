"""One hotspot on its page: where it stands, its weeks, its cells, its causes, its measures, and all of it in order."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

import polars as pl
import streamlit as st

from est.documents.hotspot_document import hotspot_document, hotspot_story
from est.hotspots.evolution.trend_classes import WORDS
from est.hotspots.register.commands import edit_hotspot
from est.hotspots.register.hotspot import LEVEL_NAMES, ORIGIN_NAMES, STATE_NAMES, HotspotState
from est.hotspots.register.queries import RecordedHotspot, all_hotspots
from est.hotspots.register.summary import find_flagged_again, hotspot_figures, hotspot_place
from est.measures import STATE_NAMES as MEASURE_STATES
from est.measures.hotspot_merges import measures_of_hotspot
from est.municipality.reference_lists import reference_lists
from est.picture.comparison import reports_begun
from est.picture.hour_names import describe_hours
from est.picture.selection import default_selection, loaded_period
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.hotspot_links import open_hotspot
from est.ui.hotspots.cause_list import draw_causes
from est.ui.hotspots.cell_choice import cells_near, draw_hotspot_cells
from est.ui.hotspots.edit import draw_hotspot_versions, edit_hotspot_form
from est.ui.hotspots.merge import merge_form, split_hotspot_form, undo_merge_form
from est.ui.hotspots.timeline import draw_timeline, write_note_form
from est.ui.hotspots.weeks import draw_weeks_chart, hotspot_weeks
from est.ui.links import open_page, page_link
from est.ui.meetings.document_downloads import offer_document
from est.ui.messages import flash
from est.ui.pages import MEASURES
from est.ui.situation.cell_map import FLAGS
from est.ui.tables import draw_table, plain_text, title_text


def draw_hotspot(visitor: Visitor, identity: str) -> None:
    """Draw everything about one hotspot, or say that the store has none of that identity."""
    _ = visitor.translator.gettext
    st.button(_("All hotspots"), on_click=open_hotspot, args=(None,))
    recorded = visitor.answer(all_hotspots)
    one = hotspot_place(recorded, identity)
    if one is None:
        st.warning(_("The address names a hotspot that is not in this store. Choose one of the list."))
        return
    st.header(title_text(one.name), anchor=False)
    _standing(visitor, one)
    _kin(visitor, recorded, one)
    _again(visitor, one)
    _figures(visitor, one)
    weeks = hotspot_weeks(visitor, one.hotspot)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        draw_weeks_chart(visitor, recorded, one, weeks)
    with right:
        near = visitor.answer(cells_near, one.cells, visitor.language)
        draw_hotspot_cells(visitor, near, one.cells, f"cells of {one.identity} {one.version}", share=2 / 5)
    with st.container(horizontal=True):
        offer_document(
            visitor,
            lambda: hotspot_document(hotspot_story(visitor.store, one), visitor.translator),
            visitor.now(),
            "hotspot",
            f"story {one.identity}",
            of=one.name,
        )
    edit_hotspot_form(visitor, one)
    draw_causes(visitor, recorded, one)
    _measures(visitor, one)
    st.header(_("In order of time"), anchor=False)
    write_note_form(visitor, one)
    draw_timeline(visitor, recorded, one, weeks)
    undo_merge_form(visitor, recorded, one)
    split_hotspot_form(visitor, one)
    merge_form(visitor, recorded, one)
    draw_hotspot_versions(visitor, one)


def _standing(visitor: Visitor, one: RecordedHotspot) -> None:
    """Say how far it has come, where the group has placed it, since when, and what it concerns."""
    _, words, hotspot = visitor.translator.gettext, visitor.translator, one.hotspot
    parts = [_("State: {state}").format(state=_(STATE_NAMES[hotspot.state]))]
    if hotspot.need and hotspot.influence:
        placed = {"need": hotspot.need, "influence": hotspot.influence}
        levels = {side: _(LEVEL_NAMES[side][level]) for side, level in placed.items()}
        text = _("priority {n}: need {need}, possibility to influence {influence}")
        parts.append(text.format(n=hotspot.priority, **levels))
    else:
        parts.append(_("not placed in the 2×2 yet"))
    if hotspot.since:
        parts.append(_("since {day}").format(day=words.date(hotspot.since)))
    parts.append(words.ngettext("{n} cell", "{n} cells", len(one.cells)).format(n=len(one.cells)))
    st.markdown(plain_text(" · ".join(parts)))
    known = visitor.answer(reference_lists, visitor.language).categories
    named = [known.get(code, code) for code in hotspot.categories]
    about = [words.listed(named) if named else _("all categories"), describe_hours(hotspot.hours, words)]
    origin = _("Taken up from {origin}").format(origin=_(ORIGIN_NAMES[hotspot.origin]))
    if hotspot.flagged_from and hotspot.flagged_to:
        origin += ", " + words.period(hotspot.flagged_from, hotspot.flagged_to)
    st.caption(plain_text(_("Concerns: {what}. {origin}.").format(what=" · ".join(about), origin=origin)))


def _kin(visitor: Visitor, recorded: Sequence[RecordedHotspot], one: RecordedHotspot) -> None:
    """Draw the ways to the hotspots it came from and to those it went into."""
    _ = visitor.translator.gettext
    apart = tuple(  # merged ones that were taken apart again, whose notes are still theirs
        other.identity
        for other in recorded
        if one.identity in other.hotspot.became and one.identity in other.hotspot.came_from
    )
    for text, identities in (
        (_("Came from:"), one.hotspot.came_from),
        (_("Went into:"), one.hotspot.became),
        (_("Was for a time in:"), apart),
    ):
        there = [other for identity in identities if (other := hotspot_place(recorded, identity))]
        if there:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain_text(text))
                for other in there:
                    key = f"kin {text} {other.identity}"
                    st.button(plain_text(other.name), key=key, on_click=open_hotspot, args=(other.identity,))


def _again(visitor: Visitor, one: RecordedHotspot) -> None:
    """Say that a closed hotspot is flagged again, and offer to reopen it."""
    _ = visitor.translator.gettext
    if not one.hotspot.closed or one.hotspot.became:
        return
    again = one.identity in {other.identity for other in visitor.answer(find_flagged_again)}
    if again:
        st.warning(_("This hotspot is closed, but one of its cells is flagged in the last twelve weeks."))
    if st.button(_("Reopen it"), type="primary" if again else "secondary"):
        reopened = replace(one.hotspot, state=HotspotState.WATCHED)
        edit_hotspot(visitor.store, UUID(one.identity), one.version, reopened, visitor.user, visitor.now())
        flash(_("Reopened: {name}").format(name=plain_text(one.name)))


def _figures(visitor: Visitor, one: RecordedHotspot) -> None:
    """Draw the figures of the last twelve weeks."""
    _, words = visitor.translator.gettext, visitor.translator
    rows = visitor.answer(hotspot_figures).filter(pl.col("id") == one.identity)
    if rows.is_empty():
        return
    row = rows.row(0, named=True)
    mark, become = row["flag"], row["trend"]
    begun = reports_begun(visitor.answer(default_selection), visitor.answer(loaded_period))
    reports, organisations, flag, trend = st.columns(4)
    reports.metric(
        _("Reports, 12 weeks"),
        words.number(row["reports"]),
        None if begun else _("{n} the 12 weeks before").format(n=words.number(row["before"])),
        delta_color="off",
        delta_arrow="off",
        border=True,
    )
    organisations.metric(_("Organisations that reported"), f"{row['organisations']}", border=True)
    flag.metric(_("Flag"), _(FLAGS[mark]) if mark else _("none now"), border=True)
    trend.metric(_("What it has become"), _(WORDS[become]) if become else "–", border=True)


def _measures(visitor: Visitor, one: RecordedHotspot) -> None:
    """Draw the measures that are tied to it, and the way to a new one."""
    _ = visitor.translator.gettext
    st.header(_("Measures"), anchor=False)
    tied = visitor.answer(measures_of_hotspot, (one.identity,))
    if tied.is_empty():
        st.write(_("No measure is tied to this hotspot yet. Write down the causes first, then a measure against one."))
    else:
        states = {str(state): _(name) for state, name in MEASURE_STATES.items()}
        shown = tied.with_columns(
            pl.col("state").replace(states), pl.col("organisation_name").replace(visitor.organisations)
        )
        names = {
            "title": _("Title"),
            "state": _("State"),
            "organisation_name": _("Responsible"),
            "starts": _("Starts"),
            "due": _("Due"),
            "cause_wording": _("Cause"),
        }
        draw_table(
            shown,
            names,
            alt=_("The measures of this hotspot"),
            opened=lambda row: open_page(MEASURES, measure=str(shown["id"][row])),
            key=f"measures of {one.identity}",
        )
        download(visitor, shown, _("measures of the hotspot"), names, of=one.name)
    missing = _("The measures page is not in use here.")
    page_link(MEASURES, _("Log a measure for this hotspot"), missing, hotspot=one.identity)
