#!/usr/bin/env bash
# build.sh STAMP CHOICE: sets up and builds the command line for the launcher, then writes CHOICE and the program's path into
# STAMP. Says one line; what the compiler says is shown only if it fails.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
stamp=$1 choice=$2
log=$root/artifacts/build.log

mkdir -p "$root/artifacts"
"$root/scripts/setup.sh"
echo "mtl: building (once)" >&2
started=$(mktemp "$root/artifacts/started.XXXXXX")
built=$(mktemp "$root/artifacts/built.XXXXXX")
trap 'rm -f "$started" "$built"' EXIT
if ! dotnet build "$root/src/MtlTorch.Cli" -c Release -v minimal --nologo >"$log" 2>&1; then
    grep -E "error" "$log" | sed -E 's/ \[[^]]*\]$//' | sort -u >&2 || tail -n 30 "$log" >&2
    echo "mtl: the build failed; all that was said is in $log" >&2
    exit 1
fi

# The stamp is as old as the beginning of the build: a source that changed meanwhile is newer.
program=$(sed -nE 's/^ *MtlTorch\.Cli -> (.*)$/\1/p' "$log" | tail -n 1)
printf '%s\n%s\n' "$choice" "$program" >"$built"
touch -r "$started" "$built"
chmod a+r "$built"
mv "$built" "$stamp"
