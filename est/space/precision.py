"""How exact the place of a report is: the one rule for the standard deviation of its error, and for its use in a cell.

A point of a GPS or an address is off by some 30 m along each axis, an approximate one (the street) by 100 m, and a
report given by a named place's name alone by the place's radius, one given by a street's name alone by half the
street's length (docs/method.md, section 1.4). Reports of an area have no cell.
"""

import math
from collections.abc import Iterable

from est.space.cells import Floats

SPOTS = """(SELECT lat AS y, lng AS x, max(radius_m) AS radius
    FROM (SELECT lat, lng, radius_m FROM places UNION ALL SELECT lat, lng, radius_m FROM streets) GROUP BY lat, lng)"""
"""The subquery [y, x, radius] of the points that stand for a named place or a whole street."""
POINT_M = 30.0
APPROXIMATE_M = 100.0


def sigma_sql(exact: str, radius: str) -> str:
    """Return the SQL expression (DOUBLE, metres) for the standard deviation of a place along each axis.

    `exact` is the condition under which the place is a point, and `radius` names the column of the radius of the named
    place whose very point the report has, null for none. What is not known to be a point is taken as approximate. Both
    must be ours.
    """
    return (
        f"CASE WHEN {radius} IS NOT NULL THEN greatest({radius}, {POINT_M}) "
        f"WHEN {exact} THEN {POINT_M} ELSE {APPROXIMATE_M} END::DOUBLE"
    )


def sigmas_m(radii: Iterable[float]) -> list[float]:
    """Return every standard deviation (metres, ascending) that `sigma_sql` gives with named places of these radii."""
    return sorted({POINT_M, APPROXIMATE_M, *(max(radius, POINT_M) for radius in radii)})


def coarsest_m(areas: Floats) -> float:
    """Return the largest standard deviation (metres) of a report that is still counted in cells of these areas (km²).

    It is the radius of a circle as large as a cell: the report's own cell is then still where it most likely belongs.
    """
    return 1000 * math.sqrt(float(areas.mean()) / math.pi) if areas.size else 0.0
