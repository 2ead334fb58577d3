"""Convolutions in VGG's manner, a dense layer, and a linear head per task."""
import torch.nn.functional as F
from torch import nn

CLASSES = {"shape": 4, "color": 6}


class Vgg(nn.Module):
    def __init__(self, config, workload):
        super().__init__()
        options = config["model"]["trunk"]
        channels, size = workload.inputs.shape[1:3]
        layers = []
        for block in options["blocks"]:
            layers += [nn.Conv2d(channels, block["channels"], 3, padding=1), nn.ReLU(inplace=True)]
            layers += [nn.MaxPool2d(block["pool"])] if block["pool"] > 1 else []
            channels, size = block["channels"], size // block["pool"]
        (dense,) = options["dense"]
        self.trunk = nn.Sequential(*layers, nn.Flatten(), nn.Linear(channels * size * size, dense), nn.ReLU(inplace=True))
        self.heads = nn.ModuleList(nn.Linear(dense, CLASSES[name]) for name in config["tasks"])

    def losses(self, features, inputs, targets):
        return [F.cross_entropy(head(f), t) for head, f, t in zip(self.heads, features, targets)]
