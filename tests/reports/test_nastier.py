"""More files as they come from other programs: each is taken, or says of each row, or of itself, what is wrong."""

import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from est.errors import FileRefusedError, MappingError
from est.reports.columns.recognition import OTHER_SYSTEM, recognise_columns
from est.reports.fields.reasons import Reason
from est.reports.files.reader import read_file
from est.reports.files.table import NO_ROWS, UnreadableReason
from est.reports.rows.reference_data import ReferenceData
from est.reports.rows.validation import CheckedRows, check_rows
from est.space.grids import GridFamily, zone_question
from est.space.ground import municipality_of
from tests.reports.tables import WORDS

NOW = datetime(2026, 12, 31)
HEADER = "id;tid;kategori;lat;lon;text"
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Whole:
    """A file with ten good rows (or fewer) and the rows to be named, each with its reason."""

    name: str
    content: bytes
    taken: int
    named: dict[int, str]


def row(number: int, *, tid: str = "", lat: str = "59,3301", lon: str = "14,0601", kind: str = "klotter") -> str:
    return f"{number};{tid or f'2026-03-{number:02d} 14:30'};{kind};{lat};{lon};Klotter på vägg"


def rows(changed: dict[int, str] | None = None) -> list[str]:
    """Return a header and ten rows; `changed` replaces rows by their number in a spreadsheet."""
    whole = [HEADER, *(row(number) for number in range(1, 11))]
    for place, line in (changed or {}).items():
        whole[place - 1] = line
    return whole


def joined(whole: list[str], end: str = "\r\n") -> bytes:
    return (end.join(whole) + end).encode()


def judged(content: bytes, name: str = "fil.csv") -> CheckedRows:
    """Return the check of a file; that each of its lines went somewhere is checked on the way."""
    table = read_file(content, name)
    return check_rows(table, recognise_columns(table, WORDS).mapping, ReferenceData(), WORDS, NOW)


def texts() -> Iterator[Whole]:
    good, again = joined(rows()), UnreadableReason.HEADER_AGAIN
    yield Whole("two byte order marks", BOM + BOM + good, 10, {})
    yield Whole("a mark between quotation marks", b'"' + BOM + b'id"' + good[2:], 10, {})
    yield Whole("a mark before a row", joined(rows({5: "\ufeff" + row(4)})), 10, {})
    yield Whole("two files one after the other", BOM + good + BOM + joined([HEADER, row(11)]), 11, {12: again})
    old = HEADER.replace("text", "händelse").encode("cp1252")
    yield Whole("only the header in another encoding", old + good[len(HEADER) :], 10, {})
    yield Whole("letters encoded twice", good.decode("latin-1").encode(), 10, {})
    yield Whole("two lines of names", joined([";När;;Var;;", *rows()]), 10, {})
    units = joined([HEADER, ";åååå-mm-dd;;grader;grader;", *rows()[1:]])
    yield Whole("units below the names", units, 10, {2: Reason.TIME_UNREADABLE})
    yield Whole("names again in capitals", joined([*rows()[:6], HEADER.upper(), *rows()[6:]]), 10, {7: again})
    yield Whole(
        "totals in between and a remark below",
        joined([*rows()[:6], "Delsumma;;;;;5", *rows()[6:], "Totalsumma;;;;;10", "", "Utskrivet av Polisen"]),
        10,
        {7: UnreadableReason.TOTAL, 13: UnreadableReason.TOTAL, 15: UnreadableReason.TOO_FEW},
    )
    yield Whole(
        "another separator from the middle on",
        joined([*rows(), row(11).replace(";", "\t")]),
        10,
        {12: UnreadableReason.OTHER_DELIMITER},
    )
    quoted = '5;2026-03-05 14:30;klotter;59,33;14,06;"ett\r\ntvå\ntre\rfyra"\r'.encode()
    yield Whole("four line ends in and around a field", joined(rows()[:5]) + quoted + joined(rows()[6:]), 10, {})
    yield Whole("NUL in a time", good.replace(b"2026-03-05", b"2026\x00-03-05"), 9, {6: UnreadableReason.CONTROL})
    yield Whole(
        "three million letters in a last row", good + b"11;" + b"y" * 3_000_000, 10, {12: UnreadableReason.TOO_LONG}
    )
    commas = joined([line.replace(";", ",") for line in rows()])
    yield Whole("decimal commas between commas", commas, 0, dict.fromkeys(range(2, 12), UnreadableReason.DECIMAL_COMMA))
    formulas = {5: row(4, kind="=HYPERLINK(1)"), 6: row(5, lat="=A1"), 7: row(6, tid="=NOW()")}
    yield Whole("formulas", joined(rows(formulas)), 8, {6: Reason.COORDINATE_UNREADABLE, 7: Reason.TIME_UNREADABLE})
    swapped = {place: row(place - 1, lat="14,0601", lon="59,3301") for place in range(2, 12)}
    yield Whole("every point swapped", joined(rows(swapped)), 0, dict.fromkeys(swapped, Reason.COORDINATES_SWAPPED))
    titles = [f"Rad {number} av inledningen" for number in range(120)]
    yield Whole("more title lines than rows", joined([*titles, *rows()]), 10, {})
    percent = {5: row(4, lat="5933,01%"), 6: row(5, tid="50%")}
    yield Whole("per cent", joined(rows(percent)), 8, {5: Reason.COORDINATE_UNREADABLE, 6: Reason.TIME_UNREADABLE})
    backwards = [f"{n};2026-03-{n:02d} 14:30;2026-03-{n:02d} 11:00;klotter;59,33;14,06" for n in range(1, 4)]
    yield Whole(
        "ends before their starts",
        joined(["id;start;slut;kategori;lat;lon", *backwards]),
        0,
        dict.fromkeys((2, 3, 4), Reason.END_BEFORE_START),
    )
    single = joined([";".join(f"'{cell}'" for cell in line.split(";")) for line in rows()])
    yield Whole("single quotation marks", single, 0, dict.fromkeys(range(2, 12), Reason.TIME_UNREADABLE))


