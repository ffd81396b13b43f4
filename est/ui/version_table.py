"""What the versions of a record changed, as a table."""

from collections.abc import Callable, Mapping

import polars as pl

from est.ui.enter import Visitor
from est.ui.open_row import OpenRow
from est.ui.tables import draw_table


def draw_version_table(
    visitor: Visitor,
    changed: pl.DataFrame,
    fields: Mapping[str, str],
    describe: Callable[[str, str], str],
    alt: str,
    back: Callable[[int], None] | None = None,
    key: str = "",
) -> pl.DataFrame:
    """Draw [version, logged, who, field, before, after], and `cause` where there is one; return it as it is drawn.

    `fields` are the msgids of the fields' names; `describe` gives what is written in a field as a reader sees it.
    `back` draws, for the version of a row that is pressed, the way back to it; the table then needs a `key`.
    """
    _ = visitor.translator.gettext
    before, after = (
        pl.Series(side, [describe(field, text) for field, text in changed.select("field", side).iter_rows()], pl.String)
        for side in ("before", "after")
    )
    told = changed.with_columns(
        before,
        after,
        pl.col("logged").map_elements(visitor.translator.moment, pl.String),
        pl.col("field").replace_strict({name: _(text) for name, text in fields.items()}, return_dtype=pl.String),
    )
    headings = {
        "logged": _("When"),
        "who": _("Who"),
        "cause": _("Cause"),
        "field": _("Field"),
        "before": _("Before"),
        "after": _("After"),
        "version": _("Version"),
    }
    shown = told.select(pl.col(name).alias(heading) for name, heading in headings.items() if name in told.columns)
    opened = None
    if back is not None:
        versions = [f"{version} {field}" for version, field in changed.select("version", "field").iter_rows()]
        opened = OpenRow(key, versions, lambda one: back(int(one.partition(" ")[0])))
    draw_table(shown, alt=alt, unfolded=opened)
    return shown
