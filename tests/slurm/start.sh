#!/usr/bin/env bash
# Starts a whole Slurm on this machine, on the loopback address, without systemd: munged, slurmctld and slurmd, all of them root's.
#   tests/slurm/start.sh DIR     DIR: for its configuration, key, state and logs; must be new or empty
# Prints a line to evaluate: export SLURM_CONF=DIR/slurm.conf. Where Debian's slurm-wlm and munge are missing it installs them. Ends with 77 and the
# reason where that cannot be: no root, no apt-get, no network. tests/slurm/stop.sh DIR ends it, tests/slurm/node.sh DIR kill|kill-slurmd|start is the power switch of its node.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 1 ] || { echo "usage: tests/slurm/start.sh DIR" >&2; exit 2; }
cannot() { echo "$1" >&2; exit 77; }

[ "$(id -u)" -eq 0 ] || cannot "Slurm is started as root alone."
PATH=$PATH:/usr/sbin:/sbin
missing() { for program in slurmctld slurmd sbatch munged; do command -v "$program" >/dev/null || return 0; done; return 1; }
if missing; then
    command -v apt-get >/dev/null || cannot "Slurm is not installed, and there is no apt-get."
    # Packages are not to start services of their own.
    policy=/usr/sbin/policy-rc.d
    [ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; trap 'rm -f "$policy"' EXIT; }
    log=$(mktemp)
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends slurm-wlm munge; } >"$log" 2>&1 </dev/null ||
        cannot "slurm-wlm and munge cannot be installed: $(tail -n 1 "$log")"
    rm -f "$log"
fi

mkdir -p "$1"
dir=$(cd "$1" && pwd)
[ -z "$(ls -A "$dir")" ] || { echo "$dir is not empty" >&2; exit 2; }
chmod 755 "$dir"
mkdir -p "$dir"/{state,spool,log,run} && mkdir -m 700 "$dir/munge"

# A port that nobody listens on.
port() {
    local port=$((20000 + RANDOM % 20000))
    while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
    echo "$port"
}

node=$(hostname -s)
cat >"$dir/slurm.conf" <<END
ClusterName=test
SlurmctldHost=$node(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=$(port)
SlurmdPort=$(port)
AuthType=auth/munge
AuthInfo=socket=$dir/run/munge.socket,cred_expire=5
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/run/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.log
SlurmctldDebug=verbose
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=1,sched_interval=2,bf_interval=5
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
ReturnToService=2
MaxArraySize=1001
MinJobAge=300
KillWait=15
SlurmdTimeout=15
SlurmdParameters=config_overrides
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc --all) RealMemory=$(awk '/^MemTotal/ { print int($2 / 1024) - 512 }' /proc/meminfo) State=UNKNOWN
PartitionName=test Nodes=$node Default=YES DefaultTime=10 MaxTime=60 PriorityTier=1 State=UP
PartitionName=urgent Nodes=$node DefaultTime=10 MaxTime=60 PriorityTier=10 PreemptMode=OFF State=UP
END
printf 'CgroupAutomount=no\nConstrainCores=no\n' >"$dir/cgroup.conf"
(umask 077 && head -c 1024 /dev/urandom >"$dir/munge/munge.key")
export SLURM_CONF=$dir/slurm.conf

# What is inherited besides standard streams would keep the pipes of the caller open.
munged --force --socket="$dir/run/munge.socket" --key-file="$dir/munge/munge.key" --pid-file="$dir/run/munged.pid" --log-file="$dir/log/munged.log" \
    --seed-file="$dir/munge/munged.seed" --num-threads=2 >"$dir/log/start.log" 2>&1 </dev/null
slurmctld -c -f "$SLURM_CONF" >>"$dir/log/start.log" 2>&1 </dev/null
"$here/node.sh" "$dir" start || { "$here/stop.sh" "$dir"; exit 1; }
echo "export SLURM_CONF='$SLURM_CONF'"
