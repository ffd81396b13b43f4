"""Nasty files made on the spot: twenty good rows, and one thing wrong with them. Each says what must come out."""

from collections.abc import Iterator
from dataclasses import dataclass

HEADER = "id,tid,kategori,lat,lon,text"


@dataclass(frozen=True)
class Nasty:
    """A file, the number of rows to take, the rows to name, and where its lines went; None: refused as a whole."""

    name: str
    content: bytes
    taken: int | None
    named: tuple[int, ...] = ()
    blank: int = 0
    preamble: int = 0
    header: int = 1
    first_row: int = 2
    text: str = "Klotter på vägg vid Åsgatan"
    columns: int = 6
    encoding: str | None = None


def row(number: int, text: str = "Klotter på vägg vid Åsgatan") -> str:
    return f"{number},2026-03-{number:02} 14:30,skadegörelse,59.3301,18.0601,{text}"


def lines(changed: dict[int, str] | None = None) -> list[str]:
    """Return a header and twenty rows; `changed` replaces rows by their number in a spreadsheet."""
    whole = [HEADER, *(row(number) for number in range(1, 21))]
    for place, line in (changed or {}).items():
        whole[place - 1] = line
    return whole


def joined(whole: list[str], end: str = "\n") -> bytes:
    return (end.join(whole) + end).encode()


def raw(place: int, line: bytes, encoding: str = "utf-8") -> bytes:
    """Return the file with one line of bytes put in the place of a row."""
    whole = [each.encode(encoding) for each in lines()]
    whole[place - 1] = line
    return b"\n".join(whole) + b"\n"


def encodings() -> Iterator[Nasty]:
    text = joined(lines()).decode()
    yield Nasty("bom", b"\xef\xbb\xbf" + joined(lines()), 20, encoding="UTF-8")
    yield Nasty("utf-16 le bom", b"\xff\xfe" + text.encode("utf-16-le"), 20, encoding="UTF-16")
    yield Nasty("utf-16 be bom", b"\xfe\xff" + text.encode("utf-16-be"), 20, encoding="UTF-16")
    yield Nasty("utf-16 le without bom", text.encode("utf-16-le"), 20, encoding="UTF-16")
    yield Nasty("utf-16 be without bom", text.encode("utf-16-be"), 20, encoding="UTF-16")
    yield Nasty("utf-16 cut in half a letter", text.encode("utf-16")[:-3], 19, (21,))
    yield Nasty(
        "utf-16 lone surrogate",
        text.replace("Åsgatan\n11,", "\ud800\n11,").encode("utf-16", "surrogatepass"),
        19,
        (11,),
    )
    yield Nasty("utf-32", text.encode("utf-32"), None)
    yield Nasty("windows-1252", text.encode("cp1252"), 20, encoding="Windows-1252")
    yield Nasty("mac roman", text.encode("mac_roman"), 20, encoding="Mac Roman")
    yield Nasty("dos 850", text.encode("cp850"), 20, encoding="DOS (850)")
    half = b"\n".join(line.encode("cp1252" if place % 2 else "utf-8") for place, line in enumerate(lines()))
    yield Nasty("utf-8 and 1252 by line", half, 20, encoding="Windows-1252")
    yield Nasty("utf-8 and 1252 in one line", raw(11, row(10).encode() + " på".encode("cp1252")), 19, (11,))
    yield Nasty("1252 quotation marks", raw(11, row(10, "skylt ”på” – €5…").encode("cp1252")), 20)
    yield Nasty("1252 after capital letters", joined(lines({11: row(10, "”FÖRSTÅ” å")})).decode().encode("cp1252"), 20)
    yield Nasty("surrogate", raw(11, row(10).encode() + b"\xed\xa0\x80"), 19, (11,))
    yield Nasty("overlong", raw(11, row(10).encode() + b"\xc0\xaf"), 19, (11,))
    yield Nasty("truncated letter", raw(11, row(10, "").encode() + b"p\xc3"), 19, (11,))
    yield Nasty("truncated euro", raw(11, row(10, "").encode() + b"5 \xe2\x82"), 19, (11,))
    yield Nasty("truncated emoji", raw(11, row(10, "").encode() + b"arg \xf0\x9f\x98"), 19, (11,))
    yield Nasty("lone continuation", raw(11, row(10, "").encode() + b"v\xa4gg"), 19, (11,))
    yield Nasty("beyond unicode", raw(11, row(10, "").encode() + b"\xf5\x80\x80\x80"), 19, (11,))
    yield Nasty(
        "1252 line like utf-8 in a 1252 file",
        raw(11, b"10,2026-03-10 14:30,klotter,59.3,18.0,F\xd6\x93 \xc5\x94", "cp1252"),
        19,
        (11,),
    )
    yield Nasty(
        "only such a line at the end of a 1252 file",
        joined(lines()).decode().encode("cp1252") + b"21,2026-03-21 14:30,klotter,59.3,18.0,F\xd6\x93 \xc5\x94\n",
        20,
        (22,),
    )
    yield Nasty("NUL", raw(11, row(10).encode() + b"\x00"), 19, (11,))
    yield Nasty("NUL bytes all over a row", raw(11, b"\x00" * 80), 19, (11,))
    yield Nasty("bell and escape", raw(11, row(10).encode() + b"\x07\x1b[31m"), 19, (11,))
    yield Nasty("c1 control", raw(11, row(10).encode() + "\x85".encode()), 19, (11,))
    yield Nasty("line separators are not line ends", joined(lines({11: row(10, "a\u2028b\u2029c")})), 20)
    yield Nasty("emoji", joined(lines({11: row(10, "arg 😀 tåg")})), 20)
    yield Nasty("bom again in the middle", joined(lines({11: "\ufeff" + HEADER})), 19, (11,))


