#!/usr/bin/env bash
# Compares MtlTorch with PyTorch on the same LibTorch, side by side, and prints the tables of benchmarks/README.md.
#   benchmarks/run.sh steps [WORKLOAD...] [-- --set KEY=VALUE...]   training steps of benchmarks/workloads; what follows -- goes to our side alone
#   benchmarks/run.sh busy [WORKLOAD...] [-- --set KEY=VALUE...]    the same at 4 threads beside two foreign busy loops
#   benchmarks/run.sh operators [ROUNDS]       cost of a call, one thread
#   benchmarks/run.sh balancing [MODEL...]     step of each balancing method at 2, 5, 10 and 20 tasks, one thread; MODEL: lenet, mlp
#   benchmarks/run.sh k-means [ROUNDS]         k-means on MNIST against scikit-learn, one thread
#   benchmarks/run.sh ensemble [MODEL...]      inference of ensembles, members one after the other and stacked, one thread; MODEL: lenet, mlp
#   benchmarks/run.sh precision [MODEL...]     training steps in bf16 against fp32, one thread; MODEL: vgg, vgg-norm, lenet, sparse, mlp, mlp-small
#   benchmarks/run.sh sweep-scale              what sweeps of 10,000 trials on 1,000 nodes cost: journal, files and launcher measured, the cluster simulated (docs/sweeps-at-scale.md)
#   benchmarks/run.sh sweep                    a sweep of 200 short trials (TRIALS) on 4 workers (WORKERS): what it costs beside its trainings
#   benchmarks/run.sh samplers [FUNCTION...]   the best values that samplers of sweeps find, beside Optuna's; TRIALS (100) and SEEDS (30) from the environment
#   benchmarks/run.sh pruners                  epochs that pruners save on simulated learning curves, and what is lost by it
#   benchmarks/run.sh start [ROUNDS]           from the shell to the help text, to the first training step, to a report
# steps and busy read ROUNDS (5), THREADS ("1 4"; busy: 4), STEPS (a number per workload), DEVICE (cpu), LOADERS ("loader-0 loader-2": without and with workers) and TOLERANCE of the losses (0.01) from the environment.
# Needs MTL_DATA (the folder above mnist/) for the workloads with MNIST and for k-means, and a Python with PyTorch, for k-means with scikit-learn, for samplers with Optuna: MTL_PYTHON, or /usr/bin/python3.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
python=${MTL_PYTHON:-/usr/bin/python3}
what=${1:-} rounds=${2:-5}
case $what in steps | busy) rounds=${ROUNDS:-5} ;; esac
build_log=$(mktemp)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch" "$build_log"' EXIT

