"""What is called after a saint is a church, a square or a street, and persons beside it are still found."""

import polars as pl
import pytest

from est.privacy.guard import COVER, judge_text, judge_texts

CALLED = ("S:t", "s:t", "S:T", "Sankt", "sankt", "St", "St.")
HER = ("S:ta", "s:ta", "S:TA", "Sankta", "sankta")
PLACES = (
    "Bråk vid {} mellan två gäng",
    "{}, skadegörelse",
    "Klotter på {} kyrka",
    "Personal från {} ringde polisen",
    "Fyrverkerier i parken vid {}.",
    "{} och {} är stängda",
    "{} och {} kyrka",
    "Ungdomar vid {} slogs i natt",
)


@pytest.mark.parametrize("form", PLACES)
@pytest.mark.parametrize(
    "saint",
    [f"{one} {name}" for one in CALLED for name in ("Johannes", "Olof", "Mikael", "Petri", "Lars")]
    + [f"{one} {name}" for one in HER for name in ("Maria", "Birgitta", "Clara", "Helena", "Anna")],
)
def test_a_saint_is_nobody(saint, form):
    """In the middle of a text and at its beginning, in both forms of the word and however it is written."""
    text = form.format(saint, saint)
    assert judge_text(text).findings == (), text


@pytest.mark.parametrize(
    "text",
    [
        "vid S:t Johannes kyrka",
        "S:t Hansgatan",
        "S:t Eriksplan",
        "S:ta Ragnhildsgymnasiet",
        "Sankt Eriksgatan 12 är avstängd",
        "bråk vid s:t johannes",
        "BRÅK VID S:TA MARIA",
        "S:t Görans sjukhus",
        "kv S:t Erik 4",
    ],
)
def test_what_is_called_after_a_saint_is_no_person(text):
    assert judge_text(text).findings == ()


@pytest.mark.parametrize(
    ("text", "rewritten"),
    [
        ("Karin Persson vid S:t Johannes kyrka", f"{COVER} vid S:t Johannes kyrka"),
        ("Vid S:t Johannes sågs Karin Persson", f"Vid S:t Johannes sågs {COVER}"),
        ("S:t Johannes: Erik Svensson tog cykeln", f"S:t Johannes: {COVER} tog cykeln"),
        ("Bråk vid S:ta Maria. Erik Persson är misstänkt.", f"Bråk vid S:ta Maria. {COVER} är misstänkt."),
        ("Erik Svensson slog Karin Berg vid Sankt Petri", f"{COVER} slog {COVER} vid Sankt Petri"),
        ("Karin Persson bor på S:ta Annagatan 4", f"{COVER} bor på {COVER}"),
        ("Ta 2 st, Johannes Karlsson betalar", f"Ta 2 st, {COVER} betalar"),
    ],
)
def test_persons_beside_a_saint_are_found(text, rewritten):
    """A home on a street of a saint is covered whole; `st` in small letters counts pieces."""
    assert judge_text(text).rewritten == rewritten


def test_a_column_says_the_same():
    texts = ["S:t Johannes", "Karin Persson vid S:ta Maria", None] * 200
    assert judge_texts(pl.Series(texts)) == {
        place: judge_text(text) for place, text in enumerate(texts) if text and "Karin" in text
    }
