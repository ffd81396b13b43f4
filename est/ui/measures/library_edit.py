"""Adding to the library of measures, changing an entry, and what its versions were."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import streamlit as st

from est.errors import EstError
from est.measures import Kind, Mechanism
from est.measures.library import ENTRY_NAMES, Entry, entry, entry_versions, library
from est.measures.library_commands import add_entry, edit_entry
from est.measures.terms import KIND_NAMES, MECHANISM_NAMES
from est.store.versions import history
from est.ui.changes import changes_table
from est.ui.conflict import Editing, Opened, save, settle
from est.ui.enter import Visitor
from est.ui.measures.choices import unlike
from est.ui.measures.library import given_by_lesson
from est.ui.messages import refusals, refuse, tell
from est.ui.tables import plain

OPENED = "entry opened"
CHANGED = "library changes"  # so many times the library was changed here; each time the forms begin anew


def add_form(visitor: Visitor) -> None:
    """Draw the form of a new entry, begun with a lesson when the address names the measure it comes from."""
    _ = visitor.translator.gettext
    learned = st.query_params.get("learned", "")
    begun = given_by_lesson(visitor, learned) if learned else None
    with st.expander(_("Add to the library"), expanded=begun is not None):
        if learned and begun is None:
            st.info(
                _("A lesson can be added when its measure is closed, says what kind it is, and is not here already.")
            )
        wanted = _form(visitor, f"new entry {learned} {_number()}", begun)
        if wanted is None:
            return
        with refusals():
            add_entry(visitor.store, wanted, visitor.user, visitor.now())
            st.query_params.pop("learned", None)
            _close()
            tell(_("Added to the library: {title}").format(title=plain(wanted.title)))


def edit_form(visitor: Visitor) -> None:
    """Let an entry be chosen, changed or no longer shown, and say what its versions were."""
    _ = visitor.translator.gettext
    with st.expander(_("Change an entry")):
        labels: dict[str, str] = {}
        kept = st.session_state.get(OPENED)
        for one in visitor.answer(library):
            # a choice whose label another's edit changes would be forgotten
            shown: Entry = one.entry
            if isinstance(kept, Opened) and kept.identity == one.identity:
                shown = kept.record
            title = shown.in_language(visitor.language)[0]
            hidden = "" if shown.active else " (" + _("not shown") + ")"
            labels[one.identity] = unlike(title + hidden, labels.values())
        chosen = st.selectbox(
            _("Entry"),
            list(labels),
            None,
            format_func=labels.__getitem__,
            placeholder=_("Choose"),
            key=f"entry {_number()}",
        )
        if chosen:
            _change(visitor, chosen)
        else:
            st.session_state.pop(OPENED, None)


def _change(visitor: Visitor, identity: str) -> None:
    """Draw the form of one entry as it was when it was opened, save it, and show its history."""
    kept = st.session_state.get(OPENED)
    if not isinstance(kept, Opened) or kept.identity != identity:
        kept = st.session_state[OPENED] = Opened(identity, *entry(visitor.store, UUID(identity)))
    if kept.conflict:
        settle(visitor, kept, _editing(visitor))
        return
    wanted = _form(visitor, f"entry {identity} {kept.version} {_number()}", kept.record)
    if wanted is not None:
        save(visitor, kept, wanted, _editing(visitor))
    _history(visitor, identity)


def _editing(visitor: Visitor) -> Editing[Entry]:
    return Editing(
        ask=partial(entry, visitor.store),
        change=lambda identity, version, one: edit_entry(
            visitor.store, identity, version, one, visitor.user, visitor.now()
        ),
        read=Entry.read,
        names=ENTRY_NAMES,
        said=lambda one: _as_said(visitor, one),
        title=lambda one: one.title,
        close=_close,
    )


def _as_said(visitor: Visitor, one: Entry) -> dict[str, str]:
    """Return an entry's fields as a reader sees them."""
    _ = visitor.translator.gettext
    shown = _("yes") if one.active else _("no")
    return (
        one.written()
        | {"kind": _(KIND_NAMES[one.kind]), "mechanism": _(MECHANISM_NAMES[one.mechanism])}
        | {"active": shown}
    )


def _form(visitor: Visitor, key: str, shown: Entry | None) -> Entry | None:
    """Draw the form with what `shown` says; return the entry when it is sent, or None. What was typed stays."""
    _ = visitor.translator.gettext
    names = {name: _(text) for name, text in ENTRY_NAMES.items()}
    with st.form(key):
        title = st.text_input(names["title"], shown.title if shown else "", max_chars=200, key=f"{key} title")
        left, right = st.columns(2)
        kind = left.selectbox(
            names["kind"],
            [str(kind) for kind in Kind],
            list(Kind).index(shown.kind) if shown else 0,
            format_func=lambda word: _(KIND_NAMES[Kind(word)]),
            key=f"{key} kind",
        )
        mechanism = right.selectbox(
            names["mechanism"],
            [str(mechanism) for mechanism in Mechanism],
            list(Mechanism).index(shown.mechanism) if shown else 0,
            format_func=lambda word: _(MECHANISM_NAMES[Mechanism(word)]),
            key=f"{key} mechanism",
        )
        works = st.text_area(names["works"], shown.works if shown else "", max_chars=2000, key=f"{key} works")
        source = st.text_input(names["source"], shown.source if shown else "", key=f"{key} source")
        active = True
        if shown and not key.startswith("new "):
            active = st.checkbox(_("Show it in the library"), shown.active, key=f"{key} active")
        if not st.form_submit_button(_("Save"), type="primary"):
            return None
    try:
        wanted = Entry(title.strip(), Kind(kind), Mechanism(mechanism), works.strip(), source.strip(), active=active)
    except EstError as error:
        refuse(error)
        return None
    if shown is None:
        return wanted
    # an English text that says something else than the Swedish one would be worse than none
    english = shown if (wanted.title, wanted.works) == (shown.title, shown.works) else wanted
    return replace(wanted, title_en=english.title_en, works_en=english.works_en, learned_from=shown.learned_from)


def _history(visitor: Visitor, identity: str) -> None:
    _ = visitor.translator.gettext
    changed = history(entry_versions(visitor.store, UUID(identity))).reverse()
    alt = _("What was changed in this entry, by whom and when")
    changes_table(visitor, changed, ENTRY_NAMES, lambda _field, text: text, alt)


def _close() -> None:
    st.session_state.pop(OPENED, None)
    st.session_state[CHANGED] = _number() + 1


def _number() -> int:
    return int(st.session_state.setdefault(CHANGED, 0))