@pytest.mark.parametrize("whole", [*texts()], ids=lambda whole: whole.name)
@pytest.mark.slow
def test_every_row_is_taken_or_named_with_its_reason(whole: Whole):
    found = judged(whole.content)
    assert found.rows.height == whole.taken
    assert {reject.row: reject.reason for reject in found.rejects} == whole.named


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("2026-03-01 kl. 18", datetime(2026, 3, 1, 18)),
        ("1 maj 2026 kl 18:05", datetime(2026, 5, 1, 18, 5)),
        ("den 1 mars 2026 18:05", datetime(2026, 3, 1, 18, 5)),
        ("måndag 2 mars 2026 18:05", datetime(2026, 3, 2, 18, 5)),
        ("2026-03-01 06:05 em", datetime(2026, 3, 1, 18, 5)),
        ("20260301T1805", datetime(2026, 3, 1, 18, 5)),
        ("2026-03-29T02:30:00+01:00", datetime(2026, 3, 29, 3, 30)),
        ("2026-10-25T01:30:00Z", datetime(2026, 10, 25, 2, 30)),
        ("2026-03-01 25:00", Reason.TIME_UNREADABLE),
        ("2026-03-01 12:60", Reason.TIME_UNREADABLE),
        ("2026-03-01 18:05 pm", Reason.TIME_UNREADABLE),
        ("vecka 10 2026", Reason.TIME_UNREADABLE),
        ("2026-061", Reason.TIME_UNREADABLE),
        ("0000-00-00", Reason.TIME_UNREADABLE),
        ("2026-03-29 02:30", Reason.HOUR_SKIPPED),
        ("1/3/26 18:05", Reason.DATE_AMBIGUOUS),
        ("46082,75", Reason.TIME_BARE_NUMBER),
    ],
)
def test_a_time_is_read_as_it_is_meant_or_its_row_is_named(written: str, stored: datetime | Reason):
    found = judged(joined(rows({5: row(4, tid=written)})))
    if isinstance(stored, datetime):
        assert found.rows["starts"][3] == stored
    else:
        assert [(reject.row, reject.value, reject.reason) for reject in found.rejects] == [(5, written, stored)]


