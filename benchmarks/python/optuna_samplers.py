#!/usr/bin/env python3
"""Runs a sampler of Optuna on a test function: the twin of MtlTorch.Benchmarks samplers, with the same functions, noise and seeds.

    optuna_samplers.py FUNCTION SAMPLER TRIALS SEEDS      SAMPLER: optuna-tpe, optuna-tpe-multivariate, optuna-random, optuna-cma-es, optuna-nsga-2

Prints a line of JSON per seed, from 1: the value without noise of that point which was told to be the best."""

import json
import math
import sys
import time
import warnings

import optuna

MASK = (1 << 64) - 1


def cube(dimensions, low, high):
    return lambda trial: [trial.suggest_float(f"x{i}", low, high) for i in range(dimensions)]


def branin(x):
    valley = x[1] - 5.1 / (4 * math.pi**2) * x[0] ** 2 + 5 / math.pi * x[0] - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x[0]) + 10


def hartmann(x):
    alpha = [1, 1.2, 3, 3.2]
    a = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
    p = [
        [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886], [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
        [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650], [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
    ]
    return -sum(alpha[i] * math.exp(-sum(a[i][j] * (x[j] - p[i][j]) ** 2 for j in range(6))) for i in range(4))


def rosenbrock(x):
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(len(x) - 1))


def ackley(x):
    squares, waves = sum(v * v for v in x) / len(x), sum(math.cos(2 * math.pi * v) for v in x) / len(x)
    return -20 * math.exp(-0.2 * math.sqrt(squares)) - math.exp(waves) + 20 + math.e


def levy(x):
    w = [1 + (v - 1) / 4 for v in x]
    middle = sum((v - 1) ** 2 * (1 + 10 * math.sin(math.pi * v + 1) ** 2) for v in w[:-1])
    return math.sin(math.pi * w[0]) ** 2 + middle + (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)


def styblinski_tang(x):
    return sum((v**4 - 16 * v * v + 5 * v) / 2 for v in x)


def mixed_space(trial):
    p = {"optimizer": trial.suggest_categorical("optimizer", ["sgd", "adam", "rmsprop"])}
    if p["optimizer"] == "sgd":
        p["momentum"] = trial.suggest_float("momentum", 0, 0.99)
    return p | {
        "lr": trial.suggest_float("lr", 1e-5, 1, log=True), "layers": trial.suggest_int("layers", 1, 8),
        "activation": trial.suggest_categorical("activation", ["relu", "tanh", "gelu", "elu"]),
        "dropout": trial.suggest_float("dropout", 0, 0.8), "width": trial.suggest_float("width", -5, 5),
    }


def mixed(p):
    rate = math.log10(p["lr"]) - {"sgd": -1, "adam": -3, "rmsprop": -3.5}[p["optimizer"]]
    value = {"sgd": 0, "adam": 0.15, "rmsprop": 0.4}[p["optimizer"]] + {"relu": 0.1, "tanh": 0.4, "gelu": 0, "elu": 0.25}[p["activation"]]
    value += 3 * (p["momentum"] - 0.9) ** 2 if "momentum" in p else 0
    return value + 0.3 * rate**2 + 0.08 * (p["layers"] - 5) ** 2 + 2 * (p["dropout"] - 0.3) ** 2 + 0.1 * (p["width"] - 1 + 0.5 * rate) ** 2


def model_space(trial):
    p = {"model": trial.suggest_categorical("model", ["linear", "forest", "net"])}
    if p["model"] == "linear":
        p["c"] = trial.suggest_float("c", 1e-4, 1e4, log=True)
    elif p["model"] == "forest":
        p |= {"depth": trial.suggest_int("depth", 1, 20), "trees": trial.suggest_int("trees", 10, 1000, log=True)}
    else:
        p |= {
            "units": trial.suggest_int("units", 16, 512, step=16), "lr": trial.suggest_float("lr", 1e-5, 0.1, log=True),
            "dropout": trial.suggest_float("dropout", 0, 0.8, step=0.1),
        }
    return p | {"scaling": trial.suggest_categorical("scaling", ["none", "standard", "quantile"])}


def models(p):
    scaling = 0 if p["model"] == "forest" else {"none": 0.3, "standard": 0, "quantile": 0.05}[p["scaling"]]
    if p["model"] == "linear":
        return scaling + 0.6 + 0.02 * (math.log10(p["c"]) - 1) ** 2
    if p["model"] == "forest":
        return scaling + 0.35 + 0.003 * (p["depth"] - 12) ** 2 + 0.1 * (math.log10(p["trees"]) - 2.7) ** 2
    return scaling + 0.15 + 0.3 * (math.log10(p["lr"]) + 3) ** 2 + ((p["units"] - 384) / 400) ** 2 + (p["dropout"] - 0.4) ** 2


# Space, value, deviation of the noise.
FUNCTIONS = {
    "branin": (lambda t: [t.suggest_float("x", -5, 10), t.suggest_float("y", 0, 15)], branin, 0),
    "hartmann-6": (cube(6, 0, 1), hartmann, 0),
    "rosenbrock-5": (cube(5, -5, 10), rosenbrock, 0),
    "mixed": (mixed_space, mixed, 0.1),
    "ackley-5": (cube(5, -15, 30), ackley, 0),
    "levy-4": (cube(4, -10, 10), levy, 0),
    "styblinski-tang-4": (cube(4, -5, 5), styblinski_tang, 0),
    "models": (model_space, models, 0.05),
}

SAMPLERS = {
    "optuna-tpe": lambda seed, conditions: optuna.samplers.TPESampler(seed=seed),
    "optuna-tpe-multivariate": lambda seed, conditions: optuna.samplers.TPESampler(seed=seed, multivariate=True, group=conditions),
    "optuna-random": lambda seed, conditions: optuna.samplers.RandomSampler(seed=seed),
    "optuna-cma-es": lambda seed, conditions: optuna.samplers.CmaEsSampler(seed=seed),
    "optuna-nsga-2": lambda seed, conditions: optuna.samplers.NSGAIISampler(seed=seed),
}


def scatter(number):
    """SplitMix64."""
    number = (number + 0x9E3779B97F4A7C15) & MASK
    number = ((number ^ (number >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    number = ((number ^ (number >> 27)) * 0x94D049BB133111EB) & MASK
    return number ^ (number >> 31)


def noise(seed, number):
    first = scatter(seed * 1_000_003 + number)
    u, v = ((first >> 11) + 0.5) / (1 << 53), (scatter(first) >> 11) / (1 << 53)
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * v)


def run(function, sampler, trials, seed):
    space, value, deviation = FUNCTIONS[function]
    values = {}

    def objective(trial):
        values[trial.number] = value(space(trial))
        return values[trial.number] + deviation * noise(seed, trial.number + 1)

    started = time.perf_counter()
    study = optuna.create_study(sampler=SAMPLERS[sampler](seed, function in ("mixed", "models")))
    study.optimize(objective, n_trials=trials)
    return {"function": function, "sampler": sampler, "seed": seed, "best": values[study.best_trial.number], "seconds": round(time.perf_counter() - started, 3)}


if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    if len(sys.argv) != 5 or sys.argv[1] not in FUNCTIONS or sys.argv[2] not in SAMPLERS:
        sys.exit(f"usage: optuna_samplers.py FUNCTION SAMPLER TRIALS SEEDS; functions: {', '.join(FUNCTIONS)}; samplers: {', '.join(SAMPLERS)}")
    for one in range(1, int(sys.argv[4]) + 1):
        print(json.dumps(run(sys.argv[1], sys.argv[2], int(sys.argv[3]), one)), flush=True)
