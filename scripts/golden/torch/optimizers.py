#!/usr/bin/env python3
"""Records seven steps of PyTorch's optimizers on a small network: the losses on the way and the parameters at the end."""

import torch
from torch import nn, optim

from recording import pattern, write


def network():
    """Of doubles: quasi-Newton steps enlarge rounding errors."""
    net = nn.Sequential(nn.Linear(4, 3), nn.Tanh(), nn.Linear(3, 2)).double()
    with torch.no_grad():
        for salt, parameter in enumerate(net.parameters(), start=1):
            parameter.copy_(pattern(salt, *parameter.shape))
    return net


def steps(make):
    net = network()
    optimizer = make(net)
    x, y = pattern(10, 6, 4).double(), pattern(11, 6, 2).double()
    losses = []

    def closure():
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(net(x), y)
        loss.backward()
        return loss

    for _ in range(7):
        losses.append(optimizer.step(closure).item())
    return [torch.tensor(losses, dtype=torch.float64), list(net.parameters())]


def of_all(kind, *args, **options):
    return steps(lambda net: kind(net.parameters(), *args, **options))


def grouped(kind, first, second):
    """The first layer with options of its own, the second with others."""
    return steps(lambda net: kind([{"params": net[0].parameters(), **first}, {"params": net[2].parameters(), **second}], lr=1))


def sgd():
    return {
        "sgd": of_all(optim.SGD, 0.1),
        "sgd with momentum": of_all(optim.SGD, 0.1, momentum=0.9, dampening=0.2),
        "sgd with Nesterov's momentum": of_all(optim.SGD, 0.1, momentum=0.9, nesterov=True, weight_decay=0.02),
        "sgd with decay": of_all(optim.SGD, 0.1, weight_decay=0.1),
        "sgd upwards": of_all(optim.SGD, 0.01, momentum=0.5, maximize=True),
        "sgd in groups": grouped(optim.SGD, {"lr": 0.2, "momentum": 0.5}, {"lr": 0.05, "weight_decay": 0.3}),
    }


def adam():
    return {
        "adam": of_all(optim.Adam, 0.02),
        "adam with options": of_all(optim.Adam, 0.02, betas=(0.7, 0.95), eps=1e-3, weight_decay=0.1),
        "adam with the largest": of_all(optim.Adam, 0.05, betas=(0.5, 0.6), amsgrad=True),
        "adam upwards": of_all(optim.Adam, 0.02, maximize=True),
        "adam in groups": grouped(optim.Adam, {"lr": 0.1, "betas": (0.5, 0.6)}, {"lr": 0.01, "weight_decay": 0.3}),
        "adamw": of_all(optim.AdamW, 0.02, weight_decay=0),
        "adamw with options": of_all(optim.AdamW, 0.02, betas=(0.7, 0.95), eps=1e-3, weight_decay=0.3),
        "adamw with the largest": of_all(optim.AdamW, 0.05, betas=(0.5, 0.6), weight_decay=0.01, amsgrad=True),
        "adamw in groups": grouped(optim.AdamW, {"lr": 0.1, "weight_decay": 0.5}, {"lr": 0.01, "eps": 0.1, "weight_decay": 0}),
    }


def others():
    return {
        "rmsprop": of_all(optim.RMSprop, 0.01),
        "rmsprop with momentum": of_all(optim.RMSprop, 0.01, alpha=0.8, eps=1e-3, momentum=0.6),
        "rmsprop centered": of_all(optim.RMSprop, 0.01, alpha=0.8, centered=True, weight_decay=0.1),
        "rmsprop in groups": grouped(optim.RMSprop, {"lr": 0.05, "alpha": 0.5}, {"lr": 0.01, "eps": 0.1}),
        "adagrad": of_all(optim.Adagrad, 0.1),
        "adagrad with options": of_all(optim.Adagrad, 0.1, lr_decay=0.2, weight_decay=0.1, initial_accumulator_value=0.3, eps=1e-3),
        "adagrad in groups": grouped(optim.Adagrad, {"lr": 0.2}, {"lr": 0.05, "weight_decay": 0.3}),
        "lbfgs": of_all(optim.LBFGS, 0.5, max_iter=3),
        "lbfgs with little history": of_all(optim.LBFGS, 0.3, max_iter=5, max_eval=4, history_size=2),
    }


if __name__ == "__main__":
    write("optimizers", {**sgd(), **adam(), **others()})
