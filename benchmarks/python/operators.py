"""The twin of OperatorBenchmark.cs: nanoseconds per operator on tiny tensors, the best of several rounds."""
import time

import torch
import torch.nn.functional as F

ROUNDS, CALLS = 9, 20_000


def best(call):
    result = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter_ns()
        for _ in range(CALLS):
            call()
        result = min(result, (time.perf_counter_ns() - started) / CALLS)
    return result


torch.set_num_threads(1)
with torch.no_grad():
    a, b, x, m, big, index = torch.ones(1), torch.ones(1), torch.randn(1, 16), torch.randn(16, 16), torch.randn(100, 32), torch.arange(10)
    linear = torch.nn.Linear(16, 16)
    for name, call in {
        "add": lambda: a + b,
        "add_number": lambda: a + 1.5,
        "mul": lambda: a * b,
        "relu": lambda: x.relu(),
        "sum": lambda: x.sum(),
        "mm": lambda: x.mm(m),
        "linear": lambda: linear(x),
        "view": lambda: big.view(-1, 8),
        "narrow": lambda: big.narrow(0, 1, 4),
        "index_select": lambda: big.index_select(0, index),
        "cross_entropy": lambda: F.cross_entropy(x, index.narrow(0, 0, 1)),
    }.items():
        print(f"{name} {best(call):.0f}")
