"""What a screen reader needs is there: names on everything that can be used, one first heading, enough contrast."""

import re

import pytest

from tests.browser.looking import EACH_PAGE, Visit

pytestmark = pytest.mark.browser


@EACH_PAGE
def test_everything_that_can_be_used_has_a_name(visit: Visit, path: str):
    """A button without a name is read as "button"."""
    assert visit.nameless == ()


@EACH_PAGE
def test_axe_finds_nothing_serious_or_moderate(visit: Visit, path: str):
    """By the rules of WCAG 2.2 A and AA and by those of good practice, with every part of the page opened."""
    assert visit.barriers == ()


@EACH_PAGE
def test_text_stands_out_from_its_ground(visit: Visit, path: str):
    """At least 4.5:1, and 3:1 for large text (WCAG 2.1, 1.4.3), in both themes."""
    assert visit.pale == ()
    assert visit.pale_dark == ()


@EACH_PAGE
def test_no_page_scrolls_sideways_on_a_phone(visit: Visit, path: str):
    """A reporter stands on a square with a phone."""
    assert not visit.sideways


ENGLISH = re.compile(
    r"\b(the|of|for|with|search|show|hide|next|previous|choose|selected|values|help|download|copy|year|month|day|empty"
    r"|skip|pages|sidebar|fullscreen|legend|titled|axis|mark|january|february|march|may|june|july|october)\b",
    re.IGNORECASE,
)


@EACH_PAGE
def test_what_a_screen_reader_says_is_swedish(visit: Visit, path: str):
    """Streamlit's own controls and Vega's charts speak English to those who do not see them."""
    assert len(visit.labels) > 3  # where nothing waits for review there is little more than the menu
    assert [label for label in visit.labels if ENGLISH.search(label)] == []
    assert "Hoppa till innehållet" in visit.text


@pytest.mark.parametrize("path", ["installningar"])
def test_streamlits_own_english_is_replaced(visit: Visit, path: str):
    """The uploader speaks Swedish."""
    assert "Upload" not in visit.text
    assert "per file" not in visit.text
    assert "Högst 25\u00a0MB per fil" in visit.text
