#!/usr/bin/env python3
"""Records scikit-learn's k-means on 10,000 MNIST images: tests/Golden/k_means_mnist.json. MTL_DATA names the folder above mnist/."""

import gzip
import os
import pathlib

import numpy
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from recording import write

FOLDER = pathlib.Path(os.environ["MTL_DATA"]) / "mnist"


def elements(name, header):
    with gzip.open(FOLDER / name) as file:
        return numpy.frombuffer(file.read(), dtype=numpy.uint8, offset=header)


if __name__ == "__main__":
    images = (elements("train-images-idx3-ubyte.gz", 16).reshape(-1, 784)[:10_000] / 255).astype(numpy.float32)
    digits = elements("train-labels-idx1-ubyte.gz", 8)[:10_000]
    found = KMeans(10, n_init=10, random_state=0, algorithm="lloyd").fit(images)
    write("k_means_mnist", f"scripts/golden/clustering_mnist.py, scikit-learn {sklearn.__version__}, NumPy {numpy.__version__}",
          inertia=float(found.inertia_), nmi=normalized_mutual_info_score(digits, found.labels_), ari=adjusted_rand_score(digits, found.labels_))
