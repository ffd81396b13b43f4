"""Counts that may be shown to anybody: none under a threshold, and none that is had by taking one from another.

What is counted is parted once into its smallest parts, such as a place, a kind and a month, in an order in which those
that are alike stand together. A part with enough in it is a block of its own. The others, also the empty ones, are put
together until each may hold anything from nothing to one less than the threshold. Whatever is asked is answered by the
sum of the blocks that lie in it whole. So every difference of answers is a sum of blocks again, and none of them says
more of a small part than that it is small.

What is told month by month is parted by `protect_series`, in which a later month changes no block of the earlier ones:
then it holds over all that is ever answered, whichever months each answer is of.

It holds for one state of what is counted. Two states, before and after a report came, differ by that report: what is
shown to anybody is of periods that are closed.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from est.text import N_, Translator

THRESHOLD = 5
NEVER_SHOWN = -1

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

AT_LEAST = N_("at least {count}")
TOO_FEW = N_("too few to be shown")


@dataclass(frozen=True)
class ShownCount:
    """What is answered: how many there are at least, and whether there may be `more` that are not shown."""

    count: int
    more: bool

    def text(self, translator: Translator) -> str:
        """Return the count in words."""
        if not self.more:
            return translator.number(self.count)
        if not self.count:
            return translator.gettext(TOO_FEW)
        return translator.gettext(AT_LEAST).format(count=translator.number(self.count))


@dataclass(frozen=True)
class ProtectedCounts:
    """The counts of all smallest parts, and the block that each is in, NEVER_SHOWN where there are too few for one."""

    counts: Counts
    blocks: Counts

    def shown_count(self, wanted: Mask) -> ShownCount:
        """Return the count of some of the parts as it may be shown."""
        asked = np.unique(self.blocks[wanted])
        cut = np.unique(self.blocks[~wanted])
        whole = asked[~np.isin(asked, cut) & (asked != NEVER_SHOWN)]
        count = int(self.counts[np.isin(self.blocks, whole)].sum())
        return ShownCount(count, whole.size < asked.size)


def protect_counts(counts: Counts, threshold: int = THRESHOLD) -> ProtectedCounts:
    """Return counts of all smallest parts, also the empty ones, so that none under the threshold can be had."""
    if threshold < 2 or (counts.size and counts.min() < 0):
        raise ValueError("A threshold is at least 2, and counts are at least 0.")
    blocks = np.full(counts.size, NEVER_SHOWN, np.int64)
    large = np.flatnonzero(counts >= threshold)
    blocks[large] = np.arange(large.size)
    block, waiting = large.size, []
    for place in np.flatnonzero(counts < threshold).tolist():
        waiting.append(place)
        if _may_be_anything(counts[waiting], threshold):
            blocks[waiting] = block
            block, waiting = block + 1, []
    if waiting and block > large.size:  # the last few go with those before them
        together = np.concatenate([np.flatnonzero(blocks == block - 1), np.array(waiting)])
        blocks[together] = block - 1 if _may_be_anything(counts[together], threshold) else NEVER_SHOWN
    return ProtectedCounts(counts, blocks)


def protect_series(counts: Counts, apart: Counts, threshold: int = THRESHOLD) -> ProtectedCounts:
    """Return counts (period, kind, place), as one row after the other, in blocks that no later period changes.

    The small parts of a kind wait, place after place and then for the periods that follow, until each may hold anything
    from nothing to one less than the threshold. Periods whose number in `apart` differs are never put together.
    """
    flat = counts.ravel()
    blocks = np.full(flat.size, NEVER_SHOWN, np.int64)
    large = np.flatnonzero(flat >= threshold)
    blocks[large] = np.arange(large.size)
    block, numbers = large.size, np.arange(flat.size).reshape(counts.shape)
    for kind in range(counts.shape[1]):
        for part in np.unique(apart):
            waiting: list[int] = []
            held = 0
            for number in numbers[apart == part, kind].ravel().tolist():
                if flat[number] >= threshold:
                    continue
                waiting.append(number)
                held += int(flat[number])
                if threshold <= held <= (len(waiting) - 1) * (threshold - 1):
                    blocks[waiting] = block
                    block, waiting, held = block + 1, [], 0
    return ProtectedCounts(flat, blocks)


def _may_be_anything(counts: Counts, threshold: int) -> bool:
    """Tell whether a sum that is known leaves each part free to be anything from nothing to under the threshold."""
    most = threshold - 1
    return bool(threshold <= counts.sum() <= (counts.size - 1) * most)
