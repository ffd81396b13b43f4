"""What a follow-up says, in sentences with its numbers. Pure functions of an evaluation and a translator."""

from collections.abc import Sequence

from est.measures.followup.circumstances import DriftEstimate, OtherMeasure
from est.measures.followup.design import BaselineKind, ControlKind, CountedUnit, FollowUpDesign
from est.measures.followup.verdict import DisplacedPart, Evaluation
from est.measures.followup.verdict_levels import DOUBTS, STEP_NAMES, DisplacementLevel, DoubtReason, VerdictLevel
from est.picture.difference_bounds import uncertainty_text
from est.picture.spoken_counts import expected_text, reports_text
from est.text import N_, Translator

LEAST_DRIFT = 0.05  # what is less cannot be told from chance
WORTH_TELLING = 1.05

_MOVED = {
    DisplacementLevel.MOVED: N_(
        "It seems to have moved to the surroundings: {after} there against {expected} expected. {uncertainty}"
    ),
    DisplacementLevel.SPREAD: N_(
        "The surroundings have fewer too: {after} there against {expected} expected. {uncertainty}"
    ),
    DisplacementLevel.NOT_NEARBY: N_(
        "Nothing suggests that it moved to the surroundings: {after} there against {expected} expected, at most {most} "
        "more. That speaks of the surroundings only."
    ),
    DisplacementLevel.UNSURE: N_(
        "Whether it moved to the surroundings cannot be told: {after} there against {expected} expected. {uncertainty}"
    ),
}


def verdict_sentence(found: Evaluation, translator: Translator) -> str:
    """Return the verdict in one sentence: the step, the reports, those that were to be expected, and the interval."""
    _ = translator.gettext
    step = _(STEP_NAMES[found.step])
    if found.reporting is not None:
        return _(
            "{step}: {organisation} made {reported} here, against {due} to be expected from what it reports elsewhere. "
            "So {after} against {expected} expected without the measure are called neither a decrease nor an increase. "
            "Reports, not events."
        ).format(
            step=step[:1].upper() + step[1:],
            organisation=found.reporting.organisation,
            **_told_apart(found.reporting.after, found.reporting.expected, translator, names=("reported", "due")),
            **_numbers(found.local, found.counts.target.after, translator),
        )
    return _(
        "{step}: {after} against {expected} expected without the measure. {uncertainty} Reports, not events."
    ).format(step=step[:1].upper() + step[1:], **_numbers(found.local, found.counts.target.after, translator))


def moved_sentence(found: Evaluation, translator: Translator) -> str:
    """Return the answer to whether it moved: to the surroundings, and to places elsewhere that grew."""
    _ = translator.gettext
    if found.displacement is None and found.design.ring:
        said = _("Other measures treat all the surroundings, so nothing can be said of whether it moved there.")
    elif found.displacement is None:
        said = _("The design has no surroundings, so nothing can be said of whether it moved there.")
    else:
        numbers = _numbers(found.displacement, found.counts.ring.after, translator)
        said = _(_MOVED[found.moved]).format(
            most=expected_text(max(found.most_gained or 0.0, 0.0), translator), **numbers
        )
    spread = (
        [_("The benefit seems to have spread.")]
        if found.moved is DisplacementLevel.SPREAD and not found.elsewhere
        else []
    )
    return " ".join([said, *spread, *_elsewhere(found, translator)])


def _elsewhere(found: Evaluation, translator: Translator) -> list[str]:
    _ = translator.gettext
    if not found.elsewhere:
        return []
    places = [
        _("{place} ({after} against {expected} expected)").format(
            place=place.name, **_told_apart(place.after, place.expected, translator, names=("after", "expected"))
        )
        for place in found.elsewhere
    ]
    if found.step in (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE) or found.local.change < 0:
        said = _("Elsewhere these places grew more than the town, and it may have moved there: {places}.")
    else:
        said = _("Elsewhere these places grew more than the town: {places}.")
    return [said.format(places=translator.listed(places))]


def together_sentence(found: Evaluation, translator: Translator) -> str | None:
    """Return which other measures at the same place the verdict is of as well, or None."""
    if not found.together:
        return None
    return translator.gettext(
        "It is judged together with {measures} at the same place: the change is that of all of them, and none gets the "
        "credit alone."
    ).format(measures=_measures(found.together, translator))


def left_out_sentences(others: Sequence[OtherMeasure], translator: Translator) -> list[str]:
    """Return which other measures' cells are left out of what the place is compared with, where there are any."""
    if not others:
        return []
    said = translator.gettext("The cells of other measures are left out of what it is compared with: {measures}.")
    return [said.format(measures=_measures(others, translator))]


def _measures(others: Sequence[OtherMeasure], translator: Translator) -> str:
    each = translator.gettext("“{title}” (from {day})")
    return translator.listed([each.format(title=one.title, day=translator.date(one.starts)) for one in others])


def drift_sentence(found: DriftEstimate, translator: Translator) -> str:
    """Return how much places move from year to year by themselves, and what that does."""
    _ = translator.gettext
    percent = translator.number(100 * found.cell)
    if found.assumed:
        return _(
            "There are too few years or reports to see how much places here change from year to year by themselves. "
            "{percent} % is assumed, and the interval is wider for it."
        ).format(percent=percent)
    if found.cell < LEAST_DRIFT:
        return _("Places here change no more from year to year than by chance.")
    return _(
        "Places here change by about {percent} % from year to year by themselves, and the interval is wider for it."
    ).format(percent=percent)


