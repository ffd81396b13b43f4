"""A file is called by what it holds, of which days and filters, and when it was fetched, in plain letters."""

from datetime import date

import pytest

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.picture.selection import Selection
from est.text import translator
from est.ui.cache import AnswerCache
from est.ui.enter import Visitor
from est.ui.file_name import LONGEST, file_name, plain_letters
from est.ui.store_resource import store_now

TERTIAL = Selection(date(2026, 1, 1), date(2026, 5, 1))


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Åtgärder på Torget 22–06", "atgarder-pa-torget-22-06"),
        ("../..\\<b>=1:2</b>\n", "b-1-2-b"),
        ("2026-01-01--2026-02-01, Störande fordon", "2026-01-01--2026-02-01-storande-fordon"),
        ("x" * 80, "x" * LONGEST),
        ("广场", ""),
    ],
)
def test_a_name_has_letters_that_every_system_takes(text, plain):
    assert plain_letters(text) == plain


def test_a_list_that_is_too_long_says_that_there_is_more():
    told = plain_letters(", ".join(f"Kategori {number}" for number in range(9)), "m.fl.")
    assert told == "kategori-0-kategori-1-kategori-2-kategori-3-m-fl"


@pytest.mark.slow
def test_a_file_says_its_days_its_filters_and_when_it_was_fetched(store):
    actor = Actor("anna@kommun.example", Role.COORDINATOR, None)
    visitor = Visitor(visible_store(store, actor), actor, translator("sv"), AnswerCache())
    narrow = Selection(TERTIAL.start, TERTIAL.end, categories=("FOR",), effects=(3,))
    fetched = f"hamtad-{store_now(store):%Y-%m-%d}"
    assert file_name(visitor, "rutor", selection=TERTIAL) == f"rutor_2026-01-01--2026-04-30_{fetched}"
    told = "rutor_2026-01-01--2026-04-30_storande-fordon-paverkan-3"
    assert file_name(visitor, "rutor", selection=narrow) == f"{told}_{fetched}"
    assert file_name(visitor, "åtgärder", "Försenade") == f"atgarder_forsenade_{fetched}"
