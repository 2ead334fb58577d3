#!/usr/bin/env python3
"""Makes tables of the lines that MtlTorch.Benchmarks samplers and optuna_samplers.py print, read from standard input.

Per function: median and quartiles of the best values over the seeds, and how often a seed of "tpe" ended lower than one of the other sampler (the common-language effect size of
Mann and Whitney's test: 0.5 is equal) with the two-sided p of its normal approximation."""

import collections
import json
import math
import statistics
import sys


def effect(ours, theirs):
    wins = sum((a < b) + 0.5 * (a == b) for a in ours for b in theirs)
    n, m = len(ours), len(theirs)
    ties = sum(t**3 - t for t in collections.Counter(ours + theirs).values()) / ((n + m) * (n + m - 1))
    deviation = math.sqrt(n * m / 12 * (n + m + 1 - ties)) if n + m > 1 else 0
    z = (wins - n * m / 2) / deviation if deviation > 0 else 0
    return wins / (n * m), math.erfc(abs(z) / math.sqrt(2))


def main():
    values, seconds = collections.defaultdict(dict), collections.defaultdict(list)
    for line in sys.stdin:
        row = json.loads(line)
        values[row["function"]].setdefault(row["sampler"], []).append(row["best"])
        seconds[row["sampler"]].append(row["seconds"])
    for function, samplers in values.items():
        print(f"| {function} | median | quartiles | tpe lower | p |\n|---|---|---|---|---|")
        for sampler, best in samplers.items():
            quartiles = statistics.quantiles(best, n=4) if len(best) > 1 else best * 3
            versus = "- | -"
            if sampler != "tpe" and "tpe" in samplers:
                share, p = effect(samplers["tpe"], best)
                versus = f"{share:.2f} | {p:.2g}"
            print(f"| {sampler} | {statistics.median(best):.4g} | {quartiles[0]:.4g} to {quartiles[2]:.4g} | {versus} |")
        print()
    print("Seconds per sweep, median: " + ", ".join(f"{s} {statistics.median(t):.3g}" for s, t in seconds.items()) + ".")


if __name__ == "__main__":
    main()
