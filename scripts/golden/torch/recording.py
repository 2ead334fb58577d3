"""What the recording scripts share: how a golden file is written, and numbers that need no storing."""

import json
import pathlib

import torch

FOLDER = pathlib.Path(__file__).resolve().parents[3] / "tests" / "Parity.Tests" / "Golden"


def pattern(salt, *shape):
    """
    Numbers from -0.5 to 0.5 that every language computes alike, so that weights and inputs need not be stored:
    element k is ((31 k^2 + 7919 k + 104729 salt) mod 2003) / 2003 - 1/2. Pattern.cs is its twin.
    """
    count = 1
    for size in shape:
        count *= size
    values = [((31 * k * k + 7919 * k + 104729 * salt) % 2003) / 2003 - 0.5 for k in range(count)]
    return torch.tensor(values, dtype=torch.float64).reshape(shape).float()


def write(name, cases):
    """Writes Golden/NAME.json: for every case its results in their order."""
    FOLDER.mkdir(exist_ok=True)
    lines = [json.dumps({"name": case, "results": [kept(result) for result in flat(results)]}) for case, results in cases.items()]
    origin = json.dumps(f"scripts/golden/torch/{name}.py, PyTorch {torch.__version__}, CPU")
    (FOLDER / f"{name}.json").write_text(f'{{"origin": {origin}, "cases": [\n' + ",\n".join(lines) + "\n]}\n")


def flat(results):
    """One result, or several in lists and tuples, in one list."""
    if isinstance(results, (list, tuple)):
        return [one for result in results for one in flat(result)]
    return [results]


def kept(result):
    """A tensor with shape and type; of complex numbers the two parts. A plain number counts as a tensor of doubles."""
    tensor = torch.as_tensor(result, dtype=torch.float64) if isinstance(result, (int, float)) else result.detach()
    values = torch.view_as_real(tensor) if tensor.is_complex() else tensor
    return {
        "type": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "values": [number(value, digits=17 if values.dtype == torch.float64 else 9) for value in values.double().flatten().tolist()],
    }


def number(value, digits):
    """As many digits as tell one value from the next. JSON has no NaN and no infinities."""
    return float(f"{value:.{digits}g}") if value - value == 0 else str(value)
