"""What of a file is new: which rows the store knows, which are changed, repeated, or gone from their source.

A row with a reference is the report of that reference. Any other is known by its content: the fields that its file and
that of the stored report both give, as est keeps them. Blanks, the order of rows and columns, the encoding, the decimal
sign and the kind of file are no content.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import polars as pl

from est.reports.fields.registry import FIELDS

WHEN, WHERE = frozenset({"starts"}), (frozenset({"lat", "lng"}), frozenset({"place"}), frozenset({"address"}))
KINDS = ("new", "changed", "known", "repeated")
# what the values of these fields become; every other field is a column of its own
_BECOMES = {
    **dict.fromkeys(("start", "date", "time", "month", "year", "day"), ("starts", "clocked")),
    **dict.fromkeys(("end", "end_date", "end_time"), ("ends",)),
    **dict.fromkeys(("lat", "lng", "northing", "easting", "point"), ("lat", "lng")),
    **dict.fromkeys(("category", "subcategory"), ("word",)),
}
# what the checks make of several fields; no column of them is carried over by itself
_OWN = {"starts", "ends", "lat", "lng", "category", "subcategory", "time_precision", "place_precision"}
_TEXTS = ("category_original", *(field.column for field in FIELDS if field.dtype == pl.String()))
_ROUGH = r"\s\s|[^\S ]|^ | $|\p{M}"
HELD = "__held"  # the row of a stored report
WINDOW = ("minutes", "clock_hour", "clock_minutes")  # what is made of the start and the end together
_MICRO = 1_000_000
STATES: dict[str, pl.DataType] = {
    "position": pl.UInt32(),
    "kind": pl.String(),
    "report": pl.String(),
    "version": pl.UInt32(),
}


@dataclass(frozen=True)
class StoredReports:
    """Reports of an organisation that a file is compared with, and the state of the store when they were asked for.

    `rows` has the columns of STORED that a file can give, with `id`, `version`, `batch`, `standing` (false for what was
    undone or voided) and `latest`, the highest version that there is. `given` is what each batch's file gave.
    """

    rows: pl.DataFrame
    given: Mapping[str, frozenset[str]]
    state: str = ""
    keeps_copies: bool = False


@dataclass(frozen=True)
class Comparison:
    """What each taken row of a file is to the store.

    `states` is STATES and `source`, a row each: `report` and `version` are those to be stored, or those that are known
    (no report yet where it is new altogether); `source` is the row itself, or the one that it repeats. `stored` holds
    what the store has of changed rows, with `position`; `gone` what it has in the file's period and the file does not;
    both with the columns of StoredReports. `first` and `last` bound the period. `likely` is the batch of which most is
    gone while most of the file is new: the one that the file may replace.
    """

    states: pl.DataFrame
    stored: pl.DataFrame
    gone: pl.DataFrame
    given: frozenset[str] = frozenset()
    first: datetime | None = None
    last: datetime | None = None
    likely: str | None = None
    state: str = ""

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows are of each kind, and how many stored reports are gone."""
        found = dict(self.states.group_by("kind").len().iter_rows())
        return {**{kind: found.get(kind, 0) for kind in KINDS}, "gone": self.gone.height}

    def replacing(self, alone: pl.DataFrame) -> "Comparison":
        """Return the comparison of a file that replaces a batch: gone is what is `alone` the batch's and not in it."""
        matched = self.states["report"].drop_nulls()
        return replace(self, gone=alone.filter(~pl.col("id").is_in(matched.implode())))

    @property
    def accepted(self) -> int:
        """How many rows are to be stored: the new and the changed ones."""
        return self.counts["new"] + self.counts["changed"]

    def positions(self, kind: str) -> pl.Series:
        """Return the row numbers of a kind."""
        return self.states.filter(pl.col("kind") == kind)["position"]


def given_columns(fields: Collection[str]) -> frozenset[str]:
    """Return which compared columns a file gives, from the fields that its columns are mapped to."""
    columns = {field.name: (field.column,) for field in FIELDS if field.column} | _BECOMES
    return frozenset(column for field in fields for column in columns.get(field, ()) if column)


