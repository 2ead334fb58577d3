#!/usr/bin/env python3
"""Records PyTorch's losses with their options: value, and gradient of the input by the sum of the values."""

import torch
from torch.nn import functional as F

from recording import pattern, write


def observe(loss, *shape, scale=4):
    x = (scale * pattern(0, *shape)).requires_grad_()
    value = loss(x)
    value.sum().backward()
    return [value, x.grad]


def of_classes():
    classes = torch.tensor([0, 3, -100, 1, 2])
    all_given = torch.tensor([0, 3, 3, 1, 2])
    weight = torch.tensor([1, 2, 0.5, 0.25])
    maps = torch.tensor([[[0, 1], [2, 0]], [[1, 1], [0, 2]]])
    soft = (3 * pattern(7, 5, 4)).softmax(1)
    return {
        "cross_entropy": observe(lambda x: F.cross_entropy(x, classes), 5, 4),
        "cross_entropy weighted": observe(lambda x: F.cross_entropy(x, classes, weight), 5, 4),
        "cross_entropy weighted, summed": observe(lambda x: F.cross_entropy(x, classes, weight, reduction="sum"), 5, 4),
        "cross_entropy of each": observe(lambda x: F.cross_entropy(x, classes, reduction="none"), 5, 4),
        "cross_entropy smoothed": observe(lambda x: F.cross_entropy(x, classes, weight, label_smoothing=0.3), 5, 4),
        "cross_entropy ignoring": observe(lambda x: F.cross_entropy(x, all_given, ignore_index=3), 5, 4),
        "cross_entropy of maps": observe(lambda x: F.cross_entropy(x, maps), 2, 3, 2, 2),
        "cross_entropy of probabilities": observe(lambda x: F.cross_entropy(x, soft, weight), 5, 4),
        "nll": observe(lambda x: F.nll_loss(x.log_softmax(1), classes), 5, 4),
        "nll weighted": observe(lambda x: F.nll_loss(x.log_softmax(1), all_given, weight, reduction="none"), 5, 4),
        "nll of maps": observe(lambda x: F.nll_loss(x.log_softmax(1), maps), 2, 3, 2, 2),
    }


def of_probabilities():
    targets = (pattern(3, 5, 4) > 0).float()
    weight = torch.tensor([1, 2, 0.5, 0.25])
    return {
        "bce": observe(lambda x: F.binary_cross_entropy(x.sigmoid(), targets), 5, 4),
        "bce weighted": observe(lambda x: F.binary_cross_entropy(x.sigmoid(), targets, weight, reduction="sum"), 5, 4),
        "bce_with_logits": observe(lambda x: F.binary_cross_entropy_with_logits(x, targets), 5, 4),
        "bce_with_logits weighted": observe(
            lambda x: F.binary_cross_entropy_with_logits(x, targets, weight, pos_weight=2 * weight, reduction="none"), 5, 4),
        "bce_with_logits extreme": observe(lambda x: F.binary_cross_entropy_with_logits(x, targets), 5, 4, scale=400),
        "kl_div of logarithms": observe(lambda x: F.kl_div(x.log_softmax(1), pattern(4, 5, 4).log_softmax(1), log_target=True), 5, 4),
        "kl_div of probabilities": observe(
            lambda x: F.kl_div(x.log_softmax(1), pattern(4, 5, 4).softmax(1), reduction="batchmean"), 5, 4),
        "kl_div summed": observe(lambda x: F.kl_div(x.log_softmax(1), pattern(4, 5, 4).softmax(1), reduction="sum"), 5, 4),
    }


def of_values():
    targets = pattern(5, 5, 4)
    signs = (pattern(6, 5, 4) > 0).float() * 2 - 1
    return {
        "mse": observe(lambda x: F.mse_loss(x, targets), 5, 4),
        "mse of each": observe(lambda x: F.mse_loss(x, targets, reduction="none"), 5, 4),
        "l1": observe(lambda x: F.l1_loss(x, targets), 5, 4),
        "l1 summed": observe(lambda x: F.l1_loss(x, targets, reduction="sum"), 5, 4),
        "smooth_l1": observe(lambda x: F.smooth_l1_loss(x, targets), 5, 4),
        "smooth_l1 sharp": observe(lambda x: F.smooth_l1_loss(x, targets, beta=0.3, reduction="sum"), 5, 4),
        "huber": observe(lambda x: F.huber_loss(x, targets), 5, 4),
        "huber sharp": observe(lambda x: F.huber_loss(x, targets, delta=0.3, reduction="none"), 5, 4),
        "hinge_embedding": observe(lambda x: F.hinge_embedding_loss(x, signs, margin=0.5), 5, 4),
        "soft_margin": observe(lambda x: F.soft_margin_loss(x, signs), 5, 4),
        "margin_ranking": observe(lambda x: F.margin_ranking_loss(x, targets, signs, margin=0.2), 5, 4),
        "cosine_embedding": observe(lambda x: F.cosine_embedding_loss(x, targets, signs[:, 0], margin=0.1), 5, 4),
        "triplet_margin": observe(lambda x: F.triplet_margin_loss(x, targets, pattern(8, 5, 4), margin=0.7, swap=True), 5, 4),
        "ctc": observe(sequences, 6, 2, 4),
    }


def sequences(x):
    """Two sequences of six steps against targets of two and three of the classes 1 to 3; class 0 is the blank."""
    targets = torch.tensor([[1, 2, 0], [3, 3, 1]])
    return F.ctc_loss(x.log_softmax(2), targets, torch.tensor([6, 6]), torch.tensor([2, 3]), zero_infinity=True)


if __name__ == "__main__":
    write("losses", {**of_classes(), **of_probabilities(), **of_values()})
