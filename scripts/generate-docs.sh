#!/usr/bin/env bash
# Writes what is generated from the documentation comments: docs/reference.md and the schemas of experiment and sweep files.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
reference=$("$root/mtl" explain --reference)
schema=$("$root/mtl" config schema)
sweep=$("$root/mtl" config schema --sweep)
printf '%s\n' "$reference" >"$root/docs/reference.md"
printf '%s\n' "$schema" >"$root/configs/experiment.schema.json"
printf '%s\n' "$sweep" >"$root/configs/sweeps/sweep.schema.json"
