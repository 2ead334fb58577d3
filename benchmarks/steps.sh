# The verbs "steps" and "busy" of run.sh, which sources this file: training steps of a workload by its twins and by us, taking turns.

all_workloads="mlp lenet lenet-pcgrad lenet-cagrad lenet-mgda lenet-pcgrad-representation lenet-cagrad-representation lenet-mgda-representation mlp-ten-tasks autoencoder vgg"
device=${DEVICE:-cpu}
ours=()
loops=()
trap 'stop_loops; rm -rf "$scratch" "$build_log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# Measured steps: a second or so on one thread. A tenth as many come before them.
steps_of() {
    [ -z "${STEPS:-}" ] || { echo "$STEPS"; return; }
    case $1 in
        mlp) echo 3000 ;;
        mlp-ten-tasks) echo 400 ;;
        autoencoder) echo 300 ;;
        vgg) echo 5 ;;
        *) echo 100 ;;
    esac
}

# Wanted ratio to the loop on 4 processors.
target_of() {
    case $1 in
        mlp) echo 2.0 ;;
        lenet) echo 1.15 ;;
        lenet-*) echo 1.5 ;;
        mlp-ten-tasks) echo 2.5 ;;
        autoencoder) echo 1.3 ;;
        vgg) echo 1.0 ;;
        *) echo - ;;
    esac
}

