# Developer commands. `just` comes with the dev requirements: ./check installs it into .venv/bin.

set shell := ["sh", "-euc"]
export PYTHONPATH := "src"

# two at once, a file in one process, in the order of the files: sorted by number of tests, the longest walk would start last
side_by_side := "-n 2 --dist loadfile --no-loadscope-reorder"

deeds_of_learning := "assigning bank_deeds editions moves notes playing quiz_deeds renewals rollout search tasks"

# walks wait for pages and workers, so that a third fills the pauses
walks := "-n 3 --dist loadfile --no-loadscope-reorder"

python := env("KAGANEK_VENV", ".venv") / "bin/python"

# what there is
default:
    @{{ just_executable() }} --list

# install, database, the demonstration programme and its accounts
setup:
    {{ python }} -m kaganek.site.cli prepare --demo

# the server with its worker on the demonstration data
serve *options:
    {{ python }} -m kaganek.site.cli demo {{ options }}

# everything a change must pass, fastest first
check: proofs journeys

# the same with whole crawls and twenty kills of each kind
check-full: proofs-full journeys-full

# the same without the walks
proofs: templates fmt-check lint types floors docs test

proofs-full: templates fmt-check lint types floors docs test-full

# the databases that tests copy, in the background while other checks run
templates:
    {{ python }} -m tests.tools.templates >/dev/null 2>&1 &

templates-on programs:
    KAGANEK_PG_BINDIR={{ quote(programs) }} KAGANEK_STATE={{ justfile_directory() }}/.test-state/other {{ python }} -m tests.tools.templates --walls >/dev/null 2>&1 &

# rewrite the code in the house's format
fmt:
    {{ python }} -m ruff check -q --fix .
    {{ python }} -m ruff format .

fmt-check:
    {{ python }} -m ruff format --check .

lint:
    {{ python }} -m ruff check .

types:
    {{ python }} -m mypy src

# imports go down only
floors:
    {{ python }} -c 'from importlinter.cli import lint_imports_command; lint_imports_command(["--no-cache"])'

# tests without a browser, e.g. just test -k quiz
test *options:
    {{ python }} -m pytest {{ side_by_side }} -m "not journey" --durations=10 {{ options }}

# what a database does for us (walls, triggers, locks, generated columns), on the PostgreSQL in another directory of programs
test-on programs *options:
    KAGANEK_PG_BINDIR={{ quote(programs) }} KAGANEK_STATE={{ justfile_directory() }}/.test-state/other {{ just_executable() }} test {{ options }} \
        tests/isolation/test_policies.py tests/isolation/test_seats.py src/kaganek/core src/kaganek/programmes src/kaganek/documents \
        src/kaganek/reporting/tests/test_tallies.py $(printf 'src/kaganek/learning/tests/test_%s.py ' {{ deeds_of_learning }})

# every test that asks the database anything, there (kills take their minute once, on our own)
test-full-on programs *options:
    KAGANEK_PG_BINDIR={{ quote(programs) }} KAGANEK_STATE={{ justfile_directory() }}/.test-state/other {{ just_executable() }} test {{ options }} \
        --ignore=src/kaganek/lib --ignore=src/kaganek/site/tests/test_server.py --ignore=tests/docs --ignore=tests/architecture --ignore=tests/faults/test_kills.py --ignore=tests/faults/test_package_kills.py

# everything but the walks, with whole crawls, all planted holes and twenty kills of each kind
test-full *options:
    {{ python }} -m pytest {{ side_by_side }} -m "not journey" --full --durations=10 {{ options }}

# walks through the real server in Chromium
journeys *options:
    {{ python }} -m pytest {{ walks }} --durations=5 {{ options }} tests/journeys

journeys-full *options:
    {{ python }} -m pytest {{ walks }} --full --durations=5 {{ options }} tests/journeys

# the figures of docs/reference/benchmarks.md
bench *options:
    {{ python }} -m tests.bench {{ options }}

# every link between the documents leads somewhere
docs:
    {{ python }} -m tests.tools.check_links

# write the reference pages that are made from the code
reference:
    {{ python }} -m tests.tools.reference_pages --write

# take the pictures of the README anew; needs Chromium
screenshots:
    {{ python }} -m tests.tools.screenshots

# scaffold an app with its rooms, README and access rows
new-app name:
    {{ python }} -m tests.tools.new_app {{ name }}

# write the lock files anew from pyproject.toml; needs uv
lock:
    printf 'hatchling==1.33.0\neditables==0.5\n' > .build-requirements.in
    uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "just lock" \
        pyproject.toml .build-requirements.in -o requirements.lock
    uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "just lock" \
        pyproject.toml .build-requirements.in --extra dev -c requirements.lock -o requirements-dev.lock
    rm .build-requirements.in
