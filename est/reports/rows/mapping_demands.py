"""What a mapping must say before the rows of a file can be checked: columns that are there, when and where."""

from collections.abc import Mapping, Sequence

from est.errors import MappingError
from est.reports.files.table import Table
from est.sentences import Sentence
from est.text import N_

_NAMED = 30  # columns of a file that an error names


def demand_mapping(table: Table, fields: Mapping[str, str]) -> None:
    """Raise MappingError when a column is missing from the file, or the mapping says neither when nor where.

    `fields` is field → column, as a mapping gives them.
    """
    absent = [column for column in fields.values() if column not in table.columns]
    if absent:
        raise MappingError(
            N_("The file has no column {column!r}. Choose one of its columns: {columns}."),
            column=absent[0],
            columns=_named(table.columns),
        )
    if not {"start", "date", "month"} & set(fields):
        if "reported" in fields:
            raise MappingError(
                Sentence(
                    N_(
                        "No column says when it happened. {column!r} says when it was reported: if that may stand for "
                        "it, choose for it that it is the start."
                    ),
                    typed="No column says when it happened. {column!r} says when it was reported: if that may stand "
                    "for it, map it with --column '{column}=start'.",
                    column=fields["reported"],
                )
            )
        raise MappingError(
            Sentence(
                N_("No column says when it happened. The columns are {columns}. Choose one as the start."),
                typed="No column says when it happened. The columns are {columns}; map one with --column NAME=start.",
                columns=_named(table.columns),
            )
        )
    pairs = ({"lat", "lng"}, {"northing", "easting"}, {"point"}, {"place"}, {"address"})
    if not any(pair <= set(fields) for pair in pairs):
        raise MappingError(
            Sentence(
                N_(
                    "No columns say where it happened. The columns are {columns}. Choose the two coordinates, the "
                    "address or the place."
                ),
                typed="No columns say where it happened. The columns are {columns}; map two with --column NAME=lat "
                "--column NAME=lng (or northing and easting), or one with --column NAME=address or NAME=place.",
                columns=_named(table.columns),
            )
        )


def _named(columns: Sequence[str]) -> str:
    """Return the names of the columns, of very many the first."""
    return ", ".join(map(repr, columns[:_NAMED])) + (", …" if len(columns) > _NAMED else "")
