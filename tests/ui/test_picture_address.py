"""The picture under the maps is fetched from below the page's own address, wherever the web server has put that."""

from streamlit.testing.v1 import AppTest

SCRIPT = """
import base64, streamlit as st
from est.maps.ground_picture import DATA
from est.ui.picture_address import chart_apart
picture = DATA + base64.b64encode(b"RIFF....WEBP").decode()
chart = {"layer": [{"layer": [{"mark": {"type": "image", "url": picture}}, {"mark": {"type": "geoshape"}}]}]}
apart = chart_apart(chart)
st.text(apart["layer"][0]["layer"][0]["mark"]["url"])
st.text(chart["layer"][0]["layer"][0]["mark"]["url"] == picture)
plain = {"layer": [{"mark": {"type": "geoshape"}}]}
st.text(chart_apart(plain) is plain)
"""


def test_a_chart_has_the_address_of_its_picture_and_the_one_that_is_kept_has_the_picture():
    tested = AppTest.from_string(SCRIPT).run()
    assert not tested.exception
    address, whole, same = (one.value for one in tested.text)
    assert "media/" in address
    assert not address.startswith("/")
    assert (whole, same) == ("True", "True")