def looking_sentence(found: Evaluation, translator: Translator) -> str | None:
    """Return what looking before the follow-up costs, or None on its day and after."""
    if found.look.final:
        return None
    return translator.gettext(
        "The follow-up has come {share} % of the way to {day}. Who looks often sees chance, so until then much "
        "stronger signs are asked for: all early looks together have a fifth of the error, the planned day the rest."
    ).format(share=translator.number(100 * found.look.elapsed), day=translator.date(found.design.follow_up))


def doubt_sentences(found: Evaluation, translator: Translator) -> list[str]:
    """Return why a clear change is called one that is only pointed to, a sentence for each doubt."""
    return [
        translator.gettext(DOUBTS[told.doubt]).format(
            organisation=translator.data_text(told.organisation), days=translator.number(told.days)
        )
        for told in found.doubts
    ]


def basis_sentences(found: Evaluation, translator: Translator) -> list[str]:
    """Return what the verdict rests on: baseline, season, control, drift, organisations, checks, and what came late."""
    _ = translator.gettext
    number = translator.number
    said = [*design_sentences(found.design, translator), drift_sentence(found.drift, translator)]
    said += left_out_sentences(found.left_out, translator)
    who = found.reporters
    if who.only is not None:
        said.append(
            _(
                "Every report at the place is from {organisation}, so nobody else's reports can confirm the change."
            ).format(organisation=who.only)
        )
    if who.left_out_reports:
        said.append(
            _("Left out are {reports} of organisations that did not report in every period: {names}.").format(
                reports=reports_text(who.left_out_reports, translator),
                names=translator.listed([translator.data_text(name) for name in who.left_out]),
            )
        )
    if who.stratified_step is not found.undoubted and who.stratified is not None:
        said.append(
            _("Reckoned organisation by organisation, the answer is another: {step}.").format(
                step=_(STEP_NAMES[who.stratified_step])
            )
        )
    if found.dispersion.value >= WORTH_TELLING:
        said.append(
            _("Months vary {times} times as much as chance alone, and the interval is wider for it.").format(
                times=number(found.dispersion.value, 2)
            )
        )
    if found.placebo.rank is None:
        said.append(
            _("There are {places} comparable places, too few to see how often such a change comes by itself.").format(
                places=number(found.placebo.places)
            )
        )
    else:
        said.append(
            _("Among comparable places, its change is number {rank} of {places}.").format(
                rank=number(found.placebo.rank), places=number(found.placebo.places)
            )
        )
    if found.parallel.p is None:
        said.append(
            _("With one earlier period it cannot be seen whether place and control followed each other before.")
        )
    elif DoubtReason.NOT_PARALLEL not in {told.doubt for told in found.doubts} and found.parallel.p >= 0.05:
        said.append(_("In the earlier periods, place and control followed each other."))
    if found.late:
        said.append(
            translator.ngettext(
                "{reports} report from before that day came later and is not counted.",
                "{reports} reports from before that day came later and are not counted.",
                found.late,
            ).format(reports=number(found.late))
        )
    return said


def design_sentences(design: FollowUpDesign, translator: Translator) -> list[str]:
    """Return what is compared with what, and what the reader should know of it."""
    _ = translator.gettext
    said = []
    if design.baseline is BaselineKind.EMPIRICAL_BAYES:
        said.append(
            _(
                "The earlier period is the one that made the place a hotspot, and its many reports are partly chance: "
                "what is expected is what a place so picked has on average (empirical Bayes)."
            )
        )
    if not design.seasonal:
        said.append(
            _("There is no earlier year to compare with, only the weeks before the start: the season may confuse.")
        )
    if design.control_kind is ControlKind.COMPARABLE:
        said.append(
            _("It is compared with {cells} cells that were like it before.").format(
                cells=translator.number(len(design.control))
            )
        )
    if design.counted is CountedUnit.ALL:
        said.append(
            _(
                "The control counts all categories and hours of the same organisations, as those of the measure are "
                "too few in it."
            )
        )
    return said


def _numbers(part: DisplacedPart, after: float, translator: Translator) -> dict[str, str]:
    # whole reports; but a bound just off 0 must not be written as 0, which would say something else than the verdict
    least = min((abs(value) for value in (part.change, part.low, part.high) if value), default=1.0)
    decimals = 0 if least > 0.5 else 1 if least >= 0.05 else 4
    return {
        "after": reports_text(after, translator),
        "expected": expected_text(part.expected, translator),
        "uncertainty": uncertainty_text(part.low, part.high, translator, decimals),
    }


def _told_apart(after: float, expected: float, translator: Translator, names: tuple[str, str]) -> dict[str, str]:
    """Return by these names the reports and what was expected where it is said that they differ: with a decimal where
    whole numbers would be the same, as 2 against 2.4, or where less than one was expected.
    """
    number = translator.number
    decimals = 0 if expected >= 1 and number(after) != number(expected) else 1
    return {names[0]: reports_text(after, translator, decimals), names[1]: number(expected, decimals)}
