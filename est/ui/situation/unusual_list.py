"""What is unusual here, first on the overview: a sentence a place, the way to it, and what was seen already."""

from datetime import date

import streamlit as st

from est.hotspots.surveillance.acknowledgements import (
    Acknowledgement,
    acknowledge_alarm,
    acknowledgements,
    parted_by_acknowledgement,
)
from est.hotspots.surveillance.sentences import (
    false_alarm_sentence,
    hour_shift_sentence,
    unusual_sentence,
    unusual_summary,
)
from est.hotspots.surveillance.unusual import UnusualList, UnusualPlace, find_unusual
from est.municipality.reference_lists import reference_lists
from est.ui.enter import Visitor
from est.ui.hotspot_links import offer_hotspot
from est.ui.messages import flash, show_refusals
from est.ui.tables import plain_text


@st.fragment
def draw_unusual(visitor: Visitor) -> None:
    """Draw the list of what is unusual; each place can be taken up, or put aside as seen."""
    _ = visitor.translator.gettext
    st.subheader(_("Unusual here"))
    with st.spinner(_("Comparing every place with its own past …")):
        found = visitor.answer(find_unusual, visitor.now().date())
    news, seen = parted_by_acknowledgement(found, visitor.answer(acknowledgements))
    st.write(unusual_summary(found, visitor.translator))
    for place in news:
        _draw_place(visitor, place, found.as_of)
    for shift in found.hours:
        st.write(plain_text(hour_shift_sentence(shift, visitor.translator)))
    if seen:
        with st.expander(_("Seen already: {count}").format(count=len(seen))):
            for place, one in seen:
                _draw_seen(visitor, place, one)
    if found.known_long_enough:
        st.caption(_limits(visitor, found))


def _draw_place(visitor: Visitor, place: UnusualPlace, as_of: date) -> None:
    _ = visitor.translator.gettext
    with st.container(border=True):
        st.write(plain_text(unusual_sentence(place, visitor.translator)))
        with st.container(horizontal=True):
            offer_hotspot(visitor, place.cells)
            if st.button(
                _("Seen"),
                key=f"seen {' '.join(place.cells)} {place.direction}",
                help=_("It leaves the list until it becomes clearly more unusual than now. Who saw it is kept."),
            ):
                with show_refusals():
                    acknowledge_alarm(visitor.store, place, as_of, visitor.user, visitor.now())
                    flash(_("Put aside as seen."))


def _draw_seen(visitor: Visitor, place: UnusualPlace, one: Acknowledgement) -> None:
    _ = visitor.translator.gettext
    st.write(plain_text(unusual_sentence(place, visitor.translator)))
    text = _("Seen {moment} by {who}, when it was {count} reports in {weeks} weeks.")
    st.caption(
        plain_text(
            text.format(
                moment=visitor.translator.moment(one.acknowledged),
                who=one.acknowledged_by,
                count=visitor.translator.number(one.count),
                weeks=one.weeks,
            )
        )
    )


def _limits(visitor: Visitor, found: UnusualList) -> str:
    _ = visitor.translator.gettext
    said = [false_alarm_sentence(visitor.translator)]
    if found.newcomers:
        names = visitor.answer(reference_lists, visitor.language).organisations
        listed = visitor.translator.listed([names.get(one, _("no organisation")) for one in found.newcomers])
        text = _("Not counted yet, as they began to report less than half a year ago: {names}.")
        said.append(text.format(names=plain_text(listed)))
    return " ".join(said)
