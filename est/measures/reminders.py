"""What the group should be reminded of: what is late or soon due, what is to be followed up, what has no cause."""

from datetime import date, timedelta
from enum import StrEnum

import polars as pl

from est.measures.terms import OPEN, MeasureState
from est.text import N_

SOON_DAYS = 14  # a group meets weekly or every second week: what is due before the next meeting is soon


class Reminder(StrEnum):
    """Why a measure is brought up."""

    OVERDUE = "försenad"
    FOLLOW_UP = "att följa upp"
    DUE_SOON = "klar snart"
    FOLLOW_UP_SOON = "följs upp snart"
    NO_HOTSPOT = "saknar hotspot"
    NO_CAUSE = "saknar orsak"


REMINDER_NAMES = {
    Reminder.OVERDUE: N_("overdue"),
    Reminder.FOLLOW_UP: N_("to be followed up"),
    Reminder.DUE_SOON: N_("due within two weeks"),
    Reminder.FOLLOW_UP_SOON: N_("follow-up within two weeks"),
    Reminder.NO_HOTSPOT: N_("lacks a hotspot"),
    Reminder.NO_CAUSE: N_("lacks a cause"),
}

TIMELY = (Reminder.OVERDUE, Reminder.FOLLOW_UP, Reminder.DUE_SOON, Reminder.FOLLOW_UP_SOON)


def by_urgency(listed: pl.DataFrame, today: date) -> pl.DataFrame:
    """Return the measures with [overdue, days_late, reminders], the latest first, then by due day, then without one.

    A measure is overdue when its due day has passed and it is proposed, decided or ongoing. It is to be followed up
    from its follow-up day until it is closed, abandoned or has a verdict of that day or later. `reminders` is a list.
    """
    found = {name: condition.fill_null(False) for name, condition in _conditions(today).items()}
    late = found[Reminder.OVERDUE]
    return (
        listed.lazy()
        .with_columns(
            overdue=late,
            days_late=pl.when(late).then((pl.lit(today) - pl.col("due")).dt.total_days()).otherwise(0),
            over=~_in(OPEN),
            reminders=pl.concat_list(
                pl.when(condition).then(pl.lit(str(name))) for name, condition in found.items()
            ).list.drop_nulls(),
        )
        .sort(["days_late", "over", "due", "title"], descending=[True, False, False, False], nulls_last=True)
        .drop("over")
        .collect()
    )


def _conditions(today: date) -> dict[Reminder, pl.Expr]:
    soon = today + timedelta(days=SOON_DAYS)
    to_follow = ~_in((MeasureState.CLOSED, MeasureState.ABANDONED)) & (
        pl.col("followed").is_null() | (pl.col("followed") < pl.col("follow_up"))
    )
    kept = ~_in((MeasureState.ABANDONED,))
    return {
        Reminder.OVERDUE: _in(OPEN) & (pl.col("due") < today),
        Reminder.FOLLOW_UP: to_follow & (pl.col("follow_up") <= today),
        Reminder.DUE_SOON: _in(OPEN) & pl.col("due").is_between(today, soon),
        Reminder.FOLLOW_UP_SOON: to_follow & (pl.col("follow_up") > today) & (pl.col("follow_up") <= soon),
        Reminder.NO_HOTSPOT: kept & pl.col("hotspot").is_null(),
        Reminder.NO_CAUSE: kept & pl.col("cause").is_null() & (pl.col("without_cause").fill_null("") == ""),
    }


def _in(states: tuple[MeasureState, ...]) -> pl.Expr:
    return pl.col("state").is_in([str(state) for state in states])
