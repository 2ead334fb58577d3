#!/usr/bin/env bash
# Clusters the MNIST digits without labels (IDEC on a sparse code) and prints a table in Markdown: figures on the test rows, for each seed, when the
# centroids are placed by k-means and after IDEC.
#   MTL_DATA=FOLDER scripts/reproduce/clustering.sh [--seeds "1 2 3"] [--jobs N] [--out FOLDER]
# FOLDER holds mnist/. Runs that are there and complete are not repeated.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seeds="1 2 3" jobs=1 out=$root/runs/reproduce-clustering
# shellcheck source=SCRIPTDIR/common.sh
. "$root/scripts/reproduce/common.sh"
options "seeds jobs out" "$@"

"$root/mtl" --version >/dev/null
mkdir -p "$out"
for seed in $seeds; do
    limit "$jobs"
    train "$out/s$seed" "$root/configs/clustering/mnist-idec.json" --set seed="$seed" &
done
wait

circumstances "seeds $seeds, $jobs runs at a time"
echo
echo "| seed | accuracy after the first epoch of IDEC (validation), % | accuracy (validation), % | accuracy, % | NMI | ARI |"
echo "|---|---|---|---|---|---|"
for seed in $seeds; do
    result=$out/s$seed/result.json
    first=$(grep '"epoch":1,"split":"validation"' "$out/s$seed/metrics.jsonl" | sed -E 's/.*"clusterAccuracy":([0-9.]+).*/\1/' | percent)
    echo "| $seed | $first | $(figure "$result" validation clusters clusterAccuracy | percent) | $(figure "$result" test clusters clusterAccuracy | percent) | $(figure "$result" test clusters nmi | cut -c1-5) | $(figure "$result" test clusters ari | cut -c1-5) |"
done
