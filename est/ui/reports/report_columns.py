"""The columns of a list of reports, with the names that the registry of fields gives them."""

from collections.abc import Collection, Mapping

import polars as pl

from est.reports.fields.registry import LISTED
from est.text import Translator
from est.ui.column_widths import BESIDE, LEAST, LETTER
from est.ui.page_table import MOST_ROWS

FIRST = ("when", "category", "organisation", "place", "description", "note", "subcategory", "place_kind", "effect")
"""What tells reports apart, the most important first; where there is no room for all columns, the others go first."""
BOLD, AROUND, SENTENCES = 7.0, 10, 200  # pixels of a letter, beside the words of a cell, and of a column of sentences
LONG = 60  # letters from which a text is a sentence
ALWAYS = ("subcategory", "place", "description")  # shown in every list, also where no report tells of them


def report_columns(translator: Translator, told: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Return the columns of a list of reports → their headings: when, what and who, `told`, every field, `more`."""
    _ = translator.gettext
    labels = {field.name: _(field.label) for field in LISTED}
    return {
        "when": _("When"),
        "category": _("Category"),
        "subcategory": labels["subcategory"],
        "organisation": _("Organisation"),
        **told,
        **{name: label for name, label in labels.items() if name != "subcategory"},
        **more,
    }


def filled_columns(reports: pl.DataFrame, names: Mapping[str, str]) -> dict[str, str]:
    """Return the columns of a list without the fields of which none of the reports tells, but for those of ALWAYS."""
    empty = {field.name for field in LISTED if reports[field.name].null_count() == reports.height}
    return {name: heading for name, heading in names.items() if name in ALWAYS or name not in empty}


def fitting_columns(
    reports: pl.DataFrame, names: Mapping[str, str], room: float, kept: Collection[str] = ()
) -> dict[str, str]:
    """Return the columns for which so many pixels have room, in their order; those that are `kept` in any case.

    Texts break between their words, and in a long list after each `LEAST` pixels.
    """
    order = [*kept, *(name for name in FIRST if name not in kept)]
    held, left = set(), room
    for name in [name for name in order if name in names] + [name for name in names if name not in order]:
        width = _least_width(reports[name], names[name])
        if width <= left or name in kept:
            held.add(name)
            left -= width
        else:
            left = 0  # what says less does not stand in its place
    return {name: heading for name, heading in names.items() if name in held}


def _least_width(values: pl.Series, heading: str) -> float:
    """Return the pixels that a column needs at the least, by its heading and what it holds."""
    texts = [str(value) for value in values.drop_nulls().to_list()]
    if values.len() > MOST_ROWS:  # a grid, whose headings do not break
        return BESIDE + max(LETTER * len(heading), min(LEAST - BESIDE, LETTER * max(map(len, texts), default=0)))
    if any(len(text) > LONG for text in texts):
        return SENTENCES
    words = [word for text in (heading, *texts) for word in ([text] if text[:1].isdecimal() else text.split())]
    return AROUND + BOLD * max(map(len, words), default=0)


def readable_fields(reports: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return the reports with yes or no, in words, in the fields that are one or the other."""
    yes, no = translator.gettext("yes"), translator.gettext("no")
    return reports.with_columns(
        pl.when(field.name).then(pl.lit(yes)).when(~pl.col(field.name)).then(pl.lit(no)).alias(field.name)
        for field in LISTED
        if field.dtype == pl.Boolean()
    )
