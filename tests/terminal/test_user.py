"""`est user` says who may sign in, and refuses what cannot be in one sentence."""

import pytest

from est.__main__ import main


@pytest.mark.slow
def test_people_are_added_listed_changed_and_removed(tmp_path, capsys):
    """Each step says what came of it."""
    store = ("--store", str(tmp_path / "s"))
    assert main(["user", "add", "Ada@kommun.example", "--role", "administrator", *store]) == 0
    assert main(["user", "add", "mia@kommun.example", "--role", "member", "--organisation", "polisen", *store]) == 0
    assert main(["user", "change", "mia@kommun.example", "--role", "coordinator", *store]) == 0
    capsys.readouterr()
    assert main(["user", "list", *store]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "ada@kommun.example  administrator  (has not signed in yet)",
        "mia@kommun.example  coordinator  (has not signed in yet)",
    ]
    assert main(["user", "remove", "mia@kommun.example", *store]) == 0
    assert main(["user", "remove", "ada@kommun.example", *store]) == 2
    assert "only administrator" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add"], "needs the address"),
        (["add", "a@b.se"], "needs --role"),
        (["add", "a@b.se", "--role", "member"], "organisation"),
        (["add", "a@b.se", "--role", "member", "--organisation", "Ingen"], "no organisation"),
        (["add", "a b", "--role", "administrator"], "no address"),
        (["remove", "a@b.se"], "Nobody"),
    ],
)
@pytest.mark.slow
def test_what_cannot_be_is_one_sentence(tmp_path, capsys, words, told):
    """And nothing is changed."""
    assert main(["user", *words, "--store", str(tmp_path / "s")]) == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert told in sentence
