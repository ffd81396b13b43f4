"""What `est import` says at its end: what became of the rows, kind by kind."""

from est.reports.batches.comparison import Comparison
from est.reports.rows.validation import CheckedRows

# kind → what is said of one row, and of several
_OF_ROWS = {
    "new": ("is a new report", "are new reports"),
    "changed": ("is a new version of its report", "are new versions of their reports"),
    "known": ("is known and not stored again", "are known and not stored again"),
    "repeated": ("repeats an earlier row and is stored once", "repeat an earlier row and are stored once"),
    "rejected": ("is rejected", "are rejected"),
}


def closing_lines(
    checked: CheckedRows | None, comparison: Comparison | None, *, stored: bool, voided: bool
) -> list[str]:
    """Return the sentences; of a file that was not stored, what was found out before that.

    `voided`: the reports that are gone from the file are voided with the batch.
    """
    if checked is None:
        return []
    counts = {"rejected": len(checked.rejects), **(comparison.counts if comparison and stored else {})}
    told = [f"{counts[kind]} {words[counts[kind] > 1]}" for kind, words in _OF_ROWS.items() if counts.get(kind)]
    rows = "1 row was read" if checked.read == 1 else f"{checked.read} rows were read"
    lines = [f"{rows}: {', '.join(told)}." if told else f"{rows}."]
    gone = counts.get("gone", 0)
    if gone:
        reports = "1 report of the same period is" if gone == 1 else f"{gone} reports of the same period are"
        what = ("voided" if voided else "left as it is") if gone == 1 else ("voided" if voided else "left as they are")
        lines.append(f"{reports} gone from the file, and {what}.")
    return lines
