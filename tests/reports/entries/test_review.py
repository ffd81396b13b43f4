"""What waits is in no picture; each decision is kept with who made it, and only who may review decides."""

from datetime import datetime, timedelta

import pytest

from est.access.permissions import Actor, Role
from est.access.views import visible_store
from est.errors import EntryError, NotAllowedError, NotFoundError
from est.picture.counts import category_counts
from est.picture.selection import default_selection, loaded_period
from est.reports.batches.integrity import check_integrity
from est.reports.batches.standing_reports import Review
from est.reports.entries.commands import correct_report, enter_report
from est.reports.entries.entry import Entry
from est.reports.entries.queries import list_reports, reviews_of_report, standing_report
from est.reports.entries.review import near_reports, review_reports, set_trust, waiting_count, waiting_reports
from est.store import Store

NOW = datetime(2026, 3, 15, 12)
# all that asks the picture asks this table; what waits is in another
PICTURE = "SELECT count(*) FROM reports"


@pytest.fixture
def waiting(store, police) -> list[str]:
    """Five reports that wait, an hour and a hundred metres apart."""
    return [
        enter_report(
            store,
            Entry("SKA", "klotter", NOW - timedelta(hours=number), 59.33 + number * 9e-4, 18.06),
            police,
            "anna",
            NOW + timedelta(minutes=number),
        ).report
        for number in range(5)
    ]


@pytest.mark.slow
def test_every_decision_puts_the_report_where_it_belongs(store, police, waiting):
    """Approved ones alone count; the others are told of to who sent them, with the reason."""
    assert store.ask(PICTURE).item() == 0
    assert waiting_reports(store)["id"].to_list() == waiting
    first, second, third, fourth, fifth = waiting
    review_reports(store, [first], Review.APPROVED, "bo", NOW)
    assert near_reports(store, second)["id"].to_list() == [first]
    review_reports(store, [second], Review.DUPLICATE, "bo", NOW, duplicate_of=first)
    review_reports(store, [third], Review.RETURNED, "bo", NOW, "Var på torget?")
    review_reports(store, [fourth], Review.REJECTED, "bo", NOW, "Gäller en person")
    assert store.ask(PICTURE).item() == 1
    assert category_counts(store, default_selection(store))["count"].sum() == 1
    assert waiting_count(store) == (1, NOW + timedelta(minutes=4))
    found = list_reports(store, NOW.date(), NOW.date()).select("id", "became", "reason").rows()
    assert {one: rest for one, *rest in found} == {
        first: ["approved", None],
        second: ["duplicate", None],
        third: ["returned", "Var på torget?"],
        fourth: ["rejected", "Gäller en person"],
        fifth: ["received", None],
    }
    assert reviews_of_report(store, second).select("decision", "duplicate_of", "decided_by").row(0) == (
        "duplicate", first, "bo",
    )  # fmt: skip
    assert check_integrity(store).faults == ()
    # what was returned waits again when it is corrected, also of an organisation that is trusted by now
    set_trust(store, police, True, "bo", NOW)
    correct_report(store, third, 1, Entry("SKA", None, NOW, 59.33, 18.06), "Norra sidan", "anna", NOW)
    assert standing_report(store, third)["review"] == Review.RECEIVED
    review_reports(store, waiting_reports(store)["id"].to_list(), Review.APPROVED, "bo", NOW)
    assert store.ask(PICTURE).item() == 3
    assert check_integrity(store).faults == ()


@pytest.mark.parametrize(
    ("decision", "more", "words"),
    [
        (Review.RETURNED, {}, "Say why"),
        (Review.REJECTED, {"reason": " "}, "Say why"),
        (Review.DUPLICATE, {}, "duplicate of"),
        (Review.APPROVED, {"reason": "x" * 301}, "longer than 300"),
    ],
)
@pytest.mark.slow
def test_a_decision_without_what_it_needs_is_refused(store, waiting, decision, more, words):
    with pytest.raises(EntryError, match=words):
        review_reports(store, waiting[:1], decision, "bo", NOW, **more)
    assert waiting_count(store)[0] == 5


@pytest.mark.slow
def test_what_somebody_else_has_decided_is_not_decided_again(store, waiting):
    """Not even a part of what was asked for together."""
    review_reports(store, waiting[:1], Review.APPROVED, "bo", NOW)
    with pytest.raises(NotFoundError, match="meanwhile"):
        review_reports(store, waiting[:2], Review.REJECTED, "eva", NOW, "x")
    with pytest.raises(NotFoundError, match="duplicate of is not there"):
        review_reports(store, waiting[1:2], Review.DUPLICATE, "eva", NOW, duplicate_of=waiting[2])
    assert waiting_count(store)[0] == 4


@pytest.mark.parametrize("role", [Role.REPORTER, Role.MEMBER, Role.ADMINISTRATOR])
@pytest.mark.slow
def test_only_who_may_review_decides_or_trusts(store: Store, police, waiting, role):
    """And a reporter reads what was decided of the own organisation's."""
    seen = visible_store(store, Actor("eva@x.example", role, police))
    with pytest.raises(NotAllowedError):
        review_reports(seen, waiting[:1], Review.APPROVED, "eva", NOW)
    with pytest.raises(NotAllowedError):
        set_trust(seen, police, True, "eva", NOW)
    assert loaded_period(store) is None
    review_reports(store, waiting[:1], Review.REJECTED, "bo", NOW, "Dubbel")
    assert reviews_of_report(seen, waiting[0]).height == (role is Role.REPORTER)
