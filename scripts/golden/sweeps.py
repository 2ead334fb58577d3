#!/usr/bin/env python3
"""Records PyTorch's Sobol points, and Optuna's hypervolumes and decisions to end trials: tests/Golden/sobol.json, hypervolumes.json and pruners.json."""

import random
import warnings

import optuna
import torch
from optuna._hypervolume import WFG

from recording import write

ORIGIN = f"scripts/golden/sweeps.py, Optuna {optuna.__version__}"


def sobol():
    rows = []
    for dimensions in (1, 2, 5, 64):
        points = torch.quasirandom.SobolEngine(dimensions).draw(1024, dtype=torch.float64)
        rows += [{"name": f"point {i} of {dimensions} dimensions", "dimensions": dimensions, "index": i, "point": points[i].tolist()} for i in (0, 1, 2, 3, 4, 5, 100, 1023)]
    write("sobol", f"scripts/golden/sweeps.py, PyTorch {torch.__version__}", cases=rows)


def hypervolumes():
    draw = random.Random(1)
    rows = []
    for objectives in (2, 3, 4):
        for count in (1, 2, 5, 20):
            points = [[round(draw.random(), 6) for _ in range(objectives)] for _ in range(count)]
            inside = [p for p in points if all(v < 0.9 for v in p)] or [[0.5] * objectives]
            rows.append({
                "name": f"{count} results with {objectives} objectives", "losses": points if inside != [[0.5] * objectives] else inside, "reference": [0.9] * objectives,
                "volume": float(WFG().compute(__import__("numpy").array(inside), __import__("numpy").array([0.9] * objectives))),
            })
    write("hypervolumes", ORIGIN, cases=rows)


def curves(trials, epochs, seed):
    """Falling curves with noise; some have gaps."""
    draw = random.Random(seed)
    rows = []
    for _ in range(trials):
        end, speed = draw.random(), 0.1 + draw.random()
        rows.append([round(end + (1 - end) * 2 ** (-speed * e) + 0.05 * draw.gauss(0, 1), 6) if draw.random() > 0.04 else None for e in range(epochs)])
    return rows


def ends(pruner, rows, first):
    """The epoch after which each trial was ended, one trial after the other; 0 for none. The first epoch has the step first: Optuna's warm-up counts from 0, its halving from 1. None is not a number."""
    study = optuna.create_study(pruner=pruner)
    ended = []
    for row in rows:
        trial, after = study.ask(), 0
        for epoch, value in enumerate(row):
            trial.report(float("nan") if value is None else value, first + epoch)
            # After the last epoch nothing is left to save.
            if epoch + 1 < len(row) and trial.should_prune():
                after = epoch + 1
                break
        ended.append(after)
        if after:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        else:
            study.tell(trial, next((v for v in reversed(row) if v is not None), 0.0))
    return ended


def pruners():
    cases = []
    for seed in (1, 2, 3):
        rows = curves(30, 27, seed)
        for name, options, pruner in [
            ("median", {"startup": 5, "warmUp": 0, "interval": 1}, optuna.pruners.MedianPruner()),
            ("median", {"startup": 3, "warmUp": 4, "interval": 3}, optuna.pruners.MedianPruner(n_startup_trials=3, n_warmup_steps=4, interval_steps=3)),
            ("asha", {"minEpochs": 1, "reduction": 3}, optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3)),
            ("asha", {"minEpochs": 2, "reduction": 4}, optuna.pruners.SuccessiveHalvingPruner(min_resource=2, reduction_factor=4)),
        ]:
            cases.append({"name": f"{name} {options} on curves {seed}", "kind": name, "options": options, "curves": rows, "ended": ends(pruner, rows, 0 if name == "median" else 1)})
    write("pruners", ORIGIN, cases=cases)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sobol()
    hypervolumes()
    pruners()
