#!/usr/bin/env python3
"""Records scikit-learn's metrics: tests/Golden/classification_metrics.json and regression_metrics.json."""

import warnings

import numpy
import sklearn
from sklearn import metrics

from recording import write

ORIGIN = f"scripts/golden/metrics.py, scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}"
RANDOM = numpy.random.RandomState(1)


def classification_case(name, targets, predicted, classes):
    macro = dict(average="macro", zero_division=0)
    return {
        "name": name, "classes": classes, "targets": list(targets), "predicted": list(predicted),
        "accuracy": metrics.accuracy_score(targets, predicted),
        "precision": metrics.precision_score(targets, predicted, **macro),
        "recall": metrics.recall_score(targets, predicted, **macro),
        "f1": metrics.f1_score(targets, predicted, **macro),
    }


def noisy(rows, classes, right):
    """Classes, and predictions of which a share is right."""
    targets = RANDOM.randint(classes, size=rows)
    guesses = RANDOM.randint(classes, size=rows)
    return targets.tolist(), numpy.where(RANDOM.rand(rows) < right, targets, guesses).tolist()


def classification():
    cases = [classification_case(f"{k} classes, {share:.0%} right", *noisy(57, k, share), k) for k, share in ((2, 0.5), (4, 0.7), (10, 0.0))]
    cases += [
        classification_case("perfect", [0, 1, 2, 1], [0, 1, 2, 1], 3),
        classification_case("all wrong", [0, 0, 1, 2], [1, 2, 2, 0], 3),
        classification_case("one class only", [1, 1, 1], [1, 1, 1], 4),
        classification_case("a class that is never predicted", [0, 1, 2, 2, 1, 0], [0, 1, 1, 1, 1, 0], 3),
        classification_case("a class that never occurs", [0, 0, 2, 2, 0, 2], [0, 1, 2, 1, 0, 0], 3),
        classification_case("a class of neither", [0, 0, 3, 3, 3], [0, 3, 3, 3, 0], 5),
        classification_case("a single row", [2], [0], 3),
    ]
    write("classification_metrics", ORIGIN, cases=cases)


def regression_case(name, targets, predictions):
    """Single precision, as the tensors are; scikit-learn then counts in double precision."""
    y, p = (numpy.asarray(x, dtype=numpy.float32) for x in (targets, predictions))
    y64, p64 = y.astype(numpy.float64), p.astype(numpy.float64)
    return {
        "name": name, "width": y.shape[1], "targets": y64.flatten().tolist(), "predictions": p64.flatten().tolist(),
        "rmse": float(numpy.sqrt(metrics.mean_squared_error(y64, p64))),
        "mae": metrics.mean_absolute_error(y64, p64),
        "r2": metrics.r2_score(y64, p64),
    }


def regression():
    def draw(rows, width, offset=0.0, spread=1.0, error=0.3):
        y = offset + spread * RANDOM.randn(rows, width)
        return y, y + error * spread * RANDOM.randn(rows, width)

    y, _ = draw(9, 2)
    write("regression_metrics", ORIGIN, cases=[
        regression_case("one output", *draw(53, 1)),
        regression_case("three outputs", *draw(40, 3)),
        regression_case("far from zero", *draw(60, 1, offset=1000)),
        regression_case("outputs of different size", *(numpy.concatenate(pair, axis=1) for pair in zip(draw(30, 1, 5, 0.01), draw(30, 1, -300, 70)))),
        regression_case("worse than the mean", *draw(25, 2, error=4)),
        regression_case("perfect", y, y),
        regression_case("two rows", [[1.0], [2.0]], [[1.5], [1.0]]),
    ])


if __name__ == "__main__":
    warnings.simplefilter("error", category=RuntimeWarning)
    classification()
    regression()
