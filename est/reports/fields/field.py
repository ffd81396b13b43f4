"""What is known of one field of a report: the shape of a row of the registry."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from est.municipality.vocabulary import normalise_word
from est.reports.fields.readers import read_text
from est.space.grids import GRIDS


class FieldType(StrEnum):
    """How the values of a field are read."""

    MOMENT = "moment"  # a date, with or without a time of day
    CLOCK = "clock"  # a time of day alone
    COORDINATE = "coordinate"
    METRES = "metres"  # a coordinate, or a point, of which the grid may have to be said
    VALUE = "value"


ZONE_FORMS: dict[str, str | None] = {"utc": "UTC", "cet": "Etc/GMT-1", "cest": "Etc/GMT-2", "local": None}
"""The forms that say in which zone times are, None for the municipality's own clock."""
FORMS = {
    FieldType.MOMENT: ("dmy", "mdy", "ymd", "excel", "excel1904", "epoch", *ZONE_FORMS),
    FieldType.CLOCK: ("hhmm", "hour", "excel", *ZONE_FORMS),
    FieldType.METRES: tuple(str(code) for code in GRIDS),
}
"""How the values of a type may be written, where that must be said."""


@dataclass(frozen=True)
class Field:
    """One field of a report.

    `label` is a msgid; `headers` are the names of columns that mean it, separated by semicolons, the best known first
    (they are compared without accents and capitals); `holds` says in docs/batch-files.md what the column holds.
    `dtype` is the type of the column that is stored, None for a part of another field; the column is called
    `stored_as`, or else as the field. What people wrote is kept in `original` where that column holds a word of ours.
    `read` makes a column of stripped texts into it; None where a rule of its own does. `unread` is the msgid of what is
    said of values that mean nothing, of `count`, `column` and `examples`. A field that is `listed` stands in lists and
    exports of reports.
    """

    name: str
    label: str
    headers: str
    holds: str
    type: FieldType = FieldType.VALUE
    dtype: pl.DataType | None = None
    stored_as: str = ""
    original: str = ""
    read: Callable[[pl.Series], pl.Series] | None = None
    unread: str = ""
    listed: bool = False

    @property
    def column(self) -> str | None:
        """The column of `reports` that holds the field, None when it has none."""
        return (self.stored_as or self.name) if self.dtype is not None else None

    @property
    def written(self) -> bool:
        """Whether people wrote it in words of their own, which pass the guard."""
        return self.read is read_text or bool(self.original)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of columns that mean it, as they are compared."""
        return tuple(normalise_word(header) for header in self.headers.split(";"))

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms in which its values may be written."""
        return FORMS.get(self.type, ())
