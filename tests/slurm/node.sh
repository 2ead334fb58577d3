#!/usr/bin/env bash
# The power switch of the node of a Slurm that tests/slurm/start.sh started.
#   tests/slurm/node.sh DIR kill     slurmd and all that runs on the node are gone at once, as in a power cut
#   tests/slurm/node.sh DIR kill-slurmd    slurmd alone is gone, and the jobs go on
#   tests/slurm/node.sh DIR start    slurmd runs again; returns as soon as the node takes jobs
set -euo pipefail
dir=$(cd "$1" && pwd)
export SLURM_CONF=$dir/slurm.conf PATH=$PATH:/usr/sbin:/sbin

# All processes that Slurm started have the configuration in their environment: those of jobs, and those that look after them.
of_jobs() {
    local process
    for process in /proc/[0-9]*; do
        grep -qzxF "SLURM_CONF=$SLURM_CONF" "$process/environ" 2>/dev/null || continue
        if grep -qz '^SLURM_JOB_ID=' "$process/environ" 2>/dev/null || grep -qa '^slurmstepd' "$process/cmdline" 2>/dev/null || grep -qx slurmstepd "$process/comm" 2>/dev/null; then
            echo "${process#/proc/}"
        fi
    done
}

kill_slurmd() { [ ! -e "$dir/run/slurmd.pid" ] || kill -9 "$(cat "$dir/run/slurmd.pid")" 2>/dev/null || true; }

case ${2:-} in
    kill-slurmd) kill_slurmd ;;
    kill)
        kill_slurmd
        # Twice: a process may have started another one meanwhile.
        for _ in 1 2; do
            for process in $(of_jobs); do
                [ "$process" = $$ ] || kill -9 "$process" 2>/dev/null || true
            done
        done
        ;;
    start)
        slurmd -f "$SLURM_CONF" >>"$dir/log/start.log" 2>&1 </dev/null
        for _ in $(seq 150); do
            case $(sinfo --noheader --partition=test --format=%T 2>/dev/null) in idle | mixed | allocated | completing) exit 0 ;; esac
            sleep 0.2
        done
        echo "the node did not come up: $(sinfo --noheader --format='%T %E' 2>&1 | head -n 1)" >&2
        tail -n 5 "$dir"/log/*.log >&2
        exit 1
        ;;
    *) echo "usage: tests/slurm/node.sh DIR kill|kill-slurmd|start" >&2; exit 2 ;;
esac
