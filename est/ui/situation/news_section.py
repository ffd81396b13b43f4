"""The news on screen: a line that sums them up, and a card for each, with where it is and the way there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from est.hotspots.evolution.flag_changes import FlagChanges
from est.hotspots.surveillance.acknowledgements import Acknowledgement, acknowledge_alarm
from est.hotspots.surveillance.hour_shifts import HourShift
from est.hotspots.surveillance.judged_reports import (
    hour_shift_reports,
    judged_period,
    judged_reports,
    shifted_hours_period,
)
from est.hotspots.surveillance.sentences import (
    false_alarm_sentence,
    hour_shift_sentence,
    unusual_evidence,
    unusual_name,
    unusual_sentence,
    unusual_summary,
)
from est.hotspots.surveillance.unusual import UnusualList, UnusualPlace
from est.municipality.reference_lists import reference_lists
from est.picture.selection import Selection
from est.picture.spoken_counts import reports_text
from est.ui.downloads import download
from est.ui.drawer import drawer
from est.ui.enter import Visitor
from est.ui.hotspot_links import describe_flagged_again, offer_hotspot
from est.ui.links import page_link
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.pages import FOLLOW_UP, MAP, MEASURES
from est.ui.query_params import serialise_selection
from est.ui.screen import BESIDE_NEWS
from est.ui.situation.cell_map import FLAGS
from est.ui.situation.news import News, decided_words, find_news, flag_words, news_summary, overdue_words
from est.ui.situation.report_rows import ReportFigure, figure_label, open_reports, reports_of_cells
from est.ui.situation.report_table import SHOWN
from est.ui.tables import draw_table, plain_text, title_text
from est.ui.window import printing

MOST_MEASURES = 3  # cards of a kind; the lists hold them all


@st.fragment
def draw_news(visitor: Visitor, selection: Selection) -> None:
    """Draw what is new: unusual places, flags that came and went, what is decided, to be decided and late."""
    _ = visitor.translator.gettext
    news = find_news(visitor, selection)
    st.header(_("This was new then") if news.past else _("This is new"), anchor=False)
    st.markdown("  \n".join(f"**{title_text(line)}**" for line in news_summary(news, visitor.translator)))
    if news.withheld and not news.before_all:
        st.caption(_(news.withheld))
    if (news.unusual or news.found.hours) and selection != Selection(selection.start, selection.end):
        st.caption(_("What is unusual is so among all reports, whatever is chosen above."))
    for place in news.unusual:
        _draw_unusual(visitor, place, news)
    for shift in news.found.hours:
        _draw_hour_shift(visitor, shift, news.found.as_of)
    new, still = (_("New flag"), _("Still flagged")) if news.compared else (_("Flagged"), _("Flagged"))
    _draw_flags(visitor, news, FlagChanges.NEW, new, "orange", selection)
    _draw_other_flags(visitor, news.without_card(FlagChanges.NEW), new, "orange", selection)
    _draw_other_flags(visitor, news.without_card(FlagChanges.STILL), still, "orange", selection)
    _draw_decided(visitor, news)
    if not news.past:
        _draw_due(visitor, news)
    if news.compared:
        gone = _("No longer flagged")
        _draw_flags(visitor, news, FlagChanges.GONE, gone, "gray", selection, flagged=False)
        _draw_other_flags(visitor, news.without_card(FlagChanges.GONE), gone, "gray", selection)
    if not news.past:
        describe_flagged_again(visitor)
    if not news.found.known_long_enough and not news.before_all:
        st.caption(unusual_summary(news.found, visitor.translator))
    _draw_lists(visitor, news, selection)
    if news.past:
        st.subheader(_("As of today, whatever period is chosen"), anchor=False)
        if news.follow_ups.is_empty() and news.overdue.is_empty():
            st.write(_("No measure is late or to be decided on."))
        _draw_due(visitor, news)
        describe_flagged_again(visitor)


def _draw_head(badge: str, colour: str, name: str) -> None:
    """Draw the first line of a card: what kind of news it is, and where or about what."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.badge(badge, color=colour)  # type: ignore[arg-type]  # one of the colours it takes
        st.markdown(f"**{title_text(name)}**", width="content")


def _open_unusual(visitor: Visitor, found: UnusualList, place: UnusualPlace) -> None:
    """Open the reports that a judgement counts, and beside them those that are repeats of these."""
    _ = visitor.translator.gettext
    window = judged_period(found, place)
    repeats = visitor.answer(judged_reports, window, place.cells, found.newcomers, True, SHOWN)
    names = {False: figure_label(_("Counted once"), place.count, visitor)}
    if not repeats.is_empty():
        names[True] = figure_label(_("Repeats"), repeats.height, visitor)
    figures = [
        ReportFigure(name, window, judged_reports, (place.cells, found.newcomers, again, SHOWN))
        for again, name in names.items()
    ]
    told = _("Of an organisation's reports of the same thing on one day, the judgement counts one.")
    open_reports(visitor, unusual_name(place, visitor.translator), figures, told)


