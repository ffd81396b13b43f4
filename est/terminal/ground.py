"""`est ground`: give the store what is drawn under the cells, from the municipality's own map file, or take it away."""

import argparse
from pathlib import Path

from est.errors import AreaError
from est.reports.files.ground_file import read_ground
from est.space.area import municipality_borders_given
from est.space.ground_features import count_features, remove_ground, set_ground
from est.terminal import add_store, municipality_now, open_argument_store, open_existing_store, terminal_user


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", type=Path, help="GeoJSON, GeoPackage or PMTiles with water, buildings, roads and rail"
    )
    what.add_argument("--remove", action="store_true", help="take away the ground that is drawn now")
    add_store(parser)


def run(arguments: argparse.Namespace) -> int:
    """Keep the ground of the file, or take away the one that is kept, and say what it holds; return 0."""
    if arguments.remove:
        with open_existing_store(arguments) as store:
            remove_ground(store, terminal_user(), municipality_now(store))
        print("The ground of the map was removed.")
        return 0
    try:
        content = arguments.file.read_bytes()
    except OSError as error:
        raise AreaError(f"{arguments.file} cannot be read ({error}).") from error
    with open_argument_store(arguments) as store:
        borders = municipality_borders_given(store)
    found = read_ground(content, arguments.file.name, borders)  # which takes a while, and needs no store
    with open_argument_store(arguments) as store:
        set_ground(store, found.features, arguments.file.name, terminal_user(), municipality_now(store))
    held = ", ".join(f"{count:,} of {kind}" for kind, count in count_features(found.features).items())
    print(f"{found.features.height:,} shapes are kept and drawn under the cells: {held}.")
    if found.left_out:
        print("Not drawn:", *found.left_out)
    return 0
