"""The view that holds the study area, and which names have room in it (Web Mercator)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import h3
import numpy as np
import polars as pl
import pydeck

from est.maps.cell_geometry import cell_centre

KM_PER_DEGREE = 111.2
EARTH = 40_075_017  # metres, along the equator
LETTER, LETTER_SIZE = (7.5, 18), 14  # pixels a letter of a place's name takes, wide and high, and its size
LONGEST = 28  # letters of a name on a map; a longer one is cut there, and whole beside the pointer
NAME = 18  # pixels between a place's point and the middle of its name
RADIUS, FIGURE = 10, 7  # pixels, of a flag's disc with one figure, and what another figure adds to it
LEGIBLE = 9  # pixels of letters that can be read
PADDING = (7, 2, 7, 2)  # pixels around the figures of a disc: left, top, right, bottom
PLACES = {"name": pl.String, "lat": pl.Float64, "lng": pl.Float64}


@dataclass(frozen=True)
class Frame:
    """The size in pixels that a map is expected to get on the reader's screen."""

    width: int = 700
    height: int = 560


PHONE_HEIGHT = 460
STACKED = 640  # pixels of a window in which Streamlit puts columns below each other
MARGIN = 50  # beside the content of such a window, and a little of the map's own
BESIDE, GAP = 352, 16  # a wider window's menu and margins, and what is between two columns


def fit_view(window: int, height: int = Frame.height, share: float = 1.0) -> Frame:
    """Return the frame of a map in a window this many pixels wide, in a column that takes this share of the page.

    It is never wider than the map will be, so that nothing of the study area is cut off.
    """
    if window <= STACKED:
        return Frame(max(200, window - MARGIN), min(height, PHONE_HEIGHT))
    return Frame(max(200, round(share * (window - BESIDE)) - GAP), height)


STRAY = 0.05  # of the cells at each side may be strays, and lie out of view
TIMES = 2.0  # where the view would have to be this many times as wide to hold them


