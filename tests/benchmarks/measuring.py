"""Time things fairly: alternately, several times, the median; and write what came out."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

ROUNDS = 7
BUILD = Path(__file__).resolve().parents[2] / "build"


@dataclass(frozen=True)
class Figure:
    """One measurement. `beside` is what it is compared with, `ratio` to that, `target` what it should be at most
    (at least for rows/s)."""

    what: str
    value: float
    unit: str
    beside: str | None = None
    ratio: float | None = None
    target: str | None = None
    reached: bool | None = None


def seconds(*actions: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """Return the median seconds of each action; they take turns, so that a busy moment hits them alike."""
    taken: list[list[float]] = [[] for _ in actions]
    for action in actions:
        action()
    for _ in range(rounds):
        for kept, action in zip(taken, actions, strict=True):
            start = time.perf_counter()
            action()
            kept.append(time.perf_counter() - start)
    return [statistics.median(kept) for kept in taken]


def compared(what: str, value: float, beside: str, other: float, most: float | None = None) -> Figure:
    """Return a figure in milliseconds with its ratio to another, and whether that ratio is at most `most`."""
    ratio = value / other
    return Figure(
        what,
        round(1000 * value, 1),
        "ms",
        f"{beside}: {1000 * other:.1f} ms",
        round(ratio, 2),
        None if most is None else f"at most {most:g} times",
        None if most is None else ratio <= most,
    )


def table(figures: list[Figure]) -> str:
    """Return the figures as a table of text."""
    lines = [f"{'what':<66}{'value':>12} {'unit':<8}{'ratio':>7}  {'target':<22}beside"]
    for figure in figures:
        mark = "" if figure.reached is None else (" yes" if figure.reached else " NO")
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        target = (figure.target or "") + mark
        value = f"{figure.value:,.1f}"
        lines.append(f"{figure.what:<66}{value:>12} {figure.unit:<8}{ratio:>7}  {target:<22}{figure.beside or ''}")
    return "\n".join(lines)


def write(figures: list[Figure], path: Path) -> None:
    """Write the figures as a JSON list."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([asdict(figure) for figure in figures], ensure_ascii=False, indent=1) + "\n")