@pytest.mark.slow
def test_a_time_that_is_an_interval_is_its_start_and_its_end():
    """One row of it among others that are moments: it alone has an end, and no row is lost."""
    found = judged(joined(rows({5: row(4, tid="2026-03-01 18:05-19:30")})))
    assert found.rejects == ()
    assert found.rows.select("starts", "ends").row(3) == (datetime(2026, 3, 1, 18, 5), datetime(2026, 3, 1, 19, 30))
    assert found.rows["ends"].null_count() == found.rows.height - 1 == 9


@pytest.mark.parametrize(
    ("north", "east", "said", "asked"),
    [
        ("6580994", "1401888", zone_question(GridFamily.RT90, ()).pattern, 1),
        ("6577000", "182000", zone_question(GridFamily.LOCAL, ()).pattern, 1),
        ("8240000", "1565163", OTHER_SYSTEM, 0),
    ],
)
def test_coordinates_of_another_system_are_said_to_be_of_another_system(north, east, said, asked):
    """RT 90 and a local zone of SWEREF 99, whose zone is asked, and the metres of a web map."""
    table = read_file(joined(["tid;kategori;n;e", *[f"2026-03-01 14:30;klotter;{north};{east}"] * 3]), "fil.csv")
    seen = recognise_columns(table, WORDS)
    assert [notice.strong for notice in seen.notices if notice.text == said] == [True]
    checked = check_rows(table, seen.mapping, ReferenceData(), WORDS, NOW)
    assert len(checked.asks) == asked
    # of a zone that is asked no row is blamed
    assert {reject.reason for reject in checked.rejects} == (set() if asked else {Reason.COORDINATE_OUTSIDE_RANGE})


@pytest.mark.parametrize(("north", "east", "epsg"), [("6578044.2", "1404012.6", 3021), ("6578387.0", "185754.6", 3008)])
@pytest.mark.slow
def test_the_municipality_tells_the_zone_and_so_does_its_code(north, east, epsg):
    """It is said, kept in the mapping, and can be told by hand where no municipality is chosen."""
    table = read_file(joined(["tid;kategori;x;y", *[f"2026-03-01 14:30;klotter;{north};{east}"] * 3]), "fil.csv")
    known = ReferenceData(municipality=json.dumps(municipality_of("1781")), code="1781")
    seen = recognise_columns(table, WORDS, borders=known.borders)
    assert seen.mapping.fields["northing"] == "x"
    assert seen.mapping.forms["northing"] == seen.mapping.forms["easting"] == str(epsg)
    # a file of another grid is not read by the zone of the last one
    others = read_file(joined(["tid;kategori;x;y", *["2026-03-01 14:30;klotter;6575408.7;449304.9"] * 3]), "fil.csv")
    again = recognise_columns(others, WORDS, seen.mapping, borders=known.borders)
    assert check_rows(others, again.mapping, known, WORDS, NOW).rejects == ()
    for place in (known, ReferenceData()):
        checked = check_rows(table, seen.mapping, place, WORDS, NOW)
        assert (checked.asks, checked.rejects) == ((), ())
        assert checked.rows["lat"].to_list() == pytest.approx([59.3157] * 3, abs=0.005)


def test_a_column_of_categories_is_recognised_whatever_it_is_called():
    """By its words, where no name tells; a column of other words is left alone."""
    told = joined([line.replace("kategori", "vad hände").replace(";text", ";anm") for line in rows()])
    assert recognise_columns(read_file(told, "fil.csv"), WORDS).mapping.fields["category"] == "vad hände"
    other = told.replace(b"klotter;", b"enhet fyra;")
    assert "category" not in recognise_columns(read_file(other, "fil.csv"), WORDS).mapping.fields


@pytest.mark.slow
def test_words_of_rows_that_are_not_taken_are_not_told_of():
    """The sentence on unknown categories counts what becomes Övrigt."""
    found = judged(joined(rows({5: row(4, kind="Hundbett"), 6: row(5, kind="Hundbett", tid="igår")})))
    values = [dict(notice.values) for notice in found.notices if notice.values]
    assert values == [{"count": 1, "names": "Hundbett (1)"}]


