"""The widths of a table's columns where they would not all be in sight: the widest give way, and their texts break."""

from collections.abc import Mapping, Sequence
from textwrap import wrap

LETTER, BESIDE = 6.3, 24  # pixels of a letter of a table, and of what is beside the text of a cell
LEAST = 120  # pixels that a column keeps, if it wanted as many
HANDLE = 36  # pixels of the column in which a row is ticked
OWN = 490  # pixels: no column is made wider by the table itself, however much room there is
BROKEN, LINE = 66, 19  # pixels of a row in which texts break, above 4 rem as Streamlit wants it, and of a line
THREE, MOST_LINES = 3, 5  # lines that stand in such a row, and in the highest: what is longer is cut


def column_widths(texts: Mapping[str, Sequence[str]], room: float, fixed: Mapping[str, int]) -> dict[str, int]:
    """Return how many pixels each column gets, of so many; nothing where all have the room that they want.

    `texts` are the heading and the first values of each column, `fixed` the columns that have a width already. No
    other gets less than its heading takes, which is on one line: rather is the last column out of sight.
    """
    wanted = {name: BESIDE + LETTER * max(map(len, values), default=0) for name, values in texts.items()} | dict(fixed)
    if sum(wanted.values()) <= room and max(wanted.values(), default=0) <= OWN:
        return {}
    held: dict[str, float] = dict(fixed)
    while True:
        free = {name: width for name, width in wanted.items() if name not in held}
        most = _largest([*free.values()], room - sum(held.values()))
        headings = {name: BESIDE + LETTER * len(texts[name][0]) for name in free}
        cut = {name: width for name, width in headings.items() if width > min(free[name], most)}
        if not cut:
            break
        held |= cut
    widths = {name: int(min(width, most) if name in free else held[name]) for name, width in wanted.items()}
    widest = max(widths, key=widths.__getitem__)
    return widths | {widest: widths[widest] + max(0, int(room) - sum(widths.values()))}


def row_height(texts: Mapping[str, Sequence[str]], widths: Mapping[str, int]) -> int | None:
    """Return how many pixels the rows need where texts break in columns of these widths; None where none does.

    `texts` are the values of each column. All rows of a table are as high as the highest.
    """
    lines = 1
    for name, width in widths.items():
        letters = max(1, int((width + 1 - BESIDE) / LETTER))
        lines = max([lines, *(len(wrap(text, letters)) for text in texts.get(name, ()) if len(text) > letters)])
    return None if lines == 1 else BROKEN + LINE * max(0, min(lines, MOST_LINES) - THREE)


def _largest(wanted: list[float], room: float) -> float:
    """Return the width that no column may pass, so that all fit into the room; never less than LEAST."""
    left, columns = room, sorted(wanted)
    for number, width in enumerate(columns):
        share = left / (len(columns) - number)
        if width >= share:
            return max(share, LEAST)
        left -= width
    return max(columns, default=LEAST)
