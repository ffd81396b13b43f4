"""Mathematics only: numpy and scipy in, numbers out. No word of reports, no store, no frames of ours."""

from est.statistics.accuracy import accuracy_index, point_pattern_test
from est.statistics.bayes import empirical_bayes
from est.statistics.exact_tests import exact_tail, false_discovery, gi_star
from est.statistics.hours import aoristic_hours
from est.statistics.near_repeat import knox
from est.statistics.rates import e_test, rate_ratio, weighted_difference, weighted_harm
from est.statistics.scan_statistic import scan_statistic
from est.statistics.trends import mann_kendall, scan_window

__all__ = [
    "accuracy_index",
    "aoristic_hours",
    "e_test",
    "empirical_bayes",
    "exact_tail",
    "false_discovery",
    "gi_star",
    "knox",
    "mann_kendall",
    "point_pattern_test",
    "rate_ratio",
    "scan_statistic",
    "scan_window",
    "weighted_difference",
    "weighted_harm",
]
