"""What the upload page is made of, part one: who reports, the file, what was recognised, and correcting it."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import streamlit as st

from est.errors import FileRefusedError, MappingError
from est.municipality.defaults import store_timezone
from est.municipality.organisations import active_organisations, nearest_names
from est.municipality.reference_lists import reference_lists
from est.municipality.vocabulary import Vocabulary, store_vocabulary
from est.reports.batches.batch import refuse_known_file
from est.reports.batches.mappings import saved_mapping
from est.reports.columns.mapping_choices import (
    CLOCKS,
    FIELD_NAMES,
    ORDERS,
    SYSTEMS,
    MappingChoices,
    choices_to_mapping,
    mapping_to_choices,
    missing_fields,
)
from est.reports.columns.recognition import RecognisedColumns, recognise_columns, unknown_words
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.notices import Notice
from est.reports.files.reader import LARGE, read_file
from est.reports.files.table import ROW, Table
from est.space.area import municipality_borders_given
from est.text import N_
from est.ui.enter import Visitor
from est.ui.messages import show_refusal
from est.ui.progress_bar import progress_bar
from est.ui.tables import draw_table, plain_text
from est.worker_process import run_apart

UPLOAD = "upload"  # the file that is being looked at: its number in the uploader or the inbox, and its table
RECOGNISED = "upload recognised"  # what its columns are
TURN = "upload turn"  # a new uploader, and so an empty one, after each batch
PREVIEWED = 5
WORDS_SHOWN = 12
MOST_WORDS = 72

_KINDS = {"csv": "CSV", "excel": "Excel", "parquet": "Parquet", "json": "JSON"}


def choose_organisation(visitor: Visitor) -> str | None:
    """Return the name of the organisation that reports, one of the list or a new one; None until it is chosen.

    Who may send in for their own organisation alone has nothing to choose.
    """
    _ = visitor.translator.gettext
    known = reference_lists(visitor.store, visitor.language).organisations
    if not visitor.may("take batch"):
        own = known[str(visitor.actor.organisation)]
        st.write(_("You report for {organisation}.").format(organisation=plain_text(own)))
        return own
    names = [name for one, name in known.items() if one in visitor.answer(active_organisations)]
    chosen = st.selectbox(
        _("Who reports?"),
        names,
        index=None,
        placeholder=_("Choose an organisation, or write the name of a new one"),
        accept_new_options=True,
        key="organisation",
    )
    return _settle_new_name(visitor, chosen, list(known.values())) if chosen else None


def _settle_new_name(visitor: Visitor, name: str, known: Sequence[str]) -> str | None:
    """Return the name of the organisation that is meant; None while a name that looks mistyped is asked about."""
    _ = visitor.translator.gettext
    near = nearest_names(name, known) if visitor.answer(store_vocabulary).organisation(name) is None else []
    if not near:
        return name
    new = _("No, {name} is a new organisation").format(name=name)
    meant = st.radio(
        _("There is no organisation called that yet. Is one of these meant?"),
        [*near, new],
        index=None,
        format_func=plain_text,
        key=f"meant by {name}",
    )
    return name if meant == new else meant


def read_upload(visitor: Visitor) -> Table | None:
    """Return the table of the file that was uploaded; None when there is none, or when it says why it was refused."""
    _ = visitor.translator.gettext
    turn = st.session_state.setdefault(TURN, 0)
    file = st.file_uploader(_("File: CSV, Excel, OpenDocument (.ods), Parquet or JSON"), key=f"file {turn}")
    if file is None:
        st.session_state.pop(UPLOAD, None)
        return None
    kept = st.session_state.get(UPLOAD)
    try:
        found = kept[1] if kept and kept[0] == file.file_id else read_content(visitor, file.getvalue(), file.name)
        st.session_state[UPLOAD] = (file.file_id, found)
        refuse_known_file(visitor.store, found.content_hash)
    except FileRefusedError as error:
        show_refusal(error)
        return None
    return choose_hidden(visitor, found)


def choose_hidden(visitor: Visitor, found: Table) -> Table:
    """Return a table with or without the rows and the columns that its sheet hides, as is chosen."""
    _ = visitor.translator.gettext
    if found.hidden and st.checkbox(_("Leave out the rows that the sheet hides"), key="leave out hidden"):
        found = found.without_hidden()
    if found.hidden_columns and st.checkbox(_("Leave out the columns that the sheet hides"), key="leave out columns"):
        found = found.without_hidden_columns()
    return found


def read_content(visitor: Visitor, content: bytes, name: str) -> Table:
    """Return the table in a file, and show how far the reading has come; raises FileRefusedError."""
    with progress_bar(visitor.translator.gettext("Reading the file"), visitor.translator) as bar:
        bar(0.0)
        return run_apart(read_file, content, name, progress=bar, worth=len(content) > LARGE)


def recognise_upload(visitor: Visitor, found: Table, organisation: str) -> RecognisedColumns:
    """Return what was recognised in the file, with the organisation's last mapping where it fits.

    It is kept until the file, the organisation or the store changes.
    """
    key = (found.content_hash, found.rows.height, found.columns, organisation, visitor.store.version)
    kept = st.session_state.get(RECOGNISED)
    if kept and kept[0] == key:
        return cast("RecognisedColumns", kept[1])
    words = visitor.answer(store_vocabulary)
    identity = words.organisation(organisation)
    saved = saved_mapping(visitor.store, identity, found.columns) if identity else None
    seen = recognise_columns(
        found,
        words,
        saved,
        borders=municipality_borders_given(visitor.store),
        today=visitor.now().date(),
        zone=visitor.answer(store_timezone),
    )
    st.session_state[RECOGNISED] = (key, seen)
    return seen


def show_recognised(visitor: Visitor, found: Table, seen: RecognisedColumns) -> None:
    """Say what kind of file it is and what was done to read it, and show its first rows as text."""
    translator = visitor.translator
    _ = translator.gettext
    facts = [_KINDS[found.kind]]
    if found.encoding:
        facts.append(found.encoding)
    if found.delimiter:
        facts.append(_("{sign} between the fields").format(sign=_(_SIGNS[found.delimiter])))
    if found.sheet:
        facts.append(_("the sheet “{name}”").format(name=found.sheet))
    rows = found.rows.height + len(found.rejects)
    facts.append(translator.ngettext("{n} row", "{n} rows", rows).format(n=translator.number(rows)))
    st.write(plain_text(found.file + ": " + ", ".join(facts)))
    show_notices(visitor, (*map(Notice.from_text, found.notices), *seen.notices))
    with st.expander(_("The first rows of the file")):
        shown = found.rows.head(PREVIEWED)
        draw_table(
            shown.select(shown[name].cast(str) for name in shown.columns).rename({ROW: _("Row")}),
            alt=_("The first rows of the file, as they were read"),
        )


def show_notices(visitor: Visitor, notices: Sequence[Notice]) -> None:
    """Say what asks for attention in boxes of its own, and the rest as a list."""
    _ = visitor.translator.gettext
    for notice in notices:
        if notice.strong:
            st.warning(plain_text(notice.sentence(_)))
    others = [plain_text(notice.sentence(_)) for notice in notices if not notice.strong]
    if others:
        st.markdown("\n".join(f"- {sentence}" for sentence in others))


_SIGNS = {",": N_("a comma"), ";": N_("a semicolon"), "\t": N_("a tab"), "|": N_("a vertical line")}


def mapping_form(visitor: Visitor, found: Table, seen: RecognisedColumns, organisation: str) -> ColumnMapping | None:
    """Draw the form where each column is given its field; return the mapping, or None while it cannot be used."""
    _ = visitor.translator.gettext
    words = visitor.answer(store_vocabulary)
    key = f"{found.content_hash[:12]} {organisation}"
    first = mapping_to_choices(seen.mapping, found.columns)
    fault: MappingError | None
    try:
        chosen = _chosen(key, first)
        mapping = choices_to_mapping(chosen, dict(seen.mapping.categories))
    except MappingError as error:
        mapping, fault = seen.mapping, error
    else:
        fault = None
    unknown = unknown_words(found, mapping, words)
    with st.form(f"columns {key}"):
        st.markdown("**" + _("What the columns mean") + "**")
        _column_choices(visitor, found, seen, first, key)
        _how_written(visitor, first, key)
        if unknown:
            _word_choices(visitor, unknown, words, key)
        st.form_submit_button(_("Check again with these choices"))
    if fault:
        show_refusal(fault)
        return None
    for sentence in missing_fields(mapping):
        st.warning(plain_text(sentence.in_language(_)))
    if missing_fields(mapping):
        return None
    given = {word: st.session_state.get(f"{key} word {word}") or "" for word, _count in unknown}
    return choices_to_mapping(chosen, dict(seen.mapping.categories) | given)


def _chosen(key: str, first: MappingChoices) -> MappingChoices:
    """Return the choices that stand in the form now, also those sent a moment ago."""
    kept = st.session_state
    return MappingChoices(
        {column: kept.get(f"{key} column {column}", field) or "" for column, field in first.fields.items()},
        kept.get(f"{key} order", first.order),
        kept.get(f"{key} clock", first.clock),
        kept.get(f"{key} system", first.system),
    )


def _column_choices(visitor: Visitor, found: Table, seen: RecognisedColumns, first: MappingChoices, key: str) -> None:
    _ = visitor.translator.gettext
    fields = ["", *FIELD_NAMES]
    for start in range(0, len(found.columns), 2):  # row by row, so that a phone shows them in the file's order
        for place, column in zip(st.columns(2), found.columns[start : start + 2], strict=False):
            samples = ", ".join(sample for sample in seen.samples.get(column, ()) if sample)
            cell = place.container(gap="xsmall")
            cell.selectbox(
                plain_text(column),
                fields,
                fields.index(first.fields[column]),
                format_func=lambda field: _(FIELD_NAMES[field]) if field else _("(not used)"),
                key=f"{key} column {column}",
            )
            cell.caption(plain_text(_cut(samples)) or _("(empty)"))


def _how_written(visitor: Visitor, first: MappingChoices, key: str) -> None:
    left, middle, right = st.columns(3)
    _ = visitor.translator.gettext
    _one_of(visitor, left, _("How dates are written"), ORDERS, first.order, f"{key} order")
    _one_of(visitor, middle, _("How times of day are written"), CLOCKS, first.clock, f"{key} clock")
    _one_of(visitor, right, _("How points are written"), SYSTEMS, first.system, f"{key} system")


def _one_of(visitor: Visitor, place: Any, label: str, options: Mapping[str, str], first: str, key: str) -> None:  # noqa: ANN401
    _ = visitor.translator.gettext
    place.selectbox(
        label, list(options), list(options).index(first), format_func=lambda option: _(options[option]), key=key
    )


def _word_choices(visitor: Visitor, unknown: tuple[tuple[str, int], ...], words: Vocabulary, key: str) -> None:
    """Ask which category each unknown word means, the commonest first."""
    _ = visitor.translator.gettext
    st.markdown("**" + _("Words that are no category here") + "**")
    st.caption(_("Give each its category, or leave it: it becomes Övrigt and keeps its own name."))
    names = {"": _("Övrigt, with its own name"), **_kinds(words)}
    _word_boxes(visitor, unknown[:WORDS_SHOWN], names, key)
    more = unknown[WORDS_SHOWN:MOST_WORDS]
    if more:
        text = visitor.translator.ngettext("{n} more word", "{n} more words", len(more))
        with st.expander(text.format(n=len(more))):
            _word_boxes(visitor, more, names, key)
    if len(unknown) > MOST_WORDS:
        st.caption(_("All other words become Övrigt and keep their own names."))


def _word_boxes(visitor: Visitor, unknown: tuple[tuple[str, int], ...], names: Mapping[str, str], key: str) -> None:
    for start in range(0, len(unknown), 2):
        for place, (word, count) in zip(st.columns(2), unknown[start : start + 2], strict=False):
            place.selectbox(
                f"{plain_text(_cut(word))} ({visitor.translator.number(count)})",
                list(names),
                format_func=names.__getitem__,
                key=f"{key} word {word}",
            )


def _kinds(words: Vocabulary) -> dict[str, str]:
    """Return what can be chosen for a word: categories and subcategories, as the mapping writes them → as shown."""
    kinds: dict[str, str] = {}
    for code, name in words.offered.items():
        kinds[code] = name
        kinds |= {f"{code}/{below}": f"{name} – {below}" for below in words.offered_below(code)}
    return kinds


def _cut(text: str, length: int = 60) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
