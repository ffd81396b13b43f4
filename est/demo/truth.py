"""What is true of the demo town: where its reports come from, when, and how many. Tests hold the program to this."""

from dataclasses import dataclass
from datetime import date

SEED = 1781
WHO = "demo"
MUNICIPALITY = "1781"
STARTS = date(2024, 7, 1)  # a Monday
ENDS = date(2026, 6, 29)  # exclusive, a Monday; "the last 12 weeks" are 2026-04-06 up to this day
SIGN = date(2025, 7, 14)  # the sign at the square is put up, in the second summer

STEADY = (
    ("Polisen", 26.0),
    ("Väktarbolaget", 24.0),
    ("Säkerhetssamordnaren", 16.0),
    ("Tekniska förvaltningen", 18.0),
    ("Socialtjänsten", 9.0),
    ("Räddningstjänsten", 7.0),
)
# whose files do not say when a report was made, as files in use often do not
WITHOUT_REPORTED = ("Väktarbolaget", "Tekniska förvaltningen")
HOME_CARE_JOINS = date(2025, 3, 3)
HOUSING_JOINS = date(2025, 9, 1)


def hours_on(*spans: tuple[str, int, int]) -> frozenset[int]:
    """Return hours of the week (0 = Monday 00) for spans (weekdays as "0123456", first hour, hour after the last)."""
    return frozenset(
        int(day) * 24 + hour for days, first, after in spans for day in days for hour in range(first, after)
    )


WEEKEND_NIGHTS = hours_on(("45", 22, 24), ("56", 0, 3))  # Friday and Saturday 22–03
AFTER_SCHOOL = hours_on(("01234", 17, 23), ("56", 10, 23))  # evenings, and weekends all day
LATE_EVENINGS = hours_on(("0123456", 17, 23))
DARK = hours_on(("0123456", 16, 23), ("01234", 6, 8))

EVERY_MONTH = (1.0,) * 12
MUSIC_SEASON = (0.1, 0.1, 0.2, 0.8, 1.0, 1.2, 1.3, 1.3, 0.9, 0.4, 0.1, 0.1)  # January first
SCHOOL_YEAR = (1.0, 1.0, 1.0, 1.1, 1.1, 0.9, 0.5, 0.9, 1.0, 1.0, 1.0, 0.9)
DARK_SEASON = (1.2, 0.9, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 0.9, 1.2, 1.3)


@dataclass(frozen=True)
class PlantedHotspot:
    """A place where more happens than elsewhere: its point (WGS 84), spread (metres), hours, season and reports."""

    name: str
    place: str
    lat: float
    lng: float
    category: str
    subcategory: str
    starts: date
    ends: date  # exclusive
    hours: frozenset[int]
    season: tuple[float, ...]
    reports: int
    organisations: tuple[tuple[str, float], ...]
    found_later: float = 0.0  # share reported as a window, found in the morning
    spread_m: float = 35.0


_MUSIC = (("Polisen", 4.0), ("Väktarbolaget", 4.0), ("Säkerhetssamordnaren", 2.0))

SQUARE = PlantedHotspot(
    "music", "Sagotorget", 59.30752, 14.10873, "FOR", "hög musik från fordon",
    STARTS, SIGN, WEEKEND_NIGHTS, MUSIC_SEASON, 160, _MUSIC,
)  # fmt: skip
# Half of what the square had moves, per night of the season; a quarter to each of two places.
MOVED_TO_HARBOUR = PlantedHotspot(
    "music moved to the harbour", "Sjörövarhamnen", 59.30353, 14.09078, "FOR", "hög musik från fordon",
    SIGN, ENDS, WEEKEND_NIGHTS, MUSIC_SEASON, 34, _MUSIC,
)  # fmt: skip
MOVED_TO_SHOPS = PlantedHotspot(
    "music moved to the shops", "Guldkvarnens parkering", 59.29627, 14.12811, "FOR", "hög musik från fordon",
    SIGN, ENDS, WEEKEND_NIGHTS, MUSIC_SEASON, 34, _MUSIC,
)  # fmt: skip
SCHOOL = PlantedHotspot(
    "broken windows", "Fabelskolan", 59.3136, 14.13059, "SKA", "glaskross",
    STARTS, ENDS, AFTER_SCHOOL, SCHOOL_YEAR, 132,
    (("Tekniska förvaltningen", 6.0), ("Väktarbolaget", 3.0), ("Polisen", 1.0)), found_later=0.5,
)  # fmt: skip
PATH = PlantedHotspot(
    "unlit path", "Månskensstigen", 59.31432, 14.0874, "PLA", "bristande belysning",
    STARTS, ENDS, DARK, DARK_SEASON, 84,
    (("Säkerhetssamordnaren", 4.0), ("Tekniska förvaltningen", 3.0), ("Socialtjänsten", 2.0), ("Polisen", 1.0)),
)  # fmt: skip
# Nothing before, and in the last four weeks more than anybody is used to: the news of the list of what is unusual.
SPORTS_GROUND = PlantedHotspot(
    "drugs at the sports ground", "Jätteängens idrottsplats", 59.30743, 14.13717, "NAR", "bruk",
    date(2026, 6, 1), ENDS, LATE_EVENINGS, EVERY_MONTH, 11,
    (("Polisen", 4.0), ("Väktarbolaget", 4.0), ("Socialtjänsten", 3.0)),
)  # fmt: skip
LASTING = (SQUARE, MOVED_TO_HARBOUR, MOVED_TO_SHOPS, SCHOOL, PATH)
PLANTED = (*LASTING, SPORTS_GROUND)


