#!/usr/bin/env python3
"""Records scikit-learn's penalized linear models: tests/Golden/regularizers.json."""

import numpy
import sklearn
import torch
from sklearn.linear_model import ElasticNet, Lasso, MultiTaskElasticNet, MultiTaskLasso, Ridge

from recording import kept, write

ORIGIN = f"scripts/golden/regularizers.py, scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}"
EXACT = {"tol": 1e-14, "max_iter": 1_000_000}


def data(rows, features, tasks, salt):
    """Rows that a few features explain, most of them for all tasks, with noise."""
    random = numpy.random.RandomState(salt)
    inputs = random.randn(rows, features) @ (numpy.eye(features) + 0.2 * random.randn(features, features))
    truth = random.randn(features, tasks) * (numpy.arange(features)[:, None] % 3 == 0)
    return inputs, inputs @ truth + 0.3 * random.randn(rows, tasks) + random.randn(tasks)


def case(name, model, penalty, salt, tasks=1, rows=40, features=9, **options):
    """A model's coefficients [tasks, features] for the sum over tasks of 1/(2n) |y - Xw - b|² plus the penalty."""
    inputs, targets = data(rows, features, tasks, salt)
    fits = [model.fit(inputs, targets)] if tasks > 1 and "MultiTask" in type(model).__name__ else [
        sklearn.clone(model).fit(inputs, targets[:, t]) for t in range(tasks)]
    weights = numpy.concatenate([numpy.atleast_2d(f.coef_) for f in fits])
    biases = numpy.concatenate([numpy.atleast_1d(f.intercept_) for f in fits])
    array = lambda values: kept(torch.tensor(numpy.asarray(values, dtype=float)))
    return {"name": name, "penalty": penalty, "rows": array(inputs), "targets": array(targets), **options, "weights": array(weights), "biases": array(biases)}


if __name__ == "__main__":
    write("regularizers", ORIGIN, cases=[
        # Ridge has the sum of squares and no half: alpha = n lambda.
        case("ridge", Ridge(alpha=40 * 0.3, solver="cholesky"), "l2", 1, **{"lambda": 0.3}),
        case("ridge, two tasks", Ridge(alpha=40 * 0.05, solver="cholesky"), "l2", 2, tasks=2, **{"lambda": 0.05}),
        case("lasso", Lasso(alpha=0.1, **EXACT), "l1", 3, **{"lambda": 0.1}),
        case("lasso, three tasks", Lasso(alpha=0.3, **EXACT), "l1", 4, tasks=3, **{"lambda": 0.3}),
        case("lasso, more features than rows", Lasso(alpha=0.2, **EXACT), "l1", 5, rows=12, features=20, **{"lambda": 0.2}),
        case("lasso, nothing left", Lasso(alpha=50, **EXACT), "l1", 6, **{"lambda": 50}),
        case("elastic net", ElasticNet(alpha=0.2, l1_ratio=0.7, **EXACT), "elastic-net", 7, **{"lambda": 0.2, "l1Ratio": 0.7}),
        case("elastic net, two tasks", ElasticNet(alpha=0.5, l1_ratio=0.3, **EXACT), "elastic-net", 8, tasks=2, **{"lambda": 0.5, "l1Ratio": 0.3}),
        case("multi-task lasso", MultiTaskLasso(alpha=0.2, **EXACT), "group-lasso", 9, tasks=3, **{"lambda": 0.2}),
        case("multi-task lasso, many tasks", MultiTaskLasso(alpha=0.6, **EXACT), "group-lasso", 10, tasks=6, **{"lambda": 0.6}),
        case("multi-task elastic net", MultiTaskElasticNet(alpha=0.4, l1_ratio=0.6, **EXACT), "group-elastic-net", 11, tasks=3, **{"lambda": 0.4, "l1Ratio": 0.6}),
    ])
