"""Which column of a file is which field of a report, and which word is which category, as a value that can be kept."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from est.errors import MappingError
from est.reports.fields.field import FieldType
from est.reports.fields.registry import FIELD, FIELDS
from est.text import N_

MOMENT_FIELDS = tuple(field.name for field in FIELDS if field.type is FieldType.MOMENT)
CLOCK_FIELDS = tuple(field.name for field in FIELDS if field.type is FieldType.CLOCK)

_FORMS = {field.name: field.forms for field in FIELDS}
_TARGET = re.compile(r"\s*([a-z_]+)\s*(?:\(\s*([a-z0-9]+)\s*\))?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class ColumnMapping:
    """Pairs of (column, field or field(form)), and pairs of (word in the file, category or category/subcategory).

    A mapping that is chosen above another may give a column no field (""), which leaves it out.
    Raises MappingError for a field or form that does not exist, for two columns of one field and for one column twice.
    """

    columns: tuple[tuple[str, str], ...] = ()
    categories: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        """Check the fields, the forms, and that each field and column comes once."""
        taken: dict[str, str] = {}
        for column, target in self.columns:
            field = split_target(target)[0] if target else f"no field for {column}"
            if field in taken:
                raise MappingError(
                    N_("The columns {first!r} and {column!r} are both mapped to {field}; map one of them."),
                    first=taken[field],
                    column=column,
                    field=field,
                )
            if column in taken.values():
                raise MappingError(N_("The column {column!r} is mapped twice; map it to one field."), column=column)
            taken[field] = column

    @property
    def fields(self) -> dict[str, str]:
        """Return field → column."""
        return {split_target(target)[0]: column for column, target in self.columns}

    @property
    def forms(self) -> dict[str, str | None]:
        """Return field → form, None where the mapping names none."""
        return dict(split_target(target) for _, target in self.columns)

    def with_columns(self, pairs: Iterable[tuple[str, str]]) -> "ColumnMapping":
        """Return this mapping with these columns mapped; they take the place of what had the same column or field."""
        pairs = tuple(pairs)
        columns = {column for column, _ in pairs}
        fields = {split_target(target)[0] for _, target in pairs if target}
        kept = [pair for pair in self.columns if pair[0] not in columns and split_target(pair[1])[0] not in fields]
        return ColumnMapping((*kept, *(pair for pair in pairs if pair[1])), self.categories)

    def to_json(self) -> str:
        """Return the mapping as JSON text that `from_json` reads."""
        return json.dumps({"columns": self.columns, "categories": self.categories}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "ColumnMapping":
        """Return the mapping that `to_json` wrote."""
        kept = json.loads(text)
        return cls(*(tuple((str(a), str(b)) for a, b in kept[part]) for part in ("columns", "categories")))


def split_target(target: str) -> tuple[str, str | None]:
    """Return the field and the form of `start(dmy)`. Raises MappingError for what does not exist."""
    match = _TARGET.fullmatch(target)
    field, form = (match[1].lower(), match[2] and match[2].lower()) if match else (target, None)
    if field not in FIELD:
        raise MappingError(
            N_("There is no field {target!r}. Choose one of these: {fields}."), target=target, fields=", ".join(FIELD)
        )
    forms = _FORMS[field]
    if form and form not in forms:
        raise MappingError(
            N_("{field} has no form {form!r}. Choose one of its forms: {forms}."),
            field=field,
            form=form,
            forms=", ".join(forms) or "none",
        )
    return field, form


def parse_assignment(text: str) -> tuple[str, str]:
    """Return the column and target of `column=field` or `column=field(form)`; `column=` leaves the column out.

    Raises MappingError when it is not written so.
    """
    column, equals, target = text.rpartition("=")
    if not equals or not column.strip():
        raise MappingError(
            N_("{text!r} maps no column. Write it as name=field, for example Tidpunkt=start."), text=text
        )
    if target.strip():
        split_target(target)
    return column.strip(), target.strip()
