"""The sparse autoencoder of Ng's notes: sigmoid units, half the squared error of an input, and KL(rho || rho-hat) with rho-hat the batch's mean."""
import math

import torch
from torch import nn

MARGIN = 1e-6


class Autoencoder(nn.Module):
    def __init__(self, config, workload):
        super().__init__()
        (layer,) = config["model"]["trunk"]["layers"]
        (task,) = config["tasks"].values()
        units, inputs = layer["codec"]["units"], workload.inputs[0].numel()
        self.rho, self.beta = layer["sparsity"]["target"], layer["sparsity"]["weight"]
        self.share = task["decoder"]["reconstructionWeight"]
        self.trunk = nn.Sequential(nn.Flatten(), nn.Linear(inputs, units), nn.Sigmoid())
        self.heads = nn.ModuleList([nn.Sequential(nn.Linear(units, inputs), nn.Sigmoid())])

    def losses(self, features, inputs, targets):
        (code,) = features
        error = (self.heads[0](code) - inputs.flatten(1)).square().sum() / len(code)
        mean = code.mean(0).clamp(MARGIN, 1 - MARGIN)
        entropy = self.rho * math.log(self.rho) + (1 - self.rho) * math.log(1 - self.rho)
        cross = self.rho * mean.log() + (1 - self.rho) * torch.log1p(-mean)
        return [self.share * error + self.beta * (entropy * len(mean) - cross.sum())]
