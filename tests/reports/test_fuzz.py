"""Whatever bytes arrive: a table whose lines add up, or a sentence that refuses the file. Never anything else.

EST_FUZZ_SECONDS gives the time to spend (CI: 60).
"""

import os
import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from est.errors import FileRefusedError
from est.reports.files.decoding import DecodedText
from est.reports.files.reader import read_file
from est.reports.files.workbook import check_workbook
from tests.reports.files.test_excel import PLAIN
from tests.reports.files.test_parquet import FRAME, parquet
from tests.reports.hostile import HEADER, joined, nasty_files, row

pytestmark = pytest.mark.slow

SECONDS = float(os.environ.get("EST_FUZZ_SECONDS", "2"))
PIECES = [
    b"\r",
    b"\n",
    b"\r\n",
    b'"',
    b'""',
    b",",
    b";",
    b"\t",
    b"|",
    b"\x00",
    b"\xff",
    b"\xfe",
    b"\xc3",
    b"\xa5",
    b"\xed\xa0\x80",
    b"sep=",
    b"#",
    b"Summa",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"PAR1",
    b" ",
    b"\x1a",
    b"\xe2\x80",
    b"\xf0\x9f",
    b"''",
    b"\\",
]


def holds(content: bytes, file: str = "fil.csv") -> None:
    """Read the bytes and count their lines in another way than the reader does."""
    try:
        table = read_file(content, file)
    except FileRefusedError:
        return
    assert table.rows.width == len(table.columns) + 1
    assert len(set(table.columns)) == len(table.columns)
    assert table.rows["__row"].is_sorted()
    places = table.rows["__row"].to_list() + [reject.row for reject in table.rejects]
    assert len(set(places)) == len(places)
    assert min(places, default=1) >= 1
    if table.lines and table.encoding not in (None, "UTF-16"):
        assert table.lines.total == len(content.removeprefix(b"\xef\xbb\xbf").splitlines())
        assert len(places) <= table.lines.used + table.lines.rejected


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Return the bytes with a few of them struck out, doubled, moved or replaced."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        place = chance.randint(0, len(changed))
        match chance.randint(0, 4):
            case 0:
                changed[place:place] = chance.choice(PIECES)
            case 1:
                del changed[place : place + chance.choice((1, 1, 2, 30, 300))]
            case 2:
                changed[place : place + 1] = bytes([chance.randint(0, 255)])
            case 3:
                other = chance.randint(0, len(changed))
                changed[place:place] = changed[other : other + chance.choice((1, 7, 90))]
            case _:
                changed[place : place + 3] = chance.choice(PIECES) * chance.randint(1, 4)
    return bytes(changed)


def test_changed_files_are_read_or_refused():
    seeds = [nasty.content for nasty in nasty_files() if len(nasty.content) < 20_000]
    chance = random.Random(20260301)
    end = time.monotonic() + SECONDS / 2
    while time.monotonic() < end:
        content = mutated(chance.choice(seeds), chance)
        try:
            holds(content)
        except Exception as error:
            raise AssertionError(repr(content)) from error


@settings(deadline=None, max_examples=int(40 * SECONDS), suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(str.encode)
    | st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join)
)
def test_any_bytes_are_read_or_refused(content):
    holds(content)


@settings(deadline=None, max_examples=int(20 * SECONDS), suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=3, max_size=3),
        min_size=2,
        max_size=12,
    )
)
def test_what_is_written_by_the_rules_comes_back_or_is_named(rows):
    written = ["tid,kategori,text", *(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)]
    content = joined(written)
    holds(content)
    table = read_file(content, "fil.csv")
    expected = dict(enumerate(rows, start=2))
    for place, *cells in table.rows.rows():
        assert list(cells) == expected[place]


def test_files_read_in_small_chunks_are_read_the_same(monkeypatch):
    for nasty in nasty_files():
        if nasty.taken is None or len(nasty.content) > 20_000:
            continue
        whole = read_file(nasty.content, "fil.csv")
        with monkeypatch.context() as patch:
            patch.setattr("est.reports.files.decoding.DecodedText.chunks.__defaults__", (1_000,))
            pieces = read_file(nasty.content, "fil.csv")
        assert pieces.rows.equals(whole.rows), nasty.name
        assert (pieces.lines, pieces.rejects) == (whole.lines, whole.rejects), nasty.name


def test_a_file_read_in_pieces_of_any_size_is_read_the_same(monkeypatch):
    chance = random.Random(20260304)
    seeds = [nasty.content for nasty in nasty_files() if nasty.taken and 500 < len(nasty.content) < 20_000]
    begin = joined([HEADER, *(row(1 + number % 28) for number in range(420))])  # the layout is told by it
    at_once = DecodedText.pieces

    def in_pieces(text: DecodedText, _size: int):
        start = 0
        while start < len(text.body):
            end = text._cut(start, 200 if start else len(begin))
            yield text.body[start:end], end
            start = end

    end = time.monotonic() + SECONDS / 4
    while time.monotonic() < end:
        content = begin + mutated(chance.choice(seeds), chance) + mutated(chance.choice(seeds), chance)
        try:
            whole = read_file(content, "fil.csv")
        except FileRefusedError:
            continue
        monkeypatch.setattr(DecodedText, "pieces", in_pieces)
        pieces = read_file(content, "fil.csv")
        monkeypatch.setattr(DecodedText, "pieces", at_once)
        assert pieces.rows.equals(whole.rows), content
        assert (pieces.lines, pieces.rejects) == (whole.lines, whole.rejects), content


def test_changed_workbooks_are_found_safe_or_refused():
    content = PLAIN
    chance = random.Random(20260302)
    end = time.monotonic() + SECONDS / 5
    while time.monotonic() < end:
        changed = mutated(content, chance)
        try:
            check_workbook(changed, "fil.xlsx")
        except FileRefusedError:
            continue
        except Exception as error:
            raise AssertionError(repr(changed)) from error


def test_a_few_changed_workbooks_and_parquet_files_are_read_or_refused():
    chance = random.Random(20260303)
    for content, file in ((PLAIN, "fil.xlsx"), (parquet(FRAME), "fil.parquet")) * max(2, int(SECONDS / 4)):
        holds(mutated(content, chance), file)
