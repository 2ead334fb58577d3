#!/usr/bin/env python3
"""scikit-learn's side of `run.sh k-means`; the twin of KMeansBenchmark.cs. Usage: k_means.py ROOT, the folder above mnist/."""

import gzip
import pathlib
import sys
import time
import warnings

import numpy
from sklearn.cluster import KMeans


def timed(rows, **options):
    started = time.perf_counter()
    found = KMeans(10, n_init=1, tol=0, algorithm="lloyd", **options).fit(rows)
    return time.perf_counter() - started, found.inertia_


warnings.simplefilter("ignore")  # it warns where iterations end before nothing changes
with gzip.open(pathlib.Path(sys.argv[1]) / "mnist" / "train-images-idx3-ubyte.gz") as file:
    images = numpy.frombuffer(file.read(), dtype=numpy.uint8, offset=16).reshape(-1, 784).astype(numpy.float32) / numpy.float32(255)
timed(images, max_iter=1, random_state=0)
seconds, inertia = timed(images, init=images[:10], max_iter=30)
draws, drawn = timed(images, max_iter=1, random_state=1)
print(f"{seconds:.3f} {inertia:.0f} {draws:.3f} {drawn:.0f}")
