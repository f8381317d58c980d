# Sourced by ./run and ./check; needs $root. Makes .venv from a lock file, only when something changed.

say() { printf '%s\n' "$*" >&2; }

python_of_age() {
    for candidate in "${KAGANEK_PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    say "Kaganek potrzebuje Pythona 3.11 lub nowszego, a na tym komputerze go nie ma."
    say "Debian, Ubuntu:  apt-get install python3 python3-venv"
    say "Inne systemy:    https://www.python.org/downloads/"
    return 1
}

make_venv() { # python
    rm -rf "$root/.venv"
    if command -v uv >/dev/null 2>&1; then
        uv venv -q --python "$1" "$root/.venv" && return
    fi
    "$1" -m venv "$root/.venv" >/dev/null 2>&1 && return
    rm -rf "$root/.venv"
    "$1" -m virtualenv -q "$root/.venv" 2>/dev/null && return
    virtualenv -q -p "$1" "$root/.venv" 2>/dev/null && return
    rm -rf "$root/.venv"
    say "Nie udało się utworzyć środowiska Pythona: brakuje modułu venv."
    say "Debian, Ubuntu:  apt-get install python3-venv"
    say "Inne systemy:    $1 -m pip install --user virtualenv"
    return 1
}

usable_venv() { # programs in it carry its path, so a moved one is made again
    [ "$(cat "$root/.venv/made-at" 2>/dev/null)" = "$root" ] && "$root/.venv/bin/python" -c '' 2>/dev/null || return 1
    command -v uv >/dev/null 2>&1 || "$root/.venv/bin/python" -m pip --version >/dev/null 2>&1
}

install_into_venv() { # arguments of pip install
    if command -v uv >/dev/null 2>&1; then
        uv pip install -q --python "$root/.venv/bin/python" "$@"
    else
        "$root/.venv/bin/python" -m pip install -q --disable-pip-version-check --no-input "$@"
    fi
}

wanted() { # lock: what the environment is made of
    { printf '%s\n' "$root"; cat "$root/$1" "$root/pyproject.toml"; } | cksum
}

prepare_environment() { # lock file
    stamp="$root/.venv/made-from-$1"
    if [ -x "$root/.venv/bin/kaganek" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$(wanted "$1")" ] &&
        "$root/.venv/bin/python" -c '' 2>/dev/null; then
        return
    fi
    python=$(python_of_age) || return 1
    say "Przygotowuję środowisko. Potrwa to około minuty, tylko za pierwszym razem i po aktualizacji."
    usable_venv || make_venv "$python" || return 1
    if ! install_into_venv --require-hashes -r "$root/$1" ||
        ! install_into_venv --no-deps --no-build-isolation -e "$root"; then
        say "Nie udało się zainstalować bibliotek. Sprawdź połączenie z internetem i uruchom jeszcze raz."
        return 1
    fi
    printf '%s\n' "$root" >"$root/.venv/made-at"
    wanted "$1" >"$stamp"
}
