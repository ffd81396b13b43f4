"""Near repeats: are reports that are close in space also close in time more often than chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from est.progress import Progress, ignore_progress

_CHUNK = 2_000_000  # pairs held at a time


@dataclass(frozen=True)
class Knox:
    """Counts of pairs, distance bands × time bands; with replications also observed/mean and p per field."""

    counts: NDArray[np.int64]
    ratio: NDArray[np.float64] | None
    p: NDArray[np.float64] | None


def _close_pairs(
    x: NDArray[np.float64], y: NDArray[np.float64], breaks: NDArray[np.float64], metric: str
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp], float]]:
    """Give (i, j, distance band) of all pairs i < j within the breaks, in chunks of rows in order of x.

    Last comes the share of the points that have been gone through with this chunk.
    """
    by_x = np.argsort(x, kind="stable")
    reach = np.searchsorted(x[by_x], x[by_x] + breaks[-1], side="right")
    first = 0
    while first < len(x) - 1:
        sizes = np.cumsum(np.maximum(reach[first:] - np.arange(first, len(x)) - 1, 0))
        last = first + max(1, int(np.searchsorted(sizes, _CHUNK)))
        rows = np.arange(first, min(last, len(x)))
        lengths = np.maximum(reach[rows] - rows - 1, 0)
        left = np.repeat(rows, lengths)
        starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
        right = left + 1 + np.arange(len(left)) - starts
        i, j = by_x[left], by_x[right]
        dx, dy = np.abs(x[i] - x[j]), np.abs(y[i] - y[j])
        band = np.searchsorted(breaks, dx + dy if metric == "manhattan" else np.hypot(dx, dy), side="right") - 1
        inside = (band >= 0) & (band < len(breaks) - 1)
        first = int(rows[-1]) + 1
        yield i[inside], j[inside], band[inside], first / (len(x) - 1)


def knox(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    distance_breaks: ArrayLike,
    day_breaks: ArrayLike,
    metric: Literal["euclidean", "manhattan"] = "euclidean",
    replications: int = 0,
    seed: int = 0,
    progress: Progress = ignore_progress,
) -> Knox:
    """Return the number of pairs per distance band × time band, and how far above chance it is.

    Bands are half-open, [break, next break); `x`, `y` and the distance breaks are in one unit (metres), `day` and
    the day breaks in days. With replications the days are permuted among the points: ratio = observed / mean,
    p = (1 + #{permuted ≥ observed})/(R + 1). Sources: Knox 1964, Applied Statistics 13:25-29; Steenbeek's
    NearRepeat. Pairs are made in chunks of bounded memory. Raises ValueError on unequal lengths, breaks that do
    not rise, or an unknown metric.
    """
    px, py, days = (np.asarray(values, dtype=float) for values in (x, y, day))
    near, soon = np.asarray(distance_breaks, dtype=float), np.asarray(day_breaks, dtype=float)
    if not px.shape == py.shape == days.shape or px.ndim != 1:
        raise ValueError(f"x, y and day must be of one length; got {px.shape}, {py.shape}, {days.shape}.")
    if min(len(near), len(soon)) < 2 or (np.diff(near) <= 0).any() or (np.diff(soon) <= 0).any():
        raise ValueError("breaks must be at least two and rise.")
    if metric not in ("euclidean", "manhattan"):
        raise ValueError(f"metric must be 'euclidean' or 'manhattan'; got {metric!r}.")
    shape = (len(near) - 1, len(soon) - 1)
    generator = np.random.default_rng(seed)
    orders = [np.arange(len(days))] + [generator.permutation(len(days)) for _ in range(replications)]
    tables = np.zeros((replications + 1, *shape), dtype=np.int64)
    done = 0.0
    for i, j, band, reached in _close_pairs(px, py, near, metric):
        for at, order in enumerate(orders):
            apart = np.searchsorted(soon, np.abs(days[order[i]] - days[order[j]]), side="right") - 1
            inside = (apart >= 0) & (apart < shape[1])
            fields = band[inside] * shape[1] + apart[inside]
            tables[at] += np.bincount(fields, minlength=shape[0] * shape[1]).reshape(shape)
            progress(done + (reached - done) * (at + 1) / len(orders))
        done = reached
    if replications == 0:
        return Knox(tables[0], None, None)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = tables[0] / tables[1:].mean(axis=0)
    p = (1 + (tables[1:] >= tables[0]).sum(axis=0)) / (replications + 1)
    return Knox(tables[0], ratio, p)
