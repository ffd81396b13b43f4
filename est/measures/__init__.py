"""What is done at a place, by whom and by when."""

from est.measures.commands import add_measure, edit_measure, restore_measure
from est.measures.measure import Measure
from est.measures.queries import all_measures, get_measure, measure_history
from est.measures.reminders import REMINDER_NAMES, Reminder, by_urgency
from est.measures.terms import (
    CHOICE_NAMES,
    FIELD_NAMES,
    STATE_NAMES,
    AsPlanned,
    DecidedBy,
    MeasureKind,
    MeasureState,
    MeasureTerm,
    Mechanism,
)
from est.measures.transitions import refuse_transition, state_choices, unmet_needs

__all__ = [
    "CHOICE_NAMES",
    "FIELD_NAMES",
    "REMINDER_NAMES",
    "STATE_NAMES",
    "AsPlanned",
    "DecidedBy",
    "Measure",
    "MeasureKind",
    "MeasureState",
    "MeasureTerm",
    "Mechanism",
    "Reminder",
    "add_measure",
    "all_measures",
    "by_urgency",
    "edit_measure",
    "get_measure",
    "measure_history",
    "refuse_transition",
    "restore_measure",
    "state_choices",
    "unmet_needs",
]
