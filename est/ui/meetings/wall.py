"""The meeting on the wall: one point a screen, large, with the arrow keys, and its place on the map.

`est/terminal/page.css` sets the letters of what is keyed `WALL_KEY`: text is 3 % of the window's width. Of a window of
1,920 pixels that is 58, with capitals of 38; on a screen of 65 inches (0.75 mm a pixel) these are 28 mm, which at six
metres are 16 minutes of arc, the least that ISO 9241-303 asks for.
"""

import streamlit as st

from est.hotspots.register.queries import all_hotspots
from est.hotspots.register.summary import hotspot_place
from est.meetings.point import HEADINGS, STATUS_NAMES
from est.meetings.queries import RecordedMeeting, RecordedPoint, all_meetings, meeting_points
from est.ui.enter import Visitor
from est.ui.hotspots.cell_choice import cells_near, draw_hotspot_cells
from est.ui.links import page_link
from est.ui.meetings.meeting_choice import MEETING, first_meeting
from est.ui.meetings.taking_up import point_places
from est.ui.pages import MEETING as MEETING_PAGE
from est.ui.pages import WALL
from est.ui.tables import plain_text, title_text

WALL_KEY = "wall"
HEIGHT = 560  # pixels of the map
SHOWN = "nr"  # in the address: the number of the point that is shown


def draw_wall(visitor: Visitor) -> None:
    """Draw one point of the meeting of the address, or of the next one, and the way to the others."""
    _ = visitor.translator.gettext
    listed = {one.identity: one for one in visitor.answer(all_meetings)}
    if not listed:
        st.title(_(WALL.title))
        st.info(_("No meeting is prepared yet. Prepare the next one: the agenda makes itself from the data."))
        page_link(MEETING_PAGE, _("To the meeting"))
        return
    asked = st.query_params.get(MEETING)
    known = asked if asked in listed else first_meeting(list(listed.values()), visitor.now().date())
    points = visitor.answer(meeting_points, known)
    if not points:
        st.title(_(WALL.title))
        st.info(_("This meeting has no points."))
        return
    number = shown_number(st.query_params.get(SHOWN, ""), len(points))
    _turning(visitor, number, len(points))
    with st.container(key=WALL_KEY):
        _draw(visitor, listed[known], points[number - 1])
    page_link(MEETING_PAGE, _("To the meeting"), **{MEETING: known})


def shown_number(text: str, most: int) -> int:
    """Return the number of the point that an address asks for, the first where it asks for none."""
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() else 1


def _turning(visitor: Visitor, number: int, most: int) -> None:
    """Draw the two buttons, which the arrow keys press."""
    _ = visitor.translator.gettext
    left, middle, right = st.columns([1, 2, 1], vertical_alignment="center")
    back, on = max(number - 1, 1), min(number + 1, most)
    left.button(_("Back"), on_click=_show, args=(back,), shortcut="Left", width="stretch", disabled=number == 1)
    middle.markdown(f"**{number} / {most}**", text_alignment="center")
    right.button(_("Next"), on_click=_show, args=(on,), shortcut="Right", width="stretch", disabled=number == most)


def _show(number: int) -> None:
    st.query_params[SHOWN] = str(number)


def _draw(visitor: Visitor, meeting: RecordedMeeting, one: RecordedPoint) -> None:
    """Draw a point in the sizes of headings: what is read from the far end of a table."""
    _, point = visitor.translator.gettext, one.point
    heading, state = _(HEADINGS[point.kind]), _(STATUS_NAMES[point.status])
    said = point.told
    spot = hotspot_place(visitor.answer(all_hotspots), point.hotspot) if point.hotspot else None
    cells = spot.cells if spot else tuple(cell for place in point_places(visitor, point) for cell in place.cells)
    left, right = st.columns([3, 2], gap="large") if cells else (st.container(), None)
    with left:
        st.markdown(f"### {plain_text(heading)}")
        st.title(title_text(point.title), anchor=False)
        if said:
            st.markdown(f"## {plain_text(said[:1].upper() + said[1:])}")
        for label, text in ((_("Decision"), point.decision), (_("Note"), point.note)):
            if text:
                st.markdown(f"## {plain_text(label)}: {plain_text(text)}")
        day = visitor.translator.date(meeting.meeting.held)
        st.markdown(plain_text(f"{day} · {state}"))
    if right is not None:
        with right:
            near = visitor.answer(cells_near, cells, visitor.language)
            key = f"wall {one.identity} {spot.version if spot else 0}"
            draw_hotspot_cells(visitor, near, cells, key, share=2 / 5, height=HEIGHT)
