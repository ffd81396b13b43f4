"""Every refusal of a file, a row or a mapping says what to do, and is followed; few can only be told."""

import json
import re

import pytest

from est.reports.fields.reasons import Reason, reason_sentence
from est.reports.files.table import UnreadableReason
from tests.advice.of_rows import REFUSED_ROWS, SETTLED
from tests.advice.texts import advice, page_advice, refusals, tells_what_to_do
from tests.advice.town import Town

CHANGED = "somebody else did it meanwhile, and what is there now is shown"
OF_ROWS = "each row says why, and is mended"
# a part of a refusal → why nothing is to be done, or where it is said
TOLD_ONLY = {
    "{file} cannot be read: {reason}": "the reason is the system's",
    "The folder {folder} cannot be made: {reason}": "the reason is the system's",
    "{question} Nothing was stored.": "the question says it",
    "rows of {file} cannot be taken, so nothing was stored, as asked": OF_ROWS,
    "Not one of the {read} rows of {file} can be taken": OF_ROWS,
    "The file has {total} lines but {placed} were accounted for": "a fault of the program, to be reported",
    "reports were sent to the store and {count} arrived": "a fault of the program",
    "That file no longer waits": CHANGED,
    "A batch that was to be purged was put back meanwhile": CHANGED,
    "There is no undone batch {batch}": "nothing is to be put back",
    "The batch {batch} is undone already": "followed in tests/terminal/test_import.py",
    "was undone on {since} by {who} and is purged since": "nothing is to be put back",
    "Somebody else undid the batch {batch}": CHANGED,
    "was taken again since, or the batch put back already": CHANGED,
    "was purged at the same moment": CHANGED,
    "The report is not there any longer": CHANGED,
    "Somebody else has decided of the report": CHANGED,
    "One of the two is not there any longer": CHANGED,
    "The place is no longer there": CHANGED,
    "The store was filled by somebody else": CHANGED,
    "This category takes what no other fits": "it is to stay",
    "No addresses are loaded, so there are none to remove": "nothing is to be removed",
    "No municipality is chosen, so there is none to unset": "nothing is to be unset",
    "The study area has the resolutions 7 to 11": "said to a programmer: no page and no command asks for another",
    "There is an organisation called {name} already": "it is there, and shown",
    "The locked design of a follow-up counts {name} by itself": "followed in tests/reports/merges",
}


def test_every_refusal_says_what_to_do_or_why_nothing_is():
    """What says it is followed, as every advice is."""
    found, followed = refusals(), {*advice(), *page_advice()}
    assert len(found) > 100
    silent = [text for text in found if not any(part in text for part in TOLD_ONLY)]
    assert [text for text in silent if not tells_what_to_do(text)] == []
    assert [text for text in silent if text not in followed] == []
    assert [part for part in TOLD_ONLY if not any(part in text for text in found)] == []


def test_every_reason_of_a_row_has_a_row_that_is_refused_for_it_and_mended():
    reasons = {reason for rows in REFUSED_ROWS.values() for reason in rows.reasons}
    assert reasons | set(SETTLED) == {*Reason, *UnreadableReason}


@pytest.mark.parametrize("what", REFUSED_ROWS)
@pytest.mark.slow
@pytest.mark.long
def test_refused_rows_are_named_with_their_reasons_and_taken_when_they_are_mended(what, tmp_path, capsys, monkeypatch):
    rows = REFUSED_ROWS[what]
    town = Town(tmp_path, re.compile(""), capsys, monkeypatch)
    if rows.municipality:
        assert town.run("area", "--municipality", rows.municipality) == 0
    if rows.register:
        assert town.run("addresses", town.write(rows.register, "register.csv")) == 0
    town.wrong(rows.wrong, "--json", name=rows.name)
    told = json.loads(town.said[-1][town.said[-1].index('{"batch"') :].splitlines()[0])
    assert {reason_sentence(one["reason"]).pattern for one in told["rejects"]} == {str(one) for one in rows.reasons}
    assert all(one["row"] and one["reason"] for one in told["rejects"])
    if told["batch"]:
        assert town.run("undo", told["batch"], "--yes") == 0
    assert town.send(rows.mended, name=rows.name) == 0, town.said[-1]
    assert f"{rows.taken} reports taken" in town.said[-1]
