#!/usr/bin/env bash
# Makes sure that MtlTorch can be built here: the .NET SDK, a Torch, and npm for the charts of reports. Does nothing, and says
# nothing, where all is there.
#
# Which Torch (see README.md, Installation):
#   Torch=cpu | cuda-linux | cuda-windows   the TorchSharp packages, because the caller wants them
#   MTL_LIBTORCH, MTL_PYTHON                a LibTorch that the caller names
#   otherwise                               the distribution's LibTorch; else the TorchSharp packages if the NuGet sources
#                                           have them; else the distribution's LibTorch is installed
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { echo "setup: $*" >&2; }
fail() { say "$*"; exit 1; }

check_sdk() {
    local need=10 found
    command -v dotnet >/dev/null || fail "the .NET $need SDK is missing. Install it from https://dotnet.microsoft.com/download or your distribution (dotnet-sdk-$need.0), then try again."
    found=$(cd "$root" && dotnet --version 2>/dev/null) || fail "the .NET $need SDK is missing (dotnet is there, but no SDK that global.json accepts). Install it from https://dotnet.microsoft.com/download."
    [ "${found%%.*}" -ge "$need" ] || fail "the .NET SDK is $found; MtlTorch needs $need.0 or later."
}

distribution_libtorch() { [ -e /usr/include/torch/csrc/autograd/autograd.h ]; }

packages_reachable() {
    dotnet restore "$root/src/TorchProbe.proj" -p:TorchProbing=true >/dev/null 2>&1
}

# Debian's LibTorch calls libblas.so.3, which is the slow reference implementation unless a tuned one is installed.
tuned_blas() {
    local chosen
    chosen=$(compgen -G "/etc/alternatives/libblas.so.3-*" | head -n 1)
    case $(readlink -f "${chosen:-/}") in
        / | */blas/libblas.so.3*) compgen -G "/usr/lib/*/openblas*/libblas.so.3" >/dev/null ;;
        *) return 0 ;;
    esac
}

missing_packages() {
    distribution_libtorch || echo libtorch-dev
    tuned_blas || echo libopenblas0-openmp
    command -v g++ >/dev/null || command -v c++ >/dev/null || echo g++
    command -v cmake >/dev/null || echo cmake
    command -v make >/dev/null || echo make
}

apt_install() {
    local sudo=()
    command -v apt-get >/dev/null || fail "no LibTorch was found, and this is no Debian or Ubuntu. Name a LibTorch with MTL_LIBTORCH, or a Python that has PyTorch with MTL_PYTHON, and have g++ and cmake installed."
    if [ "$(id -u)" -ne 0 ]; then
        { command -v sudo >/dev/null && sudo -n true 2>/dev/null; } || fail "run this, then try again:  sudo apt-get update && sudo apt-get install -y $*"
        sudo=(sudo)
    fi
    say "installing $* (apt-get)"
    local log; log=$(mktemp)
    if ! { "${sudo[@]}" apt-get update -qq && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        fail "apt-get failed; the last lines are above, the rest is in $log."
    fi
    rm -f "$log"
}

# What SystemTorch needs beside a LibTorch that the caller names.
check_compiler() {
    local tool missing=()
    for tool in g++ cmake make; do command -v "$tool" >/dev/null || missing+=("$tool"); done
    [ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"
}

# npm restores what draws the charts of reports. Nothing else needs it, so nothing fails without it; it is asked for once.
offer_npm() {
    local asked=$root/artifacts/npm.asked
    if command -v npm >/dev/null || [ -e "$asked" ] || compgen -G "$root/artifacts/*/npm/restored" >/dev/null; then return 0; fi
    mkdir -p "$root/artifacts" && touch "$asked"
    if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }; then
        say "installing npm for the charts of reports (apt-get)"
        if (apt_install npm) >/dev/null 2>&1; then return 0; fi
    fi
    say "there is no npm: reports will show tables in place of charts. For charts: sudo apt-get install -y npm, then delete artifacts/ and build again."
}

check_sdk
offer_npm
case "${Torch:-}" in
    cpu | cuda-linux | cuda-windows) exit 0 ;;
    "" | system) ;;
    *) fail "Torch=$Torch is unknown; use system, cpu, cuda-linux or cuda-windows." ;;
esac
if [ -n "${MTL_LIBTORCH:-}${MTL_PYTHON:-}" ]; then
    check_compiler
    exit 0
fi
mapfile -t missing < <(missing_packages)
[ ${#missing[@]} -gt 0 ] || exit 0
if [ -z "${Torch:-}" ] && ! distribution_libtorch && packages_reachable; then
    say "using the TorchSharp packages"
    exit 0
fi
apt_install "${missing[@]}"
