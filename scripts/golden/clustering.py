#!/usr/bin/env python3
"""Records scikit-learn's and SciPy's clustering: tests/Golden/clustering_metrics.json, silhouettes.json, assignments.json and k_means.json."""

import warnings

import numpy
import scipy
import sklearn
import torch
from scipy.optimize import linear_sum_assignment
from sklearn import cluster, metrics
from sklearn.metrics.cluster import contingency_matrix

from recording import kept, write

ORIGIN = f"scripts/golden/clustering.py, scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {numpy.__version__}"
RANDOM = numpy.random.RandomState(1)


def agreement_case(name, targets, predicted, classes, clusters):
    counts = contingency_matrix(targets, predicted)
    rows, columns = linear_sum_assignment(counts, maximize=True)
    return {
        "name": name, "classes": classes, "clusters": clusters, "targets": list(targets), "predicted": list(predicted),
        "nmi": metrics.normalized_mutual_info_score(targets, predicted),
        "ari": metrics.adjusted_rand_score(targets, predicted),
        "clusterAccuracy": counts[rows, columns].sum() / counts.sum(),
        "purity": counts.max(axis=0).sum() / counts.sum(),
    }


def renamed(rows, classes, clusters, right):
    """Classes, and clusters that agree with them up to names for a share of the rows."""
    targets = RANDOM.randint(classes, size=rows)
    names = RANDOM.permutation(max(classes, clusters))
    guesses = RANDOM.randint(clusters, size=rows)
    return targets.tolist(), numpy.where(RANDOM.rand(rows) < right, names[targets] % clusters, guesses).tolist()


def agreement():
    cases = [
        agreement_case(f"{k} classes, {c} clusters, {share:.0%} agree", *renamed(67, k, c, share), k, c)
        for k, c, share in ((2, 2, 0.5), (4, 4, 0.8), (10, 10, 0.6), (3, 7, 0.7), (7, 3, 0.7), (5, 5, 0.0))
    ]
    cases += [
        agreement_case("the same under other names", [0, 0, 1, 1, 2, 2], [2, 2, 0, 0, 1, 1], 3, 3),
        agreement_case("one class, one cluster", [1, 1, 1], [0, 0, 0], 3, 3),
        agreement_case("one cluster", [0, 1, 2, 0], [1, 1, 1, 1], 3, 3),
        agreement_case("one class", [1, 1, 1, 1], [0, 1, 2, 1], 3, 3),
        agreement_case("every row its own cluster", [0, 0, 1, 1, 1], [0, 1, 2, 3, 4], 2, 5),
        agreement_case("every row its own cluster and class", [0, 1, 2, 3], [3, 2, 1, 0], 4, 4),
        agreement_case("missing clusters", [0, 0, 3, 3, 3, 1], [5, 5, 2, 2, 5, 2], 4, 6),
        agreement_case("worse than chance", [0, 0, 1, 1], [0, 1, 0, 1], 2, 2),
        agreement_case("independent", [0, 0, 0, 1, 1, 1], [0, 1, 2, 0, 1, 2], 2, 3),
        agreement_case("a single row", [2], [0], 3, 3),
    ]
    write("clustering_metrics", ORIGIN, cases=cases)


def silhouette_case(name, points, labels):
    points = torch.tensor(numpy.asarray(points), dtype=torch.float64)
    return {
        "name": name, "points": kept(points), "labels": list(labels),
        "values": metrics.silhouette_samples(points.numpy(), labels).tolist(), "mean": metrics.silhouette_score(points.numpy(), labels),
    }


def silhouettes():
    centers = 4 * RANDOM.randn(4, 3)
    labels = RANDOM.randint(4, size=40)
    points = centers[labels] + RANDOM.randn(40, 3)
    write("silhouettes", ORIGIN, cases=[
        silhouette_case("four groups", points, labels.tolist()),
        silhouette_case("labels at random", points, RANDOM.randint(4, size=40).tolist()),
        silhouette_case("far from zero", points + 1e3, labels.tolist()),
        silhouette_case("a cluster of one row", points, [7] + labels[1:].tolist()),
        silhouette_case("all but two alone", [[0.0], [1.0], [3.0], [7.0]], [0, 0, 1, 2]),
        silhouette_case("equal rows", [[1.0, 2.0], [1.0, 2.0], [5.0, 5.0], [5.0, 5.0]], [0, 0, 1, 1]),
    ])


def assignments():
    def case(name, costs):
        rows, columns = linear_sum_assignment(costs)
        return {"name": name, "costs": kept(torch.tensor(numpy.asarray(costs, dtype=float))), "total": float(numpy.asarray(costs)[rows, columns].sum())}

    write("assignments", ORIGIN, cases=[
        case("square", RANDOM.rand(12, 12)),
        case("wide", RANDOM.rand(5, 20)),
        case("tall", RANDOM.rand(20, 5)),
        case("ties", RANDOM.randint(3, size=(15, 15))),
        case("of either sign", RANDOM.randn(30, 30)),
        case("very different sizes", 10.0 ** RANDOM.randint(-6, 7, size=(10, 10))),
        case("products", numpy.outer(numpy.arange(1, 26), numpy.arange(1, 26))),
        case("one by one", [[-3.5]]),
    ])


def k_means():
    """Lloyd's iterations from given centroids: no draw is involved."""
    def case(name, points, start, **options):
        points, start = (torch.tensor(x, dtype=torch.float64) for x in (points, start))
        found = cluster.KMeans(len(start), init=start.numpy(), n_init=1, algorithm="lloyd", **options).fit(points.numpy())
        return {
            "name": name, "points": kept(points), "start": kept(start), "tolerance": options["tol"], "iterations": options["max_iter"],
            "centroids": kept(torch.tensor(found.cluster_centers_)), "labels": found.labels_.tolist(), "inertia": found.inertia_, "taken": found.n_iter_,
        }

    labels = RANDOM.randint(5, size=80)
    points = 2 * RANDOM.randn(5, 4)[labels] + RANDOM.randn(80, 4)
    write("k_means", ORIGIN, cases=[
        case("until nothing changes", points, points[:5], tol=0, max_iter=300),
        case("until little moves", points, points[:5], tol=0.1, max_iter=300),
        case("three iterations", points, points[:5], tol=0, max_iter=3),
        case("far from zero", points + 1e6, points[:5] + 1e6, tol=1e-4, max_iter=300),
        case("a centroid that nothing is near to", points, numpy.concatenate([points[:4], [[500.0] * 4]]), tol=0, max_iter=300),
        case("one cluster", points, points[:1], tol=0, max_iter=300),
    ])


if __name__ == "__main__":
    warnings.simplefilter("error", category=RuntimeWarning)
    agreement()
    silhouettes()
    assignments()
    k_means()
