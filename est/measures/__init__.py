"""What is done at a place, by whom and by when."""

from est.measures.asking import by_urgency, history, measure, measures, version
from est.measures.fields import (
    FIELD_NAMES,
    OPEN,
    STATE_NAMES,
    Measure,
    State,
    differences,
    merged,
    refuse_personal_data,
)
from est.measures.keeping import add, edit

__all__ = [
    "FIELD_NAMES",
    "OPEN",
    "STATE_NAMES",
    "Measure",
    "State",
    "add",
    "by_urgency",
    "differences",
    "edit",
    "history",
    "measure",
    "measures",
    "merged",
    "refuse_personal_data",
    "version",
]
