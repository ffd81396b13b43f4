"""What is said of one report that is entered, corrected, voided or reviewed, and of tokens."""

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID

from est.access.tokens import add_token, all_tokens, revoke_token
from est.identity import new_id
from est.municipality.vocabulary import store_vocabulary
from est.reports.batches.standing_reports import Review
from est.reports.entries.commands import LONGEST_REASON, correct_report, enter_report, take_back, void_report
from est.reports.entries.entry import Entry
from est.reports.entries.queries import list_reports, standing_report
from est.reports.entries.review import review_reports
from est.store import Change
from tests.advice.town import Town, follows

NOW = datetime(2026, 3, 15, 12)
ENTRY = Entry("SKA", "klotter", NOW - timedelta(hours=3), 59.31, 14.11)


@follows("More than ten minutes have passed", "The reason is kept with the report", "The reason is longer than")
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        made = enter_report(store, ENTRY, police, "a", NOW)
        with town.refused():
            take_back(store, made.batch, "a", NOW + timedelta(minutes=11))
        assert made.report in list_reports(store, NOW.date(), NOW.date())["id"]
        for reason in (" ", "x" * (LONGEST_REASON + 1)):
            with town.refused():
                void_report(store, made.report, 1, reason, "a", NOW)
        town.could(void_report, store, made.report, 1, "Fel plats", "a", NOW)


@follows("Somebody else has changed the report since", "There is no such report. Choose one of the list")
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        report = enter_report(store, ENTRY, police, "a", NOW).report
        other = dataclasses.replace(ENTRY, effect=3)
        correct_report(store, report, 1, other, "Effekt", "bo", NOW)
        with town.refused():
            correct_report(store, report, 1, ENTRY, "Tid", "a", NOW)
        with town.refused():
            standing_report(store, str(new_id()))
        listed = list_reports(store, NOW.date(), NOW.date())["id"][0]
        version = town.could(standing_report, store, listed)["version"]
        town.could(correct_report, store, listed, version, ENTRY, "Tid", "a", NOW)


@follows("It is in the store already; nothing was changed. Look for it")
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        form = new_id()
        enter_report(store, ENTRY, police, "a", NOW, form)
        twice = store.ask("SELECT payload FROM log WHERE action = 'enter report'").item()
        with town.refused():
            reports = store.ask("SELECT * FROM unapproved_reports")
            store.apply(Change("a", NOW, "enter report", form, {"organisation": police}, {"reports": reports}))
        assert twice
        assert town.could(list_reports, store, NOW.date(), NOW.date()).height == 1


@follows("There is no organisation {organisation}; choose one of the list.")
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        with town.refused():
            add_token(store, "diariet", str(new_id()), "a", NOW)
        town.could(add_token, store, "diariet", police, "a", NOW)


@follows("The category {category} is not used here", "The subcategory {name} is not used here")
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        for kind in (("XYZ", None), ("SKA", "finns inte")):
            with town.refused():
                enter_report(store, Entry(*kind, NOW, 59.31, 14.11), police, "a", NOW)
        town.could(enter_report, store, ENTRY, police, "a", NOW)


@follows(
    "Who sent the report reads it",
    "Choose the report that it is a duplicate of",
    "a duplicate of is not there any longer",
)
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        first = enter_report(store, ENTRY, police, "a", NOW).report
        review_reports(store, [first], Review.APPROVED, "bo", NOW)
        one, other = (enter_report(store, ENTRY, police, "a", NOW).report for _ in range(2))
        for decision, of in ((Review.REJECTED, None), (Review.DUPLICATE, None), (Review.DUPLICATE, str(UUID(int=1)))):
            with town.refused():
                review_reports(store, [one], decision, "bo", NOW, duplicate_of=of)
        town.could(review_reports, store, [one], Review.DUPLICATE, "bo", NOW, duplicate_of=first)
        town.could(review_reports, store, [other], Review.RETURNED, "bo", NOW, "Var på torget?")


@follows("Name the system that gets the token", "Revoke it, or choose another name")
def _(town: Town) -> None:
    with town.store() as store:
        police = store_vocabulary(store).organisation("Polisen")
        add_token(store, "diariet", police, "a", NOW)
        for name in ("", "diariet"):
            with town.refused():
                add_token(store, name, police, "a", NOW)
        town.could(add_token, store, "larmet", police, "a", NOW)
        revoke_token(store, all_tokens(store)[0], "a", NOW)
        town.could(add_token, store, "diariet", police, "a", NOW)
