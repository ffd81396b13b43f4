"""`est evaluate`: whether a measure worked or only moved the problem, with all that the answer rests on."""

import argparse
import json
from typing import Any
from uuid import UUID

from est.measures.followup.commands import design_versions
from est.measures.followup.evaluation import evaluate_measure, find_measure, proposed_evaluation
from est.measures.followup.sentences import (
    basis_sentences,
    doubt_sentences,
    looking_sentence,
    moved_sentence,
    together_sentence,
    verdict_sentence,
)
from est.measures.followup.verdict import Evaluation
from est.terminal import add_store, municipality_now, open_existing_store
from est.terminal.argument_types import day
from est.text import LANGUAGES, translator


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    parser.add_argument("measure", metavar="MEASURE", help="its identity, or its title")
    add_store(parser)
    parser.add_argument("--as-of", type=day, metavar="DATE", help="the day, with what was known then (default: today)")
    parser.add_argument("--propose", action="store_true", help="by the default design, which is not stored")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the sentences")
    parser.add_argument("--json", action="store_true", help="everything as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the evaluation; return 0. Raises DesignError when there is no locked design to evaluate by."""
    with open_existing_store(arguments) as store:
        measure = find_measure(store, arguments.measure)
        when = arguments.as_of or municipality_now(store).date()
        found = (proposed_evaluation if arguments.propose else evaluate_measure)(store, measure, when)
        history = [
            _version(locked.version, locked.hash, str(locked.when)) for locked, _ in design_versions(store, measure)
        ]
    said = evaluation_sentences(found, arguments.language)
    if arguments.json:
        print(json.dumps(found.as_json() | {"versions": history, "sentences": said}, ensure_ascii=False))
    else:
        print(_as_text(found, said, measure))
    return 0


def _version(number: int, design_hash: str, when: str) -> dict[str, Any]:
    return {"version": number, "hash": design_hash, "locked": when}


def evaluation_sentences(found: Evaluation, language: str) -> dict[str, Any]:
    """Return every sentence of an evaluation in a language, by what it is about."""
    said = translator(language)
    return {
        "verdict": verdict_sentence(found, said),
        "together": together_sentence(found, said),
        "moved": moved_sentence(found, said),
        "looking": looking_sentence(found, said),
        "doubts": doubt_sentences(found, said),
        "basis": basis_sentences(found, said),
    }


def _as_text(found: Evaluation, said: dict[str, Any], measure: UUID) -> str:
    locked = found.locked
    design = (
        f"design version {locked.version}, {found.design.hash[:12]}" if locked else "the default design, not locked"
    )
    counts = found.counts
    lines = [
        f"{found.title} ({measure})",
        f"As of {found.as_of}: {design}; {found.after.first} to {found.after.end} (not included) against "
        + ", ".join(f"{window.first} to {window.end}" for window in found.before)
        + ".",
        "",
        said["verdict"],
        *filter(None, [said["together"], said["moved"], said["looking"], *said["doubts"], *said["basis"]]),
        "",
        f"{'':<26}{'before':>10}{'after':>10}",
        *(
            f"{name:<26}{pair.before:>10g}{pair.after:>10g}"
            for name, pair in (
                ("the place (T)", counts.target),
                ("the control (C)", counts.control),
                ("the surroundings (D)", counts.ring),
                ("their control (DC)", counts.ring_control),
            )
        ),
        f"(before: {len(found.before)} periods together)",
        "",
        f"{'WDD':<26}{'change':>10}{'s.e.':>10}{'z':>8}  interval",
        *(
            f"{name:<26}{part.change:>10.1f}{part.standard_error:>10.1f}{part.z:>8.2f}  "
            f"{part.low:.1f} to {part.high:.1f}"
            for name, part in (("local", found.local), ("displacement", found.displacement), ("total", found.total))
            if part is not None
        ),
        f"Rate ratio {found.ratio.ratio:.2f} ({found.ratio.low:.2f} to {found.ratio.high:.2f}), dispersion "
        f"{found.dispersion.value:.2f} of {found.dispersion.cells} cells and {found.dispersion.months} months, "
        f"drift {found.drift.cell:.2f} {_drift_source(found)}.",
        f"WDQ {_familiar(found.wdq.value, found.wdq.why_not)}  TNE {_familiar(found.tne.value, found.tne.why_not)}",
    ]
    return "\n".join(lines)


def _drift_source(found: Evaluation) -> str:
    return "(assumed)" if found.drift.assumed else f"of {found.drift.cells} cells and {found.drift.years} periods"


def _familiar(value: float | None, why_not: str | None) -> str:
    return f"{value:.2f}." if value is not None else f"not defined: {why_not}"
