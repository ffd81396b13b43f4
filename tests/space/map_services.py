"""A map service on this machine: a WMS of one layer, and tiles, whose colour at each place says where that is."""

import io
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from PIL import Image

CAPABILITIES = """<?xml version="1.0"?><WMS_Capabilities version="1.3.0"><Service><Name>WMS</Name></Service><Capability>
<Layer><Title>All</Title><Layer queryable="1"><Name>karta</Name></Layer><Layer><Name>flygfoto</Name></Layer></Layer>
</Capability></WMS_Capabilities>"""
FAULT = "<ServiceExceptionReport><ServiceException>No such layer</ServiceException></ServiceExceptionReport>"
SQUARE = 1000.0  # metres of Web Mercator, of which every other is dark
HALF = 20_037_508.342789244


def is_dark(east: float, north: float) -> bool:
    """Return whether the map is dark there, in metres of Web Mercator."""
    return (math.floor(east / SQUARE) + math.floor(north / SQUARE)) % 2 == 0


def drawn(box: tuple[float, float, float, float], wide: int, high: int) -> bytes:
    """Return the map of a box as PNG."""
    west, south, east, north = box
    picture = Image.new("L", (wide, high))
    for row in range(high):
        at = north - (row + 0.5) * (north - south) / high
        line = [255 * (not is_dark(west + (x + 0.5) * (east - west) / wide, at)) for x in range(wide)]
        picture.paste(Image.frombytes("L", (wide, 1), bytes(line)), (0, row))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class _Service(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        kind, content = self._answer()
        self.send_response(200 if kind else 302)
        self.send_header("Content-Type", kind or "text/plain")
        if not kind:
            self.send_header("Location", "/wms")
        self.end_headers()
        self.wfile.write(content)

    def _answer(self) -> tuple[str, bytes]:
        url = urlsplit(self.path)
        asked = {name.upper(): value[0] for name, value in parse_qs(url.query, keep_blank_values=True).items()}
        match url.path.split("/"):
            case ["", "wms"] if asked.get("REQUEST") == "GetCapabilities":
                return "text/xml", CAPABILITIES.encode()
            case ["", "wms"] if asked.get("REQUEST") == "GetMap" and asked["LAYERS"] == "karta":
                assert (asked["CRS"], asked["VERSION"], asked["STYLES"]) == ("EPSG:3857", "1.3.0", "")
                west, south, east, north = map(float, asked["BBOX"].split(","))
                return "image/png", drawn((west, south, east, north), int(asked["WIDTH"]), int(asked["HEIGHT"]))
            case ["", "wms"]:
                return "text/xml", FAULT.encode()
            case ["", "tiles", zoom, x, y]:
                side = 2 * HALF / 2 ** int(zoom)
                west, north = int(x) * side - HALF, HALF - int(y.removesuffix(".png")) * side
                return "image/png", drawn((west, north - side, west + side, north), 256, 256)
            case ["", "large"]:
                return "image/png", b"x" * 2_000_000
        return "", b""

    def log_message(self, *_: object) -> None:
        """Print nothing."""


@contextmanager
def map_service() -> Iterator[tuple[str, list[str]]]:
    """Give the address of a service, and what it was asked for so far."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    server.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
