"""The colours of a map, in a light and a dark theme, and the classes that counts are coloured by.

Chosen to be distinguishable with colour-vision deficiency: one blue scale from little to much, marks in vermilion.
Nothing is said by colour alone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

Color = tuple[int, int, int, int]

CLASSES = 5


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as red, green, blue and opacity (0-255)."""

    counts: tuple[Color, ...]  # from few reports to many
    grid: Color
    ground: Color
    land: Color
    area: Color
    mark: Color
    casing: Color  # around marks, against any fill
    text: Color
    water: Color
    shore: Color
    building: Color
    road: Color  # over the cells, as the ground below them is not seen
    rail: Color
    unusual: Color
    hotspot: Color
    measure: Color
    fewer: tuple[Color, ...]  # than before, from a little to much; so light or dark that the line in them is seen
    more: tuple[Color, ...]  # brown, as flags are vermilion
    fewer_line: Color
    picture: float  # the opacity (0-1) of a map service's picture, under all else


LIGHT = Palette(
    counts=((198, 219, 239, 235), (140, 190, 221, 235), (84, 153, 201, 235), (33, 102, 172, 235), (5, 48, 97, 240)),
    grid=(120, 130, 140, 70),
    ground=(110, 118, 128, 150),
    land=(110, 118, 128, 26),
    area=(70, 78, 88, 210),
    mark=(196, 72, 0, 255),
    casing=(255, 255, 255, 255),
    text=(28, 32, 38, 255),
    water=(205, 226, 236, 255),
    shore=(92, 140, 168, 170),
    building=(214, 209, 202, 190),
    road=(88, 84, 80, 110),
    rail=(70, 70, 70, 170),
    unusual=(165, 15, 80, 255),
    hotspot=(94, 46, 158, 255),
    measure=(0, 104, 86, 255),
    fewer=((222, 235, 247, 235), (158, 202, 225, 235), (84, 153, 201, 235)),
    more=((245, 226, 196, 235), (214, 160, 92, 235), (140, 84, 24, 235)),
    fewer_line=(8, 48, 107, 255),
    picture=0.7,
)
DARK = Palette(
    counts=((31, 58, 88, 235), (38, 92, 140, 235), (62, 138, 190, 235), (132, 194, 230, 235), (220, 241, 255, 240)),
    grid=(160, 170, 180, 60),
    ground=(150, 158, 168, 150),
    land=(150, 158, 168, 26),
    area=(190, 198, 208, 200),
    mark=(255, 154, 66, 255),
    casing=(20, 26, 33, 255),
    text=(240, 243, 247, 255),
    water=(24, 45, 60, 255),
    shore=(96, 150, 182, 170),
    building=(58, 62, 68, 190),
    road=(206, 202, 196, 105),
    rail=(196, 196, 196, 160),
    unusual=(255, 128, 176, 255),
    hotspot=(198, 162, 255, 255),
    measure=(92, 214, 180, 255),
    fewer=((31, 58, 88, 235), (38, 92, 140, 235), (62, 138, 190, 235)),
    more=((84, 62, 36, 235), (150, 108, 58, 235), (228, 186, 122, 235)),
    fewer_line=(198, 228, 250, 255),
    picture=0.3,
)


def class_bounds(counts: pl.Series, classes: int = CLASSES) -> tuple[int, ...]:
    """Return the lowest count of each colour class: at most five, from 1, each as many times the one before."""
    largest = float(counts.max() or 0)  # type: ignore[arg-type]  # a numeric column's largest value
    if largest <= 0:
        return ()
    if largest <= classes:
        return tuple(range(1, max(1, math.ceil(largest)) + 1))
    steps = (math.ceil(largest ** (step / classes)) for step in range(1, classes))
    return tuple(sorted({1, *(max(2, bound) for bound in steps)}))


def class_labels(bounds: Sequence[int], largest: float, up_to: str = "–") -> tuple[str, ...]:
    """Return the counts of each colour class in writing: `1`, `2–3`, `4–9`, the last up to the largest count."""
    above = [bound - 1 for bound in bounds[1:]] + [max(bounds[-1], round(largest))] if bounds else []
    pairs = zip(bounds, above, strict=True)
    return tuple(f"{low}" if low == high else f"{low}{up_to}{high}" for low, high in pairs)


def class_of(count: pl.Expr, bounds: Sequence[int]) -> pl.Expr:
    """Return the number of the colour class, from 0; what is more than nothing but under 1 is in the first."""
    above = [(count >= bound).cast(pl.Int32) for bound in bounds[1:]]
    return pl.sum_horizontal(above) if above else pl.lit(0, dtype=pl.Int32)


def class_colors(classes: int, palette: Palette) -> tuple[Color, ...]:
    """Return one colour for each class, spread over the whole scale."""
    last = len(palette.counts) - 1
    if classes <= 1:
        return (palette.counts[last // 2],)[:classes]
    return tuple(palette.counts[round(index * last / (classes - 1))] for index in range(classes))
