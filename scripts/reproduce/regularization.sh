#!/usr/bin/env bash
# Three experiments with regularizers, each a table in Markdown: ridge against lasso; five related linear regressions on few rows; two tasks of a convolutional
# trunk on few images. Mean and standard deviation over the seeds; each seed draws its own data for the first two.
#   scripts/reproduce/regularization.sh [--seeds "1 2 3 4 5"] [--jobs N] [--out FOLDER]
# Nothing need be there. Runs that are there and complete are not repeated.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seeds="1 2 3 4 5" jobs=1 out=$root/runs/reproduce-regularization
# shellcheck source=SCRIPTDIR/common.sh
. "$root/scripts/reproduce/common.sh"
options "seeds jobs out" "$@"
configs=$root/configs/regularization

"$root/mtl" --version >/dev/null
mkdir -p "$out"

# Cross-validates, unless that was done: FOLDER CONFIG [OPTION...]. What was cut off goes on.
validate() {
    local folder=$1 config=$2
    shift 2
    grep -q '"status": "completed"' "$folder/refit/result.json" 2>/dev/null && return
    echo "cross-validating $folder" >&2
    "$root/mtl" cv "$config" --quiet --run-dir "$folder" --folds 3 --jobs "$jobs" "$@" || echo "FAILED: $folder" >&2
}

# Mean of a metric of several tasks: FILE SECTION METRIC TASK...
mean() {
    local file=$1 section=$2 metric=$3 task
    shift 3
    for task in "$@"; do figure "$file" "$section" "$task" "$metric"; done | awk '{ s += $1 } END { print s / NR }'
}

for seed in $seeds; do
    for kind in l2:0.00125 l1:1; do
        limit "$jobs"
        train "$out/ridge-lasso-${kind%:*}-d$seed" "$configs/ridge-lasso.json" --set data.seed="$seed" \
            --set "regularization=[{\"kind\":\"${kind%:*}\",\"lambda\":${kind#*:}}]" &
    done
done
wait

linear=("none 0" "l2 0.01,0.1,0.3" "l1 0.03,0.1,0.2" "group-lasso 0.05,0.1,0.2" "trace-norm 0.1,0.3,0.6" "task-relationship 0.03,0.1,0.3")
for seed in $seeds; do
    for entry in "${linear[@]}"; do
        read -r kind values <<<"$entry"
        if [ "$kind" = none ]; then
            validate "$out/linear-none-d$seed" "$configs/linear.json" --set data.seed="$seed" --set "regularization=[]"
        else
            validate "$out/linear-$kind-d$seed" "$configs/linear.json" --set data.seed="$seed" \
                --set "regularization=[{\"kind\":\"$kind\",\"lambda\":0.1}]" --grid "regularization[0].lambda=$values"
        fi
    done
done

few="--set data.train=1000 --set trainer.epochs=50"
# shellcheck disable=SC2086
validate "$out/per-task-cv" "$configs/per-task.json" $few --grid regularization[0].lambda=10,100,1000 --grid regularization[1].lambda=100,1000
chosen=$(grep -o '^Best: p[0-9]* (.*)' "$out/per-task-cv/cv.md" | head -n 1 || true)
read -r shape size < <(sed -n 's/.*regularization\[0\].lambda=\([0-9.]*\), *regularization\[1\].lambda=\([0-9.]*\).*/\1 \2/p' <<<"$chosen")
variants=(
    "none []"
    "l2,_all_weights,_1e-4 [{\"kind\":\"l2\",\"lambda\":1e-4}]"
    "per_task,_λ_${shape}_and_${size},_shared_1e-4 [{\"kind\":\"l2\",\"on\":\"task:shape\",\"lambda\":$shape,\"perRows\":true},{\"kind\":\"l2\",\"on\":\"task:size\",\"lambda\":$size,\"perRows\":true},{\"kind\":\"l2\",\"on\":\"shared\",\"lambda\":1e-4}]"
    "dropout_of_features,_0.3 [{\"kind\":\"dropout\",\"on\":\"shared\",\"probability\":0.3}]"
    "max-norm,_0.5 [{\"kind\":\"max-norm\",\"limit\":0.5}]"
    "mix-up,_α_0.2 [{\"kind\":\"mix-up\",\"alpha\":0.2}]"
    "sam,_ρ_0.05 [{\"kind\":\"sam\",\"rho\":0.05}]"
)
for seed in $seeds; do
    for i in "${!variants[@]}"; do
        limit "$jobs"
        # shellcheck disable=SC2086
        train "$out/images-$i-s$seed" "$configs/per-task.json" $few --set seed="$seed" --set "regularization=${variants[i]#* }" &
    done
done
wait

circumstances "seeds $seeds, $jobs runs at a time"
echo
echo "| ridge against lasso | test MSE |"
echo "|---|---|"
for kind in l2:Ridge l1:Lasso; do
    echo "| ${kind#*:}(alpha=1) | $(for seed in $seeds; do figure "$out/ridge-lasso-${kind%:*}-d$seed/result.json" test task1 rmse; done | awk '{ print $1 * $1 }' | spread %.3f) |"
done
echo
echo "| five tasks, 80 rows | test RMSE, mean of the tasks | λ chosen |"
echo "|---|---|---|"
for entry in "${linear[@]}"; do
    kind=${entry%% *}
    lambdas=$(for seed in $seeds; do grep -h '"lambda"' "$out/linear-$kind-d$seed/refit/resolved.json" | grep -o '[0-9.]*' || true; done | sort -g | tr '\n' ' ')
    echo "| $kind | $(for seed in $seeds; do mean "$out/linear-$kind-d$seed/refit/result.json" test rmse task1 task2 task3 task4 task5; done | spread %.4f) | $lambdas|"
done
echo
echo "| 1,000 images | shape accuracy, % | size RMSE, pixels |"
echo "|---|---|---|"
for i in "${!variants[@]}"; do
    name=${variants[i]%% *}
    echo "| ${name//_/ } | $(for seed in $seeds; do figure "$out/images-$i-s$seed/result.json" test shape accuracy; done | percent) | $(for seed in $seeds; do figure "$out/images-$i-s$seed/result.json" test size rmse; done | spread %.4f) |"
done
