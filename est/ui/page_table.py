"""A table of few rows as a control of ours: a true table of the page, where Streamlit draws a picture of one.

It is there with the page, without the grid that Streamlit fetches, paints and describes to screen readers afterwards.
Its texts break between words, are found by the browser's own search and read by a screen reader as rows and columns. A
press on a heading sorts; a press in a row opens it, and so does the button that its name is, by keyboard.
"""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from est.text import Translator
from est.ui.cards import naming_column, number_format, number_text, value_text
from est.ui.open_row import OpenRow

TABLE = "est_table"  # as Streamlit knows it
MOST_ROWS = 100  # a longer table is one that draws only the rows in sight
SCROLLED, HIGH = 15, 400  # a table of more rows than this scrolls, in so many pixels
DECIMALS = 4  # of a number that nothing else is said of

# as high at first as a table of two rows, so that little moves when it is filled
MARKUP = (
    '<div class="table" role="region" style="min-height: 6.6rem"><table><thead></thead><tbody></tbody></table></div>'
)
STYLE = """
:host, table, button { color: var(--st-text-color); font: inherit; }
.table { --line: 1px solid var(--st-dataframe-border-color); overflow: auto; border: var(--line); font-size: 0.875rem;
  line-height: 1.35; border-radius: var(--st-base-radius); }
.table:focus-visible, button:focus-visible { outline: 2px solid var(--st-text-color); outline-offset: -2px; }
table { border-collapse: separate; border-spacing: 0; width: 100%; }
th, td { padding: 0.5rem; text-align: left; vertical-align: top; font-weight: 400;
  border-bottom: var(--line); hyphens: auto; }
:is(th, td) + :is(th, td) { border-left: var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { position: sticky; top: 0; z-index: 1; padding: 0; background: var(--st-dataframe-header-background-color); }
thead button { width: 100%; padding: 0.5rem; text-align: inherit; border: 0; background: none;
  color: var(--st-dataframe-header-text-color); cursor: pointer; hyphens: auto; }
.number, .figures { white-space: nowrap; font-variant-numeric: tabular-nums; hyphens: manual; }
.number { text-align: right; }
thead .number { white-space: normal; }
.long { min-width: 12rem; }
.opening { cursor: pointer; }
.opening:is(:hover, .open) > * { background: var(--st-secondary-background-color); }
.opening button { padding: 0; text-align: left; vertical-align: top; border: 0; background: none; cursor: pointer;
  hyphens: auto; text-decoration: underline; text-underline-offset: 3px; }
svg { display: block; width: 110px; height: 1.35em; overflow: visible; }
polyline { fill: none; stroke: var(--st-primary-color); stroke-width: 1.2; vector-effect: non-scaling-stroke; }
.share { display: flex; align-items: center; gap: 0.5rem; min-width: 7rem; }
.share > i { flex: 1; height: 0.4rem; border-radius: 0.2rem; background: var(--st-secondary-background-color); }
.share > i > i { display: block; height: 100%; border-radius: 0.2rem; background: var(--st-primary-color); }
.share > span { min-width: 2.2rem; text-align: right; font-variant-numeric: tabular-nums; }
/* where not all columns have room there is less between them, and then words are cut if that is enough */
.tight :is(th, td) { padding-left: 0.25rem; padding-right: 0.25rem; }
.tight thead button { padding-left: 0; padding-right: 0; }
.cut :is(th, td):not(.number, .figures) { min-width: 6rem; overflow-wrap: anywhere; }
/* on paper all columns have room, whatever it takes: letters as small as in a newspaper */
.paper { font-size: 0.75rem; border-width: 1px 0; border-radius: 0; }
.paper :is(th, td) { padding: 0.2rem 0.4rem; border-left: 0 !important; }
.paper thead th { font-weight: 650; }
.paper.tight { font-size: 0.625rem; }
.paper.tight :is(th, td) { padding: 0.2rem 0.15rem; }
.paper.tight .long { min-width: 8rem; }
/* and a table that is still too wide is a list: of each row what it has, under its headings, no word broken */
.listed :is(table, tbody, tr) { display: block; }
.listed thead, .listed :is(th, td):empty { display: none; }
.listed tr { padding: 0.25rem 0; border-bottom: var(--line); }
.listed :is(th, td) { display: inline; border: 0; padding: 0; }
.listed :is(th, td)::before { content: attr(data-heading) ": "; font-weight: 650; }
.listed :is(th, td):not(:empty) ~ :is(th, td)::before { content: " · " attr(data-heading) ": "; }
.listed svg { display: inline-block; }
@media print {
  .table { overflow: visible; max-height: none !important; }
  .table, .table * { border-color: #999; color: #000; }
  thead th { position: static; background: none; }
  tr, thead { break-inside: avoid; }
  polyline { stroke: #000; stroke-width: 1; }
  .share > i { display: none; }
}
"""
SCRIPT = """
export default function ({ parentElement, data, setTriggerValue }) {
  const box = parentElement.querySelector(".table"), table = box.querySelector("table");
  const columns = data.columns, rows = columns.length ? columns[0].texts.length : 0;
  const make = (kind, into, text) => {
    const made = into.appendChild(document.createElement(kind));
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const drawn = (kind, into, settings) => {
    const made = into.appendChild(document.createElementNS("http://www.w3.org/2000/svg", kind));
    for (const [name, value] of Object.entries(settings)) made.setAttribute(name, value);
    return made;
  };
  const course = (cell, values, heading) => {
    if (!values || !values.length) return;
    const most = Math.max(...values, 1e-9), step = 100 / Math.max(values.length - 1, 1);
    const picture = drawn("svg", cell, {
      role: "img", "aria-label": `${heading}: ${values.join(", ")}`, viewBox: "0 0 100 20", preserveAspectRatio: "none",
    });
    const points = values.map((value, at) => `${(at * step).toFixed(1)},${(19 - 18 * value / most).toFixed(1)}`);
    drawn("polyline", picture, { points: points.join(" ") });
  };
  const share = (cell, text, part) => {
    const line = make("div", cell);
    line.className = "share";
    make("i", make("i", line)).style.width = `${Math.round(100 * part)}%`;
    make("span", line, text);
  };
  const fill = (row, index) => columns.forEach((column, at) => {
    const cell = make(at === data.naming ? "th" : "td", row);
    if (data.paper) cell.dataset.heading = column.heading;
    const text = column.texts[index];
    if (at === data.naming) cell.scope = "row";
    if (column.kind === "course") course(cell, column.values[index], column.heading);
    else if (column.kind === "share") share(cell, text, (column.values[index] ?? 0) / column.most);
    else if (at === data.naming && data.opens) {
      const button = make("button", cell, text || data.opens);
      button.type = "button";
      if (data.unfolds) button.ariaExpanded = index === data.open ? "true" : "false";
    }
    else cell.textContent = text;
    if (column.kind === "number") cell.className = "number";
    else if (data.paper && / |–/.test(text) && /^\\d[\\d\\s:.,–-]*$/.test(text)) {  // days and times, below each other
      cell.textContent = "";
      for (const part of text.split(/(?<=[ –])/)) make("span", cell, part).className = "figures";
    }
    else if (/^\\d[\\d\\s:.,–-]*$/.test(text)) cell.className = "figures";  // a day or a time stays on its line
    else if (text.length > 60) cell.className = "long";
  });
  const compared = (column) => {
    const texts = new Intl.Collator(document.documentElement.lang, { numeric: true });
    return (one, other) => {
      const [a, b] = [one, other].map((at) => column.values ? column.values[at] : column.texts[at]);
      if (a === null || b === null || a === "" || b === "") return (a === null || a === "") - (b === null || b === "");
      return (typeof a === "number" ? a - b : texts.compare(a, b)) * (box.dataset.falls ? -1 : 1);
    };
  };
  const show = () => {
    const order = [...Array(rows).keys()], by = columns.find((column) => column.name === box.dataset.by);
    if (by) order.sort(compared(by));
    for (const head of table.tHead.querySelectorAll("th")) {
      const here = by && head.dataset.name === by.name;
      head.ariaSort = here ? (box.dataset.falls ? "descending" : "ascending") : null;
      if (data.paper) continue;
      head.querySelector("span").textContent = here ? (box.dataset.falls ? " ↓" : " ↑") : "";
    }
    const body = document.createElement("tbody");
    for (const index of order) {
      const row = body.insertRow();
      fill(row, index);
      if (!data.opens) continue;
      row.className = index === data.open ? "opening open" : "opening";
      row.onclick = () => { if (!getSelection().toString()) setTriggerValue("opened", index); };
    }
    table.tBodies[0].replaceWith(body);
  };
  const sort = (column) => {
    if (box.dataset.by !== column.name) box.dataset.by = column.name, box.dataset.falls = "";
    else if (!box.dataset.falls) box.dataset.falls = "yes";
    else box.dataset.by = box.dataset.falls = "";  // and the third press gives the order that it came in
    show();
  };
  table.tHead.replaceChildren();
  const line = table.tHead.insertRow();
  for (const column of columns) {
    const head = make("th", line);
    head.scope = "col";
    head.dataset.name = column.name;
    if (column.kind === "number") head.className = "number";
    if (column.help) head.title = column.help;
    if (data.paper) {  // what is pressed is not drawn again at the top of the next sheet
      head.textContent = column.heading;
      continue;
    }
    if (column.kind === "course") {
      make("button", head, column.heading).disabled = true;
      make("span", head);
      continue;
    }
    const button = make("button", head, column.heading);
    button.type = "button";
    make("span", button).ariaHidden = "true";
    button.onclick = () => sort(column);
  }
  if (data.label) box.setAttribute("aria-label", data.label);
  else box.removeAttribute("role");
  box.style.minHeight = "";
  box.style.maxHeight = data.height ? `${data.height}px` : "";
  show();
  const over = () => box.clientWidth && box.scrollWidth > box.clientWidth + 1;
  box.classList.remove("tight", "cut", "listed");
  box.classList.toggle("paper", data.paper);
  if (over()) box.classList.add("tight");
  if (over()) box.classList.add(data.paper ? "listed" : "cut");
  if (data.paper && box.matches(".listed")) box.classList.remove("tight");
  else if (over()) box.classList.remove("cut");
  if (box.scrollHeight > box.clientHeight + 1 || over()) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}
"""


