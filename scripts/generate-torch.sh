#!/usr/bin/env bash
# Writes SystemTorch's operator wrappers, src/SystemTorch/Generated, from the map and the lists beside the generator.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p src/SystemTorch/Generated
dotnet run -c Release --project src/SystemTorch.Generator -- write src/SystemTorch/Generated
