"""What a file is called that leaves the page: what it holds, of which days and filters, and when it was fetched."""

import re
import unicodedata
from datetime import timedelta

from est.municipality.reference_lists import reference_lists
from est.picture.selection import Selection
from est.ui.enter import Visitor
from est.ui.filters.description import selection_chips

LONGEST = 50  # letters of one part of a name: a path of Windows has room for 260


def file_name(visitor: Visitor, name: str, of: str = "", selection: Selection | None = None) -> str:
    """Return the name of a file without its ending: `rutor_2026-04-06--2026-06-28_storande-fordon_hamtad-2026-06-29`.

    `of` is what its content belongs to, where that is no selection: a hotspot, a measure, what a list was narrowed to.
    """
    _ = visitor.translator.gettext
    parts = [plain_letters(name), plain_letters(of)]
    if selection is not None:
        chips = selection_chips(selection, visitor.answer(reference_lists, visitor.language), visitor.translator)
        parts.append(f"{selection.start}--{selection.end - timedelta(days=1)}")
        parts.append(plain_letters(" ".join(chip.label for chip in chips), _("and others")))
    parts.append(plain_letters(_("fetched {day}").format(day=visitor.now().date())))
    return "_".join(filter(None, parts))


def plain_letters(text: str, more: str = "") -> str:
    """Return a text in letters that every system takes in a name: a to z, digits, and hyphens for all else.

    Of one that is too long stand the first words, and that there are `more`.
    """
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))
    plain = re.sub(r"[^a-z0-9-]+", "-", bare).strip("-")
    if len(plain) <= LONGEST:
        return plain
    kept = plain[: LONGEST + 1].rpartition("-")[0].strip("-") or plain[:LONGEST]
    return f"{kept}-{plain_letters(more)}" if more else kept
