"""What a person would be asked about a file on the page of uploads, as sentences: with any of them nothing is taken."""

from collections.abc import Iterator

from est.reports.batches.comparison import Comparison
from est.reports.columns.recognition import RecognisedColumns
from est.reports.fields.notices import Notice, shorten_word
from est.reports.files.table import NO_REPORTS, Table
from est.reports.rows.validation import CheckedRows
from est.sentences import Sentence
from est.store import Store
from est.text import N_

MOST_REJECTED = 0.05
"""The share of a file's rows that may be left out by itself: above it something has happened to the file."""

SHOWN = 5  # words that a sentence names

SWITCHED_OFF = N_("Its organisation is switched off.")
NOT_MAPPED = N_("No earlier file of this organisation had these columns. Say what they mean once.")
NOT_ONE_ROW = N_("Not one of its {read} rows can be taken.")


def read_doubts(store: Store, table: Table, recognised: RecognisedColumns, organisation: str) -> Iterator[Sentence]:
    """Yield what has to be asked before the rows are checked: hidden rows, and words that never came before."""
    if table.hidden:
        yield Sentence(N_("Rows that the sheet hides: {count}. Say whether they count."), count=len(table.hidden))
    came = store.ask(
        "SELECT DISTINCT lower(category_original) AS word FROM reports WHERE organisation = $organisation "
        "AND category_original IS NOT NULL",
        {"organisation": organisation},
    )["word"]
    words = [shorten_word(word) for word, _ in recognised.unknown if word.lower() not in set(came)]
    if words:
        listed = ", ".join(words[:SHOWN]) + (" …" if len(words) > SHOWN else "")
        yield Sentence(N_("Words that are no category here: {words}."), words=listed)


def checked_doubts(table: Table, recognised: RecognisedColumns, checked: CheckedRows) -> Iterator[Sentence]:
    """Yield what the check asks, warns of strongly or rejects too much of."""
    for notice in (*map(Notice.from_text, table.notices), *recognised.notices, *checked.notices):
        if notice.strong:
            yield Sentence(notice.text, **dict(notice.values))
    yield from checked.asks
    if checked.streets:
        yield Sentence(N_("Names that could be several streets: {count}."), count=len(checked.streets))
    rejects = sum(reject.reason not in NO_REPORTS for reject in checked.rejects)
    if rejects > MOST_REJECTED * checked.read:
        yield Sentence(N_("{rejects} of its {read} rows cannot be taken."), rejects=rejects, read=checked.read)


def compared_doubts(store: Store, comparison: Comparison, organisation: str) -> Iterator[Sentence]:
    """Yield what a comparison with the store leaves to be decided: changed, gone and repeated rows."""
    counts = comparison.counts
    if counts["changed"]:
        yield Sentence(N_("Reports that it changes: {count}."), count=counts["changed"])
    if counts["gone"]:
        yield Sentence(N_("Reports of its period that are no longer in it: {count}."), count=counts["gone"])
    if counts["repeated"] and not _copies_settled(store, organisation):
        yield Sentence(
            N_("Rows that agree in everything with an earlier row: {count}. Say whether they are events of their own."),
            count=counts["repeated"],
        )


def _copies_settled(store: Store, organisation: str) -> bool:
    found = store.ask("SELECT keeps_copies FROM organisations WHERE id = $id", {"id": organisation})
    return found.height == 1 and found["keeps_copies"][0] is not None
