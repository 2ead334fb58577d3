"""Prints what a sweep cost beside its trainings: sweep_overhead.py DIR SECONDS SECONDS_ALONE WORKERS

DIR is the folder of a sweep that is complete, SECONDS how long its command took, SECONDS_ALONE those of one of its trainings by itself.
"""
import json
import re
import sys
from pathlib import Path

folder, wall, alone, workers = Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
events = [json.loads(line) for line in open(folder / "journal.jsonl")]
ended = [e for e in events if e["event"] == "ended"]
assert all(e["status"] == "completed" for e in ended), "not all trials were completed"
trials = len(ended)
at_work = sum(e["seconds"] for e in ended)
training = sum(json.loads(path.read_text())["seconds"] for path in folder.glob("trials/*/seed-1/result.json"))
driver = float(re.findall(r"ends after ([0-9.]+) s of processor time", (folder / "log.txt").read_text())[-1])
print("| | |\n|---|---|")
print(f"| trials, workers | {trials}, {workers} |")
print(f"| a training alone, s | {alone:.2f} |")
print(f"| the sweep, s | {wall:.1f} |")
print(f"| trainings alone, divided among the workers, s | {trials * alone / workers:.1f} |")
print(f"| the sweep to that | {wall / (trials * alone / workers):.2f} |")
print(f"| the sweep to its own trainings' seconds, divided among the workers | {wall / (training / workers):.2f} |")
print(f"| processor time of the driver, ms per trial | {1000 * driver / trials:.1f} |")
print(f"| a worker without a trial, ms per trial | {1000 * (wall * workers - at_work) / trials:.1f} |")
print(f"| a worker before and after a training, ms per trial | {1000 * (at_work - training) / trials:.1f} |")
