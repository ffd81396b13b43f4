"""`est backtest`: how much of each of the last months' reports fell where a forecast would have pointed."""

import argparse
import json
from datetime import timedelta

from est.errors import TooLittleHistoryError
from est.hotspots.forecasting.backtest import JUDGED, Backtest, backtest
from est.hotspots.forecasting.forecast import COUNT, KERNEL
from est.hotspots.forecasting.outlook import MonthlyHistory, monthly_history
from est.picture.selection import Selection, loaded_period
from est.space.cells import RESOLUTIONS
from est.terminal import add_store, open_argument_store, terminal_progress


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)
    parser.add_argument("--resolution", type=int, choices=RESOLUTIONS, help="size of the cells; by rule when left out")
    parser.add_argument("--json", action="store_true", help="both methods and every share of the area as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the backtest; return 0. Raises TooLittleHistoryError when there is nothing to test on."""
    with open_argument_store(arguments) as store:
        loaded = loaded_period(store)
        if loaded is None:
            raise TooLittleHistoryError("The store holds no reports. Import a file of at least eight months first.")
        whole = Selection(loaded[0], loaded[1] + timedelta(days=1))
        history = monthly_history(store, whole, arguments.resolution)
        test = backtest(history.cells, progress=terminal_progress("testing"))
    print(json.dumps(as_json(test)) if arguments.json else _as_text(history, test))
    return 0


def as_json(test: Backtest) -> dict[str, object]:
    """Return the backtest as the values of its JSON."""
    shares = {
        f"{share:g}": {method: vars(test.score(method, share)).copy() for method in test.methods}
        for share in test.shares
    }
    reports = test.test_reports
    return {"folds": test.folds, "test_reports": int(reports) if reports.is_integer() else reports, "shares": shares}


def _as_text(history: MonthlyHistory, test: Backtest) -> str:
    lines = [
        f"{history.start} to {history.end} (not included), resolution {history.area.resolution}, "
        f"{history.area.ids.size} cells: {test.test_reports:g} reports in {test.folds} months tested on.",
        f"{'area':>6}  {'method':<8}{'hit rate':>9}{'PAI':>8}{'95 % interval':>16}{'PEI*':>7}",
    ]
    for share in test.shares:
        for method in test.methods:
            score = test.score(method, share)
            bounds = f"{score.low:.2f}-{score.high:.2f}"
            lines.append(
                f"{share:>6.1%}  {method:<8}{score.hit_rate:>9.1%}{score.pai:>8.2f}{bounds:>16}{score.pei:>7.2f}"
            )
    gain = test.gain(KERNEL, COUNT, JUDGED)
    lines.append(
        f"At {JUDGED:.0%} of the area the kernel holds {gain.ratio:.2f} times as much as plain counts "
        f"({gain.low:.2f}-{gain.high:.2f}): the outlook rests on {'it' if test.earned else 'the counts alone'}."
    )
    return "\n".join(lines)
