#!/usr/bin/env python3
"""Records scikit-learn's softmax and ridge regression: tests/Golden/softmax_regression.json and ridge_regression.json."""

import warnings

import numpy
import sklearn
import torch
from sklearn.datasets import load_diabetes, load_iris
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler

from recording import kept, write

ORIGIN = f"scripts/golden/probes.py, scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}"
RANDOM = numpy.random.RandomState(1)


def array(values):
    return kept(torch.tensor(numpy.asarray(values, dtype=float)))


def deviations_of(rows):
    return numpy.sqrt(rows.var(axis=0))


def softmax_case(name, rows, classes, decay, standardize=False):
    """scikit-learn's C weighs the sum of the losses; ours is the mean of the losses plus decay / 2 |W|^2."""
    seen = StandardScaler().fit_transform(rows) if standardize else rows
    fit = LogisticRegression(multi_class="multinomial", solver="newton-cg", C=1 / (decay * len(rows)), tol=1e-7, max_iter=10_000).fit(seen, classes)
    residuals = (fit.predict_proba(seen) - numpy.eye(int(max(classes)) + 1)[classes]) / len(rows)
    if len(fit.coef_) > 1:
        assert abs(residuals.T @ seen + decay * fit.coef_).max() < 1e-7, "not the optimum"

    # Of two classes it keeps the weights of the second; those of the first are their negative.
    weights, biases = (numpy.concatenate([-x, x]) if len(x) == 1 else x for x in (fit.coef_, fit.intercept_))
    if standardize:
        weights = weights / deviations_of(rows)
        biases = biases - weights @ rows.mean(axis=0)
    return {
        "name": name, "rows": array(rows), "classes": numpy.asarray(classes).tolist(), "lambda": decay, "standardize": standardize,
        "weights": array(weights.T), "biases": array(biases - biases.mean()), "accuracy": fit.score(seen, classes),
    }


def ridge_case(name, rows, targets, decay, standardize=False):
    seen = StandardScaler().fit_transform(rows) if standardize else rows
    fit = Ridge(alpha=decay * len(rows), solver="cholesky").fit(seen, targets)
    weights, biases = fit.coef_, fit.intercept_
    if standardize:
        weights = weights / deviations_of(rows)
        biases = biases - weights @ rows.mean(axis=0)
    return {
        "name": name, "rows": array(rows), "targets": array(targets), "lambda": decay, "standardize": standardize,
        "weights": array(weights.T), "biases": array(biases), "r2": fit.score(seen, targets),
    }


def softmax():
    rows, classes = load_iris(return_X_y=True)
    noisy = RANDOM.randint(5, size=60)
    some = RANDOM.randn(60, 8) + noisy[:, None]
    write("softmax_regression", ORIGIN, cases=[
        softmax_case("iris", rows, classes, 1e-2),
        softmax_case("iris, little decay", rows, classes, 1e-4),
        softmax_case("iris, much decay", rows, classes, 10),
        softmax_case("iris, standardized", rows, classes, 1e-2, standardize=True),
        softmax_case("two of the irises", rows[50:], classes[50:] - 1, 1e-3),
        softmax_case("four classes, one more frequent", some, numpy.where(noisy == 4, 3, noisy), 1e-3),
        softmax_case("far from zero", some + 20, noisy, 1e-3),
        softmax_case("classes that cannot be told apart", RANDOM.randn(50, 3), RANDOM.randint(4, size=50), 1e-4),
    ])


def ridge():
    rows, targets = load_diabetes(return_X_y=True, scaled=False)
    rows, targets = rows[:100], targets[:100, None]
    two = numpy.concatenate([targets, rows[:, :2] @ [[1.0], [-3.0]]], axis=1)
    write("ridge_regression", ORIGIN, cases=[
        ridge_case("diabetes", rows, targets, 1e-2),
        ridge_case("diabetes, little decay", rows, targets, 1e-6),
        ridge_case("diabetes, standardized", rows, targets, 1e-1, standardize=True),
        ridge_case("two targets", rows, two, 1e-2),
        ridge_case("more features than rows", RANDOM.randn(12, 20), RANDOM.randn(12, 2), 1e-3),
    ])


if __name__ == "__main__":
    warnings.simplefilter("error", category=RuntimeWarning)
    softmax()
    ridge()
