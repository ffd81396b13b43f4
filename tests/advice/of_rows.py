"""Rows that cannot be taken: each reason with a row of a file that has it, and the row as it is mended.

Followed in a terminal by tests/advice/test_refusals.py and on the page by tests/pages/test_refusals_on_the_page.py.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from est.reports.fields.reasons import Reason
from est.reports.files.table import UnreadableReason
from tests.advice.of_places import REGISTER

WHEN, POINT = "2026-03-01 21:30", "59.3101;14.1101"
LONG = "x" * 501


@dataclass(frozen=True)
class RefusedRows:
    """A file in which each of the rows is refused for its reason, and the same file mended."""

    wrong: str | bytes
    mended: str | bytes
    reasons: tuple[str, ...]
    taken: int
    name: str = "fil.csv"
    municipality: str | None = None
    register: str | None = None


def _file(header: str, rows: Sequence[tuple[str, str, str | None]], **more: str) -> RefusedRows:
    """Return a file of (reason, row, mended row), a good row first; what is no report is mended by leaving it out."""
    good = f"K0;{WHEN};;{POINT};Klotter;" if header.startswith("Ref;") else rows[0][2]
    kept = [mended for _, _, mended in rows if mended is not None]
    wrong = "\n".join([header, str(good), *(row for _, row, _ in rows), ""])
    mended = "\n".join([header, *([good] if header.startswith("Ref;") else []), *kept, ""])
    taken = len(kept) + header.startswith("Ref;")
    return RefusedRows(wrong, mended, tuple(reason for reason, _, _ in rows), taken, **more)


def _row(number: int, when: str = WHEN, end: str = "", point: str = POINT, text: str = "") -> str:
    return f"K{number};{when};{end};{point};Klotter;{text}"


_ROWS: tuple[tuple[str, str, str | None], ...] = (
    (Reason.START_MISSING, _row(1, ""), _row(1)),
    (Reason.TIME_UNREADABLE, _row(2, "nyss"), _row(2)),
    (Reason.TIME_BARE_NUMBER, _row(3, "46087.885"), _row(3)),
    (Reason.YEAR_OR_HOUR, _row(24, "6 mar 21"), _row(24)),
    (Reason.YEAR_MISSING, _row(25, "22/3 21.30"), _row(25)),
    (Reason.MONTH_ALONE, _row(26, "mars 2026"), _row(26)),
    (Reason.HOUR_SKIPPED, _row(4, "2026-03-29 02:30"), _row(4, "2026-03-29 03:30")),
    (Reason.YEAR_OUTSIDE, _row(5, "1926-03-01 10:00"), _row(5)),
    (Reason.FUTURE, _row(6, "2096-03-01 10:00"), _row(6)),
    (Reason.END_BEFORE_START, _row(7, end="2026-03-01 20:00"), _row(7, end="2026-03-01 22:00")),
    (Reason.COORDINATE_MISSING, _row(8, point=";14.1101"), _row(8)),
    (Reason.COORDINATE_UNREADABLE, _row(9, point="x;14.1101"), _row(9)),
    (Reason.COORDINATE_ZERO, _row(10, point="0;0"), _row(10)),
    (Reason.COORDINATE_PLACEHOLDER, _row(11, point="1;1"), _row(11)),
    (Reason.COORDINATE_OUTSIDE_RANGE, _row(12, point="95.5;14.1101"), _row(12)),
    (Reason.COORDINATES_SWAPPED, _row(13, point="14.1101;59.3101"), _row(13)),
    (Reason.DESCRIPTION_TOO_LONG, _row(14, text=LONG), _row(14, text=LONG[1:])),
    (Reason.PERSONAL_NUMBER, _row(15, text="811218-9876 sågs"), _row(15, text="en person sågs")),
    (Reason.EMAIL, _row(16, text="skriv till a.b@exempel.se"), _row(16)),
    (Reason.PHONE, _row(17, text="ring 070-123 45 67"), _row(17)),
    (Reason.REGISTRATION_NUMBER, _row(18, text="bil ABC 123 stod där"), _row(18, text="en bil stod där")),
    (Reason.ACCOUNT, _row(19, text="konto SE45 5000 0000 0583 9825 7466"), _row(19)),
    (UnreadableReason.TOO_FEW, "K20;2026", _row(20)),
    (UnreadableReason.TOO_MANY, _row(21, text="a;b"), _row(21, text='"a;b"')),
    (UnreadableReason.OTHER_DELIMITER, _row(22).replace(";", ","), _row(22)),
    (UnreadableReason.AFTER_QUOTE, _row(23, text='"a"b'), _row(23, text='"a""b"')),
    (UnreadableReason.CONTROL, _row(27, text="a\0b"), _row(27, text="ab")),
    (UnreadableReason.TOTAL, "Summa;;;;;;25", None),
    (UnreadableReason.NOTE, "Utskriven av systemet;;;;;;", None),
    (UnreadableReason.COMMENT, "# utskriven 2026-03-09", None),
    (UnreadableReason.HEADER_AGAIN, "Ref;Tid;Slut;Lat;Lng;Kategori;Text", None),
)
_DAMAGED = (_row(1, text="räksmörgås") + "\n").encode() + _row(2, text="p\u00c3").encode() + b"\xff\x81\n"
_OBJECT = {"tid": WHEN, "lat": 59.3101, "lng": 14.1101, "text": "ab"}

REFUSED_ROWS: dict[str, RefusedRows] = {
    "values and lines": _file("Ref;Tid;Slut;Lat;Lng;Kategori;Text", _ROWS),
    "decimal commas": RefusedRows(
        f"Tid,Lat,Lng\n{WHEN},59.31,14.11\n{WHEN},59,31,14,12\n",
        f"Tid;Lat;Lng\n{WHEN};59,31;14,11\n{WHEN};59,31;14,12\n",
        (UnreadableReason.DECIMAL_COMMA,),
        2,
    ),
    "an open quotation mark": RefusedRows(
        f'Tid;Lat;Lng;Text\n{WHEN};{POINT};a\n{WHEN};{POINT};"b\n',
        f"Tid;Lat;Lng;Text\n{WHEN};{POINT};a\n{WHEN};{POINT};b\n",
        (UnreadableReason.UNCLOSED,),
        2,
    ),
    "damaged letters": RefusedRows(
        b"Ref;Tid;Slut;Lat;Lng;Kategori;Text\n" + _DAMAGED,
        "\n".join(["Ref;Tid;Slut;Lat;Lng;Kategori;Text", _row(1, text="räksmörgås"), _row(2, text="på"), ""]),
        (UnreadableReason.BROKEN_TEXT,),
        2,
    ),
    "a line without end": RefusedRows(
        f"Tid;Lat;Lng;Text\n{WHEN};{POINT};a\n{WHEN};{POINT};" + "b" * 1_000_001 + "\n",
        f"Tid;Lat;Lng;Text\n{WHEN};{POINT};a\n{WHEN};{POINT};b\n",
        (UnreadableReason.TOO_LONG,),
        2,
    ),
    "no object and a sign in a text": RefusedRows(
        json.dumps([_OBJECT, 7, _OBJECT | {"text": "a\u0007b", "tid": "2026-03-02 21:30"}]),
        json.dumps([_OBJECT, _OBJECT | {"tid": "2026-03-02 21:30"}]),
        (UnreadableReason.NO_OBJECT, Reason.TEXT_CONTROL),
        2,
        name="fil.json",
    ),
    "another municipality": RefusedRows(
        f"Tid;Lat;Lng\n{WHEN};59.3101;14.1101\n{WHEN};59.40;13.51\n{WHEN};57.9;10.2\n",
        f"Tid;Lat;Lng\n{WHEN};59.3101;14.1101\n{WHEN};59.3103;14.1103\n{WHEN};59.3104;14.1104\n",
        (Reason.ANOTHER_MUNICIPALITY, Reason.OUTSIDE_MUNICIPALITY),
        3,
        municipality="1781",
    ),
    "no place of that name": RefusedRows(
        f"Tid;Plats\n{WHEN};Sjöparken\n",
        f"Tid;Plats;Lat;Lng\n{WHEN};Sjöparken;{POINT}\n",
        (Reason.PLACE_UNKNOWN,),
        1,
    ),
    "no such street and no such house": _file(
        "Tid;Adress",
        [
            (Reason.ADDRESS_UNKNOWN, f"{WHEN};Zebragränd 3", f"{WHEN};Kungsgatan 3"),
            (Reason.ADDRESS_NO_HOUSE, f"{WHEN};Kungsgatan 977", f"{WHEN};Kungsgatan 4"),
        ],
        register=REGISTER,
    ),
}
# said of a row and followed elsewhere: what settles them is no mended row
SETTLED = {
    Reason.DATE_AMBIGUOUS: "the order of day and month is chosen",
    Reason.ADDRESS_ASKED: "the street is chosen",
    Reason.ADDRESS_WITHOUT_REGISTER: "a register is loaded",
}