def ends_and_delimiters() -> Iterator[Nasty]:
    yield Nasty("cr", joined(lines(), "\r"), 20)
    yield Nasty("crlf", joined(lines(), "\r\n"), 20)
    mixed = "".join(line + ("\r\n", "\n", "\r")[place % 3] for place, line in enumerate(lines()))
    yield Nasty("all three line ends", mixed.encode(), 20)
    yield Nasty("no end of the last line", joined(lines())[:-1], 20)
    for name, mark in (("tab", "\t"), ("semicolon", ";"), ("pipe", "|")):
        yield Nasty(name, joined(lines()).replace(b",", mark.encode()), 20)
    comma = [line.replace(",", ";").replace("59.3301;18.0601", "59,3301;18,0601") for line in lines()]
    yield Nasty("decimal comma", joined(comma), 20)
    yield Nasty("decimal comma without header", joined(comma[1:]), 20, header=0, first_row=1)
    yield Nasty(
        "decimal comma between commas", joined([line.replace(".", ",") for line in lines()]), 0, tuple(range(2, 22))
    )
    yield Nasty(
        "commas in the text of semicolons",
        joined([line.replace(",", ";") + ", och, sedan, hem, igen, nu" for line in lines()]),
        20,
        text="Klotter på vägg vid Åsgatan, och, sedan, hem, igen, nu",
    )
    yield Nasty("sep", b"sep=;\n" + joined([line.replace(",", ";") for line in lines()]), 20, preamble=1)
    yield Nasty("sep with bom and crlf", b"\xef\xbb\xbfSEP=,\r\n" + joined(lines(), "\r\n"), 20, preamble=1)
    yield Nasty("sep between quotation marks", b'"sep=,"\n' + joined(lines()), 20, preamble=1)
    yield Nasty(
        "another delimiter from the middle",
        joined(lines()[:11] + [line.replace(",", ";") for line in lines()[11:]]),
        10,
        tuple(range(12, 22)),
    )


