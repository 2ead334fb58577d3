"""What `MtlTorch.Benchmarks export` wrote: the rows, their order, the initial weights and the whole configuration."""
import json
import struct

import torch

TYPES = {"F32": torch.float32, "I64": torch.int64}


def read_tensors(path):
    """Tensors of a safetensors file by name, each read into its own memory: nothing is held twice."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        tensors = {}
        for name, entry in header.items():
            tensor = torch.empty(entry["shape"], dtype=TYPES[entry["dtype"]])
            file.seek(8 + length + entry["data_offsets"][0])
            file.readinto(memoryview(tensor.numpy()).cast("B"))
            tensors[name] = tensor
    return tensors


class Workload:
    """A workload on a device."""

    def __init__(self, folder, device):
        with open(f"{folder}/experiment.json", encoding="utf-8") as file:
            self.config = json.load(file)
        tensors = read_tensors(f"{folder}/tensors.safetensors")
        targets = [task.get("target") or name for name, task in self.config["tasks"].items()]
        self.inputs = tensors.pop("inputs").to(device)
        self.targets = [tensors[f"targets.{name}"].to(device) for name in targets if f"targets.{name}" in tensors]
        self.order = tensors["order"].to(device)
        self.weights = [tensor for name, tensor in tensors.items() if name.startswith("weights.")]
        self.meetings = tensors["meetings"].tolist() if "meetings" in tensors else None
        self.classes = max((int(t.max()) + 1 for t in self.targets), default=0)
        self.batch_size = self.config["trainer"]["batchSize"]

    def optimizer(self, parameters, **how):
        options = self.config["optimizer"]
        if options["kind"] == "adam":
            return torch.optim.Adam(parameters, lr=options["lr"], **how)
        return torch.optim.SGD(parameters, lr=options["lr"], momentum=options["momentum"], **how)
