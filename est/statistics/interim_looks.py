"""The correction of a p-value for interim looks, by the reflection principle."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


def look_level(p: ArrayLike, elapsed: float) -> Floats:
    """Return a bound on the probability that some look until the end finds as much as a one-sided p at this one.

    With z the normal deviate of p and t the share of the time that has passed, z √t is a Brownian motion at t, and its
    highest value until the end passes b with probability 2 (1 − Φ(b)) (reflection principle). So whoever looks every
    day and acts when this bound is at most an error acts wrongly with at most that probability; early looks need far
    more (the shape of O'Brien & Fleming 1979, Biometrics 35:549). Raises ValueError unless 0 <= elapsed <= 1.
    """
    if not 0 <= elapsed <= 1:
        raise ValueError(f"the elapsed share lies between 0 and 1; got {elapsed}.")
    z = -special.ndtri(np.asarray(p, dtype=float))
    return np.asarray(np.minimum(1.0, 2 * special.ndtr(-np.maximum(z, 0.0) * np.sqrt(elapsed))), dtype=np.float64)


def look_limit(error: float, elapsed: float) -> float:
    """Return the z that a look needs, for an error in terms of `look_level`."""
    return float(-special.ndtri(error / 2) / np.sqrt(max(elapsed, 1e-9)))
