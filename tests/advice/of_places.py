"""What is said of addresses, named places, outlines, districts, layers of maps and their grids."""

from datetime import datetime

from shapely.geometry import LineString, box

from est.reports.files import ground_file
from est.space import feature_files
from est.space.area import study_area
from est.space.feature_files import outline_text
from est.space.places import merge_places, named_places, place_names
from tests.advice.town import GOOD, Town, follows
from tests.space.geopackages import geopackage

NOW = datetime(2026, 6, 1, 12)
REGISTER = "gata;nummer;lat;lng\n" + "".join(
    f"{street};{number};59.31{number:02};14.11{place}\n"
    for place, street in enumerate(("Björkvägen", "Björngatan", "Kungsgatan"))
    for number in range(1, 5)
)
TID = "Tid;Adress\n2026-03-01 21:30;"


def collection(*features: str) -> str:
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


def square(west: float, size: float, properties: str = "") -> str:
    south, east, north = 59.30, west + size, 59.30 + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return f'{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}'


@follows("no address register is loaded. Load one", "est addresses FILE loads an address register")
def _(town: Town) -> None:
    town.wrong(TID + "Kungsgatan 2\n")
    assert town.run("addresses", town.write(REGISTER, "r.csv")) == 0
    town.right(TID + "Kungsgatan 2\n")


@follows(
    "may be {choices}. Say which, and it",
    "--street 'WRITTEN=NAME' says which street",
    "There is no street {street} in the address register",
)
def _(town: Town) -> None:
    town.run("addresses", town.write(REGISTER, "r.csv"))
    town.wrong(TID + "Björnvägen 3\n")
    assert town.run("addresses", "--street", "Björnvägen=Björnstigen") == 2
    town.right(TID + "Björnvägen 3\n", "--street", "Björnvägen=Björngatan")


@follows("has no column of streets")
def _(town: Town) -> None:
    assert town.run("addresses", town.write(REGISTER.replace("gata;", "x;"), "r.csv")) == 2
    town.done("addresses", town.write(REGISTER.replace("gata;nummer", "street;number"), "r.csv"))
    whole = "address;lat;lng\nKungsgatan 2;59.31;14.11\n"
    town.done("addresses", town.write(whole, "r.csv"))


@follows("No address of {file} lies in the municipality")
def _(town: Town) -> None:
    assert town.run("addresses", town.write("gata;nummer;lat;lng\nKungsgatan;2;0;0\n", "r.csv")) == 2
    town.done("addresses", town.write(REGISTER, "r.csv"))


@follows("No addresses are loaded. Load them first.")
def _(town: Town) -> None:
    assert town.run("addresses", "--study-area") == 2
    town.done("addresses", town.write(REGISTER, "r.csv"), "--study-area")


@follows("Nothing was given. Name a file of addresses")
def _(town: Town) -> None:
    assert town.run("addresses") == 2
    town.done("addresses", town.write(REGISTER, "r.csv"))


@follows("has no row with a point", "has no two columns of coordinates")
def _(town: Town) -> None:
    assert town.run("places", town.write("name;lat;lng\nTorget;;\n", "p.csv")) == 2
    assert town.run("places", town.write("name;a;b\nTorget;59.31;14.11\n", "p.csv")) == 2
    for names in ("lat;lng", "N;E"):
        point = "59.31;14.11" if names == "lat;lng" else "6574000;449000"
        town.done("places", town.write(f"name;{names}\nTorget {point[:2]};{point}\n", "p.csv"))


@follows("has no rows below its column names", "has two columns of one name", "at most {most} MB are read")
def _(town: Town) -> None:
    right = "name;lat;lng\nTorget;59.31;14.11\n"
    for wrong in ("name;lat;lng\n", "name;lat;lat\nTorget;59.31;14.11\n"):
        assert town.run("places", town.write(wrong, "p.csv")) == 2
    with town.monkeypatch.context() as small:
        small.setattr(feature_files, "LARGEST_FILE", 20)
        assert town.run("places", town.write(right, "p.csv")) == 2
    town.done("places", town.write(right, "p.csv"))


@follows("is no grid that is known")
def _(town: Town) -> None:
    metres = town.write("name;N;E\nTorget;6577000;142000\n", "p.csv")
    assert town.run("places", metres, "--crs", "EPSG:3857") == 2
    town.done("places", metres, "--crs", "EPSG:3007")


@follows("It has more than {most} MB. Cut it")
def _(town: Town) -> None:
    town.send(GOOD)
    line = '{"type":"LineString","coordinates":[[14.1,59.3],[14.2,59.3]]}'
    whole = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"kind":"road"},"geometry":%s}]}'
    file = town.write(whole % line, "g.geojson")
    with town.monkeypatch.context() as small:
        small.setattr(ground_file, "LARGEST", 20)
        assert town.run("ground", file) == 2
    town.done("ground", file)


