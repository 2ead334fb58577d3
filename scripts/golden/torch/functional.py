#!/usr/bin/env python3
"""Records functions of PyTorch with odd arguments."""

import torch
from torch.nn import functional as F

from recording import pattern, write


def padding():
    image = pattern(0, 2, 3, 5, 6)
    return {
        "pad one dimension": F.pad(image, (2, 1)),
        "pad two dimensions with a value": F.pad(image, (1, 2, 3, 0), value=1.5),
        "pad by cutting": F.pad(image, (-1, -2, 1, 1)),
        "pad reflecting": F.pad(image, (2, 1, 1, 2), mode="reflect"),
        "pad replicating": F.pad(image[0], (3, 1), mode="replicate"),
        "pad circular": F.pad(image, (2, 1, 1, 2), mode="circular"),
    }


def interpolation():
    image = pattern(0, 2, 3, 5, 6)
    return {
        "interpolate to the nearest": F.interpolate(image, (7, 4)),
        "interpolate to the nearest, scaled": F.interpolate(image, scale_factor=(0.5, 1.7)),
        "interpolate bilinear": F.interpolate(image, (7, 4), mode="bilinear", align_corners=False),
        "interpolate bilinear between corners": F.interpolate(image, (7, 4), mode="bilinear", align_corners=True),
        "interpolate bilinear, smooth": F.interpolate(image, (3, 3), mode="bilinear", align_corners=False, antialias=True),
        "interpolate bicubic": F.interpolate(image, scale_factor=(2, 1.5), mode="bicubic", align_corners=False),
        "interpolate bicubic, factor recomputed": F.interpolate(
            image, scale_factor=(1.3, 1.3), mode="bicubic", align_corners=False, recompute_scale_factor=True),
        "interpolate linear": F.interpolate(image[0], 9, mode="linear", align_corners=False),
        "interpolate trilinear": F.interpolate(image[None], (3, 2, 4), mode="trilinear", align_corners=False),
        "interpolate by area": F.interpolate(image, (3, 4), mode="area"),
    }


def convolutions():
    sequence, image, volume = pattern(0, 2, 4, 9), pattern(0, 2, 3, 5, 6), pattern(0, 1, 2, 4, 4, 4)
    return {
        "conv1d": F.conv1d(sequence, pattern(1, 6, 2, 3), pattern(2, 6), stride=2, padding=1, dilation=2, groups=2),
        "conv1d same": F.conv1d(sequence, pattern(1, 5, 4, 3), padding="same", dilation=2),
        "conv2d": F.conv2d(image, pattern(1, 6, 1, 2, 3), pattern(2, 6), stride=(1, 2), padding=(2, 0), dilation=(2, 1), groups=3),
        "conv2d same": F.conv2d(image, pattern(1, 2, 3, 3, 3), padding="same"),
        "conv2d valid": F.conv2d(image, pattern(1, 2, 3, 2, 3), padding="valid"),
        "conv3d": F.conv3d(volume, pattern(1, 2, 2, 2, 3, 1), stride=(1, 2, 1), padding=(0, 1, 0)),
        "conv_transpose2d": F.conv_transpose2d(
            image, pattern(1, 3, 2, 3, 2), pattern(2, 2), stride=(2, 1), padding=(1, 0), output_padding=(1, 0), dilation=(1, 2)),
    }


def pooling():
    sequence, image = pattern(0, 2, 4, 9), pattern(0, 2, 3, 5, 6)
    return {
        "max_pool1d": F.max_pool1d(sequence, 3, stride=2, padding=1, dilation=2, ceil_mode=True),
        "max_pool2d": F.max_pool2d(image, (3, 2), stride=(2, 1), padding=(1, 0), dilation=(1, 3)),
        "max_pool2d with indices": F.max_pool2d(image, 2, padding=1, return_indices=True),
        "avg_pool1d": F.avg_pool1d(sequence, 4, stride=3, padding=2, ceil_mode=True, count_include_pad=False),
        "avg_pool2d": F.avg_pool2d(image, (2, 3), stride=(1, 2), padding=(1, 1), divisor_override=4),
        "adaptive_avg_pool1d": F.adaptive_avg_pool1d(sequence, 4),
        "adaptive_avg_pool2d": F.adaptive_avg_pool2d(image, (2, 4)),
    }


