"""A picture of the town from a map service: a WMS, or tiles, asked for once by this program and not by who looks at it.

It is asked for in Web Mercator, in which the maps are drawn, so that it lies under the cells without being bent.
"""

import html
import io
import math
import re
from dataclasses import dataclass
from itertools import product
from urllib.parse import parse_qsl, urlsplit

import httpx2
from PIL import Image, UnidentifiedImageError

from est.errors import AreaError
from est.text import N_

LONGEST_SIDE = 2000  # pixels
LARGEST = 30_000_000  # bytes of an answer
MOST_TILES = 64
TILE = 256  # pixels
FINEST_ZOOM = 19
PATIENCE = 20.0  # seconds for each answer
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_LAYERS = 40  # that are named to whoever has to choose
QUALITY = 70
SECRET = re.compile(r"key|token|secret|password|passwd|pwd|sig(nature)?", re.IGNORECASE)
HALF_WORLD = 20_037_508.342789244  # metres of Web Mercator (EPSG:3857) from its middle to its edge
PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class Box:
    """A part of the world in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def metres(self) -> tuple[float, float, float, float]:
        """West, south, east and north in metres of Web Mercator."""
        low, high = (HALF_WORLD * mercator_y(lat) for lat in (self.south, self.north))
        return HALF_WORLD * self.west / 180, low, HALF_WORLD * self.east / 180, high


@dataclass(frozen=True)
class MapService:
    """Where a picture comes from: the address of a WMS with its layers, or of tiles with {z}, {x} and {y} in it."""

    address: str
    layers: tuple[str, ...] = ()

    @property
    def has_tiles(self) -> bool:
        """Whether it gives tiles."""
        return all(place in self.address for place in PLACES)

    @property
    def host(self) -> str:
        """The machine that is asked."""
        return urlsplit(self.address).hostname or ""


def mercator_y(lat: float) -> float:
    """Return how far north of the equator a latitude lies, from -1 to 1 at the edges of Web Mercator."""
    return math.asinh(math.tan(math.radians(lat))) / math.pi


def fetch_picture(service: MapService, box: Box) -> bytes:
    """Return what the service shows of a box, in grey, as WebP of at most LONGEST_SIDE pixels a side.

    Raises AreaError: for an address that is none or holds a key, a service that does not answer or refuses, for layers
    that are left out, and for an answer that is no picture.
    """
    parts = urlsplit(service.address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AreaError(
            N_("{address} is no address of a map service. It begins with https:// and the name of the machine."),
            address=service.address[:100],
        )
    if parts.username or parts.password or any(SECRET.search(name) for name, _ in parse_qsl(parts.query)):
        raise AreaError(
            N_(
                "The address holds a password or a key, which would stand in the log and in every copy of the store. "
                "Use a service that needs none, or let the machines of your network in without one."
            )
        )
    # no redirects: what was turned on is the machine that the administrator named
    with httpx2.Client(timeout=PATIENCE, follow_redirects=False) as client:
        picture = _tiles(client, service, box) if service.has_tiles else _map(client, service, box)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()


def _map(client: httpx2.Client, service: MapService, box: Box) -> Image.Image:
    """Return the picture that a WMS draws (OGC 06-042, GetMap 1.3.0)."""
    if not service.layers:
        raise AreaError(
            N_("Say which layers are to be drawn. {host} has: {layers}."),
            host=service.host,
            layers=", ".join(_layers(client, service)),
        )
    west, south, east, north = box.metres
    scale = LONGEST_SIDE / max(east - west, north - south)
    size = max(1, round(scale * (east - west))), max(1, round(scale * (north - south)))
    asked = {
        "SERVICE": "WMS",
        "VERSION": "1.3.0",
        "REQUEST": "GetMap",
        "LAYERS": ",".join(service.layers),
        "STYLES": "," * (len(service.layers) - 1),
        "CRS": "EPSG:3857",
        "BBOX": ",".join(f"{metres:.2f}" for metres in (west, south, east, north)),
        "WIDTH": str(size[0]),
        "HEIGHT": str(size[1]),
        "FORMAT": "image/png",
        "TRANSPARENT": "FALSE",
    }
    picture = _picture(_answer(client, service, _with(service.address, asked)), service)
    return picture if picture.size == size else picture.resize(size)


def _tiles(client: httpx2.Client, service: MapService, box: Box) -> Image.Image:
    """Return the tiles around a box as one picture of it, as near as MOST_TILES let it be."""
    left, right = ((lng + 180) / 360 for lng in (box.west, box.east))
    top, bottom = ((1 - mercator_y(lat)) / 2 for lat in (box.north, box.south))
    zoom = FINEST_ZOOM
    while zoom and math.prod(_reach(*side, zoom)[1] for side in ((left, right), (top, bottom))) > MOST_TILES:
        zoom -= 1
    (x, wide), (y, high) = _reach(left, right, zoom), _reach(top, bottom, zoom)
    whole = Image.new("L", (wide * TILE, high * TILE))
    for column, row in product(range(wide), range(high)):
        address = service.address
        for place, number in zip(PLACES, (zoom, x + column, y + row), strict=True):
            address = address.replace(place, str(number))
        tile = _picture(_answer(client, service, address), service)
        whole.paste(tile.resize((TILE, TILE)), (column * TILE, row * TILE))
    world = 2**zoom * TILE
    edges = [round(part * world) for part in (left, top, right, bottom)]
    cut = whole.crop((edges[0] - x * TILE, edges[1] - y * TILE, edges[2] - x * TILE, edges[3] - y * TILE))
    cut.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return cut


def _reach(first: float, last: float, zoom: int) -> tuple[int, int]:
    """Return the first of the tiles between two parts (0-1) of the world, and how many they are."""
    begin = int(first * 2**zoom)
    return begin, int(last * 2**zoom) - begin + 1


def _layers(client: httpx2.Client, service: MapService) -> list[str]:
    """Return the names of the layers of a WMS, as far as it tells them."""
    asked = {"SERVICE": "WMS", "VERSION": "1.3.0", "REQUEST": "GetCapabilities"}
    text = _answer(client, service, _with(service.address, asked)).decode("utf-8", errors="replace")
    found = re.findall(r"<Layer\b[^>]*>\s*(?:<!--.*?-->\s*)*<Name>([^<]{1,100})</Name>", text, re.DOTALL)
    if not found:
        raise AreaError(
            N_("{host} answers with no list of layers: “{said}”. See that the address is that of a WMS."),
            host=service.host,
            said=_plain(text),
        )
    return list(dict.fromkeys(name.strip() for name in found))[:MOST_LAYERS]


def _with(address: str, asked: dict[str, str]) -> httpx2.URL:
    """Return an address with what is asked, in place of the same in other letters that stands there already."""
    url = httpx2.URL(address)
    kept = [(name, value) for name, value in url.params.multi_items() if name.upper() not in asked]
    return url.copy_with(params=[*kept, *asked.items()])


def _answer(client: httpx2.Client, service: MapService, address: str | httpx2.URL) -> bytes:
    """Return what stands at an address. Raises AreaError where it does not answer well."""
    try:
        with client.stream("GET", address) as answer:
            content = b""
            for part in answer.iter_bytes():
                content += part
                if len(content) > LARGEST:
                    raise AreaError(
                        N_("{host} answers with more than {most} MB. Choose fewer layers."),
                        host=service.host,
                        most=LARGEST // 1_000_000,
                    )
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise AreaError(
            N_("{host} does not answer ({why}). See that the address is right and that this server reaches it."),
            host=service.host,
            why=type(error).__name__,
        ) from error
    if answer.status_code != httpx2.codes.OK:
        raise AreaError(
            N_("{host} answers with {status} and no map. See that the address is right, and open to this server."),
            host=service.host,
            status=answer.status_code,
        )
    return content


def _picture(content: bytes, service: MapService) -> Image.Image:
    """Return the picture that a service gave. Raises AreaError with what it says where it gave none."""
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as found:
            if max(found.size) > 2 * LONGEST_SIDE:
                raise AreaError(
                    N_("{host} answers with a picture of another size than asked for. See that the address is right."),
                    host=service.host,
                )
            return found.convert("RGB").convert("L")  # the colours on a map are those of counts and of marks
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AreaError(
            N_(
                "{host} answers with no picture: “{said}”. See that the layers are named as the service names them, "
                "and that it draws in EPSG:3857."
            ),
            host=service.host,
            said=_plain(content.decode("utf-8", errors="replace")),
        ) from error


def _plain(text: str) -> str:
    """Return the beginning of what an answer says, without its marks."""
    said = html.unescape(re.sub(r"<[^>]*>", " ", text[:2000]))
    return " ".join(said.split())[:200]
