"""Metres become degrees by the formulas that Lantmäteriet publishes; the municipality tells in which zone they are."""

import json
import math

import numpy as np
import pytest

from est.errors import AreaError
from est.space.borders import municipality_borders
from est.space.feature_files import grid_of_code, likely_grids, read_features
from est.space.grids import GRIDS, GridFamily, fits_family, zone_question
from est.space.ground import municipality_of

AXIS, FLATTENING = 6378137.0, 1 / 298.257222101  # GRS 80


def gauss_krueger(lat, lng, middle, scale=1.0, false_north=0.0, false_east=150_000.0):
    """Return northing and easting by Krüger's series, as in Lantmäteriet's *Gauss Conformal Projection*."""
    e2 = FLATTENING * (2 - FLATTENING)
    n = FLATTENING / (2 - FLATTENING)
    radius = AXIS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    phi, away = math.radians(lat), math.radians(lng - middle)
    conformal = math.atan(
        math.sinh(math.asinh(math.tan(phi)) - math.sqrt(e2) * math.atanh(math.sqrt(e2) * math.sin(phi)))
    )
    xi, eta = math.atan2(math.tan(conformal), math.cos(away)), math.atanh(math.cos(conformal) * math.sin(away))
    betas = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
        13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
        61 * n**3 / 240 - 103 * n**4 / 140,
        49561 * n**4 / 161280,
    )
    north = xi + sum(b * math.sin(2 * k * xi) * math.cosh(2 * k * eta) for k, b in enumerate(betas, 1))
    east = eta + sum(b * math.cos(2 * k * xi) * math.sinh(2 * k * eta) for k, b in enumerate(betas, 1))
    return scale * radius * north + false_north, scale * radius * east + false_east


@pytest.mark.parametrize("epsg", range(3007, 3019))
def test_a_local_zone_is_the_published_projection(epsg):
    """To a millimetre, some way east and west of its middle."""
    degrees, minutes = map(int, GRIDS[epsg].name.split()[-2:])
    for lat, away in ((55.4, -1.0), (59.3, 0.0), (62.7, 0.9), (68.2, 1.5)):
        lng = degrees + minutes / 60 + away
        north, east = gauss_krueger(lat, lng, degrees + minutes / 60)
        found = GRIDS[epsg].to_degrees(np.array([north]), np.array([east]))
        assert (found[0][0], found[1][0]) == (pytest.approx(lat, abs=1e-8), pytest.approx(lng, abs=1e-8))


def test_rt_90_is_the_published_projection():
    """Lantmäteriet's direct projection of SWEREF 99 to RT 90 2.5 gon V is right to some decimetres."""
    middle = 15 + 48 / 60 + 22.624306 / 3600
    for lat, lng in ((55.7, 13.2), (59.3, 14.1), (59.3, 18.1), (65.6, 22.1)):
        north, east = gauss_krueger(lat, lng, middle, 1.00000561024, -667.711, 1_500_064.274)
        found = GRIDS[3021].to_degrees(np.array([north]), np.array([east]))
        assert abs(found[0][0] - lat) * 111_195 < 0.5
        assert abs(found[1][0] - lng) * 111_195 * math.cos(math.radians(lat)) < 0.5


@pytest.mark.parametrize(
    ("code", "middle", "epsg"),
    [("1781", 13.5, 3008), ("1280", 13.5, 3008), ("0180", 18.0, 3011), ("2584", 20.25, 3016), ("0980", 18.75, 3015)],
)
def test_the_municipality_tells_the_zone(code, middle, epsg):
    """The same numbers lie elsewhere in every other zone."""
    outline = json.dumps(municipality_of(code))
    corners = np.array(json.loads(outline)["geometry"]["coordinates"][0])
    corners = corners.reshape(-1, 2) if corners.ndim < 3 else corners[0]
    points = [gauss_krueger(lat, lng, middle) for lng, lat in corners[::5]]
    north, east = np.array(points).T
    assert fits_family(GridFamily.LOCAL, north, east).all()
    assert likely_grids(GridFamily.LOCAL, north, east, municipality_borders(outline, code)) == (GRIDS[epsg],)
    assert likely_grids(GridFamily.LOCAL, north, east, None) == ()


def test_where_the_municipality_is_wider_than_zones_are_apart_the_zone_is_asked():
    """The middle of Skellefteå, written in SWEREF 99 20 15, lies in the same municipality read as 18 45."""
    borders = municipality_borders(json.dumps(municipality_of("2482")), "2482")
    points = [gauss_krueger(64.75 + n / 1000, 20.95, 20.25) for n in range(20)]
    north, east = np.array(points).T
    likely = likely_grids(GridFamily.LOCAL, north, east, borders)
    assert {grid.epsg for grid in likely} == {3015, 3016}
    asked = zone_question(GridFamily.LOCAL, likely)
    assert "SWEREF 99 20 15 (EPSG:3016)" in asked
    assert f"--crs {likely[0].code}" in asked
    content = "namn;N;E\n" + "".join(f"Torg {n};{a:.1f};{b:.1f}\n" for n, (a, b) in enumerate(points))
    with pytest.raises(AreaError, match="EPSG:3016"):
        read_features(content.encode(), "platser.csv", borders)
    told = read_features(content.encode(), "platser.csv", borders, GRIDS[3016])
    assert told[0].properties.height == 20


def test_points_that_speak_against_a_zone_leave_one_and_strays_do_not():
    """A tenth of the points lie outside the municipality in the other zone; two strays lie outside in either."""
    borders = municipality_borders(json.dumps(municipality_of("2482")), "2482")
    town = [(64.75, 20.95)] * 18 + [(64.75, 19.6)] * 2 + [(59.3, 18.1)] * 2
    north, east = np.array([gauss_krueger(lat, lng, 20.25) for lat, lng in town]).T
    assert {grid.epsg for grid in likely_grids(GridFamily.LOCAL, north, east, borders)} == {3015, 3016}
    town += [(64.75, 19.6)] * 3
    north, east = np.array([gauss_krueger(lat, lng, 20.25) for lat, lng in town]).T
    assert likely_grids(GridFamily.LOCAL, north, east, borders) == (GRIDS[3016],)


def test_a_grid_is_named_by_its_code():
    assert grid_of_code("epsg:3010").name == "SWEREF 99 16 30"
    assert grid_of_code("3021").name == "RT 90 2.5 gon V"
    with pytest.raises(AreaError):
        grid_of_code("EPSG:3857")