def _draw_hour_shift(visitor: Visitor, shift: HourShift, as_of: date) -> None:
    _ = visitor.translator.gettext
    with st.container(border=True, gap="xsmall"):
        st.badge(_("Unusual hours"), color="red")
        st.write(plain_text(hour_shift_sentence(shift, visitor.translator)))
        if st.button(_("Show the reports"), key=f"reports of hours {' '.join(shift.cells)} {shift.hours}"):
            counts = {_("In these hours"): (shift.count, False), _("At all hours"): (shift.reports, True)}
            weeks = shifted_hours_period(as_of)
            figures = [
                ReportFigure(figure_label(name, count, visitor), weeks, hour_shift_reports, (shift, every_hour, SHOWN))
                for name, (count, every_hour) in counts.items()
            ]
            open_reports(visitor, shift.name, figures)


def _draw_unusual(visitor: Visitor, place: UnusualPlace, news: News) -> None:
    """Draw the card of a place; what is unusual today can be put aside."""
    _, found = visitor.translator.gettext, news.found
    with st.container(border=True, gap="xsmall"):
        _draw_head(_("Unusual"), "red", unusual_name(place, visitor.translator))
        st.write(plain_text(unusual_evidence(place, visitor.translator)))
        with st.container(horizontal=True):
            if st.button(_("Show the reports"), key=f"reports of {' '.join(place.cells)} {place.direction}"):
                _open_unusual(visitor, found, place)
            offer_hotspot(visitor, place.cells)
            if not news.past and st.button(
                _("Seen"),
                key=f"seen {' '.join(place.cells)} {place.direction}",
                help=_("It leaves the list until it becomes clearly more unusual than now. Who saw it is kept."),
            ):
                with show_refusals():
                    acknowledge_alarm(visitor.store, place, found.as_of, visitor.user, visitor.now())
                    flash(_("Put aside as seen."))


def _draw_flags(
    visitor: Visitor,
    news: News,
    standing: FlagChanges,
    badge: str,
    colour: str,
    selection: Selection,
    *,
    flagged: bool = True,
) -> None:
    """Draw a card for each; those `flagged` now can be taken up there and then."""
    _ = visitor.translator.gettext
    for row in news.cards(standing).iter_rows(named=True):
        with st.container(border=True, gap="xsmall"):
            _draw_head(badge, colour, _ranked(row))
            st.markdown(plain_text(flag_words(row, visitor.translator, compared=news.compared)))
            with st.container(horizontal=True, vertical_alignment="center"):
                _draw_flag_ways(visitor, news, selection, row, "card")
                if flagged:  # of which the card tells, as on the map
                    offer_hotspot(visitor, tuple(row["cells"]), selection, key=row["cell"])


def _ranked(row: Mapping[str, Any]) -> str:
    """Return where a flag is, behind its number on the map beside it."""
    return f"{row['rank']}. {row['label']}" if row["rank"] else row["label"]


def _draw_other_flags(visitor: Visitor, rows: pl.DataFrame, badge: str, colour: str, selection: Selection) -> None:
    """Draw one card for flags that have none of their own: where each is, and the way there."""
    if rows.is_empty():
        return
    with st.container(border=True, gap="xsmall", horizontal=True, vertical_alignment="center"):
        st.badge(badge, color=colour)  # type: ignore[arg-type]  # one of the colours it takes
        for row in rows.iter_rows(named=True):
            name = plain_text(_ranked(row))
            if printing():  # a way to press is not on paper
                st.markdown(name, width="content")
            else:
                page_link(MAP, name, name, **serialise_selection(selection), cell=row["cell"])


def _draw_flag_ways(visitor: Visitor, news: News, selection: Selection, row: dict[str, Any], key: str) -> None:
    """Draw the ways from a flag: to the reports of its figures, and to its place on the map; a `key` for each time."""
    _ = visitor.translator.gettext
    if st.button(_("Show the reports"), key=f"reports of flag {key} {row['cell']}"):
        counts = (row["count"], row["before"]) if news.compared else (row["count"],)
        figures = reports_of_cells(visitor, selection, tuple(row["cells"]), row["coarsest"], counts)
        open_reports(visitor, row["label"], figures)
    # a link that is opened in a window of its own shows the same reports
    page_link(MAP, _("See it on the map"), **serialise_selection(selection), cell=row["cell"])


