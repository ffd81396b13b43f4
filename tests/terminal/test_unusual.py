"""`est unusual` prints what the overview lists, and JSON of exactly its names."""

import json

import numpy as np
import pytest

from est.__main__ import main
from est.municipality.defaults import prepare_store
from est.store import open_store
from tests.hotspots.surveillance.test_unusual import stored, town
from tests.stores import NOW


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "est.duckdb"
    with open_store(path) as store:
        prepare_store(store, "test", NOW)
        stored(store, town(np.random.default_rng(3)))
    return path


@pytest.mark.slow
def test_it_prints_a_sentence_a_place_or_json(path, capsys):
    assert main(["unusual", "--store", str(path), "--language", "sv"]) == 0
    first, told = capsys.readouterr().out.splitlines()
    assert first == "1 plats är ovanlig till och med 1 mars 2026."
    assert "mot vanligen" in told
    assert main(["unusual", "--store", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["as_of"], found["false_alarms_a_year"], found["weeks"]) == ("2026-03-01", 0.15, 104)
    (place,) = found["places"]
    assert {"name", "cells", "weeks", "count", "expected", "low", "high", "direction", "once_in_days"} <= set(place)
    assert main(["unusual", "--store", str(path), "--as-of", "2026-01-25", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["places"] == []


@pytest.mark.slow
def test_a_day_that_is_none_is_refused(path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["unusual", "--store", str(path), "--as-of", "i går"])
    assert "a day is written as 2026-03-01, not 'i går'" in capsys.readouterr().err
