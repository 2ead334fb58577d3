#!/usr/bin/env python3
"""
Records importances by Optuna's functional analysis of variance: tests/Golden/fanova.json. Debian: apt-get install python3-optuna python3-sklearn.

Studies of random points in [0, 1], and of choices. Of each the shares of the variance, not scaled to a sum of 1, as means over forests of several seeds.
"""

import math
import random

import optuna
import sklearn
from optuna.distributions import CategoricalDistribution, FloatDistribution
from optuna.importance import FanovaImportanceEvaluator

from recording import write

ORIGIN = f"scripts/golden/fanova.py, Optuna {optuna.__version__}, scikit-learn {sklearn.__version__}"
SEEDS = range(5)
RANDOM = random.Random(1)


def shares_of(study, names):
    """Means over seeds of what each parameter explains alone; the evaluator keeps the forest it made."""
    sums = {name: 0.0 for name in names}
    for seed in SEEDS:
        evaluator = FanovaImportanceEvaluator(seed=seed)
        evaluator.evaluate(study, params=names)
        for i, name in enumerate(names):
            sums[name] += evaluator._evaluator.get_importance(i)[0] / len(SEEDS)
    return [sums[name] for name in names]


def case(name, trials, choices, function, noise=0.0):
    names = [f"p{i}" for i in range(len(choices))]
    distributions = {n: CategoricalDistribution(list(range(c))) if c else FloatDistribution(0, 1) for n, c in zip(names, choices)}
    study = optuna.create_study()
    points, values = [], []
    for _ in range(trials):
        point = [RANDOM.randrange(c) if c else RANDOM.random() for c in choices]
        value = function(*point) + noise * RANDOM.gauss(0, 1)
        study.add_trial(optuna.create_trial(params=dict(zip(names, point)), distributions=distributions, value=value))
        points.append(point)
        values.append(value)
    return {"name": name, "parameters": names, "choices": choices, "points": points, "values": values, "shares": shares_of(study, names)}


def branin(x, y):
    a, b = 15 * x - 5, 15 * y
    return (b - 5.1 / (4 * math.pi ** 2) * a * a + 5 / math.pi * a - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(a) + 10


def training(rate, kind, dropout, layers):
    """What a sweep is like: a best rate that depends on the optimizer."""
    return (6 * rate - 3 - kind) ** 2 / 4 + 0.5 * abs(dropout - 0.3) + [0.3, 0.0, 0.1][layers]


if __name__ == "__main__":
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    write("fanova", ORIGIN, cases=[
        case("additive", 150, [0, 0, 0, 0], lambda a, b, c, d: 3 * a + 2 * b + c),
        case("Branin", 150, [0, 0], branin),
        case("a product", 150, [0, 0, 0], lambda a, b, c: (2 * a - 1) * (2 * b - 1) + 0.3 * c),
        case("choices", 120, [4, 3, 0], lambda a, b, c: [0.0, 1.0, -1.0, 0.5][a] + [0.0, 0.0, 0.4][b] + c),
        case("a training", 100, [0, 2, 0, 3], training, noise=0.05),
        case("few trials", 30, [0, 0, 0], lambda a, b, c: 4 * (a - 0.5) ** 2 + b, noise=0.02),
    ])
