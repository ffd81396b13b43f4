"""Personal data is found however it lies in what is kept, and what the program makes itself is never taken for it."""

import hashlib
import json
import random
from datetime import datetime, timedelta
from uuid import UUID

import h3
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from est.identity import new_ids
from est.privacy.first_look import may_surely_hold
from est.privacy.guard import COVER, PersonalData, find_personal_data
from est.privacy.kept_texts import (
    columns_of_text,
    covered_column,
    covered_value,
    excerpt,
    find_in_column,
    find_in_text,
    find_in_value,
)
from tests.privacy.personal_data import ANY

PHONE = "ring 070-123 45 67"
MANY = ["klotter på väggen"] * 500  # which are looked through as a column, and not one by one
CONTEXTS = some.sampled_from(("{}", "ring {} nu", "Plats: {}, klotter", "rad ett\n{}", "på torget – {}."))


@given(ANY, CONTEXTS)
@settings(max_examples=150, derandomize=True, deadline=None)
@pytest.mark.slow
def test_the_first_look_misses_nothing(personal, context):
    """What the guard finds in a text it finds in a column, and none of it is left when it is covered."""
    text = context.format(personal)
    assert find_personal_data(text)
    assert may_surely_hold(pl.Series([text])).to_list() == [True]
    assert [place for place, _ in find_in_column(pl.Series(["klotter", text]))] == [1]
    assert [place for place, _ in find_in_column(pl.Series(["klotter", text, *MANY]))] == [1]
    (covered,) = covered_column(pl.Series([text]))
    assert COVER in covered
    assert find_in_text(covered) is None


@given(ANY, CONTEXTS, some.integers(1, 3))
@settings(max_examples=100, derandomize=True, deadline=None)
@pytest.mark.thorough
def test_personal_data_behind_the_escapes_of_json_is_found_and_covered(personal, context, depth):
    """A text in JSON in JSON is looked at as it was written, and covering it leaves JSON."""
    value: object = {"a": [context.format(personal), 1.5, None, True]}
    for _ in range(depth):
        value = {"text": json.dumps(value), "name": "torget"}
    text = json.dumps(value)
    assert find_in_text(text)
    (covered,) = covered_column(pl.Series([text]))
    assert json.loads(covered)["name"] == "torget"
    assert find_in_text(covered) is None
    assert personal not in covered


@pytest.mark.parametrize("named", ["bil\nabc 123", "regnr:\n abc12d", "Volvo " + "x" * 90 + " abc123"])
def test_a_registration_number_on_the_next_line_or_after_a_long_word_is_found_in_a_column(named):
    assert find_personal_data(named) == PersonalData.REGISTRATION_NUMBER
    assert [kind for _, kind in find_in_column(pl.Series([named]))] == [PersonalData.REGISTRATION_NUMBER]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"note": PHONE}, ("note",)),
        ({"others": {"x": {"record": {"note": PHONE}}}}, ("others", "x", "record", "note")),
        ({"names": ["torget", PHONE]}, ("names",)),
        ({"names": ({"a": {PHONE}},)}, ("names", "a")),
        ({PHONE: 1}, (PHONE,)),
        ({"read": 8112189876}, ("read",)),
        ({"design": '{"a": 8112189876}'}, ("design",)),
        ({"twice": f'{{"a": "{PHONE}", "a": "torget"}}'}, ("twice",)),
        ({"list": f'["{PHONE}"]'}, ("list",)),
        ({"broken": f'["{PHONE}"'}, ("broken",)),
        ({"deep": "[" * 100_000 + PHONE}, ("deep",)),
    ],
)
@pytest.mark.slow
def test_personal_data_is_found_wherever_it_lies_in_a_value(value, path):
    assert [(found, path) for found, _, _ in find_in_value(value)] == [(path, path)]
    assert not list(find_in_value(covered_value(value)))


@pytest.mark.parametrize(
    "text",
    ["[" * 900 + '"19850709-9805"' + "]" * 900, '{"a": ' + "1" * 5000 + ', "b": "19850709-9805"}'],
    ids=["lists within lists", "a number that Python does not read"],
)
def test_of_json_that_cannot_be_written_again_nothing_is_kept(text):
    """Where a part holds personal data all of it is covered, and no error keeps the rest of the column from it."""
    assert find_in_text(text) is PersonalData.PERSONAL_NUMBER
    assert covered_column(pl.Series(["klotter", text])).to_list() == ["klotter", COVER]