def _draw_decided(visitor: Visitor, news: News) -> None:
    """Draw what was decided in the period."""
    _, words = visitor.translator.gettext, visitor.translator
    for row in news.decided.head(MOST_MEASURES).iter_rows(named=True):
        with st.container(border=True, gap="xsmall"):
            _draw_head(_("Followed up"), "green", row["title"])
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain_text(decided_words(row, words)), width="content")
                page_link(FOLLOW_UP, _("See the verdict"), measure=row["id"])


def _draw_due(visitor: Visitor, news: News) -> None:
    """Draw what is due to be decided today, and what is late."""
    _, words = visitor.translator.gettext, visitor.translator
    for row in news.follow_ups.head(MOST_MEASURES).iter_rows(named=True):
        day = words.date(row["follow_up"]) if row["follow_up"] else ""
        with st.container(border=True, gap="xsmall"):
            _draw_head(_("To decide"), "blue", row["title"])
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain_text(_("The follow-up is due since {day}.").format(day=day)), width="content")
                page_link(FOLLOW_UP, _("See what it says"), measure=row["id"])
    for row in news.overdue.head(MOST_MEASURES).iter_rows(named=True):
        who = visitor.organisations.get(row["organisation_name"], row["organisation_name"] or "")
        with st.container(border=True, gap="xsmall"):
            _draw_head(_("Late"), "red", row["title"])
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain_text(f"{overdue_words(row, words)} · {who}"), width="content")
                page_link(MEASURES, _("Open the measure"), measure=row["id"])


def _draw_lists(visitor: Visitor, news: News, selection: Selection) -> None:
    """Draw all the flags, and what was put aside, behind a line each."""
    _ = visitor.translator.gettext
    if not news.flags.is_empty():
        with drawer(_("All flags"), "standing") as area:
            if area.open:
                _draw_flag_table(visitor, news, selection)
    if news.seen:
        label = _("Seen already: {count}").format(count=len(news.seen))
        with drawer(label, "seen already") as area:
            if area.open:
                for place, one in news.seen:
                    _draw_seen(visitor, place, one)


def _draw_flag_table(visitor: Visitor, news: News, selection: Selection) -> None:
    """Draw all the flags; a row opens into the ways from it."""
    _ = visitor.translator.gettext
    rows = {row["cell"]: row for row in news.flags.iter_rows(named=True)}
    opened = OpenRow("flag", list(rows), lambda cell: _draw_flag_ways(visitor, news, selection, rows[cell], "row"))
    shown = news.flags.with_columns(
        pl.col("standing").replace_strict({str(kind): _(kind) for kind in FlagChanges}, return_dtype=pl.String),
        pl.col("flag").replace_strict({flag: _(words) for flag, words in FLAGS.items()}, return_dtype=pl.String),
    )
    names = {
        "label": _("Place"),
        "standing": _("Since before"),
        "flag": _("Flag"),
        "count": _("Now"),
        "before": _("Before"),
    }
    draw_table(
        shown,
        names,
        alt=_("Flags: new, still there and gone"),
        unfolded=opened,
        share=1 - BESIDE_NEWS,
    )
    download(visitor, shown, "markeringar-sedan", names | {"cell": _("Cell")}, selection=selection)


def _draw_seen(visitor: Visitor, place: UnusualPlace, one: Acknowledgement) -> None:
    _ = visitor.translator.gettext
    st.write(plain_text(unusual_sentence(place, visitor.translator)))
    text = _("Seen {moment} by {who}, when it was {reports} in {weeks} weeks.")
    st.caption(
        plain_text(
            text.format(
                moment=visitor.translator.moment(one.acknowledged),
                who=one.acknowledged_by,
                reports=reports_text(one.count, visitor.translator),
                weeks=one.weeks,
            )
        )
    )


def news_basis(visitor: Visitor, selection: Selection) -> list[str]:
    """Return what the news rest on: how often chance is among them, and who is not counted yet."""
    _, words = visitor.translator.gettext, visitor.translator
    news = find_news(visitor, selection)
    told = [] if news.before_all else [unusual_summary(news.found, words)]
    if news.found.known_long_enough:
        told.append(false_alarm_sentence(words))
    if news.found.newcomers:
        names = visitor.answer(reference_lists, visitor.language).organisations
        listed = words.listed([names.get(one, _("no organisation")) for one in news.found.newcomers])
        text = _("Not counted yet, as they began to report less than half a year ago: {names}.")
        told.append(text.format(names=plain_text(listed)))
    if news.before_all:
        return told
    if news.begun:
        told.append(_("The reports begin on {day}, so no flag is called new.").format(day=words.date(news.begun)))
    elif news.ended:
        text = _("The newest report is of {day}, so no flag is called new or gone.")
        told.append(text.format(day=words.date(news.ended)))
    elif not news.withheld:
        told.append(
            _(
                "A flag is new when a place is clearly flagged now and was not at all in the period before, and gone "
                "when it is the other way round. That does not say that more was reported than before."
            )
        )
    return told
