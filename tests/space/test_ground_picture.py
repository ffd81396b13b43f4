"""The picture of a map service is asked for when it is turned on, kept, and gone when it is turned off."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import shapely

from est.errors import AreaError, NotFoundError
from est.space.area import set_study_area
from est.space.ground_picture import ground_picture, turn_off_service, turn_on_service
from est.space.map_service import MapService
from est.store import Store
from tests.space.map_services import map_service
from tests.stores import empty_store

NOW = datetime(2026, 3, 2, 12)


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as store:
        set_study_area(store, shapely.to_geojson(shapely.box(14.05, 59.29, 14.17, 59.33)), "x", NOW)
        yield store


@pytest.mark.slow
def test_a_service_is_asked_once_and_its_picture_is_kept(store):
    with map_service() as (host, asked):
        turn_on_service(store, MapService(host + "/wms", ("karta",)), "ida", NOW)
        kept = [ground_picture(store) for _ in range(3)]
        assert len(asked) == 1
    assert kept[0] is not None
    assert kept[0].picture[8:12] == b"WEBP"
    assert kept[0].service.layers == ("karta",)
    assert [kept[0].box.west, kept[0].box.east] == pytest.approx([13.99, 14.23])
    row = store.ask("SELECT who, action FROM log ORDER BY id DESC LIMIT 1").row(0)
    assert row == ("ida", "set map service")
    turn_off_service(store, "ida", NOW)
    assert ground_picture(store) is None
    with pytest.raises(NotFoundError):
        turn_off_service(store, "ida", NOW)


@pytest.mark.slow
def test_a_fault_leaves_what_was_kept(store):
    with map_service() as (host, _):
        turn_on_service(store, MapService(host + "/wms", ("karta",)), "ida", NOW)
        before = ground_picture(store)
        with pytest.raises(AreaError):
            turn_on_service(store, MapService(host + "/wms", ("none",)), "ida", NOW)
    assert ground_picture(store) == before


def test_without_an_outline_nothing_is_asked():
    with empty_store() as store, map_service() as (host, asked):
        with pytest.raises(AreaError, match="municipality"):
            turn_on_service(store, MapService(host + "/wms", ("karta",)), "ida", NOW)
        assert not asked
