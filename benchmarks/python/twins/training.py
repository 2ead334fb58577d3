"""The two ways to train: as a good practitioner writes it, and as most people do. Both give what Timer measured, and the losses after the warm-up and at the end."""
import time

import torch
from torch.utils.data import DataLoader, TensorDataset


class Timer:
    """Seconds, and milliseconds of all this process's threads."""

    def __init__(self):
        self.started, self.used = time.perf_counter(), time.process_time()

    def read(self, steps):
        seconds, used = time.perf_counter() - self.started, time.process_time() - self.used
        return {"stepsPerSecond": round(steps / seconds, 3), "cpuMillisecondsPerStep": round(1000 * used / steps, 3)}


def loop(workload, step, steps, warm_up):
    """Resident tensors, index_select by a given order, and no number is read inside the loop."""

    def run(start, count):
        for i in range(start, start + count):
            rows = workload.order.narrow(0, i * workload.batch_size, workload.batch_size)
            losses = step(i, workload.inputs.index_select(0, rows), [t.index_select(0, rows) for t in workload.targets])
        return [loss.item() for loss in losses]

    warm = run(0, warm_up)
    timer = Timer()
    losses = run(warm_up, steps)
    return timer.read(steps), warm, losses


def loader(workload, step, steps, warm_up, workers, device):
    """A DataLoader that shuffles, with its default collation, and the losses are read after each step."""
    torch.manual_seed(1)
    rows = TensorDataset(workload.inputs, *workload.targets)
    batches = DataLoader(rows, workload.batch_size, shuffle=True, drop_last=True, num_workers=workers)
    done, sums, warm, timer = 0, [0.0] * 100, [], None
    while True:
        for inputs, *targets in batches:
            losses = step(done, inputs.to(device), [t.to(device) for t in targets])
            values = [loss.item() for loss in losses]
            sums = [total + value for total, value in zip(sums, values)]
            done += 1
            if done == warm_up:
                warm, timer = values, Timer()
            if done == warm_up + steps:
                return timer.read(steps), warm, values
