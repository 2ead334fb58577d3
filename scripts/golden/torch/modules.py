#!/usr/bin/env python3
"""Records what PyTorch's modules compute: output, gradients of the inputs and of the parameters, buffers afterwards."""

import torch
from torch import nn

from recording import pattern, write


def observe(module, *inputs):
    """The gradients are those of the sum of the output, weighted by a pattern."""
    fill(module)
    inputs = [i.requires_grad_() if i.is_floating_point() else i for i in inputs]
    output = module(*inputs)
    weights = pattern(50, *output.shape)
    (output * weights).sum().backward()
    gradients = [i.grad for i in inputs if i.is_floating_point()]
    return [output, gradients, [p.grad for p in module.parameters()], list(module.buffers())]


def fill(module):
    """Parameters in their order with salts 1, 2, ...; running statistics as after some training."""
    with torch.no_grad():
        for salt, parameter in enumerate(module.parameters(), start=1):
            parameter.copy_(pattern(salt, *parameter.shape))
        for salt, (name, buffer) in enumerate((b for b in module.named_buffers() if b[1].dim() > 0), start=101):
            buffer.copy_(pattern(salt, *buffer.shape) + (1 if name.endswith("var") else 0))


def ids():
    return torch.tensor([[1, 4, 2], [0, 2, 6]])


def linear_and_convolutions():
    return {
        "linear": observe(nn.Linear(5, 3), pattern(0, 4, 5)),
        "linear without bias": observe(nn.Linear(5, 3, bias=False), pattern(0, 2, 4, 5)),
        "conv1d": observe(nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2), pattern(0, 2, 4, 11)),
        "conv1d reflecting": observe(nn.Conv1d(2, 3, 3, padding=2, padding_mode="reflect"), pattern(0, 2, 2, 7)),
        "conv1d same": observe(nn.Conv1d(2, 3, 4, padding="same", bias=False), pattern(0, 2, 2, 7)),
        "conv2d": observe(nn.Conv2d(2, 4, 3, stride=2, padding=1, groups=2), pattern(0, 2, 2, 7, 8)),
        "conv2d of unequal sides": observe(
            nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=(2, 1), dilation=(1, 2), bias=False), pattern(0, 2, 2, 7, 6)),
        "conv2d same": observe(nn.Conv2d(2, 3, 3, padding="same", dilation=2), pattern(0, 1, 2, 6, 5)),
        "conv2d circular": observe(nn.Conv2d(1, 2, 3, padding=1, padding_mode="circular"), pattern(0, 1, 1, 4, 5)),
        "conv2d replicating, one sample": observe(nn.Conv2d(1, 2, 3, padding=1, padding_mode="replicate"), pattern(0, 1, 4, 5)),
        "conv_transpose2d": observe(
            nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2), pattern(0, 2, 4, 3, 4)),
        "conv_transpose2d of unequal sides": observe(
            nn.ConvTranspose2d(2, 3, (3, 2), stride=(1, 2), dilation=(2, 1), bias=False), pattern(0, 1, 2, 4, 3)),
    }


def normalizations():
    return {
        "batch_norm1d of rows": observe(nn.BatchNorm1d(3), pattern(0, 5, 3)),
        "batch_norm1d of sequences": observe(nn.BatchNorm1d(3, eps=1e-2, momentum=0.3), pattern(0, 2, 3, 4)),
        "batch_norm1d not affine": observe(nn.BatchNorm1d(3, affine=False), pattern(0, 5, 3)),
        "batch_norm1d not tracking": observe(nn.BatchNorm1d(3, track_running_stats=False).eval(), pattern(0, 5, 3)),
        "batch_norm2d": observe(nn.BatchNorm2d(3), pattern(0, 2, 3, 4, 5)),
        "batch_norm2d evaluating": observe(nn.BatchNorm2d(3).eval(), pattern(0, 2, 3, 4, 5)),
        "layer_norm": observe(nn.LayerNorm(6, eps=1e-3), pattern(0, 4, 6)),
        "layer_norm over two dimensions": observe(nn.LayerNorm([3, 4]), pattern(0, 2, 3, 4)),
        "layer_norm not affine": observe(nn.LayerNorm([4], elementwise_affine=False), pattern(0, 2, 3, 4)),
        "group_norm": observe(nn.GroupNorm(2, 6), pattern(0, 2, 6, 3)),
        "group_norm not affine": observe(nn.GroupNorm(3, 6, eps=0.1, affine=False), pattern(0, 2, 6, 2, 2)),
    }


