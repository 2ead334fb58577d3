#!/usr/bin/env bash
# MNIST with few labels: labels alone, and with tasks that need none beside them. Prints a table in Markdown: test accuracies, mean and standard
# deviation over the seeds; each seed draws its own labels.
#   MTL_DATA=FOLDER scripts/reproduce/semi-supervised.sh [--seeds "1 2 3 4 5"] [--labels "100 1000"] [--jobs N] [--out FOLDER]
# FOLDER holds mnist/. Runs that are there and complete are not repeated.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seeds="1 2 3 4 5" labels="100 1000" jobs=1 out=$root/runs/reproduce-semi-supervised
# shellcheck source=SCRIPTDIR/common.sh
. "$root/scripts/reproduce/common.sh"
options "seeds labels jobs out" "$@"
experiments=(supervised reconstruction clustering mean-teacher all)

"$root/mtl" --version >/dev/null
mkdir -p "$out"
for seed in $seeds; do
    for count in $labels; do
        for experiment in "${experiments[@]}"; do
            limit "$jobs"
            train "$out/$experiment-$count-s$seed" "$root/configs/semi-supervised/$experiment.json" \
                --set seed="$seed" --set data.labelSeed="$seed" --set data.labeled.digit="$count" &
        done
    done
done
wait

circumstances "seeds $seeds, $jobs runs at a time"
echo
echo "| test accuracy, % |$(for count in $labels; do printf ' %s labels |' "$count"; done)"
echo "|---|$(for count in $labels; do printf -- '---|'; done)"
for experiment in "${experiments[@]}"; do
    row="| $experiment |"
    for count in $labels; do
        row+=" $(for seed in $seeds; do figure "$out/$experiment-$count-s$seed/result.json" test digit accuracy; done | percent) |"
    done
    echo "$row"
done
