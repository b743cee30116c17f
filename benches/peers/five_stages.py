"""The five-stage model on whole days, as models/benchmark/five_stage.toml and its scenarios say it, for the tools that it is compared with.

Times are drawn from tables of whole days, made by the rule "to the nearest" of the scenarios: the chance of k days is that of the continuous law
between k - 1/2 and k + 1/2. So every tool runs the same model, and the shares on time can be compared.
"""

from bisect import bisect_right
from itertools import accumulate
from math import log, sqrt
from statistics import NormalDist

PLACES = (1, 2, 1, 10, 1)
SHORT = 0.3  # share of the cases that go from stage 3 straight to stage 5
ARRIVALS_A_DAY = {"low": 0.0692307692, "high": 0.2076923077}
LIMITS = (5, 15)  # days: stage 1 after the arrival, stage 2 after stage 1


def triangular(least, usual, most):
    """The distribution function of a triangular law."""

    def up_to(x):
        if x <= least:
            return 0.0
        if x >= most:
            return 1.0
        if x <= usual:
            return (x - least) ** 2 / ((most - least) * (usual - least))
        return 1.0 - (most - x) ** 2 / ((most - least) * (most - usual))

    return up_to


def lognormal(mean, deviation):
    """The distribution function of a lognormal law."""
    variance = log(1.0 + (deviation / mean) ** 2)
    normal = NormalDist(log(mean) - variance / 2.0, sqrt(variance))
    return lambda x: normal.cdf(log(x)) if x > 0.0 else 0.0


class Days:
    """A table of whole days; `draw` turns a number from 0 to 1 into days."""

    def __init__(self, up_to, most):
        chances = [up_to(0.5)] + [up_to(k + 0.5) - up_to(k - 0.5) for k in range(1, most + 1)]
        self.cumulative = list(accumulate(chances))
        self.cumulative[-1] = 1.0

    def draw(self, number):
        return bisect_right(self.cumulative, number)


TAKES = (
    Days(triangular(0.5, 1.0, 3.0), 3),
    Days(triangular(4.0, 8.0, 14.0), 14),
    Days(triangular(0.5, 1.0, 2.0), 2),
    Days(lognormal(60.0, 20.0), 400),
    Days(triangular(1.0, 2.0, 5.0), 5),
)
