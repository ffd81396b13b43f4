"""The words of a measure: its states, kinds and mechanisms, and what its fields are called."""

from enum import StrEnum

from est.text import N_


class MeasureState(StrEnum):
    """How far a measure has come."""

    PROPOSED = "föreslagen"
    DECIDED = "beslutad"
    ONGOING = "pågår"
    CARRIED_OUT = "genomförd"
    CLOSED = "avslutad"
    ABANDONED = "avbruten"


OPEN = (MeasureState.PROPOSED, MeasureState.DECIDED, MeasureState.ONGOING)  # what can still be late


class MeasureKind(StrEnum):
    """Whether a measure changes the situation or works among people."""

    SITUATIONAL = "situationell"
    SOCIAL = "social"


class Mechanism(StrEnum):
    """The way in which a measure is meant to work."""

    CONTROL = "öka kontroll"
    HINDER = "försvåra"
    ATTRACTION = "minska attraktionen"
    SURROUNDINGS = "fysisk miljö"
    DIALOGUE = "dialog och närvaro"
    SUPPORT = "socialt stöd"


class MeasureTerm(StrEnum):
    """Whether a measure is meant for a short or a long time."""

    SHORT = "kort sikt"
    LONG = "lång sikt"


class DecidedBy(StrEnum):
    """Who decided on a measure."""

    WORKING_GROUP = "arbetsgrupp"
    STEERING_GROUP = "styrgrupp"


class AsPlanned(StrEnum):
    """Whether a measure was carried out as it was planned."""

    YES = "ja"
    PARTLY = "delvis"
    NO = "nej"


STATE_NAMES = {
    MeasureState.PROPOSED: N_("proposed"),
    MeasureState.DECIDED: N_("decided"),
    MeasureState.ONGOING: N_("ongoing"),
    MeasureState.CARRIED_OUT: N_("carried out"),
    MeasureState.CLOSED: N_("closed"),
    MeasureState.ABANDONED: N_("abandoned"),
}

KIND_NAMES = {MeasureKind.SITUATIONAL: N_("situational"), MeasureKind.SOCIAL: N_("social")}

MECHANISM_NAMES = {
    Mechanism.CONTROL: N_("increase control"),
    Mechanism.HINDER: N_("make it harder"),
    Mechanism.ATTRACTION: N_("reduce the attraction"),
    Mechanism.SURROUNDINGS: N_("physical surroundings"),
    Mechanism.DIALOGUE: N_("dialogue and presence"),
    Mechanism.SUPPORT: N_("social support"),
}

TERM_NAMES = {MeasureTerm.SHORT: N_("short term"), MeasureTerm.LONG: N_("long term")}

DECIDED_BY_NAMES = {DecidedBy.WORKING_GROUP: N_("working group"), DecidedBy.STEERING_GROUP: N_("steering group")}

AS_PLANNED_NAMES = {AsPlanned.YES: N_("yes"), AsPlanned.PARTLY: N_("partly"), AsPlanned.NO: N_("no")}

# what a field's words are called on screen, by field and by the word that is stored
CHOICE_NAMES: dict[str, dict[str, str]] = {
    "state": {str(word): name for word, name in STATE_NAMES.items()},
    "kind": {str(word): name for word, name in KIND_NAMES.items()},
    "mechanism": {str(word): name for word, name in MECHANISM_NAMES.items()},
    "term": {str(word): name for word, name in TERM_NAMES.items()},
    "decided_by": {str(word): name for word, name in DECIDED_BY_NAMES.items()},
    "as_planned": {str(word): name for word, name in AS_PLANNED_NAMES.items()},
}

# every field, in the order of the screen
FIELD_NAMES = {
    "title": N_("Title"),
    "state": N_("State"),
    "hotspot": N_("Hotspot"),
    "place": N_("Place"),
    "cells": N_("Cells"),
    "kind": N_("Kind"),
    "mechanism": N_("Mechanism"),
    "term": N_("Term"),
    "cause": N_("Cause"),
    "without_cause": N_("Why no cause is pointed to"),
    "expected": N_("Expected effect"),
    "measured_by": N_("How the effect is measured"),
    "organisation": N_("Responsible organisation"),
    "taking_part": N_("Others taking part"),
    "decided": N_("Decided on"),
    "decided_by": N_("Decided by"),
    "starts": N_("Starts"),
    "due": N_("Due"),
    "follow_up": N_("Follow-up on"),
    "as_planned": N_("Carried out as planned?"),
    "deviation": N_("What was not as planned, and why"),
    "outcome": N_("Outcome"),
    "displacement": N_("Displacement"),
    "lesson": N_("Lesson"),
    "note": N_("Note"),
}
