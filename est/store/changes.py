"""A change as a value, and the table of functions that apply each action. Nothing else writes to a store.

Every change is looked through for personal data before it is applied and before the log keeps it (`guard_change`).
"""

import contextlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import duckdb
import polars as pl
import pyarrow as pa

from est.errors import PersonalDataError, UnknownActionError, UnsureTextError
from est.privacy.guard import PersonalData, Verdict, judge_text
from est.privacy.kept_texts import (
    columns_of_text,
    covered_column,
    covered_value,
    excerpt,
    find_in_column,
    find_in_value,
    texts_in,
)
from est.progress import Progress, ignore_progress
from est.sentences import Sentence
from est.text import N_


@dataclass(frozen=True)
class Change:
    """Who does what to which object and when, with what it takes to do it.

    `payload` is what JSON can hold and is kept in the log. `frames` are the rows that go with it; of these
    the log keeps the number. `when` is local wall-clock time. `cleared` are the texts of which who makes the change has
    said that they are about nobody; None where nobody is there to be asked.
    """

    who: str
    when: datetime
    action: str
    object: UUID
    payload: Mapping[str, Any] = field(default_factory=dict)
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    progress: Progress = field(default=ignore_progress, compare=False, repr=False)
    cleared: Collection[str] | None = field(default=None, compare=False, repr=False)

    def payload_text(self) -> str:
        """Return the payload as text, from which it can be applied again."""
        return json.dumps(dict(self.payload), ensure_ascii=False, default=str)

    def logged_text(self) -> str:
        """Return what the log keeps: the payload, and how many rows each frame has."""
        whole = dict(self.payload) | {name: frame.height for name, frame in self.frames.items()}
        return json.dumps(whole, ensure_ascii=False, default=str)


Apply = Callable[[duckdb.DuckDBPyConnection, Change], None]


@dataclass(frozen=True)
class TextPolicy:
    """What is done about personal data in the changes of an action.

    They are refused, for the reason `why` (a msgid), with the field's name out of `names` (msgids by field). Of these
    fields people are asked as well whether a text that may be about somebody is. Texts that are kept as they came are
    `covered` instead: names of the payload, at any depth, and columns as `frame.column`. What lies in the payload under
    one of the names in `accounts` says who may sign in, and is kept as it is.
    """

    covered: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    why: str = N_("what is kept here is about places, never about persons.")
    names: Mapping[str, str] = field(default_factory=dict)


PIECE = 10_000  # rows that are on their way to a table at once
FEW = 1_000  # rows
NONE_KEPT = TextPolicy()


@dataclass(frozen=True)
class Action:
    """The function that applies changes of one action, and what is done about personal data in them."""

    apply: Apply
    policy: TextPolicy


_ACTIONS: dict[str, Action] = {}


def applies(name: str, policy: TextPolicy = NONE_KEPT) -> Callable[[Apply], Apply]:
    """Return a decorator that makes a function the one that applies changes of this action."""

    def register(apply: Apply) -> Apply:
        if _ACTIONS.setdefault(name, Action(apply, policy)).apply.__qualname__ != apply.__qualname__:
            raise UnknownActionError(N_("Two functions apply {name!r}; an action has one."), name=name)
        return apply

    return register


def applied_actions() -> dict[str, str]:
    """Return action → the module whose function applies it, of the modules that are imported."""
    return {name: action.apply.__module__ for name, action in _ACTIONS.items()}


def find_action(name: str) -> Action:
    """Return how an action is applied; UnknownActionError when no function applies it."""
    try:
        return _ACTIONS[name]
    except KeyError:
        known = ", ".join(sorted(_ACTIONS)) or "none"
        raise UnknownActionError(
            N_("No function applies {name!r}. Known actions: {known}."), name=name, known=known
        ) from None


def ready_change(change: Change) -> Change:
    """Return a change as it is applied: looked through by the guard, its payload what JSON gives back.

    So what is applied here is what is applied again, elsewhere, from what was kept of it. Raises UnknownActionError and
    PersonalDataError.
    """
    guarded = guard_change(find_action(change.action).policy, change)
    return replace(guarded, payload=json.loads(guarded.payload_text()))


