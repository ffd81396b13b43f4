"""What may be said: the steps of a verdict, whether it moved, and what speaks against a clear answer."""

from enum import StrEnum

from est.text import N_


class VerdictLevel(StrEnum):
    """The answers about a place. The values are the words of the Swedish screen; `STEP_NAMES` has the msgids."""

    CLEAR_DECREASE = "tydlig minskning"
    DECREASE = "pekar mot minskning"
    UNSURE = "går inte att avgöra"
    INCREASE = "pekar mot ökning"
    CLEAR_INCREASE = "tydlig ökning"
    REPORTING = "rapporteringen ändrades"


STEP_NAMES: dict[str, str] = {
    VerdictLevel.CLEAR_DECREASE: N_("clear decrease"),
    VerdictLevel.DECREASE: N_("points to a decrease"),
    VerdictLevel.UNSURE: N_("cannot be told with this few reports"),
    VerdictLevel.INCREASE: N_("points to an increase"),
    VerdictLevel.CLEAR_INCREASE: N_("clear increase"),
    VerdictLevel.REPORTING: N_("reporting changed"),
}


class DisplacementLevel(StrEnum):
    """The answers about the surroundings. The values are the words of the Swedish screen."""

    MOVED = "flyttat till omgivningen"
    SPREAD = "nyttan spred sig"
    NOT_NEARBY = "inte flyttat i närheten"
    UNSURE = "går inte att avgöra"


class DoubtReason(StrEnum):
    """Why a clear change is called one that is only pointed to; `DOUBTS` has the sentences (msgids)."""

    NOT_PARALLEL = "not parallel"
    PLACEBO = "placebo"
    ONE_ORGANISATION = "one organisation"
    LOCKED_LATE = "locked late"
    NOT_LOCKED = "not locked"


DOUBTS: dict[DoubtReason, str] = {
    DoubtReason.NOT_PARALLEL: N_("The place and the control did not follow each other in the earlier periods."),
    DoubtReason.PLACEBO: N_("As large a change is seen in comparable places where nothing was done."),
    DoubtReason.ONE_ORGANISATION: N_("Without {organisation} the change cannot be told."),
    DoubtReason.LOCKED_LATE: N_("The design was locked {days} days after the start."),
    DoubtReason.NOT_LOCKED: N_("The design was never locked."),
}
