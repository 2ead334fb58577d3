#!/usr/bin/env python3
"""Records SciPy's Student t distribution and paired t-tests: tests/Golden/student_t.json and paired_tests.json."""

import numpy
import scipy
from scipy import optimize, stats

from recording import write

ORIGIN = f"scripts/golden/paired_tests.py, SciPy {scipy.__version__}, NumPy {numpy.__version__}"
RANDOM = numpy.random.RandomState(1)


def bound(coverage, degrees):
    """The t with P(|T| <= t) = coverage. stats.t.ppf is good to 1e-8 only, so it is where the search begins."""
    if coverage == 0:
        return 0.0
    guess = float(stats.t.ppf((1 + coverage) / 2, degrees))
    return optimize.brentq(lambda t: 2 * stats.t.sf(t, degrees) - (1 - coverage), 0.9 * guess, 1.1 * guess, xtol=1e-15, rtol=1e-14)


def distribution():
    degrees = [1, 2, 3, 4, 5, 9, 19, 30, 99, 999]
    write("student_t", ORIGIN, cases=[
        {
            "name": f"{n} degrees of freedom", "degrees": n,
            "t": (ts := [0.0, 1e-8, 0.01, 0.5, 1.0, 1.5, 2.0, 2.776, 3.5, 6.0, 12.706, 40.0, 1000.0]),
            "twoSided": [2 * float(stats.t.sf(t, n)) for t in ts],
            "coverage": (cs := [0.0, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999]),
            "bound": [bound(c, n) for c in cs],
        }
        for n in degrees
    ])


def paired_case(name, first, second):
    test = stats.ttest_rel(first, second)
    difference, deviation = (float(f(numpy.subtract(first, second))) for f in (numpy.mean, lambda d: numpy.std(d, ddof=1)))
    reach = bound(0.95, len(first) - 1) * deviation / len(first) ** 0.5
    return {
        "name": name, "first": list(map(float, first)), "second": list(map(float, second)),
        "difference": difference, "deviation": deviation,
        "p": float(test.pvalue), "lower": difference - reach, "upper": difference + reach,
    }


def drawn(pairs, offset, spread, shift):
    base = offset + spread * RANDOM.randn(pairs)
    return base + shift + 0.3 * spread * RANDOM.randn(pairs), base


def tests():
    write("paired_tests", ORIGIN, cases=[
        paired_case("two pairs", [0.9793, 0.9798], [0.9815, 0.9818]),
        paired_case("five accuracies", *drawn(5, 0.97, 0.002, -0.001)),
        paired_case("ten errors", *drawn(10, 24.0, 1.5, 0.9)),
        paired_case("a clear difference", *drawn(8, 0.5, 0.01, 0.1)),
        paired_case("far from zero", *drawn(6, 1e6, 3.0, 1.0)),
        paired_case("no difference on average", [1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 4.0, 3.0]),
        paired_case("thirty pairs", *drawn(30, -2.0, 1.0, 0.05)),
    ])


if __name__ == "__main__":
    distribution()
    tests()
