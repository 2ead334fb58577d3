#!/usr/bin/env bash
# Trains MultiMNIST with every balancing method and prints a table in Markdown: test accuracies, the mean relative change
# against single-task training (delta m), seconds per epoch.
#   MTL_DATA=FOLDER scripts/reproduce/multi-mnist.sh [--epochs N] [--seeds "1 2"] [--rates "0.05 0.01"] [--jobs N] [--out FOLDER] [METHOD...]
# FOLDER holds mnist/. With several rates each method takes the one that is best on the validation split, for each seed, as Sener and
# Koltun choose it. Runs that are there and complete are not repeated: an interrupted table goes on where it stopped.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
epochs=20 seeds="1 2" rates="0.01" jobs=1 out=$root/runs/reproduce-multi-mnist
methods=()
while [ $# -gt 0 ]; do
    case $1 in
        --epochs) epochs=$2; shift 2 ;;
        --seeds) seeds=$2; shift 2 ;;
        --rates) rates=$2; shift 2 ;;
        --jobs) jobs=$2; shift 2 ;;
        --out) out=$2; shift 2 ;;
        -*) sed -n '2,6p' "${BASH_SOURCE[0]}" | cut -c3- >&2; exit 2 ;;
        *) methods+=("$1"); shift ;;
    esac
done
[ ${#methods[@]} -gt 0 ] || methods=(equal uncertainty dwa gradnorm famo mgda mgda-ub pcgrad cagrad imtl nash-mtl aligned-mtl fairgrad upgrad)

# shellcheck source=SCRIPTDIR/common.sh
. "$root/scripts/reproduce/common.sh"

train_method() { # METHOD SEED RATE
    local folder=$out/$1-e$epochs-r$3-s$2
    grep -q '"status": "completed"' "$folder/result.json" 2>/dev/null && return
    rm -rf "$folder"
    echo "training $1, seed $2, rate $3" >&2
    "$root/mtl" train "$root/configs/multi-mnist/$1.json" --quiet --run-dir "$folder" \
        --set seed="$2" --set optimizer.lr="$3" --set trainer.epochs="$epochs" || echo "FAILED: $1, seed $2, rate $3 (see $folder/log.txt)" >&2
}

# The run of a method and seed with the best mean validation accuracy over the rates.
best() { # METHOD SEED
    local rate file
    for rate in $rates; do
        file=$out/$1-e$epochs-r$rate-s$2/result.json
        [ -f "$file" ] && echo "$(figure "$file" validation left accuracy) $(figure "$file" validation right accuracy) $file" |
            awk '{ n = NF - 1; for (i = 1; i <= n; i++) sum += $i; print sum / n, $NF }'
    done | sort -g | tail -n 1 | cut -d' ' -f2
}

seconds() { # RUN FOLDER: mean seconds of training per epoch
    grep '"split":"train"' "$1/metrics.jsonl" | sed -E 's/.*"seconds":([0-9.eE+-]+).*/\1/' | awk '{ n += $1 } END { printf "%.2f", n / NR }'
}

"$root/mtl" --version >/dev/null
mkdir -p "$out"
for seed in $seeds; do
    for method in single-task-left single-task-right "${methods[@]}"; do
        for rate in $rates; do
            limit "$jobs"
            train_method "$method" "$seed" "$rate" &
        done
    done
done
wait

# One line per run: METHOD SEED LEFT RIGHT SECONDS RATE
for seed in $seeds; do
    for method in single-task-left single-task-right "${methods[@]}"; do
        file=$(best "$method" "$seed")
        [ -n "$file" ] || continue
        rate=${file##*-r} rate=${rate%%-s*}
        left=$(figure "$file" test left accuracy) right=$(figure "$file" test right accuracy)
        echo "$method $seed ${left:--} ${right:--} $(seconds "${file%/*}") $rate"
    done
done >"$out/table.txt"

circumstances "$epochs epochs, seeds $seeds, rates $rates, $jobs runs at a time"
echo
echo "| method | left, % | right, % | delta m, % | rates | s/epoch |"
echo "|---|---|---|---|---|---|"
awk -v order="single-task-left single-task-right ${methods[*]}" '
    function spread(list, n,   parts, i, mean, square) {
        split(list, parts, " "); for (i = 1; i <= n; i++) mean += parts[i] / n
        for (i = 1; i <= n; i++) square += (parts[i] - mean) ^ 2
        return n > 1 ? sprintf("%.2f ± %.2f", mean, sqrt(square / (n - 1))) : sprintf("%.2f", mean)
    }
    { runs[$1] = runs[$1] " " $2; l[$1, $2] = $3; r[$1, $2] = $4; s[$1] += $5; if (!index(rate[$1], $6)) rate[$1] = rate[$1] " " $6 }
    END {
        m = split(order, names, " ")
        for (k = 1; k <= m; k++) {
            name = names[k]; n = split(runs[name], seeds, " "); if (n == 0) continue
            ls = rs = ds = ""
            for (i = 1; i <= n; i++) {
                seed = seeds[i]; a = l[name, seed]; b = r[name, seed]
                if (a != "-") ls = ls " " 100 * a
                if (b != "-") rs = rs " " 100 * b
                x = l["single-task-left", seed]; y = r["single-task-right", seed]
                if (a != "-" && b != "-" && x && y) ds = ds " " 50 * ((a - x) / x + (b - y) / y)
            }
            printf "| %s | %s | %s | %s |%s | %.2f |\n", name, ls ? spread(ls, n) : "", rs ? spread(rs, n) : "", ds ? spread(ds, n) : "", rate[name], s[name] / n
        }
    }' "$out/table.txt"
