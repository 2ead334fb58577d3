#!/usr/bin/env python3
"""Records losses and gradients of sparse autoencoders, written from the papers' equations: tests/Golden/autoencoders.json."""

import sys

import torch
from torch.nn import functional as F

from recording import kept, pattern, write

ORIGIN = f"scripts/golden/autoencoders.py, PyTorch {torch.__version__}, CPU, double precision; weights and inputs from recording.pattern"
ROWS, INPUTS, UNITS = 7, 5, 8


class Step(torch.autograd.Function):
    """H(z - t) with the pseudo-derivative of arXiv:2407.14435."""

    @staticmethod
    def forward(ctx, z, t, width):
        ctx.save_for_backward(z, t)
        ctx.width = width
        return (z > t).to(z)

    @staticmethod
    def backward(ctx, g):
        z, t = ctx.saved_tensors
        window = ((z - t).abs() < ctx.width / 2).to(z)
        return None, (-window / ctx.width * g).sum(0), None


class JumpRelu(torch.autograd.Function):
    """z H(z - t) with the pseudo-derivative of arXiv:2407.14435."""

    @staticmethod
    def forward(ctx, z, t, width):
        ctx.save_for_backward(z, t)
        ctx.width = width
        return z * (z > t)

    @staticmethod
    def backward(ctx, g):
        z, t = ctx.saved_tensors
        window = ((z - t).abs() < ctx.width / 2).to(z)
        return (z > t) * g, (-t / ctx.width * window * g).sum(0), None


def leaf(shape, salt, shift=0.0):
    return (pattern(shape, salt).double() + shift).requires_grad_()


def case(name, loss, weight, sigmoid=False, gated=False, jump=False):
    """`loss` gets (x, pre, decode, parameters) and returns (reconstruction, penalty, auxiliary); `weight` is the penalty's."""
    x = pattern((ROWS, INPUTS), 0).double() + (0.5 if sigmoid else 0)
    p = {"W_enc": leaf((INPUTS, UNITS), 1), "W_dec": leaf((UNITS, INPUTS), 2), "b_dec": leaf((INPUTS,), 3)}
    if gated:
        p.update(b_gate=leaf((UNITS,), 4), b_mag=leaf((UNITS,), 5), r_mag=leaf((UNITS,), 6))
    else:
        p["b_enc"] = leaf((UNITS,), 4)
    if jump:
        p["log_threshold"] = leaf((UNITS,), 5, shift=-1.5)
    pre = (x if sigmoid else x - p["b_dec"]) @ p["W_enc"] + (0 if gated else p["b_enc"])
    reconstruction, penalty, auxiliary = loss(x, pre, lambda code: code @ p["W_dec"] + p["b_dec"], p)
    total = reconstruction + weight * penalty + auxiliary
    total.backward()
    return {
        "name": name, "weight": weight, "reconstruction": reconstruction.item(), "sparsity": float(penalty), "auxiliary": float(auxiliary),
        "total": total.item(), "gradients": [{"name": k, **kept(v.grad)} for k, v in p.items()],
    }


def squares(x, y):
    return (x - y).pow(2).sum(1).mean()


def kl(x, pre, decode, p):
    code, rho = pre.sigmoid(), 0.1
    mean = code.mean(0)
    penalty = (rho * torch.log(rho / mean) + (1 - rho) * torch.log((1 - rho) / (1 - mean))).sum()
    return squares(decode(code).sigmoid(), x), penalty, 0


def kl_bce(x, pre, decode, p):
    _, penalty, _ = kl(x, pre, decode, p)
    return F.binary_cross_entropy(decode(pre.sigmoid()).sigmoid(), x, reduction="none").sum(1).mean(), penalty, 0


def l1(x, pre, decode, p):
    code = pre.relu()
    return squares(decode(code), x), (code * p["W_dec"].norm(dim=1)).sum(1).mean(), 0


def power(x, pre, decode, p):
    code = pre.relu()
    return squares(decode(code), x), code[code > 0].pow(0.5).sum() / ROWS, 0


def topk(x, pre, decode, p):
    values, places = pre.topk(3, dim=1)
    return squares(decode(torch.zeros_like(pre).scatter(1, places, values.relu())), x), 0, 0


def batch_code(pre):
    flat = pre.relu().flatten()
    values, places = flat.topk(3 * ROWS)
    return torch.zeros_like(flat).scatter(0, places, values).view_as(pre)


def batch_topk(x, pre, decode, p):
    return squares(decode(batch_code(pre)), x), 0, 0


def matryoshka(x, pre, decode, p):
    code = batch_code(pre)
    nested = [squares(code[:, :w] @ p["W_dec"][:w] + p["b_dec"], x) for w in (2, 4)]
    return squares(decode(code), x), 0, sum(nested)


def jump_relu(x, pre, decode, p):
    t = p["log_threshold"].exp()
    return squares(decode(JumpRelu.apply(pre, t, 0.2)), x), Step.apply(pre, t, 0.2).sum(1).mean(), 0


def jump_relu_target(x, pre, decode, p):
    reconstruction, count, _ = jump_relu(x, pre, decode, p)
    return reconstruction, (count / 2 - 1) ** 2, 0


def gated(x, pre, decode, p):
    gate = pre + p["b_gate"]
    code = (gate > 0) * (pre * p["r_mag"].exp() + p["b_mag"]).relu()
    frozen = gate.relu() @ p["W_dec"].detach() + p["b_dec"].detach()
    return squares(decode(code), x), gate.relu().sum(1).mean(), squares(frozen, x)


def main():
    write("autoencoders", ORIGIN, cases=[
        case("kl", kl, 3.0, sigmoid=True),
        case("kl with bce", kl_bce, 0.5, sigmoid=True),
        case("l1", l1, 0.3),
        case("p-anneal at p = 1/2", power, 0.3),
        case("top-k", topk, 0.0),
        case("batch-top-k", batch_topk, 0.0),
        case("matryoshka", matryoshka, 0.0),
        case("jump-relu", jump_relu, 0.3, jump=True),
        case("jump-relu with a target", jump_relu_target, 0.3, jump=True),
        case("gated", gated, 0.3, gated=True),
    ])


if __name__ == "__main__":
    sys.exit(main())
