"""What the recording scripts share: how a golden file is written, and numbers that need no storing."""

import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "Golden"


def write(name, origin, **content):
    """Writes tests/Golden/NAME.json; doubles are kept to the last digit."""
    FOLDER.mkdir(exist_ok=True)
    text = json.dumps({"origin": origin, **content}, indent=None, separators=(", ", ": "), allow_nan=False)
    (FOLDER / f"{name}.json").write_text(text.replace('{"name"', '\n{"name"') + "\n")


def kept(tensor):
    """A tensor as Golden.Tensor reads it."""
    return {"shape": list(tensor.shape), "values": tensor.detach().double().flatten().tolist()}


def pattern(shape, salt):
    """
    Numbers from -0.5 to 0.5 that every language computes alike, so that weights and inputs need not be stored:
    element k is ((31 k^2 + 7919 k + 104729 salt) mod 2003) / 2003 - 1/2. TestPattern.cs is its twin.
    """
    count = 1
    for size in shape:
        count *= size
    values = [((31 * k * k + 7919 * k + 104729 * salt) % 2003) / 2003 - 0.5 for k in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape).float()
