#!/usr/bin/env bash
# Holds a GPU against the CPU and MtlTorch against PyTorch on it, also on a machine that has neither .NET nor a network.
#   scripts/gpu-check.sh          all three on this machine
#   scripts/gpu-check.sh build    where .NET is: publishes the programs into artifacts/gpu-check/programs.tar.gz
#   scripts/gpu-check.sh run      where the GPU is, in a checkout with that file: compiles the native library, tests, trains, measures
#   scripts/gpu-check.sh table    writes docs/results/gpu.md, or the file TABLE, from what `run` left; exits with 1 if anything failed
# DEVICE=cpu rehearses all of it without a GPU. MTL_PYTHON names the Python whose PyTorch is taken (default: python3).
# RESULTS is where `run` leaves its parts (default: artifacts/gpu-check/results); STAGES which ones (default: "tests train operators steps");
# WORKLOADS, ROUNDS, STEPS and TOLERANCE are those of `benchmarks/run.sh steps`; MTL_DATA is the folder above mnist/.
# `run` needs g++ and cmake, with make or ninja.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
place=$root/artifacts/gpu-check
programs=$place/programs
results=${RESULTS:-$place/results}
device=${DEVICE:-cuda}
python=$(command -v "${MTL_PYTHON:-python3}" || true)

say() { echo "gpu-check: $*" >&2; }
fail() { say "$*"; exit 1; }

build() {
    command -v dotnet >/dev/null || fail "there is no dotnet here. Run \`scripts/gpu-check.sh build\` where the .NET SDK is, and take artifacts/gpu-check/programs.tar.gz along."
    rm -rf "$programs" "$place/programs.tar.gz"
    mkdir -p "$programs"
    local project
    for project in src/MtlTorch.Cli tests/Gpu.Tests benchmarks/MtlTorch.Benchmarks; do
        say "publishing $project"
        dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -p:Torch=system -o "$programs" -v minimal --nologo >"$place/build.log" 2>&1 ||
            { grep -E "error" "$place/build.log" | sort -u >&2; fail "$project cannot be published; all that was said is in $place/build.log"; }
    done
    # This one is made for the LibTorch of this machine.
    rm -rf "$programs/libsystemtorch.so" "$programs"/*.pdb "$programs/Microsoft.CodeCoverage"
    tar -C "$place" -czf "$place/programs.tar.gz.part" programs
    mv "$place/programs.tar.gz.part" "$place/programs.tar.gz"
    say "$(du -h "$place/programs.tar.gz" | cut -f1) in artifacts/gpu-check/programs.tar.gz"
}

# The native library is all that depends on the machine's LibTorch.
native() {
    local torch maker=()
    [ -n "$python" ] || fail "there is no Python '${MTL_PYTHON:-python3}'. Name one that has PyTorch with MTL_PYTHON."
    torch=$("$python" -c "import importlib.util, os; print(os.path.dirname(importlib.util.find_spec('torch').origin))" 2>/dev/null) ||
        fail "$python has no PyTorch. Name a Python that has it with MTL_PYTHON."
    command -v g++ >/dev/null || command -v c++ >/dev/null || fail "there is no C++ compiler here. The native library must be compiled against this machine's PyTorch: install g++."
    command -v cmake >/dev/null || fail "there is no cmake here. Install it (a package of the system, or: $python -m pip install cmake)."
    command -v make >/dev/null || { command -v ninja >/dev/null && maker=(-G Ninja); } || fail "there is neither make nor ninja here; install one."
    say "compiling the native library against $torch"
    rm -rf "$place/native"
    mkdir -p "$place/native"
    if ! { cmake -S "$root/src/SystemTorch/native" -B "$place/native" "${maker[@]}" -DMTL_LIBTORCH="$torch" && cmake --build "$place/native" --parallel; } >"$results/native.log" 2>&1; then
        grep -E "error|Error" "$results/native.log" | head -n 20 >&2
        fail "the native library does not build against $torch; see $results/native.log"
    fi
    cp "$place/native/libsystemtorch.so" "$programs/"
}

# A part of the table: a file in $results that begins with "ok" or "failed".
part() { mkdir -p "$results"; { echo "$2"; cat; } >"$results/$1.part.md"; }

machine() {
    {
        echo "$(date +%Y-%m-%d), $(getconf _NPROCESSORS_ONLN) processors, $(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1), load $(cut -d' ' -f1 /proc/loadavg) at the start; device \`$device\`:"
        command -v nvidia-smi >/dev/null && nvidia-smi --query-gpu=name,memory.total,driver_version --format=csv,noheader | sed 's/$/./'
        "$python" -c "import torch; print(f'PyTorch {torch.__version__}, CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()}.')"
        echo
        sed -E '/^ *$/d; s/ +$//; s/^/    /' "$results/doctor.log"
    } | part 1-machine ok
}

doctor() {
    "$programs/mtl" doctor >"$results/doctor.log" 2>&1 || { cat "$results/doctor.log" >&2; fail "mtl does not run here."; }
    [ "$device" = cpu ] || "$python" -c "import torch, sys; sys.exit(not torch.cuda.is_available())" || fail "PyTorch sees no CUDA device here. DEVICE=cpu rehearses without one."
    [ "$device" = cpu ] || ! grep -E "CUDA devices +none" "$results/doctor.log" >&2 || fail "PyTorch sees a CUDA device, MtlTorch does not; see $results/native.log"
}

# Kernels one at a time: an error is told of where it happens.
tests() {
    local outcome=ok
    say "tests"
    CUDA_LAUNCH_BLOCKING=1 OMP_NUM_THREADS=1 "$programs/Gpu.Tests" --progress off --output Detailed >"$results/tests.log" 2>&1 || outcome=failed
    [ "$device" = cpu ] || grep -q "skipped: 0" "$results/tests.log" || outcome=failed
    {
        sed -nE 's/^ *(total|failed|succeeded|skipped): ([0-9]+)$/\1 \2/p' "$results/tests.log" | paste -sd, | sed 's/,/, /g; s/^/Tests: /; s/$/./'
        echo
        { grep -E "calls compared" "$results/tests.log" || true; } | sed -E 's/^ *//' | sort -u | sed 's/^/- /'
        [ $outcome = ok ] || { echo; { grep -A 12 -E "^failed " "$results/tests.log" || tail -n 20 "$results/tests.log"; } | head -n 200 | sed 's/^/    /'; }
    } | part 2-tests $outcome
}

