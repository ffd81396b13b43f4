"""Charts and maps leave the page as pictures with their heading, and nothing is asked of the network for it."""

import io
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image, ImageChops

from est import maps
from est.charts.caption import Caption, caption_height, with_caption
from est.charts.picture import SCALE, chart_png, chart_svg
from tests.maps.test_drawing import cells

HEADING = Caption("Karta <över> rapporter", ("1–31 mars 2026 · Natt 22–06", "Källa: EST, Sagostaden · 2 april 2026"))


def picture():
    rows = cells(counts={0: 9, 1: 3}, flags={0: ("tydlig", "cell", 1)})
    deck = maps.draw_cells(rows, maps.Ground(), maps.LIGHT, tooltip="{n}", frame=maps.Frame(400, 300))
    keys = [maps.count_key(("1–3", "4–9"), "Rapporter i en ruta:", maps.LIGHT)]
    spec = maps.map_chart(deck, maps.LIGHT, "Karta", keys=keys, frame=maps.Frame(400, 300), fixed=True)
    return with_caption(spec, HEADING)


@pytest.mark.slow
def test_a_picture_names_title_selection_source_and_key():
    """What is seen without the page still says what it is."""
    svg = chart_svg(picture()).decode()
    written = " ".join("".join(text.itertext()) for text in ET.fromstring(svg).iter() if text.tag.endswith("text"))
    for words in (HEADING.title, *HEADING.lines, "Rapporter i en ruta:", "4–9"):
        assert words in written.replace("\u00a0", " ")  # a period does not break
    assert not re.findall(r'(?:href|src)="http', svg)


@pytest.mark.slow
def test_the_png_is_sharp_on_white_and_legible_without_colour():
    """Twice the points; the two classes differ in lightness, and the flag's line from both."""
    image = Image.open(io.BytesIO(chart_png(picture())))
    assert image.width >= 400 * SCALE
    assert image.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    grey = image.convert("L").getcolors(1 << 16) or []
    assert len([value for count, value in grey if count > 300]) >= 4  # white, two classes, the flag


@pytest.mark.slow
def test_parts_that_were_made_one_are_painted_as_they_were(monkeypatch):
    """To the last shade but what the drawing program rounds."""
    one = Image.open(io.BytesIO(chart_png(picture()))).convert("RGB")
    monkeypatch.setattr("est.maps.vega.join_parts", list)
    apart = Image.open(io.BytesIO(chart_png(picture()))).convert("RGB")
    assert one.size == apart.size
    different = np.asarray(ImageChops.difference(one, apart))
    assert different.max() <= 3


def test_a_caption_keeps_to_the_width_of_its_chart():
    """A line that is wider than the map would take the map's room on a phone."""
    caption = Caption("Karta över rapporterna", ("1–31 mars 2026 · Natt 22–06 · alla kategorier · alla aktörer",))
    assert with_caption({}, caption, 900, "rgb(1,2,3)")["title"]["subtitleColor"] == "rgb(1,2,3)"  # on a dark ground
    wide, narrow = (with_caption({}, caption, room)["title"] for room in (900, 340))
    assert (len(wide["subtitle"]), len(narrow["subtitle"])) == (1, 2)
    assert " ".join(narrow["subtitle"]).replace("\u00a0", " ") == caption.lines[0]
    assert caption_height(caption, 340) > caption_height(caption, 900)
