"""The mapping as a reader chooses it on screen, and back: one field a column, and how times and points are written."""

from collections.abc import Mapping
from dataclasses import dataclass

from est.errors import MappingError
from est.reports.fields.mapping import CLOCK_FIELDS, MOMENT_FIELDS, ColumnMapping, split_target
from est.reports.fields.registry import FIELD, FIELDS
from est.reports.values.coordinates import SWEREF, WGS84
from est.reports.values.coordinates import SYSTEMS as GRID_NAMED
from est.sentences import Sentence
from est.space.grids import GRIDS, TM
from est.text import N_

# on screen north and east are one pair of fields; which pair they are is the coordinate system's matter
_SHOWN = {"northing": "lat", "easting": "lng"}
_SWEREF = {shown: field for field, shown in _SHOWN.items()}

FIELD_NAMES: Mapping[str, str] = {field.name: field.label for field in FIELDS if field.name not in _SHOWN}
_ZONES = {
    "utc": N_("In the zone UTC"),
    "cet": N_("In CET the whole year"),
    "cest": N_("In CEST the whole year"),
    "local": N_("By the municipality's own clock"),
}
ORDERS: Mapping[str, str] = {
    "": N_("As the dates show"),
    "dmy": N_("Day first: 31/12/2026"),
    "mdy": N_("Month first: 12/31/2026"),
    "ymd": N_("Year first: 20261231"),
    "excel": N_("Excel's numbers: 46387.75"),
    "excel1904": N_("Excel's numbers, counted from 1904: 44925.75"),
    "epoch": N_("Seconds since 1970"),
    **_ZONES,
}
CLOCKS: Mapping[str, str] = {
    "": N_("With a colon or a dot: 18.05"),
    "hhmm": N_("Four digits: 1805"),
    "hour": N_("The hour alone: 18"),
    "excel": N_("As a part of the day: 0.75"),
    **_ZONES,
}
_ONLY_REPORTED = N_(
    "No column says when it happened. {column!r} says when it was reported: if that may stand for it, choose for it "
    "that it is the start."
)
SYSTEMS: Mapping[str, str] = {
    WGS84: N_("Degrees: WGS 84 (GPS)"),
    SWEREF: N_("Metres: SWEREF 99 TM"),
    **{grid.name: f"{grid.name} ({grid.code})" for grid in GRIDS.values() if grid is not TM},
}


@dataclass(frozen=True)
class MappingChoices:
    """What a reader chose: a field for each column ("" for none), how times are written, and the coordinate system."""

    fields: Mapping[str, str]
    order: str = ""
    clock: str = ""
    system: str = WGS84


def mapping_to_choices(mapping: ColumnMapping, columns: tuple[str, ...]) -> MappingChoices:
    """Return a mapping as choices for the columns of a file."""
    shown = {column: split_target(target)[0] for column, target in mapping.columns}
    forms = mapping.forms
    order = next((form for field in MOMENT_FIELDS if (form := forms.get(field))), "")
    clock = next((form for field in CLOCK_FIELDS if (form := forms.get(field))), "")
    told = forms.get("northing") or forms.get("point")
    metres = SWEREF if "northing" in forms or "easting" in forms else WGS84
    system = GRIDS[int(told)].name if told else metres
    fields = {column: _SHOWN.get(shown.get(column, ""), shown.get(column, "")) for column in columns}
    return MappingChoices(fields, order, clock, system)


def choices_to_mapping(choices: MappingChoices, categories: Mapping[str, str]) -> ColumnMapping:
    """Return choices as a mapping; `categories` is word → category. MappingError when two columns are one field."""
    taken: dict[str, str] = {}
    for column, shown in choices.fields.items():
        if not shown:
            continue
        if shown in taken:
            raise MappingError(
                N_("The columns “{first}” and “{second}” are both chosen as the same field. Choose one of them."),
                first=taken[shown],
                second=column,
            )
        taken[shown] = column
    pairs = sorted(taken.items(), key=lambda pair: list(FIELD).index(pair[0]))
    return ColumnMapping(
        tuple((column, _target(shown, choices)) for shown, column in pairs),
        tuple((word, target) for word, target in categories.items() if target),
    )


def missing_fields(mapping: ColumnMapping) -> tuple[Sentence, ...]:
    """Return a sentence for each thing without which no row can be taken: when it was, and where."""
    fields = set(mapping.fields)
    sentences = []
    if not fields & {"start", "date", "month"}:
        reported = mapping.fields.get("reported")
        sentences.append(
            Sentence(_ONLY_REPORTED, column=reported)
            if reported
            else Sentence(N_("Choose the column that says when it happened (start, or date)."))
        )
    if not (fields >= {"lat", "lng"} or fields >= {"northing", "easting"} or fields & {"place", "address", "point"}):
        text = N_(
            "Choose the columns that say where it happened: the two coordinates, the address, or the place's name."
        )
        sentences.append(Sentence(text))
    return tuple(sentences)


def _target(shown: str, choices: MappingChoices) -> str:
    grid = GRID_NAMED.get(choices.system)
    field = _SWEREF.get(shown, shown) if grid else shown
    form = choices.order if field in MOMENT_FIELDS else choices.clock if field in CLOCK_FIELDS else ""
    if grid and grid is not TM and field in ("northing", "easting", "point"):
        form = str(grid.epsg)
    return f"{field}({form})" if form else field