# What a user does first, with the program that needs no .NET.
train() {
    local outcome=ok run=$place/run
    say "training"
    rm -rf "$run"
    "$programs/mtl" train "$root/configs/quickstart.json" --run-dir "$run" --set device="$device" >"$results/train.log" 2>&1 || outcome=failed
    { echo "\`mtl train configs/quickstart.json --set device=$device\`:"; echo; tail -n 16 "$results/train.log" | sed 's/^/    /'; } | part 3-train $outcome
}

measure() {
    local name=$1 outcome=ok
    shift
    say "measuring: $name"
    MTL_PYTHON=$python MTL_BENCHMARKS=$programs/MtlTorch.Benchmarks DEVICE=$device "$root/benchmarks/run.sh" "$@" >"$results/$name.log" 2>"$results/$name.err" || outcome=failed
    { echo "\`benchmarks/run.sh $*\`:"; echo; cat "$results/$name.log"; [ $outcome = ok ] || { echo; tail -n 5 "$results/$name.err" | sed 's/^/    /'; }; } | part "$name" $outcome
}

# Without TF32 on both sides, and then, on a GPU, with it on both: PyTorch's convolutions use it unless told otherwise.
steps() {
    local workloads
    read -ra workloads <<<"${WORKLOADS:-}"
    export THREADS=${THREADS:-1}
    NVIDIA_TF32_OVERRIDE=0 measure 5-steps steps "${workloads[@]}"
    [ "$device" = cpu ] || TORCH_ALLOW_TF32_CUBLAS_OVERRIDE=1 TOLERANCE=${TOLERANCE:-0.02} measure 6-steps-tf32 steps "${workloads[@]}" -- --set tf32=true
}

run() {
    local stage
    mkdir -p "$results"
    if [ ! -d "$programs" ]; then
        [ -e "$place/programs.tar.gz" ] || fail "artifacts/gpu-check/programs.tar.gz is not here: make it with \`scripts/gpu-check.sh build\` where the .NET SDK is."
        tar -C "$place" -xzf "$place/programs.tar.gz"
    fi
    native
    doctor
    machine
    for stage in ${STAGES:-tests train operators steps}; do
        case $stage in
            tests | train | steps) "$stage" ;;
            operators) measure 4-operators operators "${ROUNDS:-5}" ;;
            *) fail "stage $stage is unknown; there are tests, train, operators, steps." ;;
        esac
    done
}

table() {
    local file=${TABLE:-$root/docs/results/gpu.md} part
    compgen -G "$results/*.part.md" >/dev/null || fail "$results holds no parts: run \`scripts/gpu-check.sh run\` first."
    {
        echo "# On a GPU"
        echo
        echo "Written by \`scripts/gpu-check.sh\`: operators and trainings against the CPU, training steps against PyTorch on the same LibTorch."
        [ "$device" != cpu ] || printf '\n**A rehearsal on the CPU: it proves the programs and the script, and says nothing about GPUs.**\n'
        for part in "$results"/*.part.md; do
            echo
            case $(basename "$part") in
                1-*) echo "## Machine" ;;
                2-*) echo "## Against the CPU" ;;
                3-*) echo "## Training" ;;
                4-*) echo "## Cost of a call" ;;
                5-*) echo "## Training steps in float32" ;;
                6-*) echo "## Training steps with TF32" ;;
            esac
            echo
            [ "$(head -n 1 "$part")" = ok ] || { echo "**Failed.**"; echo; }
            tail -n +2 "$part"
        done
    } >"$file.part"
    mv "$file.part" "$file"
    say "wrote $file"
    ! head -qn 1 "$results"/*.part.md | grep -qx failed
}

case ${1:-all} in
    build | run | table) "$1" ;;
    all)
        build
        run
        table
        ;;
    *)
        sed -n '2,11p' "${BASH_SOURCE[0]}" | cut -c3- >&2
        exit 2
        ;;
esac
