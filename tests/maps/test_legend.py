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


def test_the_key_is_a_picture_of_its_own():
    """It holds every label, fetches nothing, and shows text of others as text."""
    svg = maps.draw_legend_svg(("1", "2–3"), "Rapporter", "tydlig", "<b>bevaka</b>", maps.DARK)
    assert svg.startswith("<svg")
    assert all(f">{label}<" in svg for label in ("1", "2–3", "Rapporter", "tydlig", "&lt;b&gt;bevaka&lt;/b&gt;"))
    assert svg.count("://") == 1  # the name of SVG itself


def test_the_key_names_the_outline_only_where_there_is_one():
    """Without a marked place there is no line to explain."""
    words = ("1",), "Rapporter", "tydlig", "bevaka", maps.LIGHT
    assert ">kring rapporterna<" in maps.draw_legend_svg(*words, "kring rapporterna")
    assert "<path" not in maps.draw_legend_svg(*words)
