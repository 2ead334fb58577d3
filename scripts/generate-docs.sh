#!/usr/bin/env bash
# Writes what is generated from the documentation comments: docs/reference.md and configs/experiment.schema.json.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
reference=$("$root/mtl" explain --reference)
schema=$("$root/mtl" config schema)
printf '%s\n' "$reference" >"$root/docs/reference.md"
printf '%s\n' "$schema" >"$root/configs/experiment.schema.json"
