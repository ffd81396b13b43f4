"""The hours of the week as a grid that is painted: a control of ours, as Streamlit has none.

A press on a preset fills the grid, and what is painted is no preset any more: one control, so none undoes another. By
keyboard the arrow keys move, and Enter or the space bar paints. A finger on a square paints too; beside the squares, on
the hours, it moves the page. Where it has the width, hours run across and days down, as in charts: so it is low enough
for the window of a laptop; else hours run down. Nothing is asked of anybody: all it needs is here.
"""

from collections.abc import Mapping

import streamlit as st

from est.clock import ALL_HOURS, PRESETS
from est.picture.hour_names import SHORT_HOURS, preset_name
from est.ui.enter import Visitor

MARKUP = """
<div class="presets" role="group"></div>
<table role="grid"><thead></thead><tbody></tbody></table>
<p role="status"></p>
"""
STYLE = """
:host, table { color: var(--st-text-color); font: inherit; }
.presets { display: flex; flex-wrap: wrap; gap: 0.3rem; margin-bottom: 0.5rem; }
button { font: inherit; font-size: 0.85rem; min-height: 1.75rem; padding: 0.1rem 0.6rem; cursor: pointer;
  border-radius: 1rem; border: 1px solid var(--st-border-color); color: var(--st-text-color);
  background: var(--st-background-color); }
button[aria-pressed=true] { background: var(--st-primary-color); color: #ffffff; }
table { border-collapse: collapse; user-select: none; width: 100%; max-width: 26rem; table-layout: fixed; }
th { font-weight: 400; font-size: 0.75rem; text-align: center; padding: 0; }
tbody th, table:not(.across) thead th:first-child { width: 2.6rem; white-space: nowrap; }
th { font-variant-numeric: tabular-nums; }
.across { max-width: 48rem; }
.across td { height: 1.5rem; }
td { height: 1.1rem; border: 1px solid var(--st-border-color); cursor: pointer; padding: 0; text-align: center;
  font-size: 0.7rem; line-height: 1; }
td[aria-selected=true] { background: var(--st-primary-color); color: #ffffff; }
td[aria-selected=true]::before { content: "\\2713"; }
td:focus-visible, button:focus-visible { outline: 3px solid var(--st-text-color); outline-offset: -1px; }
p { margin: 0.4rem 0 0; font-size: 0.85rem; color: var(--st-text-color); }
td { touch-action: none; }
@media (pointer: coarse) { td { height: 1.75rem; } button { min-height: 2.5rem; } }
"""
SCRIPT = """
export default function ({ parentElement, data, setStateValue }) {
  const table = parentElement.querySelector("table"), said = parentElement.querySelector("p");
  const row = parentElement.querySelector(".presets");
  const begun = JSON.stringify(data);
  if (table.dataset.begun === begun) return;  // what is painted stays while the page runs again
  table.dataset.begun = begun;
  table.setAttribute("aria-label", data.label);
  row.setAttribute("aria-label", data.label);
  table.tHead.replaceChildren();
  table.tBodies[0].replaceChildren();
  row.replaceChildren();
  let hours = [...data.hours].map((sign) => sign === "1"), name = data.chosen;
  const cells = [], buttons = [];
  const make = (kind, into, text) => {
    const made = into.appendChild(document.createElement(kind));
    made.textContent = text;
    return made;
  };
  const show = () => {
    cells.forEach((cell, hour) => cell.setAttribute("aria-selected", String(hours[hour])));
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.name === name)));
    const preset = data.presets.find((one) => one.name === name);
    const count = hours.filter(Boolean).length;
    said.textContent = `${preset ? preset.label : data.own} · ${data.count.replace("{n}", count)}`;
  };
  const tell = () => setStateValue("hours", name === data.place ? "" : hours.map(Number).join(""));
  const paint = (hour, on) => {
    hours[hour] = on;
    const same = data.presets.find((one) => one.hours === hours.map(Number).join("") && one.name !== data.place);
    name = same ? same.name : "own";
    show();
  };
  for (const preset of data.presets) {
    const button = make("button", row, preset.label);
    button.type = "button";
    button.dataset.name = preset.name;
    buttons.push(button);
    button.onclick = () => {
      hours = [...preset.hours].map((sign) => sign === "1");
      name = preset.name;
      show();
      tell();
    };
  }
  const head = table.tHead.insertRow();
  const across = row.getBoundingClientRect().width >= data.across;
  const corner = make("th", head, across ? "" : data.hour);
  corner.scope = "col";
  corner.setAttribute("aria-label", data.hour);
  table.classList.toggle("across", across);
  const two = (hour) => String(hour).padStart(2, "0");
  const spans = Array.from({ length: 24 }, (_, hour) => `${two(hour)}–${two(hour + 1)}`);
  const [columns, lines] = across ? [spans, data.days] : [data.days, spans];
  for (const name of columns) {
    const title = make("th", head, across ? name.slice(0, 2) : name);
    title.scope = "col";
    if (across) title.setAttribute("aria-label", name);
  }
  for (const [down, name] of lines.entries()) {
    const line = table.tBodies[0].insertRow();
    make("th", line, name).scope = "row";
    for (const right of columns.keys()) {
      const [day, hour] = across ? [down, right] : [right, down];
      const cell = line.insertCell();
      cell.setAttribute("role", "gridcell");
      cell.setAttribute("aria-label", `${data.days[day]} ${spans[hour]}`);
      cell.dataset.hour = day * 24 + hour;
      cell.tabIndex = day + hour ? -1 : 0;
      cells[day * 24 + hour] = cell;
    }
  }
  const focus = (hour) => {
    cells.forEach((cell) => { cell.tabIndex = -1; });
    cells[hour].tabIndex = 0;
    cells[hour].focus();
  };
  let painting = null;
  table.onpointerdown = (event) => {
    const cell = event.target.closest("td");
    if (!cell || event.button) return;
    const hour = Number(cell.dataset.hour);
    event.preventDefault();
    event.target.releasePointerCapture?.(event.pointerId);
    focus(hour);
    painting = !hours[hour];
    paint(hour, painting);
    const end = () => {
      painting = null;
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      tell();
    };
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  };
  table.onpointerover = (event) => {
    const cell = event.target.closest("td");
    if (cell && painting !== null) paint(Number(cell.dataset.hour), painting);
  };
  table.onkeydown = (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    const hour = Number(cell.dataset.hour);
    const [down, right] = across ? [24, 1] : [1, 24];
    const steps = { ArrowUp: -down, ArrowDown: down, ArrowLeft: -right, ArrowRight: right };
    if (event.key in steps) {
      const next = hour + steps[event.key];
      event.preventDefault();
      if (next < 0 || next > 167) return;
      if (event.shiftKey) { paint(next, hours[hour]); tell(); }
      focus(next);
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      paint(hour, !hours[hour]);
      tell();
    }
  };
  show();
}
"""
PLACE = "place"  # the preset that stands for the hours of something else, whatever they are
WEEK = 168
ACROSS = 560  # pixels of width from which the hours run across


