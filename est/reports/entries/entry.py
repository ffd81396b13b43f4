"""A report as somebody enters it, and what the checks that stand before every file say of it."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from est.errors import EntryError
from est.municipality.vocabulary import Vocabulary, normalise_word
from est.privacy.guard import Verdict, judge_text
from est.reports.fields.mapping import ColumnMapping
from est.reports.fields.reasons import reason_sentence
from est.reports.fields.registry import FIELD
from est.reports.fields.schema import ROWS
from est.reports.files.table import ROW
from est.reports.rows.occurrence import TimeFields
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.row_places import place_rows
from est.reports.rows.row_rules import RowRules, judge_rows
from est.reports.rows.validation import points_of_rows
from est.sentences import Sentence
from est.text import N_

_FIELDS = (
    "start", "end", "time_precision", "lat", "lng", "place", "place_precision", "effect", "description", "reported",
)  # fmt: skip
MAPPING = ColumnMapping(tuple((name, name) for name in (*_FIELDS, "category", "subcategory")))
"""What an entry gives, as the mapping of its batch says it."""

KEPT: tuple[str, ...] = (
    "address",
    "place_kind",
    "source",
    "suspicion",
    "police_reported",
    "on_the_spot",
    "reported",
    "reference",
)
"""What the form does not ask for; a correction leaves it as it was."""


@dataclass(frozen=True)
class Entry:
    """What a form says of one report.

    `starts` without a time of day is a day of which the hour is not known; `ends` closes a window. `about` says that
    the time is not exact. `place` is the name of the place, `place_precision` one of point, approximate and area.
    """

    category: str
    subcategory: str | None
    starts: datetime | date
    lat: float | None = None
    lng: float | None = None
    ends: datetime | None = None
    about: bool = False
    place: str | None = None
    place_precision: str = "point"
    effect: int | None = None
    description: str | None = None


def check_entry(entry: Entry, place: ReferenceData, words: Vocabulary, now: datetime) -> pl.DataFrame:
    """Return the one row of an entry, in the columns of ROWS; EntryError with the first thing that is wrong with it."""
    kind = _known_kind(entry, words)
    rows = pl.DataFrame({ROW: [1]}, schema={ROW: pl.UInt32}).with_columns(
        pl.lit(text, pl.String).alias(name) for name, text in _written(entry, now).items()
    )
    fields = {name: name for name in _FIELDS}
    rules = RowRules(TimeFields(fields, {}, place.timezone), place, words, now, centroids=False)
    points, _ = points_of_rows(rows, fields, {}, place)
    judged = judge_rows(rows, kind, place_rows(rows, fields, points, place), rules)
    if judged.faults.height:
        reason, column = judged.faults.select("reason", "column").row(0)
        raise EntryError(
            N_("{field}: {reason}"), field=Sentence(FIELD[column or "start"].label), reason=reason_sentence(reason)
        )
    # of a text that may be about a person, what a file holds is covered; what somebody enters waits to be judged
    written = rows["description"].alias("description")
    return judged.rows.with_columns(written).select(pl.col(name).cast(dtype) for name, dtype in ROWS.items())


def may_be_personal(description: str | None) -> bool:
    """Tell whether somebody has to judge whether a description is about a person."""
    return bool(description) and judge_text(str(description)).verdict is Verdict.UNSURE


def _known_kind(entry: Entry, words: Vocabulary) -> pl.DataFrame:
    """Return [category, subcategory, category_original] of an entry; EntryError for what nobody can choose."""
    below = {normalise_word(name): name for category, name in words.subcategories if category == entry.category}
    if entry.category not in words.categories:
        raise EntryError(N_("The category {category} is not used here. Choose another."), category=entry.category)
    if entry.subcategory and normalise_word(entry.subcategory) not in below:
        raise EntryError(N_("The subcategory {name} is not used here. Choose another."), name=entry.subcategory)
    texts = {
        "category": entry.category,
        "subcategory": below.get(normalise_word(entry.subcategory or "")),
        "category_original": None,
    }
    return pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String))


def _written(entry: Entry, now: datetime) -> dict[str, str | None]:
    """Return the entry as the columns of a file would hold it."""
    timed = isinstance(entry.starts, datetime)
    return {
        "start": f"{entry.starts:%Y-%m-%d %H:%M}" if timed else f"{entry.starts:%Y-%m-%d}",
        "end": f"{entry.ends:%Y-%m-%d %H:%M}" if entry.ends else None,
        "time_precision": "approximate" if timed and entry.about else None,
        "lat": None if entry.lat is None else repr(entry.lat),
        "lng": None if entry.lng is None else repr(entry.lng),
        "place": (entry.place or "").strip() or None,
        "place_precision": entry.place_precision,
        "effect": None if entry.effect is None else str(entry.effect),
        "description": (entry.description or "").strip() or None,
        "reported": f"{now:%Y-%m-%d %H:%M:%S}",
    }