def draw_page_table(
    frame: pl.DataFrame,
    headings: Mapping[str, str],
    columns: Mapping[str, Any],
    written: Mapping[str, Callable[[float], str]],
    translator: Translator,
    *,
    alt: str,
    height: int | None = None,
    opened: Callable[[int], None] | None = None,
    unfolded: OpenRow | None = None,
    key: str | None = None,
    paper: bool = False,
) -> None:
    """Show a frame as a table of the page; the arguments are those of `draw_table`, of which it is a part.

    What `unfolded` holds of a row is not drawn here. On `paper` the table is whole, in small letters, or as a list of
    its rows where not even those have room.
    """
    told = [
        table_column(name, frame[name], headings[name], columns.get(name), written, translator)
        for name in frame.columns
    ]
    data = {
        "label": alt,
        "columns": told,
        "naming": naming_column(frame),
        "opens": translator.gettext("Open") if opened or unfolded else "",
        "open": unfolded.number if unfolded else None,
        "unfolds": unfolded is not None,
        "height": 0 if paper else height or (HIGH if frame.height > SCROLLED else 0),
        "paper": paper,
    }
    table = st.components.v2.component(TABLE, html=MARKUP, css=STYLE, js=SCRIPT)
    if unfolded:
        widget = unfolded.widget
        table(data=data, key=widget, on_opened_change=lambda: unfolded.toggle(st.session_state[widget]["opened"]))
        return
    result = table(data=data, key=key, on_opened_change=lambda: None)
    row = result.get("opened")
    if opened and isinstance(row, int) and 0 <= row < frame.height:
        opened(row)