def distances_and_norms():
    x, y = pattern(0, 4, 6), pattern(1, 4, 6)
    return {
        "normalize": F.normalize(x, dim=0),
        "normalize by magnitudes": F.normalize(x, p=1, dim=1, eps=10),
        "cosine_similarity": F.cosine_similarity(x, y, dim=0),
        "pairwise_distance": F.pairwise_distance(x, y, p=3, keepdim=True),
        "cdist": torch.cdist(x, y[:3]),
        "cdist by magnitudes": torch.cdist(x, y, p=1),
        "dist": torch.dist(x, y, 3),
        "layer_norm": F.layer_norm(x, (6,), pattern(2, 6), pattern(3, 6), eps=0.1),
        "group_norm": F.group_norm(pattern(0, 2, 6, 4), 3, pattern(2, 6), pattern(3, 6)),
        "batch_norm": F.batch_norm(x, pattern(2, 6), pattern(3, 6) + 1, pattern(4, 6), pattern(5, 6), eps=0.01),
    }


def statistics():
    x = pattern(0, 4, 6)
    holes = torch.where(x > 0.3, torch.tensor(torch.nan), x)
    probabilities = torch.tensor([0.1, 0.5, 0.75])
    return {
        "quantile": torch.quantile(x, probabilities, dim=1, keepdim=True),
        "nanquantile": torch.nanquantile(holes, probabilities, dim=0),
        "nanmedian": torch.nanmedian(holes),
        "nansum": torch.nansum(holes),
        "histc": torch.histc(10 * x, 6, min=-3, max=4),
        "bincount weighted": torch.bincount(torch.tensor([3, 1, 3, 0]), torch.tensor([0.5, 1, 2, 4]), minlength=6),
        "cov": torch.cov(x, correction=0, fweights=torch.tensor([1, 2, 3, 1, 1, 2])),
        "corrcoef": torch.corrcoef(x),
        "std over both": torch.std(x, (0, 1), unbiased=False),
        "var over rows": x.var(1, unbiased=False, keepdim=True),
        "aminmax": torch.aminmax(x, dim=1, keepdim=True),
        "amax": torch.amax(x, (0, 1), keepdim=True),
        "amin": torch.amin(x, (0,)),
        "mode": torch.mode(torch.tensor([[1, 2, 2], [3, 3, 1]]), 1).values,
        "prod": torch.prod(x, 1, keepdim=True, dtype=torch.float64),
        "logcumsumexp": torch.logcumsumexp(x, 1),
        "logsumexp": torch.logsumexp(x, 1, keepdim=True),
        "count_nonzero": torch.count_nonzero(x > 0, 0),
        "trapezoid": torch.trapezoid(x, dx=0.5, dim=0),
        "trapezoid of places": torch.trapezoid(x, pattern(1, 6), dim=1),
        "diff": torch.diff(x, 2, 0, prepend=pattern(1, 1, 6), append=pattern(2, 2, 6)),
    }


