"""Weights of the tasks' gradients from their inner products, in plain Python: for a handful of tasks faster than any tensor. MGDA and CAGrad for two tasks, in closed form."""
import math


def mgda(gram):
    """The shortest point between two gradients."""
    (a, b), (_, c) = gram
    length = a + c - 2 * b
    t = min(1.0, max(0.0, (c - b) / length)) if length > 0 else 0.5
    return [t, 1 - t]


def cagrad(gram, c):
    """The mean gradient g0 and c |g0| along g_w, where w makes g_w . g0 + c |g0| |g_w| least: for two tasks the root of a quadratic equation."""
    (g00, g01), (_, g11) = gram
    radius = c * math.sqrt(max(0.0, (g00 + 2 * g01 + g11) / 4))
    slope = (g00 - g11) / 2
    a, b = g00 + g11 - 2 * g01, g01 - g11
    steep = radius * radius * a - slope * slope
    if steep > 0:
        root = math.sqrt(max(0.0, g11 * a - b * b) / steep)
        t = min(1.0, max(0.0, (-slope * root - b) / a))
    else:
        t = 0.0 if slope > 0 else 1.0
    norm = math.sqrt(max(0.0, t * t * g00 + 2 * t * (1 - t) * g01 + (1 - t) * (1 - t) * g11))
    scale = radius / norm if norm > 0 else 0.0
    return [0.5 + scale * t, 0.5 + scale * (1 - t)]


def pcgrad(gram, meetings):
    """What is left of each gradient after it met the others in turn, summed: as a combination of the gradients."""
    total = [0.0] * len(gram)
    for task, others in enumerate(meetings):
        changed = [0.0] * len(gram)
        changed[task] = 1.0
        for other in others:
            product = sum(x * y for x, y in zip(gram[other], changed))
            if product < 0:
                changed[other] -= product / gram[other][other]
        total = [x + y for x, y in zip(total, changed)]
    return total


def weights_of(workload):
    """A function of the products and the number of the step; None for the plain sum of the losses."""
    options = workload.config["balancing"]
    return {
        "equal": None,
        "mgda": lambda gram, i: mgda(gram),
        "cagrad": lambda gram, i: cagrad(gram, options["c"]),
        "pcgrad": lambda gram, i: pcgrad(gram, workload.meetings[i]),
    }[options["kind"]]