def quotes() -> Iterator[Nasty]:
    every = [",".join(f'"{cell}"' for cell in line.split(",")) for line in lines()]
    yield Nasty("all fields quoted", joined(every), 20)
    yield Nasty("quoted after a space", joined([line.replace(",", ", ") for line in every]), 20)
    yield Nasty("doubled quotes", joined(lines({11: row(10, '"han sa ""hej"" till mig"')})), 20)
    yield Nasty("stray quotes", joined(lines({11: row(10, 'han sa "hej" till mig')})), 20)
    yield Nasty("an inch", joined(lines({11: row(10, 'rör 3" trasigt')})), 20)
    yield Nasty("quoted newline", joined(lines({7: row(6, '"rad ett\nrad två"')})), 20)
    yield Nasty("quoted newline and blank line", joined(lines({7: row(6, '"rad ett\r\n\r\nrad två"')})), 20)
    yield Nasty(
        "quoted newlines with many commas", joined(lines({7: row(6, '"ett\ntvå, tre, fyra, fem, sex, sju\nåtta"')})), 20
    )
    yield Nasty("unclosed quote", joined(lines({11: row(10, '"Klotter på vägg')})), 19, (11,))
    yield Nasty("unclosed quote in the last row", joined(lines({21: row(20, '"Klotter på vägg')})), 19, (21,))
    yield Nasty("unclosed quote with quotes below", joined([*every[:10], row(10, '"Klotter'), *every[11:]]), 19, (11,))
    yield Nasty(
        "unclosed quote and a closing one below",
        joined(lines({11: row(10, '"Klotter'), 13: row(12, 'skylt"')})),
        19,
        (11,),
    )
    yield Nasty(
        "unclosed quote in the second field", joined(lines({11: row(10).replace(",2026", ',"2026')})), 19, (11,)
    )
    yield Nasty("text after a closing quote", joined(lines({11: row(10, '"Klotter" på vägg')})), 19, (11,))
    yield Nasty("backslash before quotes", joined(lines({11: row(10, '"han sa \\"hej\\""')})), 19, (11,))
    yield Nasty("quoted delimiter", joined(lines({11: row(10, '"a, b, c"')})), 20)
    yield Nasty("only a quotation mark", joined(lines({11: '"'})), 19, (11,))
    yield Nasty(
        "quoted header over two lines", joined([HEADER.replace("text", '"te\nxt"'), *lines()[1:]]), 20, header=2
    )
    yield Nasty("newline in the first column", joined(lines({7: '"6\nsex",2026-03-06 14:30,klotter,59.3,18.0,x'})), 20)


