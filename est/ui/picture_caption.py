"""What a picture says of itself once it has left the page: title, selection, where it is from, and when."""

from est.charts.caption import Caption
from est.municipality.reference_lists import reference_lists
from est.municipality.settings import read_settings
from est.picture.selection import Selection
from est.picture.selection_words import describe_selection
from est.space.ground import municipality_of
from est.store import Store
from est.ui.enter import Visitor


def picture_caption(visitor: Visitor, selection: Selection | None, title: str) -> Caption:
    """Return the heading of a picture of a selection: title, selection, source and date."""
    _ = visitor.translator.gettext
    lines = []
    if selection is not None:
        choices = visitor.answer(reference_lists, visitor.language)
        lines.append(describe_selection(selection, choices, visitor.translator))
    name = visitor.answer(municipality_name)
    day = visitor.translator.date(visitor.now().date())
    source = _("Source: EST, {municipality}").format(municipality=name) if name else _("Source: EST")
    return Caption(title, (*lines, f"{source} · {day}"))


def municipality_name(store: Store) -> str:
    """Return how the municipality is called: as it was named, else by its code; nothing where none is chosen."""
    settled = read_settings(store)
    code = settled.get("municipality")
    return settled.get("name") or (str(municipality_of(code)["properties"]["name"]) if code else "")