# Words before "--" are workloads, the others go to our side.
parse() {
    workloads=()
    while [ $# -gt 0 ] && [ "$1" != -- ]; do workloads+=("$1"); shift; done
    [ $# -eq 0 ] || shift
    ours=("$@")
    [ ${#workloads[@]} -gt 0 ] || read -ra workloads <<<"$all_workloads"
}

export_twin() {
    rm -rf "$scratch/twin"
    dotnet "$program" export "$1" "$scratch/twin" "$2" --set device="$device"
}

# One training, a line of JSON. Nothing but the number of threads is set, as users have it.
train() {
    local side=$1 workload=$2 steps=$3 threads=$4
    case $side in
        loop) OMP_NUM_THREADS=$threads "$python" "$root/benchmarks/python/train.py" "$scratch/twin" "$steps" loop --device "$device" ;;
        loader-*) OMP_NUM_THREADS=$threads "$python" "$root/benchmarks/python/train.py" "$scratch/twin" "$steps" loader --workers "${side#*-}" --device "$device" ;;
        ours) MTL_CACHE=$scratch/cache OMP_NUM_THREADS=$threads dotnet "$program" train "$workload" "$steps" --set device="$device" "${ours[@]}" ;;
    esac
}

# Trains by each of some sides in turn, round after round; the lines lie in $scratch/SIDE.
take_turns() {
    local workload=$1 steps=$2 threads=$3 round side
    shift 3
    for side in "$@"; do : >"$scratch/$side"; done
    for round in $(seq "$rounds"); do
        for side in "$@"; do train "${side%%.*}" "$workload" "$steps" "$threads" >>"$scratch/$side"; done
    done
}

values() { sed -nE 's/.*"'"$2"'": ?([0-9.]+).*/\1/p' "$scratch/$1"; }
middle() { values "$1" "$2" | median; }
spread() { values "$1" stepsPerSecond | sort -n | sed -n '1p;$p' | paste -sd' ' | awk '{ printf "%.5g to %.5g", $1, $2 }'; }

# The same weights on the same rows: the losses after the warm-up and at the end must agree, or the two did not do the same work. Rounding grows with
# the steps, and pcgrad turns the sign of a product into a jump: the end may differ ten times as much.
compare_losses() {
    "$python" - "$scratch/loop" "$scratch/ours" "${TOLERANCE:-0.01}" <<'END'
import json, sys
loop, ours = ([json.loads(line) for line in open(path)] for path in sys.argv[1:3])
for key, tolerance in (("warmLosses", float(sys.argv[3]) / 10), ("losses", float(sys.argv[3]))):
    pairs = [(a, b) for run in ours for a, b in zip(loop[0][key], run[key], strict=True)]
    if any(not abs(a - b) <= tolerance * max(1, abs(a)) for a, b in pairs):
        sys.exit(f"the losses differ ({key}): {pairs}")
END
}

steps() {
    parse "$@"
    local workload count threads loader
    machine
    [ ${#ours[@]} -eq 0 ] || { echo "Ours with ${ours[*]}."; echo; }
    echo "| workload | threads | loop, steps/s (range) | loader, steps/s (range) | MtlTorch, steps/s (range) | threads x replicas | to the loop | target | to the loader | processor time to the loop's | peak memory to the loop's |"
    echo "|---|---|---|---|---|---|---|---|---|---|---|"
    for workload in "${workloads[@]}"; do
        count=$(steps_of "$workload")
        export_twin "$workload" "$count"
        best_loop=0 best_loader=0
        for threads in ${THREADS:-1 4}; do
            read -ra loaders <<<"${LOADERS:-loader-0 loader-2}"
            take_turns "$workload" "$count" "$threads" loop "${loaders[@]}" ours
            compare_losses
            loader=${loaders[0]}
            for other in "${loaders[@]}"; do larger "$(middle "$other" stepsPerSecond)" "$(middle "$loader" stepsPerSecond)" && loader=$other; done
            # A practitioner may leave threads unused, too: what counts is the fastest with so many threads or fewer.
            larger "$(middle loop stepsPerSecond)" "$best_loop" && best_loop=$(middle loop stepsPerSecond)
            larger "$(middle $loader stepsPerSecond)" "$best_loader" && best_loader=$(middle $loader stepsPerSecond)
            echo "| $workload | $threads | $(middle loop stepsPerSecond) ($(spread loop)) | $(middle $loader stepsPerSecond) ($(spread $loader)) |" \
                "$(middle ours stepsPerSecond) ($(spread ours)) | $(division ours) | $(ratio "$(middle ours stepsPerSecond)" "$best_loop") | $(target_of "$workload") |" \
                "$(ratio "$(middle ours stepsPerSecond)" "$best_loader") | $(ratio "$(middle ours cpuMillisecondsPerStep)" "$(middle loop cpuMillisecondsPerStep)") |" \
                "$(ratio "$(middle ours peakBytes)" "$(middle loop peakBytes)") |"
        done
    done
}

larger() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > b) }'; }
division() { sed -nE 's/.*"threads": ?([0-9]+),"replicas": ?([0-9]+).*/\1 x \2/p' "$scratch/$1" | head -n 1; }

# They end by themselves where this script is killed so that it cannot end them.
start_loops() {
    local i
    for i in 1 2; do
        timeout 1800 bash -c 'while :; do :; done' &
        loops+=($!)
    done
}

stop_loops() {
    [ ${#loops[@]} -eq 0 ] || { kill "${loops[@]}" && wait "${loops[@]}"; } 2>/dev/null || true
    loops=()
}

# Fewer steps than elsewhere: the disturbed side may be many times slower. The rounds take turns between quiet and busy, too.
busy() {
    parse "$@"
    local workload count threads=${THREADS:-4} round side
    machine
    echo "| workload | threads | loop, steps/s: undisturbed | beside two busy loops | share | MtlTorch, steps/s: undisturbed | beside two busy loops | share |"
    echo "|---|---|---|---|---|---|---|---|"
    for workload in "${workloads[@]}"; do
        count=$(steps_of "$workload")
        export_twin "$workload" "$count"
        rm -f "$scratch"/{loop,ours}.{quiet,busy}
        for round in $(seq "$rounds"); do
            for side in loop ours; do train "$side" "$workload" "$count" "$threads" >>"$scratch/$side.quiet"; done
            start_loops
            for side in loop ours; do train "$side" "$workload" "$count" "$threads" >>"$scratch/$side.busy"; done
            stop_loops
        done
        echo "| $workload | $threads |" $(for side in loop ours; do
            echo "$(middle $side.quiet stepsPerSecond) | $(middle $side.busy stepsPerSecond) | $(ratio "$(middle $side.busy stepsPerSecond)" "$(middle $side.quiet stepsPerSecond)") |"
        done)
    done
}
