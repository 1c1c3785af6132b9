# Shared by the scripts of tests/: where things are kept, and how they talk. Sourced, never run.
# What a single part of the tests needs does not live here.

FETTLE_TOP=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Downloads that survive a clean clone: Swift's root, npm packages.
FETTLE_CACHE=${FETTLE_CACHE:-$HOME/.cache/fettle}
# Cargo's own rule: the environment's folder, or target/ in the tree.
FETTLE_TARGET=${CARGO_TARGET_DIR:-$FETTLE_TOP/target}
export FETTLE_TOP FETTLE_CACHE FETTLE_TARGET

say() { printf '%s\n' "$*" >&2; }

# retry COUNT COMMAND...: networks fail for a moment; wait longer each time.
retry() {
  local left=$1 pause=2
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    say "again in $pause s: $*"
    sleep "$pause"
    pause=$((pause * 2))
  done
}

# as_root COMMAND...: package installation needs root; elsewhere sudo without a question, or a plain refusal.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# What cargo is told to build for every part: library and programs as `cargo test --workspace` has them. Without a test among the targets cargo leaves
# out what tests alone ask of others' crates, and compiles those crates, and ours behind them, a second time.
FETTLE_WORKSPACE="--workspace --locked --lib --bins --test circles"