def guard_change(policy: TextPolicy, change: Change) -> Change:
    """Return the change with personal data covered where the policy says so; PersonalDataError where it is anywhere
    else in the payload or the frames. Who makes the change is a person, and has to be.
    """
    for path, text, kind in find_in_value([change.payload, list(change.frames)]):
        if not {*policy.covered, *policy.accounts} & set(path):
            raise _refusal(policy, path[-1] if path else "", text, kind)
    if change.cleared is not None:
        _ask_about(policy, change.payload, change.cleared)
    frames = {name: _guard_frame(policy, name, frame) for name, frame in change.frames.items()}
    return replace(change, payload=_covered_members(change.payload, policy.covered), frames=frames)


def _ask_about(policy: TextPolicy, payload: Mapping[str, Any], cleared: Collection[str]) -> None:
    """Raise UnsureTextError for a text that people wrote, or changed, and that may be about a person."""
    changed = payload.get("changed")  # of a record, each field that differs; of a batch, how many reports
    asked = set(policy.names) & (set(changed) if isinstance(changed, Mapping) else set(policy.names))
    for path, text in texts_in(payload):
        if not asked & set(path) or set(path) & set(policy.covered) or text in path or text in cleared:
            continue
        judgement = judge_text(text)
        if judgement.verdict is Verdict.UNSURE:
            raise UnsureTextError(
                N_(
                    "{kind} Nothing was saved. Write it without, for instance: “{without}” – or, where nobody is "
                    "meant, save it once more as it is. It stands in {field}."
                ),
                judgement.rewritten,
                text,
                kind=Sentence(judgement.kinds[0].value),
                field=Sentence(policy.names[next(name for name in path if name in asked)]),
                without=judgement.rewritten,
            )


def _covered_members(value: Any, names: Collection[str]) -> Any:  # noqa: ANN401 (what JSON holds)
    """Return a payload with what lies under these names covered."""
    if isinstance(value, Mapping):
        return {
            key: covered_value(part) if key in names else _covered_members(part, names) for key, part in value.items()
        }
    if isinstance(value, list | tuple):
        return [_covered_members(part, names) for part in value]
    return value


def _guard_frame(policy: TextPolicy, name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return a frame with the columns covered that the policy covers; PersonalDataError for any other text."""
    if frame.height <= FEW:  # looked through at once, which of few rows takes a tenth of column by column
        whole = [texts for values in frame for texts in columns_of_text(values)]
        if not any(find_in_column(pl.concat(whole)) if whole else ()):
            return frame
    covered = []
    for values in frame:
        if f"{name}.{values.name}" in policy.covered and values.dtype == pl.String:
            covered.append(covered_column(values))
            continue
        for texts in columns_of_text(values):
            for place, kind in find_in_column(texts):
                raise _refusal(policy, values.name, texts[place], kind)
    return frame.with_columns(covered)


def _refusal(policy: TextPolicy, column: str, text: str, kind: PersonalData) -> PersonalDataError:
    shown = policy.names.get(column)
    return PersonalDataError(
        N_("{kind} Take it out: {why} Nothing was saved. It stands in {field}: “{text}”"),
        judge_text(text).rewritten,
        kind=Sentence(kind.value),
        why=Sentence(policy.why),
        field=Sentence(shown) if shown else excerpt(column),
        text=excerpt(text),
    )


def insert_rows(cursor: duckdb.DuckDBPyConnection, table: str, rows: pl.DataFrame) -> None:
    """Put the rows of a frame into a table, by column name. For use inside an applying function only.

    They go in as a stream: what is registered is kept until the transaction ends, and of a stream that is read
    nothing is left, while a frame of half a million rows takes 200 MB so long.
    """
    columns = ", ".join('"' + name.replace('"', '""') + '"' for name in rows.columns)
    pieces = (rows[first : first + PIECE].to_arrow() for first in range(0, rows.height, PIECE))
    batches = (batch for piece in pieces for batch in piece.to_batches())
    cursor.register("incoming", pa.RecordBatchReader.from_batches(rows.clear().to_arrow().schema, batches))
    try:
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM incoming")  # noqa: S608 (names of ours)
    finally:
        # an insert that failed has ended the transaction; its own error is the one to be told
        with contextlib.suppress(duckdb.TransactionException):
            cursor.unregister("incoming")
