#!/usr/bin/env python3
"""Records what PyTorch's own layers compute: tests/Golden/modules.json, activations.json and initialization.json."""

import math
import sys

import torch
from torch import nn

from recording import kept, pattern, write

ORIGIN = f"scripts/golden/modules.py, PyTorch {torch.__version__}, CPU; weights and inputs from recording.pattern"


class Lenet(nn.Module):
    def __init__(self, inputs, features):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.dense = nn.Linear(inputs, features)

    def forward(self, x):
        x = nn.functional.relu(nn.functional.max_pool2d(self.conv1(x), 2))
        x = nn.functional.relu(nn.functional.max_pool2d(self.conv2(x), 2))
        return nn.functional.relu(self.dense(x.flatten(1)))


def filled(model):
    """Parameters in their order with salts 1, 2, ...; running statistics as after some training."""
    with torch.no_grad():
        for salt, parameter in enumerate(model.parameters(), start=1):
            parameter.copy_(pattern(parameter.shape, salt))
        for salt, (name, buffer) in enumerate((b for b in model.named_buffers() if "num_batches" not in b[0]), start=101):
            buffer.copy_(pattern(buffer.shape, salt) + (1 if name.endswith("var") else 0))
    return model


def case(name, model, shape, training=False):
    model = filled(model).train(training)
    return {"name": name, "inputShape": list(shape), "training": training, "output": kept(model(pattern(shape, 0)))}


def modules():
    average = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    strided = nn.Sequential(nn.Conv2d(2, 4, 2, stride=2, padding=1, bias=False), nn.BatchNorm2d(4), nn.SiLU(), nn.Flatten(), nn.Linear(64, 3), nn.Tanh())
    write("modules", ORIGIN, cases=[
        case("lenet", Lenet(20 * 4 * 4, 7), (3, 1, 28, 28)),
        case("lenet on other sizes", Lenet(20 * 1 * 2, 4), (2, 1, 16, 20)),
        case("mlp", nn.Sequential(nn.Flatten(), nn.Linear(12, 9), nn.GELU(), nn.Linear(9, 5), nn.GELU()), (4, 3, 2, 2)),
        case("conv", nn.Sequential(
            nn.Conv2d(3, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(4, 6, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()), (2, 3, 9, 12)),
        case("conv with group norm and average", nn.Sequential(
            nn.Conv2d(1, 34, 3, padding=0), nn.GroupNorm(17, 34), nn.ELU(), average), (2, 1, 6, 6)),
        case("conv with layer norm", nn.Sequential(
            nn.Conv2d(2, 3, 5, padding=2), nn.GroupNorm(1, 3), nn.LeakyReLU(0.01), nn.MaxPool2d(3), nn.Flatten()), (2, 2, 7, 7)),
        case("conv with batch norm, evaluating", strided, (3, 2, 6, 6)),
        case("conv with batch norm, training", strided, (3, 2, 6, 6), training=True),
    ])


def activations():
    x = torch.tensor([-1e4, -30.0, -3.0, -1.0, -0.5, -1e-3, -0.0, 0.0, 1e-3, 0.5, 1.0, 3.0, 30.0, 1e4])
    kinds = {
        "Relu": nn.ReLU(), "LeakyRelu": nn.LeakyReLU(0.01), "Elu": nn.ELU(), "Gelu": nn.GELU(),
        "Silu": nn.SiLU(), "Tanh": nn.Tanh(), "Sigmoid": nn.Sigmoid(), "Identity": nn.Identity(),
    }
    write("activations", ORIGIN, cases=[{"name": k, "input": kept(x), "output": kept(f(x))} for k, f in kinds.items()])


def initialization():
    """Moments of PyTorch's default weights over 200 layers of each kind, in units of 1/sqrt(fan-in)."""
    torch.manual_seed(1)
    kinds = {"linear": (lambda: nn.Linear(48, 20), 48), "conv": (lambda: nn.Conv2d(3, 20, 4), 48)}
    cases = []
    for name, (make, fan_in) in kinds.items():
        layers = [make() for _ in range(200)]
        for part in "weight", "bias":
            x = torch.cat([getattr(layer, part).detach().flatten() for layer in layers]).double() * math.sqrt(fan_in)
            quartiles = torch.quantile(x[:: max(1, len(x) // 100_000)], torch.tensor([0.25, 0.5, 0.75], dtype=torch.float64)).tolist()
            cases.append({
                "name": f"{name} {part}", "count": len(x), "smallest": x.min().item(), "largest": x.max().item(),
                "mean": x.mean().item(), "deviation": x.std().item(), "quartiles": quartiles,
            })
    write("initialization", ORIGIN + ", manual_seed(1)", cases=cases)


if __name__ == "__main__":
    sys.exit(modules() or activations() or initialization())
