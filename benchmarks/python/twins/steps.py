"""Training steps: the plain sum of the losses, and methods that weigh the tasks' gradients by their inner products."""
import functools
import operator

import torch


def plain(model, optimizer):
    def step(i, inputs, targets):
        optimizer.zero_grad(set_to_none=True)
        features = model.trunk(inputs)
        losses = model.losses([features] * len(model.heads), inputs, targets)
        functools.reduce(operator.add, losses).backward()
        optimizer.step()
        return losses

    return step


def cut(model, inputs, targets):
    """One pass back through all heads: their gradients, and each task's gradient of the features, of which each has a leaf of its own."""
    features = model.trunk(inputs)
    leaves = [features.detach().requires_grad_() for _ in model.heads]
    losses = model.losses(leaves, inputs, targets)
    functools.reduce(operator.add, losses).backward()
    return features, [leaf.grad for leaf in leaves], losses


def of_representation(model, optimizer, weights_of):
    def step(i, inputs, targets):
        optimizer.zero_grad(set_to_none=True)
        features, gradients, losses = cut(model, inputs, targets)
        rows = torch.stack(gradients).flatten(1)
        weights = weights_of((rows @ rows.t()).tolist(), i)
        features.backward((rows.new_tensor(weights) @ rows).view_as(features))
        optimizer.step()
        return losses

    return step


def of_shared(model, optimizer, weights_of):
    """Back through the trunk once for each task. One pass for all of them by vmap (is_grads_batched) is no faster on the CPU."""
    shared = list(model.trunk.parameters())
    sizes = [p.numel() for p in shared]
    rows = torch.empty(len(model.heads), sum(sizes), device=shared[0].device)

    def step(i, inputs, targets):
        optimizer.zero_grad(set_to_none=True)
        features, gradients, losses = cut(model, inputs, targets)
        for task, gradient in enumerate(gradients):
            found = torch.autograd.grad(features, shared, gradient, retain_graph=task < len(gradients) - 1)
            torch.cat([g.flatten() for g in found], out=rows[task])
        weights = weights_of((rows @ rows.t()).tolist(), i)
        direction = rows.new_tensor(weights) @ rows
        for p, piece in zip(shared, direction.split(sizes)):
            p.grad = piece.view_as(p)
        optimizer.step()
        return losses

    return step
