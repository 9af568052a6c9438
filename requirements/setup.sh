#!/bin/sh
# Sets up a virtual environment from the pins, once: requirements/setup.sh <folder> <pins> [project]
# Says in one line what is missing and what to do about it.
set -eu

folder=$1
pins=requirements/$2.txt
project=${3:-}
log=$folder/setup.log

fail() {
    echo "setup: $1" >&2
    exit 1
}

# A change of any of these asks for a new installation; a set-up for development serves for running, too.
wanted() {
    cat "requirements/$1.txt" requirements/run.in requirements/hook.py pyproject.toml | cksum
}

is_set_up() {
    [ -x "$folder/bin/python" ] && "$folder/bin/python" -c '' 2>/dev/null || return 1
    for name in "$2" dev; do
        [ -f "$folder/$name.stamp" ] && [ "$(cat "$folder/$name.stamp")" = "$(wanted "$name")" ] && return 0
    done
    return 1
}

# The first Python that is new enough and can make virtual environments.
find_python() {
    old= bare=
    for name in ${PYTHON:-python3 python3.13 python3.12 python3.11 python3.14 python}; do
        "$name" -c '' 2>/dev/null || continue
        if ! "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            old="$old $name"
        elif ! "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            bare=$name
        else
            echo "$name"
            return 0
        fi
    done
    if [ -n "$bare" ]; then
        fail "$bare lacks the venv module: install it (Debian, Ubuntu: apt install python3-venv; Fedora: it is part of python3)."
    elif [ -n "$old" ]; then
        fail "Python 3.11 or newer is needed, and here are only older ones ($(for name in $old; do "$name" -V 2>&1 | tr '\n' ' '; done)): install one, or name it with PYTHON=…"
    fi
    fail "Python 3.11 or newer is needed and none was found: install one, or name it with PYTHON=…"
}

# Only the last reason of pip's is told; the rest is in the log.
install() {
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-input "$@" >>"$log" 2>&1 && return 0
    if grep -qiE 'connection|from versions: none|resolve|timed out|proxy|certificate|network' "$log"; then
        fail "the package registry could not be reached: check the network and pip's settings (details in $log)."
    elif grep -qi 'no space left' "$log"; then
        fail "the disk is full: about 1 GB is needed for $folder."
    elif grep -qi 'do not match the hashes' "$log"; then
        fail "a package is not the one that was reviewed (its hash differs): nothing was installed (details in $log)."
    fi
    fail "$(grep -E '^ERROR' "$log" | tail -n 1) (details in $log)"
}

is_set_up "$folder" "$2" && exit 0

python=$(find_python) || exit 1
echo "setup: $folder with $("$python" -V), about a minute the first time" >&2
if ! [ -x "$folder/bin/python" ] || ! "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$folder"
    "$python" -m venv "$folder" >&2 || fail "$python could not make $folder: is this folder writable and the disk not full?"
fi
rm -f "$folder"/*.stamp
: >"$log"
install --require-hashes --only-binary :all: --requirement "$pins"
if [ -n "$project" ]; then
    install --no-deps --no-build-isolation --no-index --editable .
fi
wanted "$2" >"$folder/$2.stamp"
