#!/usr/bin/env bash
# Repeats two exercises of the UFLDL tutorial on MNIST, self-taught learning and stacked autoencoders, and prints a table in Markdown: test
# accuracies, mean and standard deviation over the seeds.
#   MTL_DATA=FOLDER scripts/reproduce/self-taught.sh [--seeds "1 2 3 4 5"] [--jobs N] [--out FOLDER]
# FOLDER holds mnist/. Runs that are there and complete are not repeated.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seeds="1 2 3 4 5" jobs=1 out=$root/runs/reproduce-self-taught
# shellcheck source=SCRIPTDIR/common.sh
. "$root/scripts/reproduce/common.sh"
options "seeds jobs out" "$@"

"$root/mtl" --version >/dev/null
mkdir -p "$out"
for seed in $seeds; do
    for experiment in mnist mnist-stacked; do
        limit "$jobs"
        train "$out/$experiment-s$seed" "$root/configs/self-taught/$experiment.json" --set seed="$seed" &
    done
done
wait

row() { # NAME PUBLISHED FOLDER_BEFORE_SEED FOLDER_BEHIND_SEED SECTION PART METRIC
    local seed
    for seed in $seeds; do figure "$out/$3-s$seed$4/result.json" "$5" "$6" "$7"; done | percent | sed "s|.*|\| $1 \| $2 \| & \||"
}

circumstances "seeds $seeds, $jobs runs at a time"
echo
echo "| test accuracy | published, % | here, % |"
echo "|---|---|---|"
row "digits 0 to 4, softmax on pixels" 96 mnist "" probes pixels test
row "digits 0 to 4, softmax on features learnt from 5 to 9" 98 mnist "" probes features test
row "the same, softmax trained by Adam" - mnist "" test digit accuracy
row "ten digits, stacked, before fine-tuning" 87.7 mnist-stacked /stages/3-train test digit accuracy
row "ten digits, stacked, after fine-tuning" 97.6 mnist-stacked "" test digit accuracy