def test_what_holds_none_stays_as_it_was():
    value = {"a": ["torget", 1, 2.5, None, True, '{"b":  1.0}'], "c": {"d": "08-16"}}
    assert covered_value(value) == value


def test_a_column_of_any_type_is_looked_through():
    """Texts in categories, lists and structures are found; a type in which they could hide is an error."""
    for values in (
        pl.Series([PHONE], dtype=pl.String),
        pl.Series([PHONE], dtype=pl.Categorical),
        pl.Series([PHONE], dtype=pl.Enum([PHONE])),
        pl.Series([["torget", PHONE]]),
        pl.Series([{"a": 1, "b": [PHONE]}]),
    ):
        assert [kind for texts in columns_of_text(values) for _, kind in find_in_column(texts)] == [PersonalData.PHONE]
    for values in (pl.Series([8112189876]), pl.Series([datetime(2026, 3, 1)]), pl.Series([True]), pl.Series([None])):
        assert list(columns_of_text(values)) == []
    with pytest.raises(TypeError, match="Binary"):
        list(columns_of_text(pl.Series("x", [PHONE.encode()])))


def test_an_excerpt_shows_where_it_stands_and_covers_all_of_it():
    text = excerpt("Det " + "är mörkt " * 20 + "ring 070-123 45 67 eller 811218-9876 " + "vid torget " * 20)
    assert (text[0], text[-1]) == ("…", "…")
    assert f"ring {COVER} eller {COVER}" in text
    assert len(text) < 120


def machine_made(count: int) -> dict[str, list[str]]:
    """Return what the program makes itself, by kind, so many of each."""
    rng = random.Random(5)
    moments = [datetime(2019, 1, 1) + timedelta(microseconds=rng.randrange(10**15)) for _ in range(count)]
    points = [(rng.uniform(55, 69), rng.uniform(11, 24)) for _ in range(count)]
    cells = [h3.latlng_to_cell(*point, rng.randint(7, 11)) for point in points]
    return {
        "identities": new_ids(count) + [str(UUID(int=rng.getrandbits(128), version=4)) for _ in range(count)],
        "digests": [
            hashlib.new(name, rng.randbytes(8)).hexdigest()
            for name in ("sha256", "sha1", "md5")
            for _ in range(count // 3)
        ],
        "cells": [*cells, " ".join(cells[:100])],
        "moments": [moment.isoformat() for moment in moments]
        + [moment.isoformat(" ", "minutes") for moment in moments]
        + [f"{moment.isoformat()}+02:00" for moment in moments],
        "days": [moment.date().isoformat() for moment in moments],
        "numbers": [repr(rng.gauss(0, 10 ** rng.randint(-9, 6))) for _ in range(count)],
        "coordinates": [json.dumps({"coordinates": [[round(lng, 7), round(lat, 7)]]}) for lat, lng in points],
        "addresses": [
            f"?cell={cell}&from={moment:%Y-%m-%d}&to=2026-12-31&hours=20-04"
            for cell, moment in zip(cells, moments, strict=True)
        ],
    }


def test_few_texts_are_judged_as_many_are():
    """Few one by one, many by a first look at the column: also behind the escapes of JSON, and beside identities."""
    texts = [None, "", PHONE, json.dumps({"text": "ring\n070-123 45 67"}), json.dumps([PHONE]), *new_ids(2), "klotter"]
    texts.append('{"text": "skriv till anna\\u0040exempel.se"}')
    few = dict(find_in_column(pl.Series(texts)))
    assert few == dict(find_in_column(pl.Series([*texts, *MANY])))
    assert sorted(few) == [2, 3, 4, 8]


@pytest.mark.parametrize(
    ("kind", "texts"), machine_made(5_000).items(), ids=lambda value: value if isinstance(value, str) else ""
)
@pytest.mark.slow
def test_what_the_program_makes_itself_is_never_taken_for_personal_data(kind, texts):
    """An import refused for the digits of an identity would be a serious fault."""
    assert list(find_in_column(pl.Series(texts))) == []
    assert [text for text in texts[:500] if find_in_text(text)] == []


@pytest.mark.parametrize(
    "text",
    [
        "a" * 20 + "8112189876" + "b" * 34,
        "8a8112189876fff",
        "doi:10.1080/0735-16485",
        "ISBN 0-7020-1234-5",
    ],
)
def test_digits_that_look_like_somebody_s_are_known_by_the_form_around_them(text):
    """Without a look at the form each of these would be refused."""
    assert find_personal_data(text)
    assert find_in_text(text) is None
    assert find_in_text(f"{text} {PHONE}") == PersonalData.PHONE
