"""Against people a flag stands against an even spread too, and a clear one with twice the people."""

import numpy as np
import pytest

from est.hotspots.detection.flags import flag_events
from est.hotspots.detection.null_models import EVEN_PART, Expectation, NullModel
from tests.hotspots.detection.test_flag_rule import CENTRE, town
from tests.hotspots.detection.test_overdispersion import weekly


@pytest.mark.parametrize(
    ("share", "reports", "flag", "background"),
    [(1.0, 24, "tydlig", "both"), (4.0, 44, "bevaka", "half"), (0.001, 3, None, None), (0.001, 5, None, "people")],
)
@pytest.mark.slow
def test_the_flag_says_under_which_backgrounds_it_stands(share, reports, flag, background):
    """As many people as elsewhere, four times as many, and hardly any where a handful of reports is nothing unusual."""
    area = town(rings=5)
    home = int(np.searchsorted(area.ids, CENTRE))
    counts = np.random.default_rng(4).multinomial(1, np.full(48, 1 / 48), area.ids.size * 4)
    counts = counts.reshape(4, area.ids.size, 48).sum(axis=0).T
    counts[:, home] = np.bincount(np.linspace(0, 47, reports).astype(int), minlength=48)
    people = np.ones(area.ids.size)
    people[home] = share
    shares = (1 - EVEN_PART) * people / people.sum() + EVEN_PART / area.ids.size
    found = flag_events(area, weekly(area, counts), Expectation(NullModel.PEOPLE, shares)).row(home, named=True)
    assert (found["flag"], found["background"]) == (flag, background)
