#!/usr/bin/env bash
# Base models and their ensembles on Adult: tables in Markdown of test accuracies and losses, the best single model by validation, the mean of the members, and
# each combination; mean and standard deviation over repetitions, each with a split and with seeds of its own.
#   MTL_DATA=FOLDER scripts/reproduce/ensembles.sh [--seeds "1 2 3 4 5"] [--jobs N] [--out FOLDER]
# FOLDER holds adult/adult.csv. Ensembles that are there and complete are not repeated.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
seeds="1 2 3 4 5" jobs=1 out=$root/runs/reproduce-ensembles
# shellcheck source=SCRIPTDIR/common.sh
. "$root/scripts/reproduce/common.sh"
options "seeds jobs out" "$@"
network=$root/configs/tabular/adult.json
linear=$root/configs/tabular/adult-linear.json

"$root/mtl" --version >/dev/null
mkdir -p "$out"

# Trains members and combines them, unless that was done: FOLDER SEED [OPTION...].
combine() {
    local folder=$1 seed=$2
    shift 2
    grep -q '"status": "completed"' "$folder/result.json" 2>/dev/null && return
    echo "combining $folder" >&2
    "$root/mtl" ensemble "$@" --quiet --run-dir "$folder" --jobs "$jobs" --set seed="${seed}00" --set data.splitSeed="$seed" || echo "FAILED: $folder" >&2
}

# The rows of an ensemble's table, a line per figure: NAME KIND SCORE SPLIT TASK METRIC VALUE.
rows() {
    awk '
        /^  "rows": \[/ { on = 1 } /^  \]/ { on = 0 }
        !on { next }
        { gsub(/[",]/, "") }
        /^      name:/ { name = $2 } /^      kind:/ { kind = $2 } /^      score:/ { score = $2 }
        /^      (validation|test): {/ { split_name = $1; sub(":", "", split_name) }
        /^        [^ ]+: {/ { task = $1; sub(":", "", task) }
        /^          [^ ]+:/ { metric = $1; sub(":", "", metric); print name, kind, score, split_name, task, metric, $2 }' "$1/ensemble.json"
}

# One figure of an ensemble's table: FOLDER ROW TASK METRIC; ROW is "best" (single model by validation), "mean" of the members, or a combination.
entry() {
    rows "$1" | awk -v row="$2" -v task="$3" -v metric="$4" '
        $4 == "test" && $5 == task && $6 == metric {
            if ($2 == "member") { n++; sum += $7; if (n == 1 || $3 > top) { top = $3; best = $7 } }
            else if ($1 == row) found = $7
        }
        END { print row == "best single" ? best : row == "mean of members" ? sum / n : found }'
}

table() { # NAME TITLE
    local row task seed
    echo
    echo "| $2 | salary accuracy, % | salary log-loss | never-married accuracy, % | never-married log-loss |"
    echo "|---|---|---|---|---|"
    for row in "best single" "mean of members" mean mean-logits weighted vote stacking greedy; do
        printf '| %s |' "$row"
        for task in salary never-married; do
            printf ' %s |' "$(for seed in $seeds; do entry "$out/$1-s$seed" "$row" "$task" accuracy; done | percent)"
            printf ' %s |' "$(for seed in $seeds; do entry "$out/$1-s$seed" "$row" "$task" loss; done | spread %.4f)"
        done
        echo
    done
    printf '| mean less best single, paired |'
    for task in salary never-married; do
        printf ' %s |' "$(difference "$1" "$task" accuracy | percent)" "$(difference "$1" "$task" loss | spread %.4f)"
    done
    echo
}

difference() { # NAME TASK METRIC: of the combination "mean" and the best single model, a line per repetition
    local seed
    for seed in $seeds; do
        echo "$(entry "$out/$1-s$seed" mean "$2" "$3") $(entry "$out/$1-s$seed" "best single" "$2" "$3")"
    done | awk '{ print $1 - $2 }'
}

for seed in $seeds; do
    combine "$out/two-s$seed" "$seed" "$network" --members 2
    combine "$out/kinds-s$seed" "$seed" "$network" "$linear"
    combine "$out/seeds-s$seed" "$seed" "$network" --members 5
    combine "$out/bagging-s$seed" "$seed" "$network" --members 5 --from bagging
done

circumstances "repetitions $seeds, $jobs runs at a time"
table two "two networks"
table kinds "a network and a linear model"
table seeds "five networks"
table bagging "five networks, bootstrap samples"
