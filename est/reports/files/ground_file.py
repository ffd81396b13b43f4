"""A municipality's map file to what is drawn under the cells: water, buildings, roads, rail."""

import polars as pl

from est.reports.files.refusal import refusal
from est.reports.files.sandbox import SandboxLimits, read_in_sandbox
from est.text import N_

LARGEST = 500_000_000  # bytes
LIMITS = SandboxLimits(seconds=240, waiting=300, memory=3 * 1024**3)


def read_ground(content: bytes, file: str) -> pl.DataFrame:
    """Return the `FEATURES` of a GeoJSON, GeoPackage or PMTiles file. FileRefusedError says why it cannot be taken."""
    if len(content) > LARGEST:
        raise refusal(file, N_("It has more than {most} MB. Cut it to the municipality."), most=LARGEST // 1_000_000)
    found = read_in_sandbox("map layers", content, file, LIMITS).rows
    if found.is_empty():
        raise refusal(
            file,
            N_(
                "It holds no water, buildings, roads or rail that could be recognised. Name the layers so, or give "
                'every feature a property "kind" that says water, building, road or rail.'
            ),
        )
    return found
