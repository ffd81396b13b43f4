"""The part of a page that says how its figures are worked out."""

from streamlit.testing.v1 import AppTest


def page() -> None:
    from est.ui.drawer import draw_method

    draw_method(["The first.", "", "The second."])


def test_each_sentence_is_a_paragraph_and_an_empty_one_is_none():
    """All of them together are one element, as each costs a message."""
    (told,) = AppTest.from_function(page).run().markdown
    assert told.value == "The first.\n\nThe second."
