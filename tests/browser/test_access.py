"""What a screen reader needs is there: names on everything that can be used, one first heading, enough contrast."""

import pytest

from tests.browser.looking import PAGES, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", PAGES)
def test_everything_that_can_be_used_has_a_name(visits: dict[str, Visit], path: str):
    """A button without a name is read as "button"."""
    assert visits[path].nameless == ()


@pytest.mark.parametrize("path", PAGES)
def test_text_stands_out_from_its_ground(visits: dict[str, Visit], path: str):
    """At least 4.5:1, and 3:1 for large text (WCAG 2.1, 1.4.3), in both themes."""
    assert visits[path].pale == ()
    assert visits[path].pale_dark == ()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_on_a_phone(visits: dict[str, Visit], path: str):
    """A reporter stands on a square with a phone."""
    assert not visits[path].sideways


def test_streamlits_own_english_is_replaced(visits: dict[str, Visit]):
    """The uploader speaks Swedish."""
    text = visits["installningar"].text
    assert "Upload" not in text
    assert "per file" not in text
    assert "Högst 25MB per fil" in text
