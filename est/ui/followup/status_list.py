"""Every measure with where its follow-up stands and what is next, where none has been chosen yet."""

import polars as pl

from est.measures import STATE_NAMES
from est.measures.followup.verdict_levels import STEP_NAMES
from est.ui.downloads import download
from est.ui.enter import Visitor
from est.ui.tables import draw_table


def follow_up_list(visitor: Visitor, listed: pl.DataFrame) -> None:
    """Draw the list of `follow_ups`, the most pressing first."""
    _ = visitor.translator.gettext
    words = {str(name): _(text) for known in (STATE_NAMES, STEP_NAMES) for name, text in known.items()}
    shown = listed.with_columns(
        pl.col("next").map_elements(_, pl.String), pl.col("state", "step").cast(pl.String).replace(words)
    )
    names = {
        "title": _("Measure"),
        "next": _("What is next"),
        "follow_up": _("Follow-up"),
        "step": _("Newest verdict"),
        "decided": _("Decided"),
        "starts": _("Starts"),
        "locked": _("Plan locked"),
        "state": _("State"),
        "hotspot": _("Hotspot"),
    }
    draw_table(shown, names, alt=_("Every measure with what is next in its follow-up"))
    download(visitor, shown, _("follow-ups"), names)
