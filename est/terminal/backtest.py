"""`est backtest`: how much of each of the last months' reports fell where a forecast would have pointed."""

import argparse
import json
from datetime import timedelta

from est.errors import TooLittleHistoryError
from est.hotspots.forecasting.outlook import BEST, RIVALS, Outlook, look_ahead
from est.picture.selection import Selection, loaded_period
from est.space.cells import RESOLUTIONS
from est.terminal import add_store, open_argument_store, terminal_progress


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)
    parser.add_argument("--resolution", type=int, choices=RESOLUTIONS, help="size of the cells; by rule when left out")
    parser.add_argument("--json", action="store_true", help="every method and share of the area as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print the backtest; return 0. Raises TooLittleHistoryError when there is nothing to test on."""
    with open_argument_store(arguments) as store:
        loaded = loaded_period(store)
        if loaded is None:
            raise TooLittleHistoryError("The store holds no reports. Import a file of at least eight months first.")
        whole = Selection(loaded[0], loaded[1] + timedelta(days=1))
        found = look_ahead(store, whole, arguments.resolution, terminal_progress("testing"))
    print(json.dumps(as_json(found)) if arguments.json else _as_text(found))
    return 0


def as_json(found: Outlook) -> dict[str, object]:
    """Return the backtest as the values of its JSON."""
    test = found.test
    shares = {
        f"{share:g}": {method: vars(test.score(method, share)).copy() for method in test.methods}
        for share in test.shares
    }
    reports = test.test_reports
    return {"folds": test.folds, "test_reports": int(reports) if reports.is_integer() else reports, "shares": shares}


def _as_text(found: Outlook) -> str:
    test = found.test
    lines = [
        f"{found.start} to {found.end} (not included), resolution {found.resolution}, "
        f"{found.cells.height} cells: {test.test_reports:g} reports in {test.folds} months tested on.",
        f"{'area':>6}  {'method':<18}{'hit rate':>9}{'PAI':>8}{'95 % interval':>16}{'PEI*':>7}",
    ]
    for share in test.shares:
        for method in test.methods:
            score = test.score(method, share)
            bounds = f"{score.low:.2f}-{score.high:.2f}"
            lines.append(
                f"{share:>6.1%}  {method:<18}{score.hit_rate:>9.1%}{score.pai:>8.2f}{bounds:>16}{score.pei:>7.2f}"
            )
    for rival in RIVALS:
        gain = test.gain(BEST, rival, test.shares[-1])
        lines.append(
            f"At {test.shares[-1]:.0%} of the area the {BEST} catches {gain.ratio:.2f} times as much as {rival} "
            f"({gain.low:.2f}-{gain.high:.2f})."
        )
    return "\n".join(lines)
