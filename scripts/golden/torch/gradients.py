#!/usr/bin/env python3
"""Records gradients, and products of Hessians with a vector, of functions of a 3 x 4 matrix of doubles."""

import torch
from torch.nn import functional as F

from recording import pattern, write


def observe(function):
    x = (2 * pattern(0, 3, 4).double()).requires_grad_()
    vector = pattern(1, 3, 4).double()
    value = function(x)
    gradient = torch.autograd.grad(value.sum(), x, create_graph=True)[0]
    return [value, gradient, torch.autograd.grad((gradient * vector).sum(), x)[0]]


def weights(*shape):
    return pattern(2, *shape).double()


def assigned(x):
    y = x.clone()
    y[1] = 2 * x[0]
    y[:, 2] = x[:, 1] ** 2
    return y * y


if __name__ == "__main__":
    rows = torch.tensor([[0, 2], [1, 1], [2, 0]])
    write("gradients", {name: observe(function) for name, function in {
        "powers": lambda x: x**3 + (x * x + 1) ** -0.5,
        "exponentials": lambda x: x.exp() + (x * x + 1).log() + x.sin() * x.cos(),
        "softmax": lambda x: x.softmax(1) * weights(3, 4),
        "log_softmax": lambda x: x.log_softmax(0) * weights(3, 4),
        "logsumexp": lambda x: x.logsumexp(1),
        "activations": lambda x: F.gelu(x) + F.silu(x) + x.tanh() + x.sigmoid() + F.elu(x, 0.5),
        "softplus": lambda x: F.softplus(x, 2) * x,
        "statistics": lambda x: x.std(1) + x.var(1) + x.mean(1),
        "norm": lambda x: x.norm(2, 1) + torch.linalg.vector_norm(x, 3, dim=1),
        "normalized": lambda x: F.layer_norm(x, (4,)) * weights(3, 4),
        "largest": lambda x: x.max(1).values ** 2 + x.min(1).values ** 3,
        "products of rows": lambda x: x.prod(1) + x.cumsum(0).cumprod(1).sum(1),
        "sorted": lambda x: x.sort(1).values * weights(3, 4) * x,
        "gathered": lambda x: x.gather(1, rows) ** 2,
        "scattered": lambda x: torch.zeros(3, 4, dtype=torch.float64).scatter_add(1, rows, x[:, :2] ** 2),
        "picked": lambda x: x.index_select(0, torch.tensor([2, 0, 2])) ** 2 * x[torch.tensor([0, 1, 1])],
        "where": lambda x: torch.where(x > 0, x**2, x**3),
        "assigned": assigned,
        "matrix products": lambda x: x @ x.T @ x,
        "solve": lambda x: torch.linalg.solve(x @ x.T + torch.eye(3, dtype=torch.float64), x),
        "cholesky": lambda x: torch.linalg.cholesky(x @ x.T + torch.eye(3, dtype=torch.float64)),
        "eigenvalues": lambda x: torch.linalg.eigvalsh(x @ x.T),
        "singular values": lambda x: torch.linalg.svdvals(x),
        "convolution": lambda x: F.conv2d(x[None, None] ** 2, weights(2, 1, 2, 2), padding=1),
        "pooling": lambda x: F.avg_pool2d(x[None] ** 3, 2, padding=1) + F.max_pool2d(x[None] ** 2, 2, padding=1),
        "interpolation": lambda x: F.interpolate(x[None, None] ** 2, (5, 3), mode="bilinear", align_corners=False),
        "cross_entropy": lambda x: F.cross_entropy(x, torch.tensor([3, 0, 1]), label_smoothing=0.2),
        "distances": lambda x: F.pairwise_distance(x, weights(3, 4)) + F.cosine_similarity(x, weights(3, 4)),
        "shapes": lambda x: torch.cat((x.t().reshape(2, 6), F.pad(x, (1, 1))[:2]), 0).flip(1).roll(1, 0) ** 2,
    }.items()})
