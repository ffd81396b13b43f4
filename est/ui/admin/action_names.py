"""What the changes are called on screen."""

from est.text import N_

ACTIONS = {
    "acknowledge alarm": N_("saw that a place is unusual"),
    "add cause": N_("wrote down a cause"),
    "add hotspot": N_("took up a hotspot"),
    "add to the library": N_("added to the library of measures"),
    "edit the library": N_("changed the library of measures"),
    "fill the library": N_("filled the library of measures"),
    "add measure": N_("logged a measure"),
    "bind account": N_("signed in for the first time"),
    "change person": N_("changed somebody's role or organisation"),
    "edit cause": N_("changed a cause"),
    "edit hotspot": N_("changed a hotspot"),
    "edit measure": N_("changed a measure"),
    "restore measure": N_("took back a measure to an earlier version"),
    "add person": N_("let somebody sign in"),
    "add places": N_("named a place"),
    "end sessions": N_("signed somebody out everywhere"),
    "export": N_("took out a table"),
    "fill a new store": N_("made the store"),
    "freeze verdict": N_("froze the verdict on a measure"),
    "lock design": N_("locked the design of a follow-up"),
    "merge hotspots": N_("merged hotspots"),
    "restore hotspot": N_("took a hotspot back to an earlier version"),
    "remove ground": N_("removed the ground of the map"),
    "set ground": N_("loaded the ground of the map"),
    "remove person": N_("let somebody sign in no more"),
    "remove people": N_("removed how many people are where"),
    "restore people": N_("took back how many people are where"),
    "set districts": N_("set the districts"),
    "set municipality": N_("chose the municipality"),
    "set people": N_("loaded how many people are where"),
    "restore batch": N_("put an undone batch back"),
    "set copies": N_("chose whether copies in an organisation's files are events"),
    "set repeats": N_("chose whether an organisation's repeats count once"),
    "set study area": N_("set the study area"),
    "set time zone": N_("chose the time zone"),
    "settle": N_("changed a setting"),
    "share descriptions": N_("chose whether an organisation shows what it writes"),
    "split hotspot": N_("split a hotspot"),
    "take batch": N_("took in a batch"),
    "undo merge": N_("took back a merge of hotspots"),
    "undo batch": N_("undid a batch"),
    "write of hotspot": N_("wrote of a hotspot"),
}


def action_name(action: str) -> str:
    """Return the message that names an action, or the action itself when it has none."""
    return ACTIONS.get(action, action)
