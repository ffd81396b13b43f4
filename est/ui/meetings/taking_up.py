"""The places of a point that were no hotspots, and the way from there to the form that takes one up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import streamlit as st

from est.errors import EstError
from est.meetings.point import MeetingPoint, PointKind
from est.meetings.queries import get_meeting
from est.meetings.situation.picture_sentences import place_name, untaken_places
from est.meetings.situation.queries import open_picture
from est.meetings.situation.situation_picture import SituationPicture
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.hotspot_links import offer_hotspot
from est.ui.messages import show_refusal
from est.ui.tables import plain_text


@dataclass(frozen=True)
class PointPlace:
    """A place that a point is about: its name, its cells, and the selection that flagged it, if one did."""

    name: str
    cells: tuple[str, ...]
    flagged_by: Selection | None = None


def offer_places(visitor: Visitor, point: MeetingPoint) -> None:
    """Draw, for each place of a point that was no hotspot, the way to take it up, or to what it has become."""
    for place in point_places(visitor, point):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain_text(place.name), width="content")
            offer_hotspot(visitor, place.cells, place.flagged_by)


def point_places(visitor: Visitor, point: MeetingPoint) -> tuple[PointPlace, ...]:
    """Return the places that a point is about, of those that were no hotspots when the picture was frozen."""
    if point.kind is not PointKind.UNUSUAL or point.hotspot:
        return ()
    picture = visitor.answer(get_meeting, point.meeting).meeting.picture
    if picture is None:
        return ()
    try:
        return tuple(_places(visitor, visitor.answer(open_picture, picture), point.subject))
    except EstError as error:  # of another version: the point can be written all the same
        show_refusal(error)
        return ()


def _places(visitor: Visitor, picture: SituationPicture, subject: str) -> Iterator[PointPlace]:
    content, words = picture.content, visitor.translator
    kind, _space, first = subject.partition(" ")
    seen = content["selection"]
    selection = Selection(date.fromisoformat(seen["start"]), date.fromisoformat(seen["end"]))
    for place in content["unusual"]["places"]:
        if kind == "unusual" and place["cells"][0] == first:
            yield PointPlace(place["called"].get(words.language) or first, tuple(place["cells"]))
    untaken = untaken_places(content) if kind == "untaken" else content["flags"]["places"]
    for place in untaken:
        if kind == "untaken" or (kind == "flag" and place["cells"][0] == first):
            yield PointPlace(place_name(place, words), tuple(place["cells"]), selection)
