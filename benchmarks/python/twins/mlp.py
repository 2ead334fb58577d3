"""Dense layers with a linear head per task."""
import torch.nn.functional as F
from torch import nn


class Mlp(nn.Module):
    def __init__(self, config, workload):
        super().__init__()
        sizes = [workload.inputs.shape[1], *config["model"]["trunk"]["hidden"]]
        layers = [layer for a, b in zip(sizes, sizes[1:]) for layer in (nn.Linear(a, b), nn.ReLU(inplace=True))]
        self.trunk = nn.Sequential(*layers)
        self.heads = nn.ModuleList(nn.Linear(sizes[-1], workload.classes) for _ in config["tasks"])

    def losses(self, features, inputs, targets):
        return [F.cross_entropy(head(f), t) for head, f, t in zip(self.heads, features, targets)]
