"""What `est import` says at its end: what became of the rows, kind by kind."""

from collections.abc import Sequence

from est.reports.batches.comparison import Comparison
from est.reports.fields.reasons import Reason, reason_sentence
from est.reports.files.table import NO_REPORTS, Reject
from est.reports.rows.validation import CheckedRows

# kind → what is said of one row, and of several
_OF_ROWS = {
    "new": ("is a new report", "are new reports"),
    "changed": ("is a new version of its report", "are new versions of their reports"),
    "known": ("is known and not stored again", "are known and not stored again"),
    "repeated": ("repeats an earlier row and is stored once", "repeat an earlier row and are stored once"),
    "rejected": ("is rejected", "are rejected"),
}

SHOWN = 20  # rejected rows
_WHOLE = 80  # characters of a row

# reason → how it is settled in a terminal
_HINTS = {
    Reason.DATE_AMBIGUOUS: "--column 'NAME=start(dmy)' says that the day comes first; mdy the month, ymd the year.",
    Reason.TIME_BARE_NUMBER: "--column 'NAME=time(hhmm)' says that 2115 is a time of day, time(hour) that 21 is, "
    "start(ymd) that 260306 is a date, and start(excel) or start(epoch) that days or seconds are counted.",
    Reason.YEAR_OR_HOUR: "--column 'NAME=start(dmy)' says that the last two digits of 6 mar 21 are the year.",
    Reason.MONTH_ALONE: "--column 'NAME=month' says that a column holds months, weeks or quarters.",
    Reason.ADDRESS_WITHOUT_REGISTER: "est addresses FILE loads an address register.",
    Reason.ADDRESS_ASKED: "--street 'WRITTEN=NAME' says which street a name means, for all files to come.",
}


def reject_lines(rejects: Sequence[Reject], *, stored: bool) -> list[str]:
    """Return what to say of the rows that were rejected, the first of them one by one, and what to do."""
    lines = [f"  row {reject.row}{_where(reject)}. {reject.reason}" for reject in rejects[:SHOWN]]
    if len(rejects) > SHOWN:
        lines.append(f"  … and {len(rejects) - SHOWN} more; --json gives them all.")
    found = {reason_sentence(reject.reason).pattern for reject in rejects}
    lines += [f"  {hint}" for reason, hint in _HINTS.items() if reason.value in found]
    if rejects and all(reject.reason in NO_REPORTS for reject in rejects):
        lines.append("  Nothing in them is to be mended, as they are no reports.")
    elif rejects:
        known = ": what was taken is known by then" if stored else ""
        lines.append(f"  Mend these rows in the file and import it again{known}.")
    return lines


def _where(reject: Reject) -> str:
    """Return the column and what it held, of a row that was rejected whole its begin."""
    if reject.column:
        return f", {reject.column}: {reject.value!r}"
    return f": {reject.value[:_WHOLE]!r}" if reject.value else ""


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
