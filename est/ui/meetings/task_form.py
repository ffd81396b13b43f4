"""Tasks on screen: agreeing on one at a point, and saying what became of it."""

from datetime import date

import polars as pl
import streamlit as st

from est.meetings.commands import add_task, edit_task
from est.meetings.queries import TASKS, RecordedTask, all_tasks
from est.meetings.task import FIELD_NAMES, TASK_STATE_NAMES, Task, TaskState
from est.ui.conflict import EditForm, save_edit, settle_conflict
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.open_row import OpenRow
from est.ui.required_fields import RequiredFields, draw_mark_note, marked
from est.ui.tables import draw_table, plain_text, title_text

FORM = EditForm("task", TASKS, edit_task, FIELD_NAMES, lambda one: one.title)


def task_line(visitor: Visitor, one: RecordedTask) -> str:
    """Return a task in a line: what, who, until when, and its state; safe to be read as Markdown."""
    _, words, task = visitor.translator.gettext, visitor.translator, one.task
    parts = [task.assigned, _(TASK_STATE_NAMES[task.state])]
    if task.due:
        parts.insert(1, _("until {day}").format(day=words.date(task.due)))
    if task.overdue(visitor.now().date()):
        parts.append(_("late"))
    return f"**{title_text(task.title)}** · {plain_text(' · '.join(parts))}"


def new_task_form(visitor: Visitor, meeting: str, point: str | None) -> None:
    """Draw the form that agrees on a task at a point, or at the meeting as a whole."""
    _ = visitor.translator.gettext
    number = st.session_state.setdefault("tasks written", 0)
    required = RequiredFields()
    with st.form(f"task {meeting} {point} {number}", border=False):
        title = required.demand(st.text_input(marked(_("Task")), max_chars=200), _("Task"))
        left, right = st.columns(2)
        who = left.text_input(marked(_("Who, by function")), max_chars=200)
        required.demand(who, _("Who, by function"), left)
        due = right.date_input(_("Until"), None, format="YYYY-MM-DD")
        draw_mark_note()
        if not st.form_submit_button(_("Add the task")) or not required.filled():
            return
    with show_refusals():
        task = Task(title, who, due if isinstance(due, date) else None, meeting=meeting, point=point)
        add_task(visitor.store, task, visitor.user, visitor.now())
        st.session_state["tasks written"] = number + 1
        flash(_("The task is written down: {title}").format(title=plain_text(title)))


def edit_task_form(visitor: Visitor, identity: str) -> None:
    """Draw the form that says what became of a task."""
    _ = visitor.translator.gettext
    opened = FORM.open_record(visitor.store, identity)
    if opened.conflict:
        settle_conflict(visitor, opened, FORM, lambda task: task.to_fields())
        return
    stored = opened.record
    with st.form(f"edit task {identity} {opened.version}", border=False):
        states = list(TaskState)
        left, right = st.columns(2)
        state = left.selectbox(
            _("State"), states, states.index(stored.state), format_func=lambda one: _(TASK_STATE_NAMES[one])
        )
        due = right.date_input(_("Until"), stored.due, format="YYYY-MM-DD")
        outcome = st.text_input(_("What became of it"), stored.outcome, max_chars=2_000)
        if not st.form_submit_button(_("Save"), type="primary"):
            return
    with show_refusals():
        wanted = Task(
            stored.title,
            stored.assigned,
            due if isinstance(due, date) else None,
            state,
            outcome,
            stored.meeting,
            stored.point,
        )
        save_edit(visitor, opened, wanted, FORM)


def draw_tasks(visitor: Visitor) -> None:
    """Draw every open task; a row opens the form that says what became of it."""
    _ = visitor.translator.gettext
    waiting = [one for one in visitor.answer(all_tasks) if one.task.state is TaskState.OPEN]
    if not waiting:
        st.write(_("No task is to be done."))
        return
    today = visitor.now().date()
    rows = [
        (one.task.title, one.task.assigned, one.task.due, _("late") if one.task.overdue(today) else "")
        for one in waiting
    ]
    headings = {"title": _("Task"), "assigned": _("Who, by function"), "due": _("Until"), "late": _("Reminder")}
    schema = dict.fromkeys(headings, pl.String) | {"due": pl.Date}
    opened = OpenRow(
        f"task {FORM.times_closed}", [one.identity for one in waiting], lambda one: edit_task_form(visitor, one)
    )
    draw_table(
        pl.DataFrame(rows, schema=schema, orient="row"), headings, alt=_("Tasks that are to be done"), unfolded=opened
    )