def paint_hours(
    visitor: Visitor,
    label: str,
    hours: frozenset[int] | None,
    key: str,
    place: str | None = None,
    *,
    hints: bool = True,
) -> frozenset[int] | None:
    """Draw the grid, beginning with these hours, and return what it holds. In a form it answers when that is sent.

    Under it stand the `hints`, where they do not stand elsewhere.

    With the label of a `place` there is one choice more, which is None: the hours of that place, whatever they are.
    """
    translator = visitor.translator
    _ = translator.gettext
    presets = [(name, _(text), hours_to_signs(PRESETS[name])) for name, text in SHORT_HOURS.items()]
    if place:
        presets.insert(0, (PLACE, place, hours_to_signs(ALL_HOURS)))
    chosen = PLACE if hours is None else preset_name(hours)
    grid = st.components.v2.component("est_hours", html=MARKUP, css=STYLE, js=SCRIPT)
    grid(
        data={
            "label": label,
            "hours": hours_to_signs(ALL_HOURS if hours is None else hours),
            "chosen": chosen,
            "place": PLACE,
            "own": _("Own hours"),
            "hour": _("Hour"),
            "across": ACROSS,
            "count": _("{n} of the week's 168 hours"),
            "days": list(translator.weekdays("abbreviated")),
            "presets": [{"name": name, "label": text, "hours": signs} for name, text, signs in presets],
        },
        key=key,
        on_hours_change=lambda: None,
    )
    if hints:
        st.caption(painting_hints(visitor))
    return painted_hours(hours, key, place=place is not None)


def painting_hints(visitor: Visitor) -> str:
    """Return how hours are painted, and what a day of the grid is."""
    _ = visitor.translator.gettext
    return " ".join(
        [
            _("Press and drag to paint. By keyboard arrow keys move, space paints, and Shift with an arrow goes on."),
            _(
                "Each day is a calendar day: the night to Saturday is Friday until 24 and Saturday from 00. In words a "
                "night belongs to its evening: Fri 22–06."
            ),
        ]
    )


def painted_hours(begun: frozenset[int] | None, key: str, *, place: bool = False) -> frozenset[int] | None:
    """Return what the grid of that key, which began with these hours, holds now."""
    held = st.session_state.get(key)
    return read_hours(held.get("hours") if isinstance(held, Mapping) else None, begun, place=place)


def hours_to_signs(hours: frozenset[int]) -> str:
    """Return the hours of the week as 168 signs, 1 for each that is chosen, from Monday 00."""
    return "".join(str(int(hour in hours)) for hour in range(WEEK))


def read_hours(answer: object, begun: frozenset[int] | None, *, place: bool = False) -> frozenset[int] | None:
    """Return the hours that a browser sent as signs; those it began with where it sent nothing that can be hours."""
    if answer == "" and place:
        return None
    if not isinstance(answer, str) or len(answer) != WEEK or set(answer) - {"0", "1"}:
        return begun
    return frozenset(hour for hour, sign in enumerate(answer) if sign == "1")
