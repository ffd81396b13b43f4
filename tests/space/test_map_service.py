"""A map service gives a picture that lies where the town lies, and what it gives instead is said."""

import io
import math

import pytest
from PIL import Image

from est.errors import AreaError
from est.space import map_service as services
from est.space.map_service import Box, MapService, fetch_picture
from tests.space.map_services import SQUARE, is_dark, map_service

TOWN = Box(14.05, 59.29, 14.17, 59.33)


def lies_right(content: bytes) -> float:
    """Return the share of places, away from the edges of squares, that have the colour that the map has there."""
    picture = Image.open(io.BytesIO(content)).convert("1", dither=Image.Dither.NONE)
    west, south, east, north = TOWN.metres
    right = known = 0
    for column in range(5, picture.width, 23):
        for row in range(5, picture.height, 23):
            x = west + (column + 0.5) * (east - west) / picture.width
            y = north - (row + 0.5) * (north - south) / picture.height
            if min(abs(x / SQUARE - round(x / SQUARE)), abs(y / SQUARE - round(y / SQUARE))) > 0.05:
                known += 1
                right += (not picture.getpixel((column, row))) == is_dark(x, y)
    assert known > 500
    return right / known


@pytest.mark.parametrize("address", ["/wms", "/wms?map=/kartor/stad.map&service=wms&version=1.1.1"])
def test_the_picture_of_a_wms_lies_where_the_town_lies(address):
    with map_service() as (host, asked):
        content = fetch_picture(MapService(host + address, ("karta",)), TOWN)
    assert lies_right(content) == 1
    assert Image.open(io.BytesIO(content)).format == "WEBP"
    assert max(Image.open(io.BytesIO(content)).size) == services.LONGEST_SIDE
    assert len(asked) == 1
    assert asked[0].upper().count("VERSION=") == 1
    assert ("map=" in asked[0]) == ("map=" in address)


def test_tiles_are_put_together_as_near_as_few_of_them_let_it_be():
    with map_service() as (host, asked):
        content = fetch_picture(MapService(host + "/tiles/{z}/{x}/{y}.png"), TOWN)
    assert lies_right(content) == 1
    assert services.MOST_TILES / 5 < len(asked) <= services.MOST_TILES
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize(
    ("address", "layers", "words"),
    [
        ("/wms", (), "karta, flygfoto"),
        ("/wms", ("kartan",), "No such layer"),
        ("/large", (), "no list of layers: “xxx"),
        ("/moved", ("karta",), "302"),
        ("/wms?api_key=abc", ("karta",), "password or a key"),
    ],
)
def test_what_a_service_says_instead_of_a_picture_is_heard(address, layers, words):
    """A service that sends on to another machine is not followed: it is not the one that was turned on."""
    with map_service() as (host, asked), pytest.raises(AreaError, match=words):
        fetch_picture(MapService(host + address, layers), TOWN)
    assert len(asked) == (0 if "key" in address else 1)


@pytest.mark.parametrize("address", ["file:///etc/passwd", "wms", "https://", "ftp://127.0.0.1/x", "https://a:b@c/wms"])
def test_what_is_no_address_of_a_service_is_asked_nothing(address):
    with pytest.raises(AreaError):
        fetch_picture(MapService(address, ("karta",)), TOWN)


def test_a_password_before_the_name_of_the_machine_is_sent_nowhere():
    with map_service() as (host, asked), pytest.raises(AreaError, match="password or a key"):
        fetch_picture(MapService(host.replace("//", "//ida:hemligt@") + "/wms", ("karta",)), TOWN)
    assert not asked


def test_a_service_that_does_not_answer_and_one_that_answers_too_much_are_refused(monkeypatch):
    with map_service() as (host, _):
        monkeypatch.setattr(services, "LARGEST", 1_000_000)
        with pytest.raises(AreaError, match="fewer layers"):
            fetch_picture(MapService(host + "/large", ("karta",)), TOWN)
    with pytest.raises(AreaError, match="does not answer"):
        fetch_picture(MapService(host + "/wms", ("karta",)), TOWN)


def test_the_size_of_a_box_is_that_of_web_mercator():
    """EPSG:3857 of 59.3 N 14.1 E, as PROJ has it."""
    west, south, _, _ = Box(14.1, 59.3, 15, 60).metres
    assert [west, south] == pytest.approx([1_569_604.82, 8_245_512.87], abs=0.1)
    assert math.isclose(services.mercator_y(85.0511287798), 1, rel_tol=1e-9)