@dataclass(frozen=True)
class TownBackground:
    """Reports that are even over the study area, by area: how many, from when, from whom, and whether they rise."""

    reports: int
    starts: date
    ends: date  # exclusive
    organisations: tuple[tuple[str, float], ...]
    kinds: str  # the name of a row of `KINDS`
    rising: bool = False  # from nothing on the first day, in a straight line


BACKGROUND = (
    TownBackground(830, STARTS, ENDS, STEADY, "town"),
    TownBackground(72, HOME_CARE_JOINS, ENDS, (("Hemtjänsten", 1.0),), "home care", rising=True),
    TownBackground(132, HOUSING_JOINS, ENDS, (("Bostadsbolaget", 1.0),), "housing", rising=True),
)


@dataclass(frozen=True)
class TownEvent:
    """Something that is to come, told beforehand: never counted as a report of something unsafe."""

    starts: date
    hour: int
    hours: int
    place: str
    subcategory: str


EVENTS = (
    TownEvent(date(2024, 8, 24), 12, 9, "Drakparken", "evenemang"),
    TownEvent(date(2024, 10, 5), 15, 3, "Jätteängens idrottsplats", "match"),
    TownEvent(date(2025, 4, 30), 18, 5, "Enhörningsparken", "evenemang"),
    TownEvent(date(2025, 6, 12), 9, 4, "Fabelskolan", "skolavslutning"),
    TownEvent(date(2025, 8, 23), 12, 9, "Drakparken", "evenemang"),
    TownEvent(date(2025, 10, 4), 15, 3, "Jätteängens idrottsplats", "match"),
    TownEvent(date(2026, 4, 30), 18, 5, "Enhörningsparken", "evenemang"),
    TownEvent(date(2026, 6, 11), 9, 4, "Fabelskolan", "skolavslutning"),
    TownEvent(date(2026, 7, 11), 12, 10, "Sjörövarhamnen", "evenemang"),  # this and the rest lie after the last report
    TownEvent(date(2026, 8, 22), 12, 9, "Drakparken", "evenemang"),
    TownEvent(date(2026, 9, 5), 15, 3, "Jätteängens idrottsplats", "match"),
)


@dataclass(frozen=True)
class ReportMix:
    """One kind of report in the background: its share, when it happens, and the share that is found later."""

    category: str
    subcategory: str
    weight: float
    when: str  # evening, night, day, even
    found_later: float = 0.0


KINDS: dict[str, tuple[ReportMix, ...]] = {
    "town": (
        ReportMix("SKA", "klotter", 12, "night", 0.8),
        ReportMix("SKA", "glaskross", 6, "night", 0.6),
        ReportMix("SKA", "anlagd brand", 3, "evening"),
        ReportMix("SKA", "annan skadegörelse", 8, "night", 0.6),
        ReportMix("SAM", "utomhus", 14, "evening"),
        ReportMix("SAM", "köpcentrum eller butik", 5, "day"),
        ReportMix("SAM", "garage", 3, "evening"),
        ReportMix("ORD", "bråk", 9, "evening"),
        ReportMix("ORD", "störande musik eller buller", 6, "night"),
        ReportMix("ORD", "våld", 3, "night"),
        ReportMix("ORD", "inbrott", 4, "night", 0.7),
        ReportMix("NAR", "bruk", 5, "evening"),
        ReportMix("NAR", "misstänkt försäljning", 4, "evening"),
        ReportMix("NAR", "fynd", 2, "day"),
        ReportMix("FOR", "A-traktor", 3, "evening"),
        ReportMix("FOR", "buskörning", 3, "evening"),
        ReportMix("PLA", "nedskräpning", 5, "day"),
        ReportMix("PLA", "skymd insyn", 2, "evening"),
        ReportMix("PLA", "ödslig eller folktom", 3, "evening"),
        ReportMix("ANS", "hot", 2, "day"),
        ReportMix("RYK", "rykten i sociala medier", 2, "even"),
        ReportMix("OVR", "", 2, "even"),
    ),
    "home care": (
        ReportMix("PLA", "ödslig eller folktom", 3, "evening"),
        ReportMix("PLA", "skymd insyn", 2, "evening"),
        ReportMix("SAM", "trapphus", 3, "evening"),
        ReportMix("SAM", "utomhus", 3, "evening"),
        ReportMix("ANS", "hot", 1, "day"),
    ),
    "housing": (
        ReportMix("SAM", "källare eller förråd", 4, "night"),
        ReportMix("SAM", "trapphus", 4, "evening"),
        ReportMix("SKA", "klotter", 3, "night", 0.8),
        ReportMix("SKA", "annan skadegörelse", 3, "night", 0.7),
        ReportMix("ORD", "störande musik eller buller", 3, "night"),
        ReportMix("PLA", "nedskräpning", 3, "day"),
    ),
}

REPORTS = sum(p.reports for p in PLANTED) + sum(b.reports for b in BACKGROUND) + len(EVENTS)
