"""The twin of LeNetBenchmark.cs in PyTorch, as a good practitioner writes it: resident tensors, index_select, no item() in the loop.

usage: lenet.py FOLDER STEPS      prints "STEPS/S LEFT RIGHT"
"""
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

BATCH, WARM_UP = 256, 30


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.dense = nn.Linear(320, 50)
        self.left = nn.Sequential(nn.Linear(50, 50), nn.ReLU(), nn.Linear(50, 10))
        self.right = nn.Sequential(nn.Linear(50, 50), nn.ReLU(), nn.Linear(50, 10))

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        x = F.relu(self.dense(x.flatten(1)))
        return self.left(x), self.right(x)


def read(folder, name, dtype, *shape):
    with open(f"{folder}/{name}.bin", "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=dtype).view(*shape)


def main(folder, steps):
    inputs = read(folder, "inputs", torch.float32, -1, 1, 28, 28)
    left = read(folder, "left", torch.int64, -1)
    right = read(folder, "right", torch.int64, -1)
    order = read(folder, "order", torch.int64, -1)
    model = LeNet()
    nn.utils.vector_to_parameters(read(folder, "weights", torch.float32, -1), model.parameters())
    # Of SGD's two implementations the faster one on this model: foreach.
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, foreach=True)
    batches = len(order) // BATCH

    def train(count, start):
        for i in range(start, start + count):
            rows = order.narrow(0, (i % batches) * BATCH, BATCH)
            optimizer.zero_grad(set_to_none=True)
            a, b = model(inputs.index_select(0, rows))
            loss_left = F.cross_entropy(a, left.index_select(0, rows))
            loss_right = F.cross_entropy(b, right.index_select(0, rows))
            (loss_left + loss_right).backward()
            optimizer.step()
        return loss_left.item(), loss_right.item()

    train(WARM_UP, 0)
    started = time.perf_counter()
    losses = train(steps, WARM_UP)
    print(f"{steps / (time.perf_counter() - started):.2f} {losses[0]:.6f} {losses[1]:.6f}")


main(sys.argv[1], int(sys.argv[2]))
