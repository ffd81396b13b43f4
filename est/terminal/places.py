"""`est places FILE`: name places from a file."""

import argparse
from pathlib import Path

import polars as pl

from est.errors import AreaError
from est.space.area import municipality_borders_given
from est.space.feature_files import grid_of_code
from est.space.place_files import compare_places, read_places
from est.space.places import add_places
from est.terminal import add_store, municipality_now, open_argument_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.description = (
        "Name places from CSV, GeoJSON or GeoPackage: name, kind, two coordinates or a geometry, radius."
    )
    parser.add_argument("file", type=Path, help="CSV, GeoJSON or GeoPackage")
    add_store(parser)
    parser.add_argument("--crs", metavar="EPSG:3010", help="the grid of a CSV in metres, where it cannot be told")
    parser.add_argument(
        "--same-name",
        choices=("keep", "replace"),
        help="where a name is there already with another point: keep the one that is there, or use the file's",
    )


def run(arguments: argparse.Namespace) -> int:
    """Name the places of the file and say how many they are; return 0."""
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        raise AreaError(f"{arguments.file} cannot be read ({error.strerror}).") from error
    with open_argument_store(arguments) as store:
        grid = grid_of_code(arguments.crs) if arguments.crs else None
        places, left_out = read_places(content, arguments.file.name, municipality_borders_given(store), grid)
        found = compare_places(store, places)
        if found.doubled:
            raise AreaError(
                f"These names stand for several points in the file: {', '.join(found.doubled)}. Name them apart."
            )
        if not found.moved.is_empty() and arguments.same_name is None:
            raise AreaError(
                f"These names are there already with another point, kind or radius: {', '.join(found.moved['name'])}. "
                "Say which stands: --same-name keep or --same-name replace."
            )
        replaced = found.moved if arguments.same_name == "replace" else found.moved.clear()
        rows = pl.concat([found.new, replaced], how="diagonal")
        if rows.height:
            add_places(store, rows, terminal_user(), municipality_now(store))
    print(f"{found.new.height} places are new, {replaced.height} replaced, {found.same} were there already.")
    if left_out:
        print(f"{left_out} rows without a name were left out.")
    return 0