@pytest.mark.thorough
def test_a_file_of_very_many_columns_names_only_the_first():
    names = [f"k{number}" for number in range(400)]
    with pytest.raises(MappingError, match=r"'k29', …; map one"):
        judged(joined([";".join(names), ";".join("x" * 400)]))


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\xff\xfe" + joined(rows()), "fil.csv", "begins as UTF-16"),
        (b"\xfe\xff" + joined(rows()).replace(b";", b","), "fil.csv", "begins as UTF-16"),
        (b"x" * 3_000_000, "fil.csv", "save it as CSV"),
        (b"<html><table><tr><td>id</td></tr></table></html>", "fil.xls", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "fil.xls", "web page or XML"),
        (b"MIME-Version: 1.0\r\n\r\n<html>", "fil.xls", "Save the table as"),
        (b"ID;PWXL;N;E\r\nP;PGeneral\r\nE\r\n", "fil.slk", "Send CSV"),
        (b"SQLite format 3\x00" + b"\0" * 100, "fil.csv", "Export the table"),
        (b'{"tid": "2026-03-01"}\n{"tid": 2026-03-02}\n', "fil.csv", "JSON"),
        (joined(rows(), "\u2028"), "fil.csv", "ordinary line ends"),
        (b"", "fil.xlsx", "0 bytes"),
        (b"PK\x03\x04rest", "fil.xltx", "template"),
        (b"PK\x03\x04rest", "fil.docx", "a document"),
        (b"PARE" + b"\0" * 100 + b"PARE", "fil.parquet", "is none"),
    ],
)
def test_a_file_that_is_no_table_says_what_it_is_and_what_to_do(content, name, said):
    with pytest.raises(FileRefusedError, match=said):
        read_file(content, name)


def parquet(columns: dict[str, object]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


@pytest.mark.slow
def test_odd_types_of_parquet_are_read_as_what_they_hold():
    """A decimal, a dictionary, nanoseconds, and a column without values beside a nested one."""
    content = parquet(
        {
            "tid": pa.array([1772375400000000123] * 5, pa.timestamp("ns")),
            "kategori": pa.array(["klotter"] * 5).dictionary_encode(),
            "lat": pa.array([Decimal("59.3301")] * 4 + [None]),
            "lon": [14.0601] * 4 + [float("nan")],
            "text": pa.nulls(5),
            "mer": [{"a": 1}] * 5,
        }
    )
    found = judged(content, "fil.parquet")
    assert found.rows.select("starts", "category", "lat").row(0) == (datetime(2026, 3, 1, 14, 30), "SKA", 59.3301)
    assert [(reject.row, reject.reason) for reject in found.rejects] == [(6, Reason.COORDINATE_MISSING)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "said"), [({}, "no columns"), ({f"k{number}": [1] for number in range(501)}, "more than 500 columns")]
)
def test_a_parquet_file_without_columns_or_with_too_many_is_refused(columns, said):
    with pytest.raises(FileRefusedError, match=said):
        read_file(parquet(columns), "fil.parquet")


@pytest.mark.slow
def test_a_parquet_file_without_rows_says_so():
    table = read_file(parquet({"tid": pa.array([], pa.date32()), "lat": pa.array([], pa.float64())}), "fil.parquet")
    assert table.notices == (NO_ROWS,)


@pytest.mark.slow
def test_a_date_in_parquet_leaves_the_time_unknown():
    columns = {"tid": [date(2026, 3, 1)], "lat": [59.3301], "lon": [14.0601]}
    assert judged(parquet(columns), "fil.parquet").rows.select("starts", "time_precision").row(0) == (
        datetime(2026, 3, 1),
        "unknown",
    )


def test_names_below_a_wider_row_are_read_or_refused_with_a_sentence():
    """A line of six values above a shorter one of names: the wider one is no row of groups."""
    told = (
        b"id,tid,kategori g\n12,2026-03-12 14:30,a,59.3301,18.0601,Klotter\n"
        b"i,lat,lon,text\n1,2026-03-01 14:30,b,59.33,18.06,c\n"
    )
    for content in (told, told[18:], b"Plats,,,,,x\nlat,lon,tid\n59.3301,18.0601,2026-03-01 14:30\n"):
        with suppress(FileRefusedError):
            read_file(content, "fil.csv")
