"""What is said of files that are no table, or more than one can be, and of columns, times and points."""

import io
import zipfile

import polars as pl
import pyarrow as pa
import pyarrow.parquet
from openpyxl.workbook import Workbook

from est.reports.files import csv_text, ground_file, json_rows, reading_time, workbook
from est.reports.files.reader import read_file
from est.reports.files.sandbox import SandboxLimits, read_in_sandbox
from tests.advice.town import GOOD, HEADER, LATER, Town, follows, sent_wrong
from tests.data import FIELD, HOSTILE

ROW = ";2026-03-01 21:30;59.3101;14.1101;Klotter"


def packed(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def parquet(table: pa.Table) -> bytes:
    made = io.BytesIO()
    pyarrow.parquet.write_table(table, made)
    return made.getvalue()


def excel(*, shown: bool = True) -> bytes:
    book = Workbook()
    for line in GOOD.splitlines():
        book.active.append(line.split(";"))
    if not shown:
        book.active.sheet_state = "hidden"
        book.create_sheet("Tomt")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def good_parquet() -> bytes:
    return parquet(pl.read_csv(GOOD.encode(), separator=";", infer_schema=False).to_arrow())


def locked() -> bytes:
    """A zip archive whose entries say that they are under a password."""
    content = packed(**{"[Content_Types]_xml": b"<Types/>", "xl__workbook_xml": b"<workbook/>"})
    return content.replace(b"PK\x03\x04\x14\x00\x00", b"PK\x03\x04\x14\x00\x01").replace(
        b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"
    )


def declaring() -> bytes:
    """A workbook whose XML declares what no spreadsheet program does."""
    return packed(
        **{"[Content_Types]_xml": b"<Types/>", "xl__workbook_xml": b'<!DOCTYPE a [<!ENTITY b "c">]><workbook/>'}
    )


SNIFFED = (
    ("It is an Excel file of before 1997", b"\x09\x08\x08\x00\x00\x05rest", "a.xls"),
    ("It is not a table. Send CSV", b"MZ rest", "a.exe"),
    ("It is a web page or XML", b"<html><table></table></html>", "a.xls"),
    ("It is a binary Excel workbook", packed(a=b""), "a.xlsb"),
    ("It is a Numbers sheet", packed(a=b""), "a.numbers"),
    ("It is a PDF", b"%PDF-1.7", "a.pdf"),
    ("It is an SQLite database", b"SQLite format 3\x00", "a.db"),
    ("It is a DuckDB database", b"12345678DUCK", "a.duckdb"),
    ("It is a document, not a table", packed(a=b""), "a.docx"),
    ("It is a picture", b"\x89PNG rest", "a.png"),
    ("It is an Arrow or Feather file", b"ARROW1 rest", "a.arrow"),
    ("It is an ORC file", b"ORC\x00", "a.orc"),
    ("It is an Excel template or add-in", packed(a=b""), "a.xltx"),
    ("It is empty: 0 bytes", b"", "a.csv"),
    ("It is in UTF-32", GOOD.encode("utf-32"), "a.csv"),
    ("Its lines do not end as lines do", GOOD.replace("\n", "\u2028").encode(), "a.csv"),
    ("It begins as UTF-16 does", b"\xff\xfe" + GOOD.encode(), "a.csv"),
    ("No row of it can be read as a table", b"\n \n\n", "a.csv"),
    ("It is JSON that cannot be read", b'[{"tid": 1,}]', "a.json"),
    ("It is JSON without a list of objects", b'{"tid": "2026-03-01"}', "a.json"),
    ("It is damaged, or takes more memory than a file may; send it as CSV", good_parquet()[:-30], "a.parquet"),
    ("It has no columns. Send a file", parquet(pa.table({})), "a.parquet"),
    ("The workbook is cut off or damaged", (HOSTILE / "trunc.xlsx").read_bytes(), "a.xlsx"),
    ("It is protected with a password", locked(), "a.xlsx"),
    ("A sheet has cells out to row", (HOSTILE / "bomb_dim.xlsx").read_bytes(), "a.xlsx"),
    ("It is a zip archive but no Excel workbook", packed(a=GOOD.encode()), "a.xlsx"),
    ("It is compressed. Unpack it", packed(a=GOOD.encode()), "a.zip"),
    ("It is called an Excel workbook but is none", GOOD.encode(), "a.xlsx"),
    ("It is called a Parquet file but is none", GOOD.encode(), "a.parquet"),
    ("It holds XML declarations", declaring(), "a.xlsx"),
    ("No sheet that is shown holds any rows", excel(shown=False), "a.xlsx"),
)


def sniffed(part: str, content: bytes, name: str) -> None:
    """Make a case: what is in another form is refused, and taken in each form that the advice names."""

    def case(town: Town) -> None:
        town.wrong(content, name=name)
        text = town.looked_for.pattern
        town.right()
        forms = {"xlsx": excel, "Parquet": good_parquet}
        for form, made in forms.items():
            if form in text:
                assert read_file(made(), f"mended.{form.lower()}").rows.height == 12

    follows(part)(case)


for one in SNIFFED:
    sniffed(*one)


@follows("It is a Parquet file under another name")
def _(town: Town) -> None:
    town.wrong(good_parquet(), name="a.csv")
    town.right(good_parquet(), name="a.parquet")


@follows("It is a zip archive or an Excel workbook, not text")
def _(town: Town) -> None:
    town.wrong(excel(), name="a.csv")
    town.right(excel(), name="a.xlsx")


@follows("More than {most} of its rows, most of those read")
def _(town: Town) -> None:
    town.monkeypatch.setattr(csv_text, "MOST_REJECTS", 3)
    town.wrong(GOOD + "\nen berättelse utan fält" * 14)
    town.right()


@follows("It says that its points are in {system}")
def _(town: Town) -> None:
    point = '{"type":"Point","coordinates":[14.1,59.3]}'
    feature = '{"type":"Feature","properties":{"Tid":"2026-03-01 21:30"},"geometry":' + point + "}"
    whole = '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:%s"}},"features":[%s]}'
    town.wrong(whole % ("3857", feature), name="a.geojson")
    town.right(whole % ("4326", feature), name="b.geojson")
    metres = feature.replace("[14.1,59.3]", "[449000,6574000]")
    town.right(whole % ("3006", metres), name="c.geojson")


@follows("It is JSON of more than")
def _(town: Town) -> None:
    town.monkeypatch.setattr(json_rows, "MOST_JSON_BYTES", 10)
    town.wrong('[{"Tid": "2026-03-01 21:30", "Lat": 59.31, "Lng": 14.11}]', name="a.json")
    town.right()
    assert read_file(good_parquet(), "a.parquet").rows.height == 12


def in_parts(module: object, limit: str, most: int, part: str) -> None:
    """Make a case of a file over a limit, whose halves are not."""

    def case(town: Town) -> None:
        town.monkeypatch.setattr(module, limit, most)
        town.wrong(GOOD)
        lines = GOOD.splitlines()
        for first in range(1, 13, 4):
            town.right("\n".join([HEADER, *lines[first : first + 4]]))

    follows(part)(case)


in_parts(csv_text, "MOST_ROWS", 6, "It has more than {most} rows. Send it in parts, a shorter period")
in_parts(csv_text, "MOST_CELLS", 30, "It has more than {most} cells")
in_parts(csv_text, "MOST_BYTES", 400, "Its rows take more than {most} MB in memory")


@follows("The file {} is larger than {} MB", "It is larger than {most} MB. Send it in parts.")
def _(town: Town) -> None:
    """The terminal says it before it reads a file, and the reader of any other door after."""
    for module in ("est.terminal.import_", "est.reports.files.reader"):
        town.monkeypatch.setattr(f"{module}.MOST_BYTES", 400)
    town.wrong(GOOD)
    with town.refused():
        read_file(GOOD.encode(), "fil.csv")
    lines = GOOD.splitlines()
    for first in range(1, 13, 4):
        town.right("\n".join([HEADER, *lines[first : first + 4]]))


@follows("It has more than {most} lines, most of them blank")
def _(town: Town) -> None:
    town.monkeypatch.setattr(csv_text, "MOST_LINES", 40)
    town.wrong(GOOD + "\n" * 40)
    town.right()


sent_wrong(
    "It has more than {most} columns", ";".join([HEADER, *(f"x{n}" for n in range(600))]) + "\n1" + ROW + ";" * 600
)
sent_wrong(
    "The decimal commas divide the numbers",
    "Tid,Lat,Lng\n2026-03-01 21:30,59.31,14.11\n2026-03-02 21:30,59,31,14,11\n",
    instead="Tid;Lat;Lng\n2026-03-02 21:30;59,31;14,11\n",
)


@follows("Unpacked it would be larger than")
def _(town: Town) -> None:
    town.monkeypatch.setattr(workbook, "MOST_UNPACKED", 1000)
    town.wrong(excel(), name="a.xlsx")
    town.right()


@follows("It has {rows} rows and {columns} columns")
def _(town: Town) -> None:
    wide = pa.table({f"c{n}": pa.nulls(70_000) for n in range(450)})
    town.wrong(parquet(wide), name="a.parquet")
    town.right(good_parquet(), name="b.parquet")


@follows("Reading it took longer than {seconds} seconds; send it as CSV")
def _(town: Town) -> None:
    """In the child process, and before it in the look through a workbook."""
    with town.monkeypatch.context() as hasty:
        hasty.setattr(reading_time, "MOST_SECONDS", -1)
        town.wrong(excel(), name="a.xlsx")
    with town.refused():
        read_in_sandbox("parquet", good_parquet(), "a.parquet", SandboxLimits(waiting=0.001))
    town.right()


@follows("Reading it took longer than {seconds} seconds. Send it in parts")
def _(town: Town) -> None:
    with town.monkeypatch.context() as hasty:
        hasty.setattr(reading_time, "MOST_SECONDS", -1)
        town.wrong(GOOD)
    lines = GOOD.splitlines()
    for first in range(1, 13, 4):
        town.right("\n".join([HEADER, *lines[first : first + 4]]))


def street(coordinates: str = "[[14.1,59.3],[14.2,59.3]]", kind: str = '"kind": "road"', system: str = "") -> str:
    line = (
        f'{{"type":"Feature","properties":{{{kind}}},"geometry":{{"type":"LineString","coordinates":{coordinates}}}}}'
    )
    return f'{{"type":"FeatureCollection",{system}"features":[{line}]}}'


@follows("It is no GeoJSON, GeoPackage or PMTiles", "It holds no water, buildings, roads or rail")
def _(town: Town) -> None:
    town.send(GOOD)
    for wrong in ("{not json", street(kind='"x": "y"')):
        assert town.run("ground", town.write(wrong, "g.geojson")) == 2
    town.done("ground", town.write(street(), "g.geojson"))


@follows(
    "Its coordinates are metres, and the file does not say", "Nothing of it lies in the municipality: it begins at"
)
def _(town: Town) -> None:
    """By a zone that no municipality tells, and by metres of another place; then with the system said."""
    town.send(GOOD)
    metres, system = "[[98724,6576435],[104421,6576362]]", '"crs":{"type":"name","properties":{"name":"EPSG:3009"}},'
    assert town.run("ground", town.write(street(metres), "g.geojson")) == 2
    assert town.run("area", "--municipality", "1781") == 0
    assert town.run("ground", town.write(street("[[2.1,48.3],[2.2,48.3]]"), "g.geojson")) == 2
    town.done("ground", town.write(street(metres, system=system), "g.geojson"))


@follows("It is damaged, or takes more memory than a file may. Export the layers again")
def _(town: Town) -> None:
    town.send(GOOD)
    with town.monkeypatch.context() as small:
        small.setattr(ground_file, "LIMITS", SandboxLimits(memory=64 * 1024**2))
        assert town.run("ground", town.write(street(), "g.geojson")) == 2
    town.done("ground", town.write(street(), "g.geojson"))


@follows("Its latitudes stand where longitudes belong")
def _(town: Town) -> None:
    town.send(GOOD)
    assert town.run("area", "--municipality", "1781") == 0
    assert town.run("ground", town.write(street("[[59.3,14.1],[59.3,14.2]]"), "g.geojson")) == 2
    town.done("ground", town.write(street(), "g.geojson"))


# columns, times, points
T = "2026-03-01 21:30"
SENDERS = ("Polisen", "Väktarbolaget", "Bostadsbolaget")  # no mapping of one is another's


sent_wrong("There is no field", GOOD, "--column", "Tid=nar", told=("--column", "Tid=start"))
sent_wrong("has no form", GOOD, "--column", "Tid=start(dag)", told=("--column", "Tid=start(dmy)"))
sent_wrong("maps no column. Write it as", GOOD, "--column", "Tid", told=("--column", "Tid=start"))
sent_wrong("The file has no column", GOOD, "--column", "Tod=start", told=("--column", "Tid=start"))
sent_wrong(
    "No column says when it happened. The columns",
    "A;Lat;Lng\n" + T + ";59.31;14.11",
    told=("--column", "A=start"),
    instead="A;Lat;Lng\n" + T + ";59.31;14.11\n",
)
sent_wrong(
    "No column says when it happened. {column!r}",
    "Inkom;Lat;Lng\n" + T + ";59.31;14.11",
    told=("--column", "Inkom=start"),
    instead="Inkom;Lat;Lng\n" + T + ";59.31;14.11\n",
)
sent_wrong(
    "No columns say where it happened. The columns",
    "Tid;A;B\n" + T + ";59.31;14.11",
    told=("--column", "A=lat", "--column", "B=lng"),
    instead="Tid;A;B\n" + T + ";59.31;14.11\n",
)
BOTH = "Tid;Lat;Lng\n04/05/2026 10:00;59.31;14.11\n"
sent_wrong("In {column} the day and the month could be either", BOTH, instead=BOTH, told=("--column", "Tid=start(dmy)"))
sent_wrong(
    "The day and the month could be either: say in the mapping",
    BOTH,
    "--json",
    instead=BOTH,
    told=("--column", "Tid=start(mdy)"),
)


sent_wrong(
    "The day has no year: write it with its year",
    "Tid;Lat;Lng\n22/3;59.31;14.11\n",
    instead="Tid;Lat;Lng\n2026-03-22;59.31;14.11\n",
)
sent_wrong(
    "The last two digits may be a year or an hour",
    "Tid;Lat;Lng\n6 mar 21;59.31;14.11\n",
    instead="Tid;Lat;Lng\n6 mar 21;59.31;14.11\n",
    told=("--column", "Tid=start(dmy)"),
)


@follows("--column 'NAME=month' says that a column holds months", "say in the mapping that the column holds months")
def _(town: Town) -> None:
    town.wrong("Tid;Lat;Lng\n2026-03-01 21:30;59.31;14.11\nmars 2026;59.32;14.11\n2026-03-02 21:30;59.33;14.11\n")
    town.right("Tid;Lat;Lng\nmars 2026;59.32;14.11\n", "--column", "Tid=month")


@follows(
    "--column 'NAME=start(dmy)' says that the day comes first",
    "--column 'NAME=time(hhmm)' says that 2115",
    "--column 'NAME=start(dmy)' says that the last two digits",
)
def _(town: Town) -> None:
    rows = "Tid;Klockslag;Lat;Lng\n" + "2026-03-06;%s;59.31;14.11\n"
    town.wrong("Tid;Lat;Lng\n04/05/2026 10:00;59.31;14.11\n")
    town.wrong("Tid;Lat;Lng\n6 mar 21;59.31;14.11\n")
    town.wrong(rows % "2115" + "2026-03-06;9;59.31;14.11\n")
    town.wrong("Tid;Lat;Lng\n260403;59.31;14.11\n")
    town.right("Tid;Lat;Lng\n260403;59.31;14.11\n", "--column", "Tid=start(ymd)", name="bare.csv")
    town.right(rows % "2115", "--column", "Tid=date", "--column", "Klockslag=time(hhmm)")
    town.right(rows % "21", "--column", "Tid=date", "--column", "Klockslag=time(hour)", name="hour.csv")
    for form, number in (("excel", "46087.885"), ("epoch", "1772828100")):
        town.right(f"Tid;Lat;Lng\n{number};59.31;14.11\n", "--column", f"Tid=start({form})", name=f"{form}.csv")
    town.right("Tid;Lat;Lng\n6 mar 21;59.31;14.11\n", "--column", "Tid=start(dmy)", name="year.csv")
    for form in ("dmy", "mdy", "ymd"):
        days = {"dmy": "04/05/2026", "mdy": "04/06/2026", "ymd": "26-04-03"}
        text = f"Tid;Lat;Lng\n{days[form]} 10:00;59.31;14.11\n"
        town.right(text, "--column", f"Tid=start({form})", name=f"{form}.csv")


def _zone_told(town: Town, zone: str, day: str, forms: tuple[str, ...]) -> None:
    text = f"Tid ({zone});Lat;Lng\n{day} 21:30;59.31;14.11\n"
    town.wrong(text)
    for number, form in enumerate(forms):
        more = text.replace("21:30", f"2{number}:30")
        town.right(more, "--column", f"Tid ({zone})=start({form})", name=f"{zone}{number}.csv", who=SENDERS[number])
    town.right(text.replace(f" ({zone})", "").replace("21:30", "13:30"), name=f"{zone}.csv", who="Tekniska")


@follows("tells a time zone that may be several")
def _(town: Town) -> None:
    _zone_told(town, "CST", "2026-03-06", ("local",))


@follows("but some of its times are of the other half of the year")
def _(town: Town) -> None:
    _zone_told(town, "CET", "2026-07-06", ("local", "cet", "cest"))


ZONED = "Tid;Lat;Lng;Tidszon\n2026-07-01 20:30;59.31;14.11;Romance\n2026-07-01 21:30;59.31;14.12;Romance\n"
sent_wrong(
    "tells time zones that cannot be used here", ZONED, instead=ZONED.replace(";Tidszon", "").replace(";Romance", "")
)
OLD_DAYS = "Tid;Lat;Lng\n44625.885;59.31;14.11\n"
sent_wrong(
    "Excel's days, counted from 1900 or from 1904",
    OLD_DAYS,
    instead=OLD_DAYS,
    told=("--column", "Tid=start(excel1904)"),
)
SWAPPED = "Tid;Lat;Lng\n" + "".join(f"{T};14.11{n};59.31{n}\n" for n in range(5))
sent_wrong(
    "Latitude and longitude seem to be swapped",
    SWAPPED,
    instead=SWAPPED,
    told=("--column", "Lat=lng", "--column", "Lng=lat"),
)
sent_wrong("The coordinates fit neither WGS 84", "Tid;Lat;Lng\n" + f"{T};8250000.5;1570000.5\n" * 2)
TWICE = "Tid;Tid;Lat;Lng\n" + f"{T};2026-03-02 22:30;59.31;14.11\n"
sent_wrong("Several columns are called", TWICE, instead=TWICE, told=("--column", "Tid=start"))
sent_wrong(
    "are both mapped to {field}; map one of them",
    GOOD,
    "--column",
    "Tid=start",
    "--column",
    "Kategori=start",
    told=("--column", "Tid=start"),
)
sent_wrong(
    "is mapped twice; map it to one field",
    GOOD,
    "--column",
    "Tid=start",
    "--column",
    "Tid=end",
    told=("--column", "Tid=start"),
)
ZONE = (FIELD / "zone.csv").read_text("utf-8")


@follows("which zone they are in is not known")
def _(town: Town) -> None:
    town.wrong(ZONE)
    town.right(ZONE, "--crs", "EPSG:3008" if "3008" in town.said[-1] else "EPSG:3007")
    assert town.run("undo", town.last_batch(), "--yes") == 0
    assert town.run("area", "--municipality", "1781") == 0
    town.right(ZONE)


@follows("more than one zone puts them into the municipality")
def _(town: Town) -> None:
    metres = "Tid;N;E\n2026-03-01 21:30;7183000;183000\n"  # in Skellefteå by either of two zones
    assert town.run("area", "--municipality", "2482") == 0
    town.wrong(metres)
    town.right(metres, "--crs", "EPSG:3016")


sent_wrong("There is no time zone", GOOD, "--timezone", "Sweden", told=("--timezone", "Europe/Stockholm"))


@follows("The store's reports are written in the time of")
def _(town: Town) -> None:
    town.send(GOOD)
    town.wrong(LATER, "--timezone", "Europe/London")
    town.right(LATER)


def not_understood(part: str, field: str, wrong: str, right: str) -> None:
    """Make a case of a value that counts as empty, and of one that is understood."""

    def case(town: Town) -> None:
        lines = [HEADER + ";Sagt", *(f"K{n};2026-03-0{n} 21:30;59.3101;14.1101;Klotter;%s" for n in range(1, 4))]
        told = ("--column", f"Sagt={field}")
        town.send("\n".join(lines).replace("%s", wrong), *told)
        town.right("\n".join(lines).replace("\nK", "\nL").replace("-03-", "-04-").replace("%s", right), *told)
        assert "not understood" not in town.said[-1]

    follows(part)(case)


not_understood("Write yes or no.", "suspicion", "kanske", "ja")
not_understood("Write a day and a time, such as", "reported", "nyss", "2026-05-01 18:05")
not_understood("Write exact, approximate or unknown.", "time_precision", "ungefärlig?", "exact")
not_understood("Write point, approximate or area.", "place_precision", "nära", "point")
