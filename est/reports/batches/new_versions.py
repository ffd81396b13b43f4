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
    of_kind = {
        kind: rows.join(states.filter(kind=kind), on="position", maintain_order="left") for kind in ("new", "changed")
    }
    changed = of_kind["changed"].sort("position")
    new_versions = merge_version(changed, comparison.stored.sort("position"), comparison.given)
    made = pl.concat([of_kind["new"], new_versions]).with_columns(
        id="report",
        batch=pl.lit(str(batch)),
        organisation=pl.lit(str(organisation)),
        review=pl.lit("approved"),
        purge=pl.lit(None, pl.Date),
    )
    return made.sort("position").select(pl.col(name).cast(kind) for name, kind in STORED.items())


def voided_states(voided: pl.DataFrame) -> pl.DataFrame:
    """Return STATES of reports that are voided with a batch: no row of it says them."""
    told = voided.select(
        position=pl.lit(None, pl.UInt32), kind=pl.lit("voided"), report="id", version=pl.col("version")
    )
    return told.select(pl.col(name).cast(dtype) for name, dtype in STATES.items())
