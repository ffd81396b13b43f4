"""The parts of a form for one report: what, when, how it affects safety, a few words; with where, an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import streamlit as st

from est.municipality.address_rules import street_only
from est.municipality.vocabulary import Vocabulary, store_vocabulary
from est.reports.entries.entry import Entry
from est.reports.rows.row_rules import LONGEST_DESCRIPTION
from est.text import N_
from est.ui.enter import Visitor
from est.ui.reports.large_buttons import choose_large, style_large_buttons
from est.ui.reports.place_choice import ChosenPlace, choose_place

TIMES = {
    "now": N_("Now"),
    "earlier": N_("Earlier today"),
    "window": N_("Between …"),
    "unknown": N_("Hour not known"),
}
EFFECTS = {1: N_("1 – a little"), 2: N_("2 – clearly"), 3: N_("3 – very much")}
NONE_OF_THEM = "-"


@dataclass(frozen=True)
class WrittenTime:
    """When something happened, as an `Entry` has it."""

    starts: datetime | date
    ends: datetime | None = None
    about: bool = False


def draw_entry_form(
    visitor: Visitor,
    key: str,
    start: Entry | None = None,
    organisation: str | None = None,
    unsaid: Sequence[str] = (),
) -> Entry | None:
    """Draw the parts of the form, at first as `start` has it; return the entry, or None and say what is missing yet.

    `organisation` is the name of who reports, by which an address is a house or a place on its street. `unsaid` is what
    is missing above the form, in words.
    """
    _ = visitor.translator.gettext
    style_large_buttons()
    st.header(_("What?"), anchor=False)
    kind = _choose_kind(visitor, key, start)
    st.header(_("Where?"), anchor=False)
    on_street = organisation is not None and visitor.answer(street_only, organisation)
    place = choose_place(visitor, key, _place_of(start), on_street)
    st.header(_("When?"), anchor=False)
    when = _choose_time(visitor, key, start)
    st.header(_("How does it affect safety?"), anchor=False)
    effect = st.segmented_control(
        _("How does it affect safety?"),
        list(EFFECTS),
        format_func=lambda one: _(EFFECTS[one]),
        default=start.effect if start else None,
        key=f"{key} effect",
        label_visibility="collapsed",
    )
    words = st.text_area(
        _("A few words, if needed"),
        (start.description or "") if start else "",
        max_chars=LONGEST_DESCRIPTION,
        key=f"{key} words",
        height=96,
    )
    st.caption(_("Write nothing about persons. A report to the municipality is as a rule a public record."))
    parts = ((N_("what"), kind), (N_("where"), place), (N_("when"), when))
    missing = [*unsaid, *(_(text) for text, given in parts if not given)]
    if missing:
        st.caption(_("Still to be said: {parts}.").format(parts=visitor.translator.listed(missing)))
    if kind is None or place is None or when is None:
        return None
    return Entry(
        *kind, when.starts, place.lat, place.lng, when.ends, when.about, place.name, place.precision, effect, words
    )  # fmt: skip


def _choose_kind(visitor: Visitor, key: str, start: Entry | None) -> tuple[str, str | None] | None:
    translator = visitor.translator
    words: Vocabulary = visitor.answer(store_vocabulary)
    names = {code: translator.data_text(name) for code, name in words.offered.items()}
    if start and start.category not in names:  # it may be switched off by now
        names[start.category] = translator.data_text(words.categories.get(start.category, start.category))
    category = choose_large(names, f"{key} category", start.category if start else None)
    if category is None:
        return None
    below = words.offered_below(category)
    if start and start.subcategory and start.category == category and start.subcategory not in below:
        below.append(start.subcategory)
    if not below:
        return category, None
    st.markdown("**" + translator.gettext("More exactly") + "**")
    options = {**{name: translator.data_text(name) for name in below}, NONE_OF_THEM: translator.gettext("None of them")}
    first = (start.subcategory or NONE_OF_THEM) if start and start.category == category else None
    chosen = choose_large(options, f"{key} below {category}", first)
    return None if chosen is None else (category, None if chosen == NONE_OF_THEM else chosen)


def _place_of(start: Entry | None) -> ChosenPlace | None:
    if start is None or start.lat is None or start.lng is None:
        return None
    return ChosenPlace(start.lat, start.lng, start.place_precision, start.place)


def _choose_time(visitor: Visitor, key: str, start: Entry | None) -> WrittenTime | None:
    _ = visitor.translator.gettext
    options = list(TIMES) if start is None else ["window", "unknown"]
    known = start is None or isinstance(start.starts, datetime)
    way = st.segmented_control(
        _("When?"),
        options,
        format_func=lambda one: _(TIMES[one]),
        default=("now" if start is None else "window") if known else "unknown",
        key=f"{key} when",
        label_visibility="collapsed",
        required=True,
    )
    now = visitor.now()
    if way == "earlier":
        clock = st.time_input(_("About when? Leave it empty if you do not know."), None, key=f"{key} clock", step=900)
        if clock is not None:
            return WrittenTime(datetime.combine(now.date(), clock), about=True)
        return WrittenTime(datetime.combine(now.date(), time()), now.replace(second=0, microsecond=0))
    if way == "window":
        return _choose_window(visitor, key, start)
    if way == "unknown":
        day = st.date_input(_("Day"), _day_of(start) or now.date(), format="YYYY-MM-DD", key=f"{key} day")
        # several days, a week or a month stay what they are unless another day is chosen
        return WrittenTime(day, start.ends if start and not known and day == start.starts else None)
    return WrittenTime(now.replace(second=0, microsecond=0))


def _choose_window(visitor: Visitor, key: str, start: Entry | None) -> WrittenTime | None:
    """Return from when to when; the end may be left out where a report is corrected, and follow on the day after."""
    _ = visitor.translator.gettext
    begun = start.starts if start and isinstance(start.starts, datetime) else None
    ended = start.ends if start and begun else None
    day_column, from_column, to_column = st.columns(3)
    first = _day_of(start) or visitor.now().date()
    day = day_column.date_input(_("Day"), first, format="YYYY-MM-DD", key=f"{key} first day")
    begins = from_column.time_input(_("From"), begun.time() if begun else None, key=f"{key} from", step=900)
    ends = to_column.time_input(_("To"), ended.time() if ended else None, key=f"{key} to", step=900)
    about = st.checkbox(_("The times are not exact"), bool(start and start.about), key=f"{key} about")
    if begins is None or (ends is None and start is None):
        return None
    at = datetime.combine(day, begins)
    if ends is None:
        return WrittenTime(at, about=about)
    days = max((ended.date() - begun.date()).days, 0) if begun and ended else 0
    until = datetime.combine(day + timedelta(days=days), ends)
    return WrittenTime(at, until if until >= at else until + timedelta(days=1), about)


def _day_of(start: Entry | None) -> date | None:
    if start is None:
        return None
    return start.starts.date() if isinstance(start.starts, datetime) else start.starts
