"""The position of the reader's own device, with its accuracy: a button of ours, as Streamlit has none.

The browser asks the reader first. The page itself asks nobody: what comes back goes to this program alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from est.ui.enter import Visitor

MARKUP = '<button type="button"></button><p role="status"></p>'
STYLE = """
button { font: inherit; min-height: 3.25rem; width: 100%; padding: 0.5rem 1rem; cursor: pointer; border-radius: 0.3rem;
  border: 1px solid var(--st-border-color); background: var(--st-background-color); color: var(--st-text-color); }
button:hover, button:focus-visible { border-color: var(--st-primary-color);
  outline: 2px solid var(--st-primary-color); }
p { margin: 0; color: var(--st-text-color); font: inherit; }
p:not(:empty) { margin-top: 0.5rem; }
"""
SCRIPT = """
export default function ({ parentElement, data, setStateValue }) {
  const button = parentElement.querySelector("button"), said = parentElement.querySelector("p");
  button.textContent = data.label;
  button.onclick = () => {
    if (!navigator.geolocation) { setStateValue("problem", "unavailable"); return; }
    said.textContent = data.looking;
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => {
        said.textContent = "";
        setStateValue("found", { lat: coords.latitude, lng: coords.longitude, accuracy: coords.accuracy, timestamp });
        setStateValue("problem", "");
      },
      (error) => {
        said.textContent = "";
        setStateValue("problem", error.code === 1 ? "denied" : "unavailable");
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  };
}
"""


@dataclass(frozen=True)
class OwnPosition:
    """Where a device is, in degrees, and within how many metres it says so (of 95 in 100 cases)."""

    lat: float
    lng: float
    accuracy_m: float


def ask_position(visitor: Visitor, key: str) -> OwnPosition | None:
    """Draw the button that asks the device where it is; return what it answered, or None, and say what went wrong."""
    _ = visitor.translator.gettext
    button = st.components.v2.component("est_position", html=MARKUP, css=STYLE, js=SCRIPT)
    answered = button(
        data={"label": _("Take my position"), "looking": _("Looking for your position …")},
        key=key,
        on_found_change=lambda: None,
        on_problem_change=lambda: None,
    )
    problem = answered.get("problem")
    if problem == "denied":
        st.warning(_("The browser may not tell the position. Allow it in the browser, or search for the place."))
    elif problem:
        st.warning(_("The device does not know where it is just now. Search for the place, or point at it on the map."))
    return read_position(answered.get("found"))


def read_position(found: object) -> OwnPosition | None:
    """Return the position that a browser sent, or None for what is none."""
    if not isinstance(found, Mapping):
        return None
    numbers = [found.get(name) for name in ("lat", "lng", "accuracy")]
    if not all(isinstance(number, int | float) for number in numbers):
        return None
    lat, lng, accuracy = (float(number) for number in numbers if number is not None)
    return OwnPosition(lat, lng, accuracy) if -90 <= lat <= 90 and -180 <= lng <= 180 and accuracy >= 0 else None