median() { sort -n | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

machine() {
    echo "$(date +%Y-%m-%d), $(nproc --all) cores, $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1 /proc/loadavg) at the start."
    echo
}

# A program that is published already, for a machine without .NET, is named by MTL_BENCHMARKS.
if [ -n "${MTL_BENCHMARKS:-}" ]; then
    dotnet() { [ "$1" = build ] || "$MTL_BENCHMARKS" "${@:2}"; }
fi

build() {
    dotnet build "$root/benchmarks/MtlTorch.Benchmarks" -c Release -v minimal --nologo >"$build_log" 2>&1 || { cat "$build_log" >&2; exit 1; }
    program=$(sed -nE 's/^ *MtlTorch\.Benchmarks -> (.*)$/\1/p' "$build_log" | tail -n 1)
}

range() { cut -d' ' -f1 "$1" | sort -n | sed -n '1p;$p' | paste -sd'-' | sed 's/-/ to /'; }

operators() {
    local round name p m
    for round in $(seq "$rounds"); do
        OMP_NUM_THREADS=1 "$python" "$root/benchmarks/python/operators.py" >>"$scratch/python"
        OMP_NUM_THREADS=1 dotnet "$program" operators >>"$scratch/mtl"
    done
    machine
    echo "| operator | PyTorch, ns | MtlTorch, ns | ratio |"
    echo "|---|---|---|---|"
    awk '!seen[$1]++ { print $1 }' "$scratch/python" | while read -r name; do
        p=$(awk -v n="$name" '$1 == n { print $2 }' "$scratch/python" | median) m=$(awk -v n="$name" '$1 == n { print $2 }' "$scratch/mtl" | median)
        echo "| $name | $p | $m | $(ratio "$m" "$p") |"
    done
}

# For each number of tasks: milliseconds per step, its ratio to a step of "equal", and in brackets that to the bare passes.
balancing() {
    local model tasks
    machine
    for model in ${1:-lenet mlp}; do
        for tasks in 2 5 10 20; do
            OMP_NUM_THREADS=1 dotnet "$program" balancing "$model" "$tasks" | sed "s/^/$tasks /" >>"$scratch/$model"
        done
        echo "| $model | 2 tasks | 5 tasks | 10 tasks | 20 tasks | ms per further task |"
        echo "|---|---|---|---|---|---|"
        awk '
            !seen[$2]++ { order[++n] = $2 }
            { cell[$2, $1] = $3 ", " $4 " (" $5 ")"; time[$2, $1] = $3 }
            END {
                for (i = 1; i <= n; i++) {
                    m = order[i]
                    slope = ((m, 5) in time) ? sprintf("%.2f", (time[m, 20] - time[m, 5]) / 15) : "-"
                    printf "| %s | %s | %s | %s | %s | %s |\n", m, cell[m, 2] ? cell[m, 2] : "-", cell[m, 5], cell[m, 10], cell[m, 20], slope
                }
            }' "$scratch/$model"
        echo
    done
}

k_means() {
    local round what column
    for round in $(seq "$rounds"); do
        OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$python" "$root/benchmarks/python/k_means.py" "$MTL_DATA" >>"$scratch/python"
        OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 dotnet "$program" k-means "$MTL_DATA" >>"$scratch/mtl"
    done
    # The same iterations from the same centroids: the inertias must agree, or the two did not do the same work.
    awk '{ print $2 }' "$scratch"/{python,mtl} | awk 'NR == 1 { a = $1 } ($1 / a - 1) ^ 2 > 1e-8 { bad = 1 } END { exit bad }' ||
        { echo "the inertias differ: $(cat "$scratch"/{python,mtl})" >&2; exit 1; }
    machine
    echo "| | scikit-learn, s (range) | MtlTorch, s (range) | ratio |"
    echo "|---|---|---|---|"
    for what in "30 iterations from given centroids:1" "greedy k-means++ and one iteration:3"; do
        column=${what##*:}
        for side in python mtl; do cut -d' ' -f"$column" "$scratch/$side" >"$scratch/$side.$column"; done
        echo "| ${what%:*} | $(median <"$scratch/python.$column") ($(range "$scratch/python.$column")) | $(median <"$scratch/mtl.$column") ($(range "$scratch/mtl.$column")) |" \
            "$(ratio "$(median <"$scratch/python.$column")" "$(median <"$scratch/mtl.$column")") |"
    done
}

start() {
    local round from to folder
    "$root/mtl" --version >/dev/null
    for round in $(seq "$rounds"); do
        from=$(date +%s%N); "$root/mtl" --help >/dev/null; to=$(date +%s%N)
        echo $(((to - from) / 1000000)) >>"$scratch/help"
        folder=$scratch/run.$round
        from=$(date +%s%N)
        "$root/mtl" train "$root/configs/quickstart.json" --run-dir "$folder" --quiet --set trainer.epochs=1 --set data.train=64 --set data.validation=0 --set data.test=1 --set device=cpu
        to=$(date +%s%N)
        echo $(((to - from) / 1000000)) >>"$scratch/step"
        from=$(date +%s%N); "$root/mtl" report "$folder" >/dev/null; to=$(date +%s%N)
        echo $(((to - from) / 1000000)) >>"$scratch/report"
        from=$(date +%s%N); dotnet "$(tail -n 1 "$root/artifacts/mtl.built")" --help >/dev/null; to=$(date +%s%N)
        echo $(((to - from) / 1000000)) >>"$scratch/bare"
    done
    machine
    echo "| from the shell to | ms, median of $rounds |"
    echo "|---|---|"
    echo "| \`mtl --help\` | $(median <"$scratch/help") |"
    echo "| the same without the launcher | $(median <"$scratch/bare") |"
    echo "| the end of a training of one step | $(median <"$scratch/step") |"
    echo "| the end of \`mtl report\` | $(median <"$scratch/report") |"
}

ensemble() {
    local model
    machine
    for model in ${1:-mlp lenet}; do
        echo "| $model: members | rows | one after the other, ms | stacked, ms | ratio | largest difference |"
        echo "|---|---|---|---|---|---|"
        OMP_NUM_THREADS=1 dotnet "$program" ensemble "$model" | sed 's/ / | /g; s/^/| /; s/$/ |/'
        echo
    done
}

precision() {
    local model
    machine
    echo "| model | fp32, ms | bf16, ms | ratio (range) |"
    echo "|---|---|---|---|"
    for model in ${1:-vgg vgg-norm lenet sparse mlp mlp-small}; do
        OMP_NUM_THREADS=1 dotnet "$program" precision "$model" | awk '{ printf "| %s | %s | %s | %s (%s to %s) |\n", $1, $2, $3, $4, $5, $6 }'
    done
}

# In a folder beside the sources: /tmp is memory on some machines, and what is measured is a disk.
sweep_scale() {
    local folder
    mkdir -p "$root/artifacts"
    folder=$(mktemp -d "$root/artifacts/sweep-scale.XXXXXX")
    machine
    dotnet "$program" sweep-scale "$folder" && rm -rf "$folder"
}

# A training alone, then many at once.
sweep() {
    local workers=${WORKERS:-4} round from seconds
    for round in 1 2 3; do
        OMP_NUM_THREADS=1 "$root/mtl" train "$root/benchmarks/sweeps/trial.json" --run-dir "$scratch/alone.$round" --quiet
        sed -nE 's/^  "seconds": ([0-9.]+).*/\1/p' "$scratch/alone.$round/result.json" >>"$scratch/alone"
    done
    from=$(date +%s%N)
    "$root/mtl" sweep "$root/benchmarks/sweeps/overhead.json" --run-dir "$scratch/sweep" --workers "$workers" --trials "${TRIALS:-200}" --quiet
    seconds=$(awk -v a="$from" -v b="$(date +%s%N)" 'BEGIN { print (b - a) / 1e9 }')
    machine
    "$python" "$root/benchmarks/python/sweep_overhead.py" "$scratch/sweep" "$seconds" "$(median <"$scratch/alone")" "$workers"
}

samplers() {
    local function sampler trials=${TRIALS:-100} seeds=${SEEDS:-30}
    machine
    echo "$trials trials, seeds 1 to $seeds; Optuna $("$python" -c 'import optuna; print(optuna.__version__)')."
    echo
    for function in ${1:-branin hartmann-6 rosenbrock-5 mixed ackley-5 levy-4 styblinski-tang-4 models}; do
        for sampler in tpe random sobol cma-es nsga-2; do
            case $function/$sampler in mixed/cma-es | models/cma-es) continue ;; esac
            dotnet "$program" samplers "$function" "$sampler" "$trials" "$seeds" >>"$scratch/lines"
        done
        for sampler in optuna-tpe optuna-tpe-multivariate; do
            OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$python" "$root/benchmarks/python/optuna_samplers.py" "$function" "$sampler" "$trials" "$seeds" >>"$scratch/lines"
        done
    done
    "$python" "$root/benchmarks/python/samplers_table.py" <"$scratch/lines"
    [ -z "${KEEP:-}" ] || cp "$scratch/lines" "$KEEP"
}

pruners() {
    local pruner
    machine
    echo "| pruner | epochs trained, share | regret, median | regret, mean |"
    echo "|---|---|---|---|"
    for pruner in none median asha hyperband patience; do
        dotnet "$program" pruners "$pruner" "${TRIALS:-100}" "${SEEDS:-30}"
    done
}

case $what in
    steps | busy) build; . "$root/benchmarks/steps.sh"; "$what" "${@:2}" ;;
    operators) build; operators ;;
    k-means) build; k_means ;;
    balancing) build; balancing "${*:2}" ;;
    ensemble) build; ensemble "${*:2}" ;;
    precision) build; precision "${*:2}" ;;
    sweep-scale) build; sweep_scale ;;
    sweep) sweep ;;
    samplers) build; samplers "${*:2}" ;;
    pruners) build; pruners ;;
    start) start ;;
    *) sed -n '2,16p' "${BASH_SOURCE[0]}" | cut -c3- >&2; exit 2 ;;
esac
