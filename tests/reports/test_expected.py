"""Files as other systems write them give what `expected.json` beside them says, each in a new store."""

import argparse
import contextlib
import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from est.__main__ import main
from est.hotspots.detection.flag_rule import Flag
from est.hotspots.evolution.map_view import find_map_view
from est.picture.counts import cell_counts
from est.space.cells import latlng_to_cells
from est.store import Store, open_store
from est.terminal.flags import selection_argument
from tests.data import FIELD

ENTRIES: dict[str, dict[str, Any]] = json.loads((FIELD / "expected.json").read_text("utf-8"))["files"]
EVERYTHING = {"start": "2015-01-01", "end": "2027-01-01"}
NEAR = 2e-3  # shares of a report are written with three figures


@dataclass(frozen=True)
class Imported:
    """What `est import` said of a file: its exit status, its JSON and its words."""

    status: int
    answer: dict[str, Any]
    said: str


def imported(store: Path, file: str, want: dict[str, Any]) -> Imported:
    """Return what became of a file, told what the entry tells."""
    columns = [word for column in want.get("columns", ()) for word in ("--column", column)]
    zone = ["--timezone", want["timezone"]] if "timezone" in want else []
    out, said = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
        status = main(
            ["import", str(FIELD / file), "--organisation", "Polisen", "--store", str(store), "--json", *columns, *zone]
        )
    return Imported(status, json.loads(out.getvalue()), said.getvalue())


def counted(store: Store, resolution: int, **told: Any) -> dict[int, float]:
    """Return cell → count of the selection that `est flags` makes of its arguments."""
    asked = argparse.Namespace(
        **EVERYTHING | {"hours": None, "weekdays": None, "category": [], "place_kind": [], "effect": []} | told
    )
    found = cell_counts(store, selection_argument(store, asked), resolution)
    return dict(found.select("cell", "count").iter_rows())


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A store as any command makes it, to be copied: making one takes longer than most files."""
    made = tmp_path_factory.mktemp("empty") / "est.duckdb"
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["organisation", "Polisen", "--copies", "once", "--store", str(made)]) == 0
    return made


@pytest.mark.slow
@pytest.mark.parametrize("name", ENTRIES)
def test_a_file_gives_what_is_expected(name, empty, tmp_path):
    want = ENTRIES[name]
    path = tmp_path / "est.duckdb"
    if not want.keys() & {"timezone"}:  # a store settles its zone when it is made
        shutil.copy(empty, path)
    for command, key in (("area", "area"), ("addresses", "addresses")):
        if key in want:
            assert main([command, str(FIELD / want[key]), "--store", str(path)]) == 0
    if "municipality" in want:
        assert main(["area", "--municipality", want["municipality"], "--store", str(path)]) == 0
    for earlier in want.get("before", ()):
        assert imported(path, earlier, want).status == 0
    found = imported(path, want.get("file", name), want)
    accepted = found.answer["accepted"]
    if want.get("or_refused") and accepted == 0:
        assert found.said.strip()
        return
    assert accepted in (want["accepted"] if isinstance(want["accepted"], list) else [want["accepted"]]), found.said
    assert {key: found.answer[key] for key in ("known", "changed", "gone") if key in want} == {
        key: want[key] for key in ("known", "changed", "gone") if key in want
    }
    if "rejected_rows" in want:
        assert sorted({reject["row"] for reject in found.answer["rejects"]}) == want["rejected_rows"]
    assert want.get("says", "") in found.said
    if accepted:
        holds_what_is_expected(path, want)


def holds_what_is_expected(path: Path, want: dict[str, Any]) -> None:
    """Counts by hour, weekday and period, the cells of the points, and no clear flags."""
    with open_store(path) as store:
        for window in want.get("windows", ()):
            told = {"from": "start", "to": "end"}
            asked = {told.get(key, key): value for key, value in window.items() if key != "count"}
            assert sum(counted(store, 8, **asked).values()) == pytest.approx(window["count"], abs=NEAR), window
        if "points" in want:
            points = np.array(want["points"])
            own = latlng_to_cells(points[:, 0], points[:, 1], 9).tolist()
            assert counted(store, 9) == {cell: own.count(cell) for cell in own}
        if "clear" in want:
            start, end = want["clear"]["period"]
            period = argparse.Namespace(
                start=start, end=end, hours=None, weekdays=None, category=[], place_kind=[], effect=[]
            )
            flags = find_map_view(store, selection_argument(store, period), None).found.cells["flag"]
            assert (flags == Flag.CLEAR).sum() <= want["clear"]["most"]
