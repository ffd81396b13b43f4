"""The columns of a list of reports, with the names that the registry of fields gives them."""

from collections.abc import Mapping

import polars as pl

from est.reports.fields.registry import LISTED
from est.text import Translator

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


def readable_fields(reports: pl.DataFrame, translator: Translator) -> pl.DataFrame:
    """Return the reports with yes or no, in words, in the fields that are one or the other."""
    yes, no = translator.gettext("yes"), translator.gettext("no")
    return reports.with_columns(
        pl.when(field.name).then(pl.lit(yes)).when(~pl.col(field.name)).then(pl.lit(no)).alias(field.name)
        for field in LISTED
        if field.dtype == pl.Boolean()
    )