def table_column(
    name: str,
    values: pl.Series,
    heading: str,
    setting: Any,  # noqa: ANN401 (Streamlit's column settings have no common type)
    written: Mapping[str, Callable[[float], str]],
    translator: Translator,
) -> dict[str, Any]:
    """Return what the browser needs of a column: its texts, and by what it is sorted where that is not those."""
    kind, said = values.dtype, setting if isinstance(setting, dict) else {}
    form: dict[str, Any] = said.get("type_config") or {}
    column: dict[str, Any] = {"name": name, "heading": heading, "kind": "text"}
    if said.get("help"):
        column["help"] = said["help"]
    listed = values.to_list()
    if kind.is_nested():
        lines = [[round(float(value), 2) for value in row or ()] for row in listed]
        return column | {"kind": "course", "texts": [""] * len(listed), "values": lines}
    column["texts"] = [
        _text(value, written.get(name), number_format(setting), bool(written), translator) for value in listed
    ]
    if kind.is_numeric():
        column |= {"kind": "number", "values": [None if value is None else float(value) for value in listed]}
        if form.get("type") == "progress":
            column |= {"kind": "share", "most": form["max_value"] or 1}
    elif kind.is_temporal():
        column["values"] = [None if value is None else value.isoformat() for value in listed]
    return column


def _text(
    value: Any,  # noqa: ANN401 (a value of any column)
    write: Callable[[float], str] | None,
    form: str | None,
    beside: bool,
    translator: Translator,
) -> str:
    """Return a value in the reader's form; numbers `beside` ones with a form of their own are as short as on a card."""
    if value is None:
        return ""
    if write:
        return write(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        plain = form in (None, "localized") and not beside
        return translator.number(value, DECIMALS) if plain else number_text(value, form, translator)
    return value_text(value, form, translator)
