"""The ways from one measure: to its hotspot, to its follow-up, and from its lesson to the library."""

from uuid import UUID

from est.hotspots.register.queries import all_hotspots
from est.measures import get_measure
from est.ui.enter import Visitor
from est.ui.hotspot_links import HOTSPOT
from est.ui.links import page_link
from est.ui.measures.library import offer_lesson
from est.ui.pages import FOLLOW_UP, HOTSPOTS
from est.ui.tables import plain_text


def draw_measure_links(visitor: Visitor, identity: str) -> None:
    """Draw the links of a stored measure that lead somewhere."""
    _ = visitor.translator.gettext
    stored = get_measure(visitor.store, UUID(identity))[0]
    names = {one.identity: one.name for one in visitor.answer(all_hotspots)}
    if stored.hotspot in names:
        label = _("To the hotspot {name}").format(name=names[stored.hotspot])
        page_link(HOTSPOTS, plain_text(label), **{HOTSPOT: stored.hotspot})
    page_link(FOLLOW_UP, _("Follow up this measure"), measure=identity)
    offer_lesson(visitor, identity)
