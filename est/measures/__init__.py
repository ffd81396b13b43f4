"""What is done at a place, by whom and by when."""

from est.measures.commands import add, edit, restore
from est.measures.measure import Measure, refuse_personal_data
from est.measures.queries import history, measure, measures
from est.measures.reminders import REMINDER_NAMES, Reminder, by_urgency
from est.measures.terms import (
    CHOICE_NAMES,
    FIELD_NAMES,
    STATE_NAMES,
    AsPlanned,
    DecidedBy,
    Kind,
    Mechanism,
    State,
    Term,
)
from est.measures.transitions import choices, refuse_transition, unmet

__all__ = [
    "CHOICE_NAMES",
    "FIELD_NAMES",
    "REMINDER_NAMES",
    "STATE_NAMES",
    "AsPlanned",
    "DecidedBy",
    "Kind",
    "Measure",
    "Mechanism",
    "Reminder",
    "State",
    "Term",
    "add",
    "by_urgency",
    "choices",
    "edit",
    "history",
    "measure",
    "measures",
    "refuse_personal_data",
    "refuse_transition",
    "restore",
    "unmet",
]
