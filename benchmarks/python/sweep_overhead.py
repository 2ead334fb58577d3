"""Prints what a sweep cost beside its trainings: sweep_overhead.py DIR SECONDS SECONDS_ALONE WORKERS

DIR is the folder of a sweep that is complete, SECONDS how long its command took, SECONDS_ALONE those of one of its trainings by itself.
"""
import json
import re
import sys
from datetime import datetime
from pathlib import Path
from statistics import median

folder, wall, alone, workers = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
events = [json.loads(line) for line in open(folder / "journal.jsonl")]
ended = [e for e in events if e["event"] == "ended"]
assert all(e["status"] == "completed" for e in ended), "not all trials were completed"
trials = len(ended)
at_work = sum(e["seconds"] for e in ended)
training = sum(json.loads(path.read_text())["seconds"] for path in folder.glob("trials/*/seed-1/result.json"))
driver = float(re.findall(r"ends after ([0-9.]+) s of processor time", (folder / "log.txt").read_text())[-1])


def gaps():
    """Seconds between two trials of a worker."""
    for worker in {e["where"] for e in ended}:
        spans = sorted((datetime.fromisoformat(e["time"]).timestamp() - e["seconds"], datetime.fromisoformat(e["time"]).timestamp()) for e in ended if e["where"] == worker)
        yield from (after[0] - before[1] for before, after in zip(spans, spans[1:]))


print("| | |\n|---|---|")
print(f"| trials, workers | {trials}, {workers} |")
print(f"| a training alone, s | {alone:.2f} |")
print(f"| the sweep, s | {wall:.1f} |")
print(f"| trainings alone, divided among the workers, s | {trials * alone / workers:.1f} |")
print(f"| the sweep to that | {wall / (trials * alone / workers):.2f} |")
print(f"| the sweep to its own trainings' seconds, divided among the workers | {wall / (training / workers):.2f} |")
print(f"| processor time of the driver, ms per trial | {1000 * driver / trials:.1f} |")
print(f"| from a trial's end to the next one's begin on that worker, ms, median | {1000 * median(gaps()):.1f} |")
print(f"| a worker without a trial, its start and the sweep's end included, ms per trial | {1000 * (wall * workers - at_work) / trials:.1f} |")
print(f"| a worker before and after a training, ms per trial | {1000 * (at_work - training) / trials:.1f} |")
