"""The key says which counts a colour stands for, with every whole number in one class."""

import polars as pl
import pytest

from est import maps


@pytest.mark.parametrize(
    ("largest", "labels"),
    [
        (0, ()),
        (0.4, ("1",)),
        (3, ("1", "2", "3")),
        (5, ("1", "2", "3", "4", "5")),
        (6, ("1", "2", "3–4", "5–6")),
        (40, ("1–2", "3–4", "5–9", "10–19", "20–40")),
    ],
)
def test_classes_in_writing(largest: float, labels: tuple[str, ...]):
    """At most five classes, each wider than the one before, the last ends with the largest count."""
    bounds = maps.class_bounds(pl.Series([0, largest], dtype=pl.Float64))
    assert maps.class_labels(bounds, largest) == labels


def keys(palette: maps.Palette) -> list[maps.Key]:
    counts = maps.count_key(("1", "2–3"), "Rapporter", palette)
    return [counts, maps.Key("", maps.flag_signs("tydlig", "<b>bevaka</b>", palette))]


def test_the_key_is_a_picture_of_its_own():
    """It holds every label, fetches nothing, and shows text of others as text."""
    svg = maps.key_svg(keys(maps.DARK), maps.DARK)
    assert svg.startswith("<svg")
    assert all(f">{label}<" in svg for label in ("1", "2–3", "Rapporter", "tydlig", "&lt;b&gt;bevaka&lt;/b&gt;"))
    assert svg.count("://") == 1  # the name of SVG itself
    assert svg.count("stroke-dasharray") == 1  # of what is to be watched


def test_the_key_in_words_and_on_a_narrow_screen():
    """Who does not see it reads each sign with its title; where there is little room the signs stand in rows."""
    assert maps.key_words(keys(maps.LIGHT)) == ["Rapporter 1", "Rapporter 2–3", "tydlig", "<b>bevaka</b>"]
    wide, narrow = (maps.key_svg(keys(maps.LIGHT), maps.LIGHT, room) for room in (620, 120))
    heights = [float(svg.split('height="')[1].split('"')[0]) for svg in (wide, narrow)]
    assert heights[1] > heights[0]
