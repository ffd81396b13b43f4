"""The library of measures on its page: what is known to work, by mechanism, and the way from there to a measure."""

from collections.abc import Sequence
from uuid import UUID

import polars as pl
import streamlit as st

from est.errors import EstError
from est.measures import CHOICE_NAMES, MeasureState, get_measure
from est.measures.library import ENTRY_NAMES, LibraryEntry, RecordedEntry, get_library_entry, library_entries
from est.measures.terms import KIND_NAMES, MECHANISM_NAMES
from est.text import N_
from est.ui.drawer import whole_on_paper
from est.ui.enter import Visitor
from est.ui.links import page_link
from est.ui.messages import show_refusal
from est.ui.open_row import OpenRow
from est.ui.pages import LIBRARY, MEASURES
from est.ui.tables import plain_text

MOVED = N_(
    "“Did we only move it?” In 574 observations from 102 evaluations of situational measures displacement was seen in "
    "26 per cent, and the opposite, that the benefit spread, in 27 per cent. Where it moved, it was mostly less than "
    "what was gained (Guerette & Bowers 2009). Police work at places shows the same (Bowers et al. 2011, 16 studies). "
    "So count the ring around the place, and other hours and kinds, before and after."
)


def chosen_entries(visitor: Visitor) -> tuple[list[RecordedEntry], str]:
    """Draw the filters, kept in the address; return the entries that pass, in the order of the library, and the filters
    in words.
    """
    _ = visitor.translator.gettext
    left, right = st.columns(2)
    wanted, said = {}, []
    for place, name in ((left, "mechanism"), (right, "kind")):
        names = {word: _(text) for word, text in CHOICE_NAMES[name].items()}
        wanted[name] = place.multiselect(
            _(ENTRY_NAMES[name]),
            list(names),
            format_func=names.__getitem__,
            placeholder=_("All"),
            key=name,
            bind="query-params",
        )
        said += [names[word] for word in wanted[name]]
    passed = [
        one
        for one in visitor.answer(library_entries)
        if one.entry.active and all(not words or getattr(one.entry, name) in words for name, words in wanted.items())
    ]
    return passed, ", ".join(said)


def draw_library(visitor: Visitor, found: Sequence[RecordedEntry], opened: OpenRow) -> None:
    """Draw the entries under their mechanisms, each with its source, the way to a new measure, and to its change."""
    _ = visitor.translator.gettext
    mechanism = None
    for one in found:
        if one.entry.mechanism != mechanism:
            mechanism = one.entry.mechanism
            name = _(MECHANISM_NAMES[mechanism])
            st.header(name[:1].upper() + name[1:])
        shown = one.entry.in_language(visitor.translator)
        own = " (" + _("our own experience") + ")" if one.entry.learned_from else ""
        with whole_on_paper(plain_text(shown.title + own), f"entry {one.identity}"):
            st.write(plain_text(shown.works))
            st.caption(plain_text(_("Source: {source}").format(source=shown.source)))
            st.caption(plain_text(_(KIND_NAMES[one.entry.kind])))
            page_link(MEASURES, _("Use as a template"), template=one.identity)
            if one.entry.learned_from:
                page_link(MEASURES, _("The measure it was learned from"), measure=one.entry.learned_from)
            opened.draw_in_card(one.identity)


def library_export(visitor: Visitor, found: Sequence[RecordedEntry]) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return the entries with every field in words, and the headings of the file they are taken out as."""
    _ = visitor.translator.gettext
    rows = [one.entry.in_language(visitor.translator).to_fields() for one in found]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(ENTRY_NAMES, pl.String)).with_columns(
        pl.col(name).replace({word: _(text) for word, text in CHOICE_NAMES[name].items()})
        for name in ("kind", "mechanism")
    )
    names = {name: _(text) for name, text in ENTRY_NAMES.items() if name != "active"}
    return frame, names


def values_of_template(visitor: Visitor, identity: str) -> dict[str, object]:
    """Return what an entry of the library gives a new measure, by field; nothing when there is no such entry."""
    _ = visitor.translator.gettext
    try:
        template = get_library_entry(visitor.store, UUID(identity))[0].in_language(visitor.translator)
    except ValueError:
        return {}
    except EstError as error:
        show_refusal(error)
        return {}
    return {
        "title": template.title,
        "kind": str(template.kind),
        "mechanism": str(template.mechanism),
        "note": _("From the library of measures: {title}. Source: {source}").format(
            title=template.title, source=template.source
        ),
    }


def values_of_lesson(visitor: Visitor, identity: str) -> LibraryEntry | None:
    """Return the entry that a closed measure's lesson would make; None when it has none, or is in the library."""
    _ = visitor.translator.gettext
    try:
        learned = get_measure(visitor.store, UUID(identity))[0]
    except (ValueError, EstError):
        return None
    if learned.state is not MeasureState.CLOSED or not learned.lesson or not (learned.kind and learned.mechanism):
        return None
    if any(one.entry.learned_from == identity for one in visitor.answer(library_entries)):
        return None
    known = " ".join(text.strip() for text in (learned.outcome, learned.lesson) if text.strip())
    source = _("Our own measure “{title}”").format(title=learned.title)
    return LibraryEntry(learned.title, learned.kind, learned.mechanism, known[:2000], source, learned_from=identity)


def offer_lesson(visitor: Visitor, identity: str) -> None:
    """Offer to add what a closed measure taught to the library, when it is not there yet."""
    if values_of_lesson(visitor, identity):
        label = visitor.translator.gettext("Add the lesson to the library of measures")
        page_link(LIBRARY, label, learned=identity)
