#!/usr/bin/env bash
# Ends a Slurm that tests/slurm/start.sh started, with all its jobs.
#   tests/slurm/stop.sh DIR
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
dir=$(cd "${1:?usage: tests/slurm/stop.sh DIR}" && pwd) || exit 2

ended() {
    local pid
    pid=$(cat "$dir/run/$1.pid" 2>/dev/null) || return 0
    kill -TERM "$pid" 2>/dev/null || return 0
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || return 0; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null
}

"$here/node.sh" "$dir" kill
ended slurmctld
ended munged
