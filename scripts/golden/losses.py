#!/usr/bin/env python3
"""Records PyTorch's losses and their gradients, in double precision: tests/Golden/losses.json."""

import torch
from torch.nn import functional

from recording import kept, pattern, write

ORIGIN = f"scripts/golden/losses.py, PyTorch {torch.__version__}, CPU, float64"


def record(name, prediction, target, loss, **options):
    prediction = prediction.double().requires_grad_()
    value = loss(prediction)
    value.backward()
    return {
        "name": name, **options, "prediction": kept(prediction), "target": kept(target),
        "loss": value.item(), "gradient": kept(prediction.grad),
    }


def classification(smoothing):
    logits, target = 8 * pattern([6, 4], 1), torch.tensor([0, 3, 1, 1, 2, 0])
    return record(
        f"cross-entropy, smoothing {smoothing}", logits, target,
        lambda p: functional.cross_entropy(p, target, label_smoothing=smoothing), kind="classification", smoothing=smoothing)


def regression(kind, loss, delta=1.0, train=None):
    """With training targets, the errors are counted in their standard deviations."""
    target = 30 + 20 * pattern([5, 2], 2)
    prediction = target + 9 * pattern([5, 2], 3)
    scale = torch.ones(2) if train is None else train.double().std(0, unbiased=False)
    standardized = {} if train is None else {"train": kept(train)}
    return record(
        f"{kind}, delta {delta}" + (", standardized" if standardized else ""), prediction, target,
        lambda p: loss(p / scale, target.double() / scale), kind=kind, delta=delta, **standardized)


def huber(delta):
    return lambda p, t: functional.huber_loss(p, t, delta=delta)


if __name__ == "__main__":
    train = pattern([11, 2], 4) * torch.tensor([3.0, 0.5]) + 30
    write("losses", ORIGIN, cases=[
        classification(0.0), classification(0.1), classification(0.9),
        regression("Mse", functional.mse_loss), regression("Mse", functional.mse_loss, train=train),
        regression("Mae", functional.l1_loss), regression("Mae", functional.l1_loss, train=train),
        regression("Huber", huber(1.0)), regression("Huber", huber(2.5), 2.5), regression("Huber", huber(2.5), 2.5, train),
    ])
