"""The MultiMNIST network of Sener and Koltun 2018, as their program has it: ReLU after the pooling."""
import torch.nn.functional as F
from torch import nn


class Trunk(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.dense = nn.Linear(320, features)

    def forward(self, x):
        x = F.relu_(F.max_pool2d(self.conv1(x), 2))
        x = F.relu_(F.max_pool2d(self.conv2(x), 2))
        return F.relu_(self.dense(x.flatten(1)))


class LeNet(nn.Module):
    def __init__(self, config, workload):
        super().__init__()
        features = config["model"]["trunk"]["features"]
        self.trunk = Trunk(features)
        self.heads = nn.ModuleList(nn.Sequential(nn.Linear(features, 50), nn.ReLU(inplace=True), nn.Linear(50, workload.classes)) for _ in config["tasks"])

    def losses(self, features, inputs, targets):
        return [F.cross_entropy(head(f), t) for head, f, t in zip(self.heads, features, targets)]