@follows("has metres of which the grid is not known")
def _(town: Town) -> None:
    metres = town.write("name;N;E\nTorget;6577000;142000\n", "p.csv")
    assert town.run("places", metres) == 2
    town.done("places", metres, "--crs", "EPSG:3007")


@follows("more than one grid puts them into the municipality")
def _(town: Town) -> None:
    assert town.run("area", "--municipality", "2482") == 0
    metres = town.write("name;N;E\nTorget;7183000;183000\n", "p.csv")
    assert town.run("places", metres) == 2
    town.done("places", metres, "--crs", "EPSG:3016")


@follows("has no column of names")
def _(town: Town) -> None:
    assert town.run("places", town.write("x;lat;lng\nTorget;59.31;14.11\n", "p.csv")) == 2
    town.done("places", town.write("name;lat;lng\nTorget;59.31;14.11\n", "p.csv"))


@follows("stand for several points in the file", "are there already with another point")
def _(town: Town) -> None:
    first = "name;lat;lng\nTorget;59.31;14.11\n"
    assert town.run("places", town.write(first + "Torget;59.41;14.21\n", "p.csv")) == 2
    assert town.run("places", town.write(first + "Norra torget;59.41;14.21\n", "p.csv")) == 0
    assert town.run("places", town.write(first.replace("59.31", "59.32"), "p.csv")) == 2
    for which in ("keep", "replace"):
        town.done("places", town.folder / "p.csv", "--same-name", which)
    with town.store() as store:
        assert named_places(store).filter(name="Torget")["lat"].to_list() == [59.32]


@follows("Choose two places that are there")
def _(town: Town) -> None:
    town.run("places", town.write("name;lat;lng\nTorget;59.31;14.11\nStora torget;59.31;14.12\n", "p.csv"))
    with town.store() as store:
        one, other = place_names(store)["id"].to_list()
        with town.refused():
            merge_places(store, one, one, "a", NOW)
        town.could(merge_places, store, one, other, "a", NOW)


@follows("Two districts have the same name", 'Give every feature a property "name"')
def _(town: Town) -> None:
    named = [square(14.1, 0.01, f'"name":"{name}"') for name in ("Norr", "Norr", "Söder")]
    for wrong in (collection(*named), collection(square(14.1, 0.01))):
        assert town.run("area", "--districts", town.write(wrong, "d.geojson")) == 2
    town.done("area", "--districts", town.write(collection(*named[1:]), "d.geojson"))


@follows(
    "covers no area: it holds",
    "is not text in UTF-8. Export it again as GeoJSON",
    "cannot be read ({}). Give a GeoJSON",
)
def _(town: Town) -> None:
    point = '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[14.1,59.3]}}'
    assert town.run("area", town.write(collection(point), "a.geojson")) == 2
    assert town.run("area", town.write(collection(square(14.1, 0.05, '"n":"ö"')).encode("latin-1"), "b.geojson")) == 2
    assert town.run("area", town.folder / "none.geojson") == 2
    town.done("area", town.write(collection(square(14.1, 0.05)), "c.geojson"))


@follows("Nothing was given. Name a GeoJSON file, --municipality")
def _(town: Town) -> None:
    assert town.run("area") == 2
    outline = town.write(collection(square(14.1, 0.05, '"name":"Norr"')), "c.geojson")
    for given in ((outline,), ("--municipality", "1781"), ("--districts", outline)):
        town.done("area", *given)


@follows("The study area is too large to be one")
def _(town: Town) -> None:
    assert town.run("area", town.write(collection(square(12.0, 9)), "a.geojson")) == 2
    town.done("area", town.write(collection(square(14.1, 0.05)), "b.geojson"))


@follows("The outline is too large for cells of resolution")
def _(town: Town) -> None:
    assert town.run("area", town.write(collection(square(13.0, 1)), "a.geojson")) == 0
    with town.store() as store:
        with town.refused():
            study_area(store, 11)
        assert town.could(study_area, store, 8).cells.height


@follows(
    "has no layer of areas", "cannot be read as a GeoPackage", "is in the reference system {system}, which is not known"
)
def _(town: Town) -> None:
    areas = [("x", box(14.1, 59.3, 14.15, 59.33))]
    wrong = (
        geopackage("roads", ("n",), [("x", LineString([(14.1, 59.3), (14.2, 59.3)]))]),
        geopackage("areas", ("n",), areas)[:600],
        geopackage("areas", ("n",), areas, epsg=99999),
    )
    for content in wrong:
        assert town.run("area", town.write(content, "a.gpkg")) == 2
    town.done("area", town.write(geopackage("areas", ("n",), areas), "b.gpkg"))
    assert outline_text(geopackage("areas", ("n",), areas), "b.gpkg")
