"""`est addresses`: load the address register from a file, take it away, or make its cells the study area."""

import argparse
from pathlib import Path

from est.errors import AreaError
from est.space.addresses import address_area, forget_street, remove_addresses, set_addresses, settle_street
from est.space.area import municipality_borders_given, set_study_area, study_area
from est.space.cells import RESOLUTIONS
from est.space.feature_files import grid_of_code
from est.terminal import add_store, municipality_now, open_argument_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Load the address register: a GeoPackage (Lantmäteriet's Belägenhetsadress), CSV or GeoJSON with street, "
        "number and a point. It is kept in the store and used without the network."
    )
    parser.add_argument("file", nargs="?", type=Path, help="GeoPackage, CSV or GeoJSON")
    add_store(parser)
    parser.add_argument("--crs", metavar="EPSG:3010", help="the grid of a CSV in metres, where it cannot be told")
    parser.add_argument("--study-area", action="store_true", help="make the ground around the addresses the study area")
    parser.add_argument(
        "--street", action="append", default=[], metavar="WRITTEN=NAME", help="what a name means; WRITTEN= means none"
    )
    parser.add_argument("--ask-again", action="append", default=[], metavar="WRITTEN", help="forget what a name means")
    parser.add_argument("--remove", action="store_true", help="take the register away; reports stay where they are")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked and say what came of it; return 0."""
    if not any((arguments.file, arguments.study_area, arguments.street, arguments.ask_again, arguments.remove)):
        raise AreaError("Nothing was given. Name a file of addresses, or see est addresses --help.")
    with open_argument_store(arguments) as store:
        who, when = terminal_user(), municipality_now(store)
        if arguments.remove:
            remove_addresses(store, who, when)
            print("The address register is removed.")
        if arguments.file:
            grid = grid_of_code(arguments.crs) if arguments.crs else None
            content = _content(arguments.file)
            borders = municipality_borders_given(store)
            loaded = set_addresses(store, content, arguments.file.name, who, when, borders, grid)
            print(f"{loaded.addresses} addresses on {loaded.streets} streets are loaded.")
            if loaded.left_out:
                print(f"{loaded.left_out} rows without a street, or of an address that came before, were left out.")
            if loaded.elsewhere:
                print(f"{loaded.elsewhere} addresses outside the municipality, or at no place, were left out.")
        for pair in arguments.street:
            written, _, street = pair.partition("=")
            settle_street(store, written, street.strip() or None, who, when)
            print(f"{written.strip()!r} means {street.strip() or 'no street'} from now on.")
        for written in arguments.ask_again:
            forget_street(store, written, who, when)
            print(f"{written!r} is asked about again.")
        if arguments.study_area:
            set_study_area(store, address_area(store), who, when)
            area = study_area(store, RESOLUTIONS[1])
            size = area.cells["area_km2"].sum()
            print(f"The study area is {size:.1f} km2: {area.cells.height} cells of resolution {area.resolution}.")
    return 0


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AreaError(f"{path} cannot be read ({error.strerror}).") from error