@dataclass(frozen=True)
class Extent:
    """What a map is fitted to, in degrees: the centres of its cells and the edge of one around them."""

    west: float
    south: float
    east: float
    north: float

    @property
    def wide(self) -> float:
        """The part of the world's width, in Web Mercator."""
        return (self.east - self.west) / 360

    @property
    def high(self) -> float:
        """The part of the world's height, in Web Mercator."""
        return (_mercator(self.north) - _mercator(self.south)) / (2 * math.pi)

    @property
    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the middle."""
        return (self.west + self.east) / 2, (self.south + self.north) / 2


SWEDEN = Extent(10.5, 55.0, 24.2, 69.1)  # where there is no cell
ROOM = 1.06  # of the extent, with the margin around it
CLOSEST = 16.0  # the zoom that a map opens at, at most


def extent_of(cells: Sequence[str]) -> Extent:
    """Return what a map of the cells is fitted to: `cells_in_view`, or the country without a cell."""
    if not cells:
        return SWEDEN
    centres = np.array([cell_centre(cell) for cell in cells_in_view(cells)])
    (west, south), (east, north) = centres.min(axis=0).tolist(), centres.max(axis=0).tolist()
    edge = h3.average_hexagon_edge_length(h3.get_resolution(cells[0]), unit="km") / KM_PER_DEGREE
    south, north = south - edge, north + edge
    edge /= math.cos(math.radians((south + north) / 2))
    return Extent(west - edge, south, east + edge, north)


def view_of(cells: Sequence[str], frame: Frame) -> pydeck.ViewState:
    """Return the view that holds the centres of `cells_in_view` with a margin, in a map of the given size."""
    if not cells:
        return pydeck.ViewState(latitude=62.0, longitude=16.0, zoom=4)
    extent = extent_of(cells)
    tile = 512 * ROOM  # pixels of the world at zoom 0, and the margin
    zoom = math.log2(min(frame.width / (tile * extent.wide), frame.height / (tile * extent.high)))
    lng, lat = extent.centre
    return pydeck.ViewState(
        latitude=round(lat, 5), longitude=round(lng, 5), zoom=round(min(CLOSEST, zoom), 2), max_zoom=18
    )


def cells_in_view(cells: Sequence[str]) -> list[str]:
    """Return the cells that a map is fitted to, in their order: all, but for strays far from the others.

    One report with a wrong coordinate would otherwise make a town a dot. Strays lie more than the breadth of the middle
    nine tenths of the cells beside these, and are left out of view only where the map then is half as wide or less.
    """
    if not cells:
        return []
    centres = np.array([cell_centre(cell) for cell in cells])
    low, high = np.quantile(centres, (STRAY, 1 - STRAY), axis=0)
    near = (np.abs(centres - (low + high) / 2) <= 1.5 * (high - low) + 1e-9).all(axis=1)
    if not near.any() or (np.ptp(centres, axis=0) < TIMES * np.ptp(centres[near], axis=0)).all():
        return list(cells)
    return [cell for cell, kept in zip(cells, near.tolist(), strict=True) if kept]


@dataclass(frozen=True)
class MapWindow:
    """What of a map is in sight when it opens, in pixels of a world this many wide: its middle and its size."""

    middle: tuple[float, float]
    world: float
    frame: Frame

    @property
    def pixel(self) -> float:
        """The metres on the ground that a pixel in the middle is wide."""
        return EARTH / math.cosh(2 * math.pi * self.middle[1] / self.world) / self.world

    @classmethod
    def of_view(cls, view: pydeck.ViewState, frame: Frame) -> "MapWindow":
        """Return the window of a view."""
        world = 512 * 2**view.zoom
        return cls(_pixels(view.longitude, view.latitude, world), world, frame)

    def inward(self, x: float, y: float, wide: float, high: float) -> tuple[float, float] | None:
        """Return how far a text of this size around a point is moved right and down so that no edge cuts it.

        Nothing for one that lies out of sight: it stands where it is, for whoever moves the map. None where it has no
        room.
        """
        moved = []
        for at, size, middle, whole in (
            (x, wide, self.middle[0], self.frame.width),
            (y, high, self.middle[1], self.frame.height),
        ):
            low, high_edge = middle - whole / 2, middle + whole / 2
            if at + size / 2 <= low or at - size / 2 >= high_edge:
                return 0.0, 0.0
            if size > whole:
                return None
            moved.append(max(low - (at - size / 2), 0.0) - max(at + size / 2 - high_edge, 0.0))
        return moved[0], moved[1]


def thin_names(places: pl.DataFrame, window: MapWindow, taken: Sequence[tuple[float, float, int]] = ()) -> pl.DataFrame:
    """Return the places whose names have room in a window, in their order, with `right` and `down`: how far the middle
    of the name is from its point, in pixels.

    A name stands above its point, or below it where the name of a place before it is there or one of the numbers at
    `taken` (lng, lat, letters); where neither has room it is left out. No edge of the window cuts it. Names are cut by
    `short_name`.
    """
    places = places.with_columns(pl.Series("name", map(short_name, places["name"]), pl.String))
    boxes = [(*_pixels(lng, lat, window.world), size * LETTER[0]) for lng, lat, size in taken]
    kept: list[tuple[int | None, int | None]] = []
    for name, lat, lng in places.select(*PLACES).iter_rows():
        x, y = _pixels(lng, lat, window.world)
        wide = len(name) * LETTER[0]
        right, down = None, None
        for side in (-NAME, NAME):
            moved = window.inward(x, y + side, wide, LETTER[1])
            # one that an edge would have to move up or down would no longer stand by its point
            if moved is None or moved[1]:
                continue
            if all(
                abs(x + moved[0] - a) >= (wide + other) / 2 or abs(b - y - side) >= LETTER[1] for a, b, other in boxes
            ):
                right, down = round(moved[0]), side
                boxes.append((x + right, y + side, wide))
                break
        kept.append((right, down))
    moves = pl.DataFrame(kept, schema={"right": pl.Int64, "down": pl.Int64}, orient="row")
    return places.hstack(moves).filter(pl.col("down").is_not_null())


def short_name(name: str) -> str:
    """Return a name that is no wider than a map can be, cut after a word if that leaves half of it."""
    if len(name) <= LONGEST:
        return name
    words = name[: LONGEST - 1].rpartition(" ")[0]  # with the space behind a word that just has room
    return f"{words} …" if len(words) > LONGEST / 2 else f"{name[: LONGEST - 1]}…"


def place_boxes(places: pl.DataFrame) -> list[tuple[float, float, int, int, int]]:
    """Return where the names of `thin_names` stand: lng, lat, pixels to the right and below, letters."""
    return [
        (lng, lat, right, down, len(name))
        for name, lat, lng, right, down in places.select(*PLACES, "right", "down").iter_rows()
    ]


def number_boxes(numbers: Sequence[tuple[float, float, int]]) -> list[tuple[float, float, int, int, int]]:
    """Return where numbers stand, at (lng, lat, letters), as `place_boxes` says it of names."""
    return [(lng, lat, 0, 0, letters) for lng, lat, letters in numbers]


def _pixels(lng: float, lat: float, world: float) -> tuple[float, float]:
    """Return where a point lies, to the right and downwards, on a world this many pixels wide."""
    return lng / 360 * world, -_mercator(lat) / (2 * math.pi) * world


def hidden_numbers(flagged: pl.DataFrame, zoom: float) -> int:
    """Return how many flags [lat, lng, rank] are drawn without their number at this zoom: it would cover a better one.

    About as many as the browser leaves out (`marks.flag_layers`), which tries the middle of a disc against another.
    """
    known = flagged.sort("rank")
    letters = known["rank"].cast(pl.String).str.len_chars().to_list()
    return known.height - len(uncovered(known.select("lng", "lat").rows(), letters, zoom))


def uncovered(points: Sequence[tuple[float, float]], letters: Sequence[int], zoom: float) -> list[int]:
    """Return the rows whose number, of so many letters at a point (lng, lat), covers none before it at this zoom."""
    if len(points) < 2:
        return list(range(len(points)))
    world = 512 * 2**zoom / 360
    wide = np.array(letters) * FIGURE + 2 * PADDING[0]
    x = np.array([lng for lng, _ in points]) * world
    lat = np.radians(np.array([lat for _, lat in points]))
    y = np.degrees(np.log(np.tan(np.pi / 4 + lat / 2))) * world
    # discs in the same box, no larger than the smallest of them, cover each other: only the best is held against others
    boxes = np.floor(x / (2 * RADIUS)) * 1e6 + np.floor(y / (2 * RADIUS))
    best = np.sort(np.unique(boxes, return_index=True)[1])
    near = np.abs(np.subtract.outer(x[best], x[best])) < wide[best]
    near &= np.abs(np.subtract.outer(y[best], y[best])) < 2 * RADIUS
    shown: list[int] = best[near.argmax(axis=1) == np.arange(best.size)].tolist()  # nothing before it is near
    return shown


def mercator_points(positions: Sequence[Sequence[float]], world: float) -> list[list[int]]:
    """Return where positions (lng, lat, ...) lie on a world this wide, to the right and downwards, as whole numbers."""
    degrees = np.array([position[:2] for position in positions], dtype=np.float64)
    y = np.log(np.tan(np.pi / 4 + np.radians(degrees[:, 1]) / 2))
    placed = np.column_stack((degrees[:, 0] / 360 * world, -y / (2 * np.pi) * world))
    rounded: list[list[int]] = np.rint(placed).astype(np.int64).tolist()
    return rounded


def _mercator(lat: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(lat) / 2))
