"""What a follow-up could see, in sentences, before the measure starts."""

import math

from est.measures.followup.design import ExpectedDirection, FollowUpDesign
from est.measures.followup.power import PowerForecast, in_per_cent
from est.picture.change import PERCENT_FROM
from est.picture.spoken_counts import expected_text, reports_text
from est.text import N_, Translator

# what cannot be seen, what can, in per cent and in reports where these are few, and what would show smaller changes
_SEEN = {
    ExpectedDirection.DECREASE: (
        N_("Not even an end to all reports could be told from chance: about {expected} are expected in {weeks} weeks."),
        N_("A follow-up on {day} shows only a decrease of {change} % or more."),
        N_("A follow-up on {day} shows only a decrease from {expected} to {least} or fewer."),
        N_("Smaller decreases would be seen with {list}."),
    ),
    ExpectedDirection.INCREASE: (
        N_("Not even ten times as many could be told from chance: about {expected} are expected in {weeks} weeks."),
        N_("A follow-up on {day} shows only an increase of {change} % or more."),
        N_("A follow-up on {day} shows only an increase from {expected} to {least} or more."),
        N_("Smaller increases would be seen with {list}."),
    ),
}
_END = N_("A follow-up on {day} shows only an end to all reports.")
_MANY, _FEW = N_("{what} ({change} %)"), N_("{what} ({least} against {expected})")


def power_sentence(found: PowerForecast, design: FollowUpDesign, translator: Translator) -> str:
    """Return, before the start, what could be seen and by when; and what helps where that is little."""
    _ = translator.gettext
    expected, weeks = reports_text(found.expected, translator), translator.number(design.weeks)
    nothing, visible, few, _smaller = _SEEN[found.direction]
    if found.change is None:
        said = _(nothing).format(expected=expected, weeks=weeks)
    else:
        least = least_count(found.change, found.expected, found.direction)
        in_reports = few if least else _END
        said = _(in_reports if found.expected < PERCENT_FROM else visible).format(
            expected=expected,
            weeks=weeks,
            change=translator.number(in_per_cent(found.change)),
            least=reports_text(least, translator),
            day=translator.date(design.follow_up),
        )
    return " ".join([said, *_by_when(found, translator), *_helps(found, translator)])


def least_count(change: float, expected: float, direction: ExpectedDirection) -> int:
    """Return the count from which on a change is seen: so many or fewer of a decrease, or more of an increase."""
    if direction is ExpectedDirection.INCREASE:
        return math.ceil(expected * (1 + change))
    return math.floor(expected * (1 - change))


def _by_when(found: PowerForecast, translator: Translator) -> list[str]:
    _ = translator.gettext
    if found.hoped is None:
        return []
    hoped = translator.number(100 * found.hoped)
    if found.by_when is None:
        return [_("The {hoped} % that are hoped for would not show even in two years.").format(hoped=hoped)]
    return [
        _("The {hoped} % that are hoped for could show after {weeks} weeks.").format(
            hoped=hoped, weeks=translator.number(found.by_when)
        )
    ]


def _helps(found: PowerForecast, translator: Translator) -> list[str]:
    _ = translator.gettext
    if not found.helps:
        return []
    each = [
        _(_FEW if one.expected < PERCENT_FROM else _MANY).format(
            what=_(one.what).format(number=translator.number(one.number)),
            change=translator.number(in_per_cent(one.change or 0)),
            least=translator.number(least_count(one.change or 0, one.expected, found.direction)),
            expected=expected_text(one.expected, translator),
        )
        for one in found.helps
    ]
    _nothing, _visible, _few, smaller = _SEEN[found.direction]
    return [_(smaller).format(list=translator.listed(each))]
