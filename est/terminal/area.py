"""`est area`: give the store the outline of the study area, of the municipality or of the districts."""

import argparse
from pathlib import Path

from est.errors import AreaError
from est.space.area import set_municipality, set_study_area, study_area, unset_municipality
from est.space.cells import RESOLUTIONS
from est.space.feature_files import outline_text
from est.space.places import all_districts, set_districts
from est.terminal import add_store, municipality_now, open_argument_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("file", type=Path, nargs="?", help="GeoJSON (WGS 84) or GeoPackage of the built-up area")
    add_store(parser)
    parser.add_argument("--municipality", metavar="CODE", help="four digits, as 1781: keep its outline and name")
    parser.add_argument(
        "--municipality-outline",
        type=Path,
        metavar="FILE",
        help="GeoJSON of the municipality, instead of the coarse one",
    )
    parser.add_argument("--no-municipality", action="store_true", help="unset the municipality: no point lies outside")
    parser.add_argument("--districts", type=Path, metavar="FILE", help="their areas, each with a name")


def run(arguments: argparse.Namespace) -> int:
    """Store the outlines that were given and say what they became; return 0."""
    given = (arguments.file, arguments.municipality, arguments.municipality_outline, arguments.districts)
    if not (any(given) or arguments.no_municipality):
        raise AreaError("Nothing was given. Name a GeoJSON file, --municipality CODE or --districts FILE.")
    with open_argument_store(arguments) as store:
        who, when = terminal_user(), municipality_now(store)
        if arguments.municipality:
            set_municipality(store, arguments.municipality, who, when)
            print(f"The municipality is {arguments.municipality}.")
        if arguments.municipality_outline:
            set_municipality(store, _text(arguments.municipality_outline), who, when)
            print("The municipality has an outline of its own.")
        if arguments.no_municipality:
            unset_municipality(store, who, when)
            print("No municipality is chosen; no point lies outside.")
        if arguments.file:
            set_study_area(store, _text(arguments.file), who, when)
            area = study_area(store, RESOLUTIONS[1])
            size = area.cells["area_km2"].sum()
            print(f"The study area is {size:.1f} km2: {area.cells.height} cells of resolution {area.resolution}.")
        if arguments.districts:
            set_districts(store, _text(arguments.districts), who, when)
            print(f"There are {all_districts(store).height} districts.")
    return 0


def _text(path: Path) -> str:
    try:
        return outline_text(path.read_bytes(), path.name)
    except OSError as error:
        raise AreaError(f"{path} cannot be read ({error}). Give a GeoJSON file in UTF-8.") from error