def embeddings():
    weights = pattern(9, 2, 3)
    flat, offsets = ids().flatten(), torch.tensor([0, 2, 2])
    return {
        "embedding": observe(nn.Embedding(7, 3), ids()),
        "embedding with padding": observe(nn.Embedding(7, 3, padding_idx=2), ids()),
        "embedding renormalized": observe(nn.Embedding(7, 3, max_norm=0.4, norm_type=1), ids()),
        "embedding scaled by frequency": observe(nn.Embedding(7, 3, scale_grad_by_freq=True), ids()),
        "bag of means": observe(nn.EmbeddingBag(7, 3), ids()),
        "bag of sums": observe(nn.EmbeddingBag(7, 3, mode="sum"), ids()),
        "bag of maxima": observe(nn.EmbeddingBag(7, 3, mode="max"), ids()),
        "bag with offsets": observe(nn.EmbeddingBag(7, 3), flat, offsets),
        "bag with the last offset": observe(nn.EmbeddingBag(7, 3, include_last_offset=True, mode="sum"), flat, torch.tensor([0, 2, 6])),
        "bag with padding": observe(nn.EmbeddingBag(7, 3, padding_idx=2, mode="sum"), ids()),
        "bag weighted": observe(WeightedBag(), ids(), weights),
    }


class WeightedBag(nn.Module):
    """The weights come third, after offsets that are not there."""

    def __init__(self):
        super().__init__()
        self.bag = nn.EmbeddingBag(7, 3, mode="sum")

    def forward(self, bags, weights):
        return self.bag(bags, None, weights)


def pooling_and_shapes():
    image = (0, 2, 3, 7, 8)
    return {
        "max_pool2d": observe(nn.MaxPool2d(3, stride=2, padding=1, dilation=1, ceil_mode=True), pattern(*image)),
        "max_pool2d dilated": observe(nn.MaxPool2d((2, 3), dilation=(2, 1)), pattern(*image)),
        "avg_pool2d": observe(nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), pattern(*image)),
        "avg_pool2d divided": observe(nn.AvgPool2d((2, 3), ceil_mode=True, divisor_override=5), pattern(*image)),
        "adaptive_avg_pool2d": observe(nn.AdaptiveAvgPool2d((3, 2)), pattern(*image)),
        "upsample to the nearest": observe(nn.Upsample(scale_factor=(2, 1.5)), pattern(*image)),
        "upsample bilinear": observe(nn.Upsample(size=(9, 5), mode="bilinear", align_corners=True), pattern(*image)),
        "upsample bicubic": observe(nn.Upsample(scale_factor=(2, 3), mode="bicubic"), pattern(*image)),
        "upsample linear": observe(nn.Upsample(scale_factor=2.5, mode="linear"), pattern(0, 2, 3, 4)),
        "upsample trilinear": observe(nn.Upsample(size=(3, 4, 2), mode="trilinear"), pattern(0, 1, 2, 2, 3, 4)),
        "flatten": observe(nn.Flatten(), pattern(*image)),
        "flatten from the second to the third": observe(nn.Flatten(1, 2), pattern(*image)),
        "unflatten": observe(nn.Unflatten(1, (2, 3)), pattern(0, 4, 6)),
        "identity": observe(nn.Identity(), pattern(0, 2, 3)),
        "dropout evaluating": observe(nn.Dropout(0.9).eval(), pattern(0, 2, 3)),
        "dropout2d evaluating": observe(nn.Dropout2d(0.9).eval(), pattern(*image)),
    }


def activations():
    modules = {
        "relu": nn.ReLU(), "leaky_relu": nn.LeakyReLU(), "leaky_relu steep": nn.LeakyReLU(0.3), "elu": nn.ELU(), "elu low": nn.ELU(0.4),
        "gelu": nn.GELU(), "silu": nn.SiLU(), "tanh": nn.Tanh(), "sigmoid": nn.Sigmoid(),
        "softplus": nn.Softplus(), "softplus sharp": nn.Softplus(3, 1), "softmax": nn.Softmax(1), "log_softmax": nn.LogSoftmax(0),
    }
    return {name: observe(Scaled(module), pattern(0, 4, 6)) for name, module in modules.items()}


class Scaled(nn.Module):
    """Spreads the inputs over the range where activations bend."""

    def __init__(self, activation):
        super().__init__()
        self.activation = activation

    def forward(self, x):
        return self.activation(6 * x)


def containers():
    net = nn.Sequential(nn.Linear(6, 5), nn.GELU(), nn.Sequential(nn.Linear(5, 4), nn.BatchNorm1d(4), nn.Tanh()), nn.Linear(4, 2))
    return {"sequential": observe(net, pattern(0, 5, 6))}


if __name__ == "__main__":
    write("modules", {
        **linear_and_convolutions(), **normalizations(), **embeddings(), **pooling_and_shapes(), **activations(), **containers(),
    })