def shapes() -> Iterator[Nasty]:
    yield Nasty("too few fields", joined(lines({11: "10,2026-03-10 14:30,klotter"})), 19, (11,))
    yield Nasty("too many fields", joined(lines({11: row(10) + ",extra"})), 19, (11,))
    yield Nasty("trailing empty fields", joined([line + ",," for line in lines()]), 20)
    yield Nasty("one row with trailing empty fields", joined(lines({11: row(10) + ",,,"})), 20)
    yield Nasty("header only", joined([HEADER]), 0)
    yield Nasty("header only without end", HEADER.encode(), 0)
    yield Nasty("no header", joined(lines()[1:]), 20, header=0, first_row=1)
    yield Nasty("one row, no header", joined([row(1)]), 1, header=0, first_row=1)
    yield Nasty("empty", b"", None)
    yield Nasty("blank lines only", b"\n\n  \n,,,\n", None)
    yield Nasty("only a byte order mark", b"\xef\xbb\xbf", None)
    yield Nasty("duplicate names", joined(["id,tid,kategori,lat,text,text", *lines()[1:]]), 20)
    yield Nasty("empty names", joined(["id,tid,,lat,,text", *lines()[1:]]), 20)
    yield Nasty("names with spaces", joined([" ID , Tid\u00a0,KATEGORI,Lat,Lon,Text", *lines()[1:]]), 20)
    yield Nasty("blank lines", joined([part for line in lines() for part in (line, "")]), 20, blank=21, first_row=3)
    yield Nasty("lines of delimiters", joined([*lines()[:11], ",,,,,", " , ,,, ,", *lines()[11:]]), 20, blank=2)
    yield Nasty(
        "title lines",
        joined(["Rapport mars 2026", "", "Uttag: 2026-04-01", *lines()]),
        20,
        preamble=2,
        blank=1,
        first_row=5,
    )
    yield Nasty(
        "title lines with delimiters",
        joined(["Rapport mars 2026,,,,,", "Kommun:,Kristinehamn,,,,", ",,,,,", *lines()]),
        20,
        preamble=2,
        blank=1,
        first_row=5,
    )
    yield Nasty("comment above the header", joined(["# uttag 2026-04-01", *lines()]), 20, preamble=1, first_row=3)
    yield Nasty("comment lines", joined([*lines()[:6], "# kommentar", *lines()[6:], "#slut"]), 20, (7, 23))
    yield Nasty("a row commented out", joined(lines({11: "# " + row(10)})), 19, (11,))
    yield Nasty("an identity with a hash", joined([HEADER, *("#" + row(number) for number in range(1, 21))]), 20)
    yield Nasty("total line", joined([*lines(), "Summa,,,,,20"]), 20, (22,))
    yield Nasty("total line alone", joined([*lines(), "", "Antal rader: 20"]), 20, (23,), blank=1)
    yield Nasty("total with a noun", joined([*lines(), "Totalt antal ärenden: 20 st,,,,,"]), 20, (22,))
    yield Nasty("rows counted by a database", joined([*lines(), "(20 rows affected)"]), 20, (22,))
    yield Nasty("remark below", joined([*lines(), "Utskriven av systemet,,,,,"]), 20, (22,))
    yield Nasty("total in another column", joined([*lines(), ",,Totalt,,,20"]), 20, (22,))
    yield Nasty(
        "header again", joined([*lines()[:11], HEADER, *lines()[11:], "ID,Tid,Kategori,Lat,Lon,Text"]), 20, (12, 23)
    )
    yield Nasty("very long field", joined(lines({11: row(10, "x" * 200_000)})), 20)
    yield Nasty("very long quoted field", joined(lines({11: row(10, '"' + "x," * 100_000 + '"')})), 20)
    yield Nasty("a row beyond all bounds", joined(lines({11: row(10, "x" * 2_000_000)})), 19, (11,))
    yield Nasty("a row of a million delimiters", joined(lines({11: "," * 900_000 + "x"})), 19, (11,))
    yield Nasty("a thousand columns", joined([",".join(f"k{n}" for n in range(1_000)), ",".join("1" * 1_000)]), None)
    yield Nasty("one column", joined(["text", "ett", "två"]), 2, columns=1)
    yield Nasty("formulas", joined(lines({11: row(10, "=cmd|' /C calc'!A0")})), 20)


def other_things() -> Iterator[Nasty]:
    for name, start in (
        ("zip", b"PK\x03\x04rest"),
        ("gzip", b"\x1f\x8b\x08rest"),
        ("pdf", b"%PDF-1.7 rest"),
        ("xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("html", b"\n <!DOCTYPE html><table>"),
        ("excel's html", b"<html xmlns:o=''><table>"),
        ("xml", b"<?xml version='1.0'?>"),
        ("sqlite", b"SQLite format 3\x00rest"),
        ("json", b'{"id": 1}'),
        ("parquet", b"PAR1rest"),
        ("picture", b"\x89PNG\r\n"),
        ("7z", b"7z\xbc\xaf\x27\x1c"),
        ("bzip2", b"BZh91AY&SY"),
        ("xz", b"\xfd7zXZ\x00"),
        ("zstd", b"\x28\xb5\x2f\xfd"),
        ("rtf", b"{\\rtf1"),
    ):
        yield Nasty(f"really {name}", start, None)


def nasty_files() -> list[Nasty]:
    """Return them all."""
    return [*encodings(), *ends_and_delimiters(), *quotes(), *shapes(), *other_things()]
