#!/usr/bin/env python3
"""Records what PyTorch draws from a seed: by the global generator, by one of its own, and as initial weights."""

import torch
from torch import nn
from torch.nn import functional as F

from recording import write


def drawn(draw):
    torch.manual_seed(20)
    return draw()


def from_own_generator():
    generator = torch.Generator().manual_seed(7)
    return [
        torch.randn(5, generator=generator), torch.rand(5, generator=generator), torch.randint(3, 9, (5,), generator=generator),
        torch.randperm(6, generator=generator), torch.empty(4).uniform_(-1, 2, generator=generator),
        torch.empty(4).normal_(1, 3, generator=generator), torch.empty(6).bernoulli_(0.3, generator=generator),
        torch.empty(4).exponential_(2, generator=generator),
    ]


def initial(initialize):
    return drawn(lambda: initialize(torch.empty(6, 4, 3)))


def parameters(make):
    return drawn(lambda: list(make().parameters()))


if __name__ == "__main__":
    write("random_numbers", {
        "rand": drawn(lambda: torch.rand(3, 7)),
        "randn": drawn(lambda: torch.randn(3, 7)),
        "randn of doubles": drawn(lambda: torch.randn(5, dtype=torch.float64)),
        "randint": drawn(lambda: torch.randint(-4, 9, (11,))),
        "randperm": drawn(lambda: torch.randperm(30)),
        "bernoulli": drawn(lambda: torch.bernoulli(torch.full((20,), 0.3))),
        "dropout": drawn(lambda: F.dropout(torch.ones(20), 0.4)),
        "own generator": from_own_generator(),
        "uniform_": initial(lambda t: nn.init.uniform_(t, -1, 3)),
        "normal_": initial(lambda t: nn.init.normal_(t, 2, 0.1)),
        "xavier_uniform_": initial(lambda t: nn.init.xavier_uniform_(t, 1.5)),
        "xavier_normal_": initial(nn.init.xavier_normal_),
        "kaiming_uniform_": initial(lambda t: nn.init.kaiming_uniform_(t, a=0.3)),
        "kaiming_normal_": initial(lambda t: nn.init.kaiming_normal_(t, mode="fan_out", nonlinearity="relu")),
        "gains": [float(nn.init.calculate_gain(name)) for name in ("linear", "conv2d", "sigmoid", "tanh", "relu")]
        + [nn.init.calculate_gain("leaky_relu", 0.2)],
        "linear": parameters(lambda: nn.Linear(4, 3)),
        "conv2d": parameters(lambda: nn.Conv2d(4, 6, (2, 3), groups=2)),
        "conv_transpose2d": parameters(lambda: nn.ConvTranspose2d(2, 3, 3)),
        "embedding": parameters(lambda: nn.Embedding(5, 3, padding_idx=1)),
        "embedding_bag": parameters(lambda: nn.EmbeddingBag(5, 3)),
    })