def choosing():
    x = pattern(0, 4, 6)
    sequence = torch.tensor([1.0, 2, 2, 5, 9])
    whole = torch.tensor([[3, 1, 3], [0, 1, 3]])
    return {
        "searchsorted": torch.searchsorted(sequence, torch.tensor([0.0, 2, 6]), right=True),
        "searchsorted of 32 bits": torch.searchsorted(sequence, torch.tensor([[0.0, 2], [9, 10]]), out_int32=True),
        "unique": torch.unique(whole, sorted=True, return_inverse=True, return_counts=True),
        "unique rows": torch.unique(torch.tensor([[1, 2], [0, 1], [1, 2]]), dim=0, return_inverse=True, return_counts=True),
        "isin": torch.isin(whole, torch.tensor([3, 7]), invert=True),
        "take_along_dim": torch.take_along_dim(x, x.argsort(1), 1),
        "kthvalue": torch.kthvalue(x, 2, 1),
        "msort": torch.msort(x),
        "sort stable": torch.sort(whole, stable=True, dim=1, descending=True),
        "topk smallest": torch.topk(x, 2, 0, largest=False),
        "masked_select": torch.masked_select(x, x > 0),
        "where": torch.where(x > 0, x, torch.tensor(-1.0)),
        "index_fill": torch.index_fill(x, 1, torch.tensor([0, 3]), 7),
        "index_add": torch.index_add(x, 0, torch.tensor([1, 1]), pattern(1, 2, 6), alpha=-2),
        "scatter": torch.scatter(x, 1, torch.tensor([[0, 2], [1, 5]]), pattern(1, 2, 2)),
        "repeat_interleave": torch.repeat_interleave(x, torch.tensor([2, 0, 1, 3]), 0),
        "nan_to_num": torch.nan_to_num(torch.tensor([torch.nan, torch.inf, -torch.inf, 1]), 0.5, posinf=9, neginf=-9),
        "clip": torch.clip(x, -0.2, 0.1),
        "logit": torch.logit(x, 0.1),
        "xlogy": torch.xlogy(x, 2 + x),
    }


def shapes():
    x = pattern(0, 4, 6)
    return {
        "tensor_split": torch.tensor_split(x, 4, 1),
        "tensor_split at places": torch.tensor_split(x, (1, 3), 0),
        "split unequally": torch.split(x, [1, 3, 2], 1),
        "stacks": [torch.vstack((x[0], x)), torch.hstack((x, x)), torch.dstack((x, x)), torch.column_stack((x[:, 0], x))],
        "broadcast": [torch.broadcast_to(x[0], (2, 6)), *torch.broadcast_tensors(x[:1], x[:, :1])],
        "flips": [torch.fliplr(x), torch.flipud(x), torch.flip(x, (0, 1)), torch.rot90(x)],
        "rolled": [torch.roll(x, (1, 2), (0, 1)), torch.roll(x, 5)],
        "movedim": torch.movedim(pattern(0, 2, 3, 4), (0, 1), (1, 2)),
        "unfold": x.unfold(1, 3, 2),
        "as_strided": x.as_strided((2, 3), (6, 2), 1),
        "triangles": [torch.tril_indices(3, 4, -1), torch.triu_indices(3, 4, 1), x.tril(1), x.triu(-1)],
        "diagonals": [torch.diag_embed(x, 1), torch.diagonal(x, -1), torch.diagflat(x[0], 2)],
        "combinations": torch.combinations(torch.tensor([1, 2, 3]), with_replacement=True),
        "cartesian_prod": torch.cartesian_prod(torch.tensor([1, 2]), torch.tensor([3, 4])),
        "pixel_shuffle": F.pixel_shuffle(pattern(0, 1, 8, 2, 3), 2),
        "pixel_unshuffle": F.pixel_unshuffle(pattern(0, 1, 2, 4, 6), 2),
    }


def activations():
    x = 6 * pattern(0, 4, 6)
    return {
        "celu": F.celu(x, 0.7),
        "selu": F.selu(x),
        "relu6": F.relu6(2 * x),
        "mish": F.mish(x),
        "logsigmoid": F.logsigmoid(x),
        "hardswish": F.hardswish(x),
        "hardsigmoid": F.hardsigmoid(x),
        "hardshrink": F.hardshrink(x, 1.1),
        "softshrink": F.softshrink(x, 1.1),
        "softmin": F.softmin(x, 1),
        "softmax in doubles": F.softmax(x, 0, dtype=torch.float64),
        "glu": F.glu(x, 1),
        "prelu": F.prelu(x, torch.tensor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6])),
        "one_hot": F.one_hot(torch.tensor([[0, 2], [1, 1]])),
    }


if __name__ == "__main__":
    write("functional", {
        **padding(), **interpolation(), **convolutions(), **pooling(), **distances_and_norms(), **statistics(), **choosing(), **shapes(),
        **activations(),
    })
