"""What a follow-up says, in sentences with its numbers. Pure functions of an evaluation and a translator."""

from est.measures.followup.design import BaselineKind, ControlKind, CountedUnit, ExpectedDirection, FollowUpDesign
from est.measures.followup.power import PowerForecast
from est.measures.followup.verdict import DisplacedPart, Evaluation
from est.measures.followup.verdict_levels import DOUBTS, STEP_NAMES, DisplacementLevel, DoubtReason, VerdictLevel
from est.text import N_, Translator

FEW = 10  # below this a decimal says something
WORTH_TELLING = 1.05

_MOVED = {
    DisplacementLevel.MOVED: N_(
        "It seems to have moved to the surroundings: {after} there against {expected} expected ({change}; {low} to "
        "{high})."
    ),
    DisplacementLevel.SPREAD: N_(
        "The surroundings have fewer too: {after} there against {expected} expected ({change}; {low} to {high})."
    ),
    DisplacementLevel.NOT_NEARBY: N_(
        "Nothing suggests that it moved to the surroundings: {after} there against {expected} expected, at most {most} "
        "more. That speaks of the surroundings only."
    ),
    DisplacementLevel.UNSURE: N_(
        "Whether it moved to the surroundings cannot be told: {after} there against {expected} expected ({change}; "
        "{low} to {high})."
    ),
}

# what cannot be seen, what can, and what would show smaller changes
_SEEN = {
    ExpectedDirection.DECREASE: (
        N_(
            "With about {expected} expected in {weeks} weeks, not even an end to all reports could be told from chance."
        ),
        N_(
            "With about {expected} expected in {weeks} weeks, a decrease of {change} % or more is seen in four cases "
            "of five, on {day}."
        ),
        N_("Smaller decreases would be seen with {list}."),
    ),
    ExpectedDirection.INCREASE: (
        N_("With about {expected} expected in {weeks} weeks, not even ten times as many could be told from chance."),
        N_(
            "With about {expected} expected in {weeks} weeks, an increase of {change} % or more is seen in four cases "
            "of five, on {day}."
        ),
        N_("Smaller increases would be seen with {list}."),
    ),
}


def verdict_sentence(found: Evaluation, translator: Translator) -> str:
    """Return the verdict in one sentence: the step, the reports, those that were to be expected, and the interval."""
    _ = translator.gettext
    step = _(STEP_NAMES[found.step])
    return _(
        "{step}: {after} against {expected} expected without the measure ({change}; {low} to {high}). Reports, not "
        "events."
    ).format(step=step[:1].upper() + step[1:], **_numbers(found.local, found.counts.target.after, translator))


def moved_sentence(found: Evaluation, translator: Translator) -> str:
    """Return the answer to whether it moved: to the surroundings, and to places elsewhere that grew."""
    _ = translator.gettext
    if found.displacement is None:
        said = _("The design has no surroundings, so nothing can be said of whether it moved there.")
    else:
        numbers = _numbers(found.displacement, found.counts.ring.after, translator)
        said = _(_MOVED[found.moved]).format(most=_count(max(found.most_gained or 0.0, 0.0), translator), **numbers)
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
            place=place.name, after=_reports(place.after, translator), expected=_count(place.expected, translator)
        )
        for place in found.elsewhere
    ]
    if found.step in (VerdictLevel.CLEAR_DECREASE, VerdictLevel.DECREASE) or found.local.change < 0:
        said = _("Elsewhere these places grew more than the town, and it may have moved there: {places}.")
    else:
        said = _("Elsewhere these places grew more than the town: {places}.")
    return [said.format(places=translator.listed(places))]


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
        translator.gettext(DOUBTS[told.doubt]).format(organisation=told.organisation, days=translator.number(told.days))
        for told in found.doubts
    ]


def basis_sentences(found: Evaluation, translator: Translator) -> list[str]:
    """Return what the verdict rests on: baseline, season, control, organisations, checks, and what came late."""
    _ = translator.gettext
    number = translator.number
    said = design_sentences(found.design, translator)
    who = found.reporters
    if who.left_out_reports:
        said.append(
            _("Left out are {reports} of organisations that did not report in every period: {names}.").format(
                reports=_reports(who.left_out_reports, translator), names=translator.listed(list(who.left_out))
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


def power_sentence(found: PowerForecast, design: FollowUpDesign, translator: Translator) -> str:
    """Return, before the start, what could be seen and by when; and what helps where that is little."""
    _ = translator.gettext
    expected, weeks = _reports(found.expected, translator), translator.number(design.weeks)
    nothing, visible, _smaller = _SEEN[found.direction]
    if found.change is None:
        said = _(nothing).format(expected=expected, weeks=weeks)
    else:
        said = _(visible).format(
            expected=expected,
            weeks=weeks,
            change=translator.number(100 * found.change),
            day=translator.date(design.follow_up),
        )
    return " ".join([said, *_by_when(found, translator), *_helps(found, translator)])


def _by_when(found: PowerForecast, translator: Translator) -> list[str]:
    _ = translator.gettext
    if found.hoped is None:
        return []
    hoped = translator.number(100 * found.hoped)
    if found.by_when is None:
        return [_("The {hoped} % that are hoped for could not be seen even in two years.").format(hoped=hoped)]
    return [
        _("The {hoped} % that are hoped for could be seen after {weeks} weeks.").format(
            hoped=hoped, weeks=translator.number(found.by_when)
        )
    ]


def _helps(found: PowerForecast, translator: Translator) -> list[str]:
    _ = translator.gettext
    if not found.helps:
        return []
    each = [
        _("{what} ({change} %)").format(
            what=_(one.what).format(number=translator.number(one.number)),
            change=translator.number(100 * (one.change or 0)),
        )
        for one in found.helps
    ]
    _nothing, _visible, smaller = _SEEN[found.direction]
    return [_(smaller).format(list=translator.listed(each))]


def _numbers(part: DisplacedPart, after: float, translator: Translator) -> dict[str, str]:
    # a bound just off 0 must not be written as 0, which would say something else than the verdict
    least = min((abs(value) for value in (part.change, part.low, part.high) if value), default=FEW)
    decimals = 0 if least >= FEW else 1 if least >= 0.05 else 4
    return {
        "after": _reports(after, translator),
        "expected": _count(part.expected, translator),
        "change": translator.signed(part.change, decimals),
        "low": translator.signed(part.low, decimals),
        "high": translator.signed(part.high, decimals),
    }


def _reports(value: float, translator: Translator) -> str:
    """Return a number of reports: 1 rapport, 12 rapporter."""
    whole = int(value) if value == int(value) else 2
    return translator.ngettext("{number} report", "{number} reports", whole).format(number=_count(value, translator))


def _count(value: float, translator: Translator) -> str:
    return translator.number(value, 0 if value >= FEW or value == int(value) else 1)
