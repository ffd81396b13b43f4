"""The rows of the calibration that tell how far a verdict can be trusted: false ones, missed ones, denied moves."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from functools import partial
from itertools import product
from typing import TypeVar

from est.measures.followup.verdict_levels import DisplacementLevel, VerdictLevel
from tests.calibration import verdicts
from tests.calibration.table import Row, share
from tests.calibration.verdicts import DECREASES, SAID, Truth

Found = TypeVar("Found")
WEEKLY = 5  # a row of weekly looks has so much fewer towns, as it judges each fifty-two times
DEMO = 100  # and that of the demo town, which goes through files and a store

FALSE = ((1.0, "<= 0.05"), (1.5, "<= 0.06"), (2.0, "<= 0.07"))
PLACES = (10, 40, 100)
CVS = (0.5, 1.0, 1.5)  # of the levels of cells
ALIKE = 0.7  # the weight of each neighbour's score beside the cell's own
FIRST_OF_SEVERAL = 13_000_000  # seeds of their own, so that the rows around them stay what they were


def rows(towns: int, pool: Executor | None = None, seed: int = 9_000_000) -> Iterator[Row]:
    """Give every row, each from this many towns with seeds of their own. Where something stands beside, it is a test
    that takes the count before as it is (one-sided 5 %).
    """
    for cv in CVS:
        seed += 100_000
        picked = _run(pool, partial(verdicts.worst, cv=cv), towns, seed)
        what = f"worst of 182 cells picked, nothing done, cv {cv:g}: a decrease said"
        yield share(what, (one.ours for one in picked), (one.naive for one in picked), "<= 0.05")
    yield from several(towns, pool, FIRST_OF_SEVERAL)
    for dispersion, target in FALSE:
        for place in PLACES:
            seed += 100_000
            found = _run(pool, partial(step_and_moved, truth=Truth(place, dispersion=dispersion)), towns, seed)
            what = f"no effect, {place} a period, dispersion {dispersion:g}: anything said"
            yield share(what, (step in SAID for step, _ in found), None, target)
    seed += 100_000
    looked = _run(pool, partial(verdicts.looking, truth=Truth(40)), max(20, towns // WEEKLY), seed)
    yield share("no effect, 40 a period, looked at every week for a year: anything ever said", looked, None, "<= 0.05")
    seed += 100_000
    found = _run(pool, partial(step_and_moved, truth=Truth(left=0.5)), towns, seed)
    what = "halved at 100 a period, pooled control, 3 earlier years"
    yield share(f"{what}: a decrease said", (step in DECREASES for step, _ in found), None, ">= 0.80")
    yield share(
        f"{what}: moved said, though it did not",
        (moved is DisplacementLevel.MOVED for _, moved in found),
        None,
        "<= 0.06",
    )
    for ring, targets in ((100, (">= 0.60", "<= 0.10")), (20, (">= 0.60", "<= 0.10"))):
        seed += 100_000
        found = _run(pool, partial(step_and_moved, truth=Truth(left=0.5, to_ring=0.5, ring=ring)), towns, seed)
        what = f"halved at 100 a period, half of it to a ring with {ring}"
        both = (step in DECREASES and moved is DisplacementLevel.MOVED for step, moved in found)
        yield share(f"{what}: both said", both, None, targets[0])
        yield share(
            f"{what}: wrongly not moved",
            (moved is DisplacementLevel.NOT_NEARBY for _, moved in found),
            None,
            targets[1],
        )
    seed += 100_000
    signs = _run(pool, verdicts.sign, max(3, towns // DEMO), seed)
    yield share("demo town, sign at the square: a decrease said", (one.decrease for one in signs), None, ">= 1.00")
    yield share("demo town: moved to both places said", (one.seen for one in signs), None, ">= 0.80")
    yield share("demo town: a move denied", (one.denied for one in signs), None, "<= 0.00")


def several(towns: int, pool: Executor | None, seed: int) -> Iterator[Row]:
    """Give the rows of hotspots of several cells that were picked for their count: cells that differ each for itself,
    and cells that take after their neighbours, where also the increases are told that are said.
    """
    for (size, likeness, said), cv in product(((3, 0.0, ""), (7, 0.0, ""), (7, ALIKE, " alike")), CVS):
        seed += 100_000
        picked = _run(pool, partial(verdicts.worst, cv=cv, size=size, likeness=likeness), towns, seed)
        what = f"worst {size} neighbouring cells{said}, nothing done, cv {cv:g}"
        yield share(f"{what}: a decrease said", (p.ours for p in picked), (p.naive for p in picked), "<= 0.05")
        if likeness:
            yield share(f"{what}: an increase said", (p.increase for p in picked), None, None)


def step_and_moved(seed: int, truth: Truth) -> tuple[VerdictLevel, DisplacementLevel]:
    """Return what is said of one town's measure."""
    found = verdicts.trial(seed, truth)
    return found.step, found.moved


def _run(pool: Executor | None, trial: Callable[[int], Found], towns: int, first: int) -> list[Found]:
    seeds = range(first, first + towns)
    return list(map(trial, seeds)) if pool is None else list(pool.map(trial, seeds, chunksize=max(1, towns // 16)))
