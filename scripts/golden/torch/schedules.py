#!/usr/bin/env python3
"""Records the rates that PyTorch's schedulers set: at once and after each of sixteen steps."""

import torch
from torch import nn, optim
from torch.optim import lr_scheduler

from recording import write

METRICS = [1.0, 0.9, 0.95, 0.95, 0.899, 0.91, 0.92, 0.93, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]


def rates(make, metrics=None):
    optimizer = optim.SGD(nn.Linear(1, 1).parameters(), 0.1)
    schedule = make(optimizer)
    seen = [optimizer.param_groups[0]["lr"]]
    for step in range(16):
        optimizer.step()
        schedule.step(*([metrics[step]] if metrics else []))
        seen.append(optimizer.param_groups[0]["lr"])
    return torch.tensor(seen, dtype=torch.float64)


def plateau(**options):
    return rates(lambda optimizer: lr_scheduler.ReduceLROnPlateau(optimizer, **options), METRICS)


if __name__ == "__main__":
    write("schedules", {
        "step": rates(lambda optimizer: lr_scheduler.StepLR(optimizer, 3, 0.5)),
        "multi_step": rates(lambda optimizer: lr_scheduler.MultiStepLR(optimizer, [2, 5, 11], 0.3)),
        "exponential": rates(lambda optimizer: lr_scheduler.ExponentialLR(optimizer, 0.9)),
        "cosine": rates(lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, 7, 0.01)),
        "linear": rates(lambda optimizer: lr_scheduler.LinearLR(optimizer)),
        "linear with options": rates(lambda optimizer: lr_scheduler.LinearLR(optimizer, 0.2, 0.7, 9)),
        "lambda": rates(lambda optimizer: lr_scheduler.LambdaLR(optimizer, lambda step: 1 / (step + 2))),
        "plateau": plateau(patience=2),
        "plateau of maxima": plateau(mode="max", factor=0.5, patience=1),
        "plateau with options": plateau(factor=0.3, patience=1, threshold=0.02, threshold_mode="abs", cooldown=2, min_lr=0.004),
    })
