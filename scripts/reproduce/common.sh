# What the scripts beside this one share; they set $root.

# Sets the variables that options are named after: ALLOWED [OPTION VALUE...]. Anything else prints the head of the script, and ends it.
options() {
    local allowed=" $1 "
    shift
    while [ $# -gt 0 ]; do
        if [ $# -lt 2 ] || [ "${1#--}" = "$1" ] || [ "${allowed/ ${1#--} /}" = "$allowed" ]; then
            sed -n '2,/^set /p' "$0" | grep '^#' | cut -c3- >&2
            exit 2
        fi
        printf -v "${1#--}" %s "$2"
        shift 2
    done
}

# Waits until fewer than N jobs run.
limit() { while [ "$(jobs -rp | wc -l)" -ge "$1" ]; do wait -n; done; }

# Trains into a folder, unless that was done: FOLDER CONFIG [OPTION...]. A run that was cut off goes on.
train() {
    local folder=$1 config=$2
    shift 2
    grep -q '"status": "completed"' "$folder/result.json" 2>/dev/null && return
    echo "training $folder" >&2
    if [ -f "$folder/resolved.json" ]; then
        "$root/mtl" train --resume "$folder" --quiet
    else
        "$root/mtl" train "$config" --quiet --run-dir "$folder" "$@"
    fi || echo "FAILED: $folder (see $folder/log.txt)" >&2
}

# A figure of result.json: FILE SECTION PART METRIC, for example "test digit accuracy" or "probes features test".
figure() {
    awk -v section="\"$2\": {" -v part="\"$3\": {" -v metric="\"$4\":" '
        index($0, section) == 3 { s = 1 } s && index($0, part) { t = 1 }
        t && index($0, metric) { gsub(/[^0-9.eE+-]/, "", $2); print $2; exit }' "$1"
}

# Mean and standard deviation (N - 1) of fractions, one per line, in percent.
percent() {
    awk '{ n++; x[n] = 100 * $1; sum += x[n] }
        END {
            if (n == 0) { print "-"; exit }
            for (i = 1; i <= n; i++) d += (x[i] - sum / n) ^ 2
            if (n > 1) printf "%.2f ± %.2f\n", sum / n, sqrt(d / (n - 1)); else printf "%.2f\n", sum / n
        }'
}

# Mean and standard deviation (N - 1) of numbers, one per line: FORMAT, of printf.
spread() {
    awk -v format="$1" '{ n++; x[n] = $1; sum += $1 }
        END {
            if (n == 0) { print "-"; exit }
            for (i = 1; i <= n; i++) d += (x[i] - sum / n) ^ 2
            if (n > 1) printf format " ± " format "\n", sum / n, sqrt(d / (n - 1)); else printf format "\n", sum / n
        }'
}

# When, how and on what a table was made: WORDS.
circumstances() {
    echo "$(date +%Y-%m-%d), $1, ${OMP_NUM_THREADS:-default} threads each, $(getconf _NPROCESSORS_ONLN) processors ($(sed -n 's/^model name\s*: //p' /proc/cpuinfo | head -n 1))."
}
