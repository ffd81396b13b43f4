"""Planning a follow-up: what the group wishes, what could be seen then, and locking it before the measure starts."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import polars as pl
import streamlit as st

from est.charts.followup import visible_by_weeks
from est.clock import PRESETS
from est.errors import EstError
from est.measures.followup.design import (
    CONTROL_NAMES,
    DIRECTION_NAMES,
    LONGEST_WEEKS,
    SHORTEST_WEEKS,
    Control,
    Design,
    Direction,
    Watched,
)
from est.measures.followup.designing import Wishes, past_tally, propose
from est.measures.followup.foresight import Foresight, foresee
from est.measures.followup.locking import lock
from est.measures.followup.sentences import design_sentences, power_sentence
from est.reports.lists import lists
from est.space.around import cells_within
from est.space.places import places
from est.store import Store
from est.text import N_
from est.ui.drawing import chart, twin
from est.ui.enter import Role, Visitor
from est.ui.followup.followed_map import design_map
from est.ui.select import HOURS, OWN
from est.ui.tables import plain
from est.ui.telling import refuse, tell

AS_PLACE = "as the hotspot"  # the hours of the hotspot, whatever they are
HOPED = (0.3, 0.5, 0.75, 1.0)


def plan(visitor: Visitor, measure: UUID, present: Design | None) -> None:
    """Draw the form of a design, what could be seen with it, and the button that locks it.

    `present` is the design that is locked now; a changed one becomes its next version.
    """
    _ = visitor.translator.gettext
    wishes, names = _form(visitor, measure, present)
    try:
        design = visitor.answer(with_watched, measure, wishes, names)
        with st.spinner(_("Reckoning what could be seen")):
            seen = visitor.answer(foreseen, design)
    except EstError as error:
        refuse(error)
        return
    st.markdown(f"**{plain(power_sentence(seen, design, visitor.translator))}**")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        design_map(visitor, design)
    with right:
        for sentence in _facts(visitor, design, seen):
            st.markdown(f"- {plain(sentence)}")
    _visible(visitor, seen, design)
    _lock(visitor, design, present)


def foreseen(store: Store, design: Design) -> Foresight:
    """Return what can be seen with a design, from what is stored of the periods before it."""
    counts, area = past_tally(store, design)
    return foresee(design, counts, area)


def with_watched(store: Store, measure: UUID, wishes: Wishes, names: tuple[str, ...]) -> Design:
    """Return the proposed design of the wishes, with these named places watched; a place inside it is left out."""
    design = propose(store, measure, wishes)
    named = places(store).filter(pl.col("name").is_in(names))
    taken = {*design.target, *design.ring}
    watched = []
    for name, lat, lng, radius in named.select("name", "lat", "lng", "radius_m").iter_rows():
        cells = sorted(set(cells_within(lat, lng, radius or 0.0, design.resolution)) - taken)
        taken.update(cells)
        watched += [Watched(name, tuple(cells))] if cells else []
    return propose(store, measure, replace(wishes, watched=tuple(watched))) if watched else design


def _form(visitor: Visitor, measure: UUID, present: Design | None) -> tuple[Wishes, tuple[str, ...]]:
    """Draw the form; return what it holds, and the names of the watched places. The rest the program proposes."""
    _ = visitor.translator.gettext
    key = f"plan {measure}"
    named = visitor.answer(places)
    start, follow_up = visitor.answer(days_of, measure)
    with st.form(key):
        first, second, third = st.columns(3)
        starts = first.date_input(
            _("The measure starts"),
            present.start if present else start,
            key=f"{key} start",
            format="YYYY-MM-DD",
        )
        weeks = second.number_input(
            _("Followed for (weeks)"),
            SHORTEST_WEEKS,
            LONGEST_WEEKS,
            present.weeks if present else _weeks(start, follow_up),
            key=f"{key} weeks",
        )
        hoped = third.selectbox(
            _("Change hoped for"),
            HOPED,
            index=_index(HOPED, present.hoped if present else 0.5),
            format_func=lambda share: f"{share:.0%}".replace("%", " %"),
            key=f"{key} hoped",
        )
        rings = first.selectbox(
            _("Surroundings"),
            (1, 2),
            index=present.rings - 1 if present else 0,
            format_func=lambda n: _("one ring of cells") if n == 1 else _("two rings of cells"),
            key=f"{key} rings",
        )
        control = second.selectbox(
            _("Compared with"),
            [str(kind) for kind in Control],
            index=list(Control).index(present.control_kind) if present else 0,
            format_func=lambda kind: _(CONTROL_NAMES[Control(kind)]),
            key=f"{key} control",
        )
        direction = third.selectbox(
            _("Expected direction"),
            [str(way) for way in Direction],
            index=list(Direction).index(present.direction) if present else 0,
            format_func=lambda way: _(DIRECTION_NAMES[Direction(way)]),
            help=_("Most of the error that is allowed is spent on the side that is expected."),
            key=f"{key} direction",
        )
        hours = first.selectbox(
            _("Hours of the week"),
            [AS_PLACE, *(name for name in HOURS if name != OWN)],
            format_func=lambda name: _(PLACE_HOURS) if name == AS_PLACE else _(HOURS[name]),
            key=f"{key} hours",
        )
        known = lists(visitor.store, visitor.language).categories
        categories = st.multiselect(
            _("Categories"),
            list(known),
            list(present.categories) if present else [],
            format_func=known.__getitem__,
            placeholder=_("As the hotspot, else all"),
            key=f"{key} categories",
        )
        watched = st.multiselect(
            _("Places where it may move"),
            named["name"].to_list(),
            [place.name for place in present.watched if place.name in set(named["name"])] if present else [],
            placeholder=_("None named"),
            help=_("Named beforehand they are kept out of what the place is compared with, and are reckoned by name."),
            key=f"{key} watched",
        )
        st.form_submit_button(_("Show what could be seen"))
    wishes = Wishes(
        start=starts if isinstance(starts, date) else None,
        weeks=int(weeks),
        rings=rings,
        control=Control(control),
        categories=tuple(categories) or None,
        hours=None if hours == AS_PLACE else PRESETS[hours],
        direction=Direction(direction),
        hoped=hoped,
    )
    return wishes, tuple(watched)


PLACE_HOURS = N_("As the hotspot, else all hours")


def _index(options: tuple[float, ...], value: float | None) -> int:
    return options.index(value) if value in options else options.index(0.5)


def _weeks(start: date | None, follow_up: date | None) -> int:
    if start is None or follow_up is None:
        return 26
    return min(LONGEST_WEEKS, max(SHORTEST_WEEKS, (follow_up - start).days // 7))


def days_of(store: Store, measure: UUID) -> tuple[date | None, date | None]:
    """Return when a measure starts and is to be followed up."""
    starts, follow_up = store.ask("SELECT starts, follow_up FROM measures WHERE id = ?", [str(measure)]).row(0)
    return starts, follow_up


def _facts(visitor: Visitor, design: Design, seen: Foresight) -> list[str]:
    """Return what the design compares, in sentences."""
    words = visitor.translator
    _ = words.gettext
    periods = [words.period(window.first, window.end) for window in design.before]
    facts = [
        _("Followed: {period}; the follow-up is due on {day}.").format(
            period=words.period(design.window.first, design.window.end), day=words.date(design.follow_up)
        ),
        _("Compared with {periods}.").format(periods=words.listed(periods)),
        _(
            "{place} cells are the place, {ring} its surroundings, {control} and {ring_control} what they are compared "
            "with."
        ).format(
            place=len(design.target),
            ring=len(design.ring),
            control=words.number(len(design.control)),
            ring_control=words.number(len(design.ring_control)),
        ),
    ]
    if seen.dispersion > 1:
        facts.append(
            _("Months vary {times} times as much as chance alone, which is reckoned with.").format(
                times=words.number(seen.dispersion, 2)
            )
        )
    return facts + design_sentences(design, words)


def _visible(visitor: Visitor, seen: Foresight, design: Design) -> None:
    """Draw the smallest visible change by length of the follow-up, with its table."""
    _ = visitor.translator.gettext
    st.subheader(_("What can be seen, and by when"), anchor=False)
    chart(visible_by_weeks(seen, design.weeks, visitor.translator), f"visible {design.hash}")
    rows = pl.DataFrame(
        [(point.weeks, round(point.expected, 1), point.change) for point in seen.by_weeks],
        schema={"weeks": pl.Int64, "expected": pl.Float64, "change": pl.Float64},
        orient="row",
    ).with_columns((pl.col("change") * 100).round())
    if design.direction is Direction.DECREASE:
        change, name = _("Smallest visible decrease, %"), _("visible decrease")
        meaning = _(
            "A decrease is visible when it is told from chance in four cases of five. Where nothing stands, not even "
            "the end of all reports is."
        )
    else:
        change, name = _("Smallest visible increase, %"), _("visible increase")
        meaning = _(
            "An increase is visible when it is told from chance in four cases of five. Where nothing stands, not even "
            "ten times as many reports are."
        )
    twin(visitor, rows, name, {"weeks": _("Weeks of follow-up"), "expected": _("Expected reports"), "change": change})
    st.caption(meaning)


def _lock(visitor: Visitor, design: Design, present: Design | None) -> None:
    """Draw the button that locks the design, and say what that means."""
    _ = visitor.translator.gettext
    if present and present.hash == design.hash:
        st.caption(_("This is the design that is locked."))
        return
    if not visitor.may(Role.COORDINATOR):
        st.caption(_("The coordinator locks the design."))
        return
    st.caption(
        _("What is locked stays as it is, with who locked it and when. A later change is a new version beside it.")
    )
    late = (visitor.now().date() - design.start).days
    if late > 0:
        st.warning(
            visitor.translator.ngettext(
                "The measure started {days} day ago. A design that is locked after the start can be chosen to fit what "
                "is seen, so a clear change will be called one that is only pointed to.",
                "The measure started {days} days ago. A design that is locked after the start can be chosen to fit "
                "what is seen, so a clear change will be called one that is only pointed to.",
                late,
            ).format(days=visitor.translator.number(late))
        )
    label = _("Lock as a new version") if present else _("Lock the design")
    if st.button(label, type="primary", key=f"lock {design.measure}"):
        try:
            locked = lock(visitor.store, design, visitor.user, visitor.now())
        except EstError as error:
            refuse(error)
            return
        tell(plain(_("The design is locked as version {version}.").format(version=locked.version)))
