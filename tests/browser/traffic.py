"""Whether the program has answered all that a page asked of it, as the page's own websocket tells.

Streamlit's mark on the page ("running") comes only with the server's answer: until then a page that was clicked looks
as if nothing had been asked.
"""

from weakref import WeakKeyDictionary

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class Traffic:
    """What one page asked for, whether the last of it is done, and how many bytes came."""

    def __init__(self, page: Page) -> None:
        self.answered = False
        self.received = 0
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)

    def _sent(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes) and BackMsg.FromString(payload).HasField("rerun_script"):
            self.answered = False

    def _received(self, payload: str | bytes) -> None:
        if not isinstance(payload, bytes):
            return
        self.received += len(payload)
        message = ForwardMsg.FromString(payload)
        # a run that was ended for another one is not the answer: that comes with the other
        if message.HasField("script_finished") and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.answered = True


_heard: WeakKeyDictionary[Page, Traffic] = WeakKeyDictionary()


def traffic(page: Page) -> Traffic:
    """Return what is heard of a page; it is listened to from the first call on, which must come before it is opened."""
    if page not in _heard:
        _heard[page] = Traffic(page)
    return _heard[page]
