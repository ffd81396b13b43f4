"""What a batch puts into the store: new reports and new versions of others, each with its identity."""

from uuid import UUID

import polars as pl

from est.identity import new_ids
from est.reports.batches.comparison import STATES, Comparison, merge_version
from est.reports.fields.schema import STORED


def with_identities(states: pl.DataFrame) -> pl.DataFrame:
    """Return the states with an identity for each report that is new altogether, and for the copies of its row."""
    nameless = states.filter(pl.col("report").is_null(), pl.col("kind") == "new")
    made = nameless.select("source", made=pl.Series(new_ids(nameless.height), dtype=pl.String))
    return states.join(made, on="source", how="left", maintain_order="left").with_columns(
        report=pl.coalesce("report", "made")
    )


def rows_to_store(
    rows: pl.DataFrame, states: pl.DataFrame, comparison: Comparison, batch: UUID, organisation: UUID | str
) -> pl.DataFrame:
    """Return what goes into the store, in the columns of STORED: reports that are new, and new versions of others."""
    told = rows.select("position").join(states.drop("source"), on="position", how="left", maintain_order="left")
    new = _of_kind(rows, told, "new")
    changed = _of_kind(rows, told, "changed")
    if changed.height:
        new = pl.concat([new, merge_version(changed, comparison.stored.sort("position"), comparison.given)])
        new = new.sort("position")
    own: dict[str, pl.Expr | pl.Series] = {
        "id": new["report"],
        "batch": pl.lit(str(batch)),
        "organisation": pl.lit(str(organisation)),
        "review": pl.lit("approved"),
        "purge": pl.lit(None, pl.Date),
    }
    return new.select(own.get(name, pl.col(name)).cast(kind).alias(name) for name, kind in STORED.items())


def _of_kind(rows: pl.DataFrame, told: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return the rows that are of a kind, by position, with `report` and `version`; `told` is the states of all rows.

    Rows that are all of the kind are not copied: a file may have half a million of them.
    """
    is_kind = told["kind"] == kind
    if not is_kind.all():
        rows, told = rows.filter(is_kind), told.filter(is_kind)
    return rows.with_columns(told["report"], told["version"])


def voided_states(voided: pl.DataFrame) -> pl.DataFrame:
    """Return STATES of reports that are voided with a batch: no row of it says them."""
    told = voided.select(
        position=pl.lit(None, pl.UInt32), kind=pl.lit("voided"), report="id", version=pl.col("version")
    )
    return told.select(pl.col(name).cast(dtype) for name, dtype in STATES.items())
