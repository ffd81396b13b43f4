"""A table on a phone: each row as a card, what it is called as the heading, the others under it by name."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import polars as pl

from est.text import Translator

MOST_CARDS = 40  # a longer table stays one, as nobody scrolls past so many cards

Card = list[tuple[str, str]]
"""What is told, and the value, in the order of the table's columns."""


def card_rows(
    frame: pl.DataFrame,
    headings: Mapping[str, str],
    columns: Mapping[str, Any],
    written: Mapping[str, Callable[[float], str]],
    translator: Translator,
) -> list[Card]:
    """Return a card for each row of a frame; what is no text or number is left out.

    `columns` and `written` are those of `draw_table`.
    """
    names = [name for name, kind in frame.schema.items() if not kind.is_nested()]

    def text(name: str, value: Any) -> str:  # noqa: ANN401 (a value of any column)
        if value is not None and name in written:
            return written[name](value)
        return value_text(value, number_format(columns.get(name)), translator)

    cards = []
    for row in frame.select(names).iter_rows():
        cards.append([(headings[name], text(name, value)) for name, value in zip(names, row, strict=True)])
    return cards


def naming_column(frame: pl.DataFrame) -> int:
    """Return which part of `card_rows` says what a row is: the first in words that no row lacks, else the first."""
    kinds = [(name, kind) for name, kind in frame.schema.items() if not kind.is_nested()]
    for number, (name, kind) in enumerate(kinds):
        if kind == pl.String and (frame[name].fill_null("") != "").all():
            return number
    return 0


def number_format(setting: Any) -> str | None:  # noqa: ANN401 (Streamlit's column settings have no common type)
    """Return the format of a column's numbers, where its settings give one."""
    kind = setting.get("type_config") if isinstance(setting, dict) else None
    found = kind.get("format") if isinstance(kind, dict) else None
    return found if isinstance(found, str) else None


def value_text(value: object, form: str | None, translator: Translator) -> str:
    """Return a value of a table in the reader's form; nothing for what is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return translator.gettext("yes") if value else translator.gettext("no")
    if isinstance(value, datetime):
        return translator.moment(value)
    if isinstance(value, int | float):
        return number_text(value, form, translator)
    return value.isoformat() if isinstance(value, date) else str(value)


def number_text(value: float, form: str | None, translator: Translator) -> str:
    """Return a number in the reader's form, with at most one decimal unless `form` asks for more."""
    if form == "percent":
        return translator.number(100 * value) + " %"
    if form and form.startswith("%"):
        return (form % value).replace(".", translator.decimal_sign)
    return translator.number(value, 0 if float(value).is_integer() else 1)
