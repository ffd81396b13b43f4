"""Reminders by mail: once a week, to each organisation, of its measures and tasks that are late or soon due."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

import polars as pl

from est.mail.letter import Letter, LetterKind
from est.mail.letters import post_letter
from est.mail.mail_server import MailServer, mail_server
from est.mail.recipients import all_recipients
from est.measures.queries import all_measures
from est.measures.reminders import REMINDER_NAMES, SOON_DAYS, TIMELY, Reminder, by_urgency
from est.meetings.queries import all_tasks
from est.meetings.task import Task, TaskState
from est.municipality.settings import read_settings
from est.municipality.vocabulary import store_vocabulary
from est.store import Store
from est.text import Translator

REMINDERS = "reminders"  # the setting: "1" where they are turned on
_NAMES = UUID("0198f1c4-7a10-7000-8000-5d6f0c2b7e01")  # of the letters of reminders: one a week and organisation


@dataclass(frozen=True)
class ReminderBasis:
    """What one organisation is reminded of: rows of measures (`by_urgency`), the latest first, and tasks."""

    organisation: str
    measures: pl.DataFrame
    tasks: tuple[Task, ...]


def reminder_bases(store: Store, today: date) -> tuple[ReminderBasis, ...]:
    """Return what each organisation is to be reminded of; none that has nothing to be reminded of.

    A task is an organisation's where its name stands as who has it.
    """
    listed = by_urgency(all_measures(store), today).filter(
        pl.col("reminders").list.eval(pl.element().is_in([str(name) for name in TIMELY])).list.any()
    )
    tasks: dict[str, list[Task]] = {}
    known, soon = store_vocabulary(store), today + timedelta(days=SOON_DAYS)
    for one in all_tasks(store):
        owner = known.organisation(one.task.assigned)
        if owner and one.task.state is TaskState.OPEN and one.task.due is not None and one.task.due <= soon:
            tasks.setdefault(str(owner), []).append(one.task)
    owners = listed["organisation"].cast(pl.String)
    return tuple(
        ReminderBasis(owner, listed.filter(owners == owner), tuple(tasks.get(owner, ())))
        for owner in sorted({*owners.drop_nulls().to_list(), *tasks})
    )


def compose_reminder(basis: ReminderBasis, today: date, server: MailServer | None, words: Translator) -> Letter:
    """Return the letter that reminds an organisation, with a link where the dashboard's address is known."""
    _ = words.gettext
    number = basis.measures.height + len(basis.tasks)
    subject = words.ngettext("{count} thing of yours is due", "{count} things of yours are due", number)
    lines = [*_measure_lines(basis, words), *_task_lines(basis, today, words)]
    if server is not None and server.site:
        lines += ["", f"{server.site.rstrip('/')}/atgarder"]
    return Letter(LetterKind.REMINDER, basis.organisation, subject.format(count=number), "\n".join(lines))


def _measure_lines(basis: ReminderBasis, words: Translator) -> Iterator[str]:
    _ = words.gettext
    for row in basis.measures.iter_rows(named=True):
        why = words.listed([_(REMINDER_NAMES[Reminder(name)]) for name in row["reminders"] if name in TIMELY])
        day = row["due"] if Reminder.OVERDUE in row["reminders"] or Reminder.DUE_SOON in row["reminders"] else None
        parts = [_("Measure: {title}").format(title=row["title"]), row["hotspot_name"] or row["place"] or ""]
        if day:
            parts.append(_("due {day}").format(day=words.date(day)))
        yield "– " + ", ".join(part for part in parts if part) + f": {why}."


def _task_lines(basis: ReminderBasis, today: date, words: Translator) -> Iterator[str]:
    _ = words.gettext
    for task in basis.tasks:
        until = _("until {day}").format(day=words.date(task.due)) if task.due else ""
        late = ": " + _("late") if task.overdue(today) else ""
        yield "– " + _("Task: {title}").format(title=task.title) + f", {until}{late}."


def reminders_on(store: Store) -> bool:
    """Tell whether somebody has turned reminders on."""
    return read_settings(store).get(REMINDERS) == "1"


def owners_without_address(store: Store, today: date) -> tuple[str, ...]:
    """Return the organisations that would be reminded of something if they had an address."""
    known = all_recipients(store)
    return tuple(basis.organisation for basis in reminder_bases(store, today) if basis.organisation not in known)


def post_reminders(store: Store, who: str, now: datetime, words: Translator) -> int:
    """Put the reminders of the week into the queue, where they are turned on, and return how many letters there are.

    Each organisation with an address gets one a week, however often this is asked for.
    """
    if not reminders_on(store):
        return 0
    year, week, _day = now.isocalendar()
    addresses, server, posted = all_recipients(store), mail_server(store), 0
    for basis in reminder_bases(store, now.date()):
        if basis.organisation in addresses:
            identity = uuid5(_NAMES, f"{year}-W{week:02} {basis.organisation}")
            letter = compose_reminder(basis, now.date(), server, words)
            standing = words.gettext("Reminders, turned on under Settings")
            post_letter(store, letter, addresses[basis.organisation], standing, who, now, identity)
            posted += 1
    return posted
