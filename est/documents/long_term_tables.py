"""The tables of a longer period: the 2×2 of need and influence, measures with their outcome, and verdicts."""

from collections.abc import Sequence

from est.documents.document import FigureTable
from est.hotspots.register.hotspot import LEVEL_NAMES, PriorityLevel
from est.measures.followup.verdict_levels import STEP_NAMES
from est.measures.terms import STATE_NAMES as MEASURE_STATES
from est.meetings.long_term import LongTermBasis, WorkedMeasure, box_of
from est.text import Translator

LEVELS = (PriorityLevel.HIGH, PriorityLevel.LOW)


def two_by_two(basis: LongTermBasis, words: Translator) -> FigureTable:
    """Return the hotspots by need (rows) and possibility to influence (columns)."""
    _, needs, influences = words.gettext, LEVEL_NAMES["need"], LEVEL_NAMES["influence"]
    headings = (_("Need"), *(_("Possibility to influence") + ": " + _(influences[level]) for level in LEVELS))
    rows = [
        (_(needs[need]), *(", ".join(box_of(basis.hotspots, need, influence)) or "–" for influence in LEVELS))
        for need in LEVELS
    ]
    return FigureTable(_("Need and possibility to influence"), headings, rows)


def planned_table(measures: Sequence[WorkedMeasure], words: Translator) -> FigureTable:
    """Return the measures that are not carried out, with the hotspot and the cause they answer to."""
    _ = words.gettext
    headings = (_("Measure"), _("Hotspot"), _("Cause"), _("Responsible"), _("State"), _("Due"))
    rows = [
        (
            one.title,
            one.hotspot or "–",
            one.cause or "–",
            words.data_text(one.organisation) or "–",
            _(MEASURE_STATES[one.state]),
            one.due.isoformat() if one.due else "–",
        )
        for one in measures
    ]
    return FigureTable(_("Measures with their causes"), headings, rows)


def outcome_table(measures: Sequence[WorkedMeasure], words: Translator) -> FigureTable:
    """Return the measures that are carried out or over, with their outcome."""
    _ = words.gettext
    headings = (_("Measure"), _("Hotspot"), _("State"), _("Outcome"))
    rows = [(one.title, one.hotspot or "–", _(MEASURE_STATES[one.state]), outcome_text(one, words)) for one in measures]
    return FigureTable(_("Measures and what became of them"), headings, rows)


def outcome_text(one: WorkedMeasure, words: Translator) -> str:
    """Return the verdict on a measure and what the group wrote of it; a dash where there is neither."""
    _ = words.gettext
    verdict = [_("Verdict: {verdict}.").format(verdict=_(STEP_NAMES[one.step]))] if one.step else []
    return " ".join([*verdict, *filter(None, (one.outcome, one.displacement, one.lesson))]) or "–"


def verdict_table(basis: LongTermBasis, words: Translator) -> FigureTable:
    """Return the verdicts that the group decided on in the period."""
    _ = words.gettext
    rows = [(day.isoformat(), title, _(STEP_NAMES[step])) for title, step, day in basis.verdicts.rows()]
    return FigureTable(_("Verdicts of the period"), (_("Decided"), _("Measure"), _("Verdict")), rows)
