#!/usr/bin/env bash
# Runs the tests: the fast ones, or with --all the slow ones too. Sets up and builds first. Ends with "N passed, N failed".
#   scripts/test.sh [--all] [NAME...]     NAME: only tests whose full name contains it
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

all=0 names=()
for argument in "$@"; do
    case $argument in
        --all) all=1 ;;
        -*) echo "test.sh: unknown option $argument; usage: scripts/test.sh [--all] [NAME...]" >&2; exit 2 ;;
        *) names+=("FullyQualifiedName~$argument") ;;
    esac
done
filter=$(IFS='|'; echo "${names[*]:-}")
[ $all -eq 1 ] || filter="TestCategory!=Slow${filter:+&($filter)}"

# The models of the tests are small, and one thread computes them fastest; what would be measured of them is remembered for these tests alone.
export OMP_NUM_THREADS=${OMP_NUM_THREADS:-1} MTL_CACHE=$root/artifacts/test-cache

scripts/setup.sh || exit 1
results=$root/artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
log=$results/build.log
echo "building the tests" >&2
if ! dotnet build MtlTorch.sln -c Release -v minimal --nologo >"$log" 2>&1; then
    grep -E "error" "$log" | sed -E 's/ \[[^]]*\]$//' | sort -u >&2 || tail -n 30 "$log" >&2
    echo "0 passed, 1 failed"
    exit 1
fi

# One project after the other: side by side they would fight for the cores.
dotnet test MtlTorch.sln -c Release --no-build --nologo -m:1 ${filter:+--filter "$filter"} --logger trx --results-directory "$results" 2>&1 |
    grep -vE '^(Test run for|A total of|No test (is available|matches)|VSTest version|Results File|Starting test|$)'
status=${PIPESTATUS[0]}

# The sums over all projects, from the result files.
sum() { cat "$results"/*.trx 2>/dev/null | grep -oE "<Counters [^>]*" | grep -oE " $1=\"[0-9]+\"" | grep -oE "[0-9]+" | awk '{ n += $1 } END { print n + 0 }'; }
passed=$(sum passed) failed=$(sum failed) skipped=$(($(sum total) - $(sum executed)))
[ $((passed + failed)) -gt 0 ] || { echo "no test matches" >&2; status=1; }
[ "$status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=1
echo "$passed passed, $failed failed$([ "$skipped" -eq 0 ] || echo ", $skipped skipped")"
exit "$status"