def compare_rows(
    rows: pl.DataFrame,
    others: pl.DataFrame,
    given: frozenset[str],
    stored: StoredReports,
    unread: Collection[str] = (),
) -> Comparison:
    """Return what checked rows (ROWS) are to the stored reports of their organisation.

    `others` is [position, others], what stands in the columns that mean nothing to est: rows that differ there are no
    copies of each other. `unread` are references of rejected rows, whose reports are not gone.
    """
    file = _comparable(rows).join(others, on="position", how="left", maintain_order="left")
    file = _with_copies(file, keeps=stored.keeps_copies)
    held = stored.rows.with_row_index(HELD)
    known = _comparable(held)
    pairs = _matched(file.filter(pl.col("copy_of").is_null()), given, known, stored.given)
    matched = pairs.join(held, on=HELD, how="left", maintain_order="left")
    matched = matched.with_columns(changed=_differs(file, known, pairs, given))
    first, last = rows.select(first=pl.col("starts").min(), last=pl.col("starts").max()).row(0)
    gone = held.filter(
        pl.col("standing"),
        pl.col("starts").is_between(first, last),
        ~pl.col(HELD).is_in(pairs[HELD].implode()),
        ~pl.col("reference").is_in(pl.Series(list(unread), dtype=pl.String).implode()).fill_null(False),
    ).drop(HELD)
    states = _states(file, matched)
    return Comparison(
        states,
        matched.filter(pl.col("standing"), "changed").drop(HELD, "changed"),
        gone,
        given,
        first,
        last,
        _likely(states, gone, stored.rows),
        stored.state,
    )


def merge_version(rows: pl.DataFrame, stored: pl.DataFrame, given: frozenset[str]) -> pl.DataFrame:
    """Return changed rows with what their file does not give taken from their stored versions, row by row."""
    carried = [field.column for field in FIELDS if field.column and field.column not in given | _OWN]
    if "word" not in given:
        carried += ["category", "subcategory", "category_original"]
    kept = [stored[name] for name in carried]
    if "ends" not in given:
        same = rows["starts"] == stored["starts"]
        kept += [rows[name].zip_with(~same, stored[name]) for name in ("ends", *WINDOW)]
    return rows.with_columns(kept)


