"""A window without a browser: it speaks Streamlit's protocol over a websocket, with whatever cookie it is given."""

from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

LONGEST = 60  # seconds for a page


@dataclass(frozen=True)
class Shown:
    """What a page drew: every text of it, the refusals among them, and whether something went wrong."""

    texts: tuple[str, ...]
    errors: tuple[str, ...]
    exceptions: int


def window(url: str, **headers: str) -> ClientConnection:
    """Return an open window; raises InvalidStatus where it is refused."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    spoken = [Subprotocol("streamlit")]
    return connect(address, subprotocols=spoken, max_size=None, origin=Origin(url), additional_headers=headers)


def open_page(socket: ClientConnection, page: str, query: str = "", patience: float = LONGEST) -> Shown:
    """Ask for a page, following where it leads, and return what it drew; TimeoutError where so long nothing comes."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    socket.send(message.SerializeToString())
    texts, errors, exceptions = [], [], 0
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(socket.recv(patience))
        kind = answer.WhichOneof("type")
        if kind == "delta":
            element = answer.delta.new_element
            drawn = element.WhichOneof("type")
            if drawn == "exception":
                exceptions += 1
            elif drawn == "alert":
                texts.append(element.alert.body)
                errors += [element.alert.body] * (element.alert.format == element.alert.ERROR)
            elif drawn in ("heading", "markdown", "text"):
                texts.append(getattr(element, drawn).body)
        if kind == "page_not_found":
            texts.append("Page not found")  # which Streamlit says in a box above the page
        if kind == "script_finished" and answer.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            return Shown(tuple(texts), tuple(errors), exceptions)
