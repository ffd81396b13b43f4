"""What the changes are called on screen."""

from est.text import N_

ACTIONS = {
    "add measure": N_("logged a measure"),
    "edit measure": N_("changed a measure"),
    "add organisation": N_("added an organisation"),
    "add places": N_("named a place"),
    "export": N_("took out a table"),
    "fill a new store": N_("made the store"),
    "set districts": N_("set the districts"),
    "set municipality": N_("chose the municipality"),
    "set study area": N_("set the study area"),
    "set time zone": N_("chose the time zone"),
    "settle": N_("changed a setting"),
    "take batch": N_("took in a batch"),
    "undo batch": N_("undid a batch"),
}


def action_name(action: str) -> str:
    """Return the message that names an action, or the action itself when it has none."""
    return ACTIONS.get(action, action)
