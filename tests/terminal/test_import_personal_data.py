"""Personal data that is typed into a file, in whatever column and row, is nowhere afterwards: not kept, not printed."""

import contextlib
import io
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from est.__main__ import main
from est.store import open_store

FIELDS = {
    "tid": "start", "slut": "end", "lat": "lat", "lon": "lng", "plats": "place", "platstyp": "place_kind",
    "kategori": "category", "under": "subcategory", "källa": "source", "effekt": "effect", "text": "description",
    "misstanke": "suspicion", "anmäld": "police_reported", "gjort": "on_the_spot", "inkom": "reported",
    "exakt tid": "time_precision", "exakt plats": "place_precision",
}  # fmt: skip
COLUMNS = (*FIELDS, "intern")  # the last is mapped to nothing
BROKEN = {"tid": "i går", "slut": "natt", "lat": "", "lon": "999", "text": "x" * 501}


def _personal_number(day, serial):
    digits = f"{day:%y%m%d}{serial:03d}"
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(digits)]
    return digits + str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


_LETTERS = "ABCDEFGHJKLMNOPRSTUWXYZ"
NUMBERS = st.builds(_personal_number, st.dates(date(1930, 1, 1), date(1999, 12, 31)), st.integers(1, 999))
TYPED = st.one_of(
    NUMBERS,
    NUMBERS.map(lambda digits: f"{digits[:6]}-{digits[6:]}"),
    NUMBERS.map(lambda digits: f"19{digits[:6]}-{digits[6:]}"),
    st.integers(0, 9_999_999).map(lambda number: f"070{number:07d}"),
    st.integers(0, 9_999_999).map(lambda number: f"+4673{number:07d}"),
    st.integers(10_000, 99_999).map(lambda number: f"0550-{number}"),
    st.text("abcdefgh", min_size=3, max_size=12).map(lambda name: f"{name}.berg@exempel.se"),
    st.builds(
        lambda letters, number: f"{letters}{number:03d}", st.text(_LETTERS, min_size=3, max_size=3), st.integers(0, 999)
    ),
)
AROUND = st.sampled_from(("{}", " {} ", "se {}", "{} Anna Berg", "({})"))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(COLUMNS),
        TYPED,
        AROUND,
        st.sampled_from((None, None, *BROKEN)),  # what else is wrong with the row, if anything
        st.booleans(),  # whether it has all its fields
    ),
    min_size=1,
    max_size=60,
)


def _line(number, column, text, broken, whole):
    cells = dict.fromkeys(COLUMNS, "") | {
        "tid": f"2026-03-{number % 14 + 1:02d} 14:30", "lat": f"59.33{number:02d}", "lon": f"18.06{number:02d}",
        "kategori": "klotter", "plats": "Torget",
    }  # fmt: skip
    if broken:
        cells[broken] = BROKEN[broken]
    cells[column] = text
    values = list(cells.values())
    return ",".join(values if whole else values[:-1])


def _held(store):
    """Return all that the tables of a store hold, as one text."""
    tables = store.ask("SELECT table_name AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE'")
    kept = (store.ask(f'SELECT * FROM "{name}"') for name in tables["name"])
    return "\n".join(str(frame.rows()) for frame in kept)


@settings(deadline=None, max_examples=8)
@given(ROWS)
@pytest.mark.slow
def test_what_is_typed_into_a_file_is_found_nowhere_afterwards(rows):
    lines = [
        _line(number, column, around.format(typed), *more) for number, (column, typed, around, *more) in enumerate(rows)
    ]
    content = "\n".join((",".join(COLUMNS), _line(0, "intern", "", None, True), *lines, ""))
    options = [part for column, field in FIELDS.items() for part in ("--column", f"{column}={field}")]
    with tempfile.TemporaryDirectory() as folder:
        file, store = Path(folder) / "rapporter.csv", Path(folder) / "store"
        file.write_text(content, encoding="utf-8")
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = main(["import", str(file), "--organisation", "Polisen", "--store", str(store), "--json", *options])
        assert status in (0, 1)
        with open_store(store) as opened:
            held = _held(opened)
    assert "rapporter.csv" in held
    for _, typed, *_ in rows:
        assert typed not in held
        assert typed not in said.getvalue()