def _comparable(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows as they are compared: seconds, millionths of a degree, texts without needless blanks."""

    def seconds(name: str) -> pl.Expr:
        return ((pl.col(name).dt.epoch("us") + _MICRO // 2) // _MICRO).alias(name)

    names = [name for name, kind in rows.schema.items() if kind == pl.String and name in _TEXTS]
    rough = rows.select(pl.col(names).str.contains(_ROUGH).any()).row(0)
    texts = {name: _plain(rows[name]) if is_rough else rows[name] for name, is_rough in zip(names, rough, strict=True)}
    kind = pl.col("category") + "/" + pl.col("subcategory").fill_null("")
    taken = {"starts", "ends", "reported", "lat", "lng", "category", "subcategory"}
    small = [field for field in FIELDS if field.column and field.column not in taken]
    return rows.select(
        *(name for name in ("position", HELD, "standing", "batch") if name in rows.columns),
        *map(seconds, ("starts", "ends", "reported")),
        *((pl.col(name) * _MICRO).round(0).cast(pl.Int64).alias(name) for name in ("lat", "lng")),
        *(texts.get(field.column, pl.col(field.column)) for field in small if field.column),
        clocked=pl.col("hour").is_not_null(),
        word=pl.coalesce(texts["category_original"].str.to_lowercase(), kind),
        kind_of=kind,
    )


def _plain(texts: pl.Series) -> pl.Series:
    """Return texts without needless blanks, their letters composed."""
    rough = texts.str.contains(_ROUGH).arg_true()
    if rough.is_empty():
        return texts
    smooth = texts.gather(rough).str.normalize("NFC").str.replace_all(r"\s+", " ").str.strip_chars()
    return texts.scatter(rough, smooth)


def _keys(frame: pl.DataFrame, columns: Collection[str]) -> pl.Series:
    """Return a hash a row of these columns."""
    return frame.select(sorted(columns)).hash_rows(seed=0)


def _with_copies(file: pl.DataFrame, *, keeps: bool) -> pl.DataFrame:
    """Return the rows with `copy_of`: the position of the row that a row repeats, null where it repeats none."""
    content = _keys(file, set(file.columns) - {"position", "others"})
    alike = _keys(file.with_columns(content=content), {"content", "others"})
    named = pl.col("reference").is_not_null()
    own = file.with_columns(own=pl.when(named).then(content).otherwise(alike))
    first = pl.col("position").first().over("own")
    copy = (first != pl.col("position")) & (named if keeps else True)
    return own.with_columns(copy_of=pl.when(copy).then(first)).drop("own")


def _matched(
    file: pl.DataFrame, given: frozenset[str], known: pl.DataFrame, gave: Mapping[str, frozenset[str]]
) -> pl.DataFrame:
    """Return [position, HELD] of the rows that are reports of the store; what stands goes before what does not."""
    known = known.sort("standing", HELD, descending=[True, False])
    pairs = [_by_reference(file, known)]
    sets = {batch: gave.get(batch, frozenset()) for batch in known["batch"].unique().to_list()}
    for columns in sorted(set(sets.values()), key=lambda one: (-len(one & given), sorted(one))):
        common = columns & given
        if not common >= WHEN or not any(where <= common for where in WHERE):
            continue
        left = file.join(pl.concat(pairs), on="position", how="anti", maintain_order="left")
        batches = pl.Series([batch for batch, one in sets.items() if one == columns], dtype=pl.String)
        some = known.filter(pl.col("batch").is_in(batches.implode()))
        pairs.append(_by_content(left, some.join(pairs[0], on=HELD, how="anti", maintain_order="left"), common))
    return pl.concat(pairs)


def _by_reference(file: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of one reference, where it is one row's alone on both sides."""
    rows = file.select("position", "reference").drop_nulls("reference").filter(pl.len().over("reference") == 1)
    held = known.select(HELD, "reference", "standing").drop_nulls("reference")
    held = held.filter(pl.col("standing") | ~pl.col("standing").any().over("reference"))
    held = held.filter(pl.len().over("reference") == 1)
    return rows.join(held, on="reference", how="inner").select("position", HELD)


def _by_content(file: pl.DataFrame, known: pl.DataFrame, common: frozenset[str]) -> pl.DataFrame:
    """Return the pairs of one content: of several with the same, the first with the first, and so on."""

    def keyed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
        keys = frame.select(name).with_columns(_keys(frame, common).alias("key"))
        return keys.with_columns(turn=pl.int_range(pl.len()).over("key"))

    return (
        keyed(file, "position")
        .join(keyed(known, HELD), on=["key", "turn"], how="inner", maintain_order="left")
        .select("position", HELD)
    )


def _differs(file: pl.DataFrame, known: pl.DataFrame, pairs: pl.DataFrame, given: frozenset[str]) -> pl.Series:
    """Return whether the file says another thing of a stored report, one value a pair."""
    columns = sorted(given | ({"kind_of"} if "word" in given else set()))
    here = pairs.select("position").join(file, on="position", how="left", maintain_order="left")
    there = pairs.select(HELD).join(known, on=HELD, how="left", maintain_order="left")
    unlike = pl.repeat(False, pairs.height, dtype=pl.Boolean, eager=True)
    for name in columns:
        unlike = unlike | here[name].ne_missing(there[name])
    return unlike


def _states(file: pl.DataFrame, matched: pl.DataFrame) -> pl.DataFrame:
    """Return STATES of the rows from what they were matched with; a copy has those of the row it repeats."""
    same = pl.col("standing") & ~pl.col("changed")
    told = matched.select(
        source="position",
        kind=pl.when(same).then(pl.lit("known")).when("standing").then(pl.lit("changed")).otherwise(pl.lit("new")),
        report="id",
        version=pl.when(same).then("version").otherwise(pl.col("latest") + 1),
    )
    copy = pl.col("copy_of").is_not_null()
    return (
        file.select("position", "copy_of", source=pl.coalesce("copy_of", "position"))
        .join(told, on="source", how="left", maintain_order="left")
        .with_columns(kind=pl.when(copy).then(pl.lit("repeated")).otherwise(pl.col("kind").fill_null("new")))
        .with_columns(pl.col("version").fill_null(1))
        .select("source", *(pl.col(name).cast(dtype) for name, dtype in STATES.items()))
    )


def _likely(states: pl.DataFrame, gone: pl.DataFrame, stored: pl.DataFrame) -> str | None:
    """Return the batch of which more than half is gone, when more than half of the file is new."""
    if gone.is_empty() or (states["kind"] == "new").sum() * 2 <= states.height:
        return None
    most = gone.group_by("batch").len().sort("len", "batch", descending=True)
    batch, count = most.row(0)
    held = stored.filter(pl.col("standing"), pl.col("batch") == batch).height
    return str(batch) if count * 2 > held else None
