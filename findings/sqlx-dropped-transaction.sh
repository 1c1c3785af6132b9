#!/usr/bin/env bash
# sqlx 0.9.0 with PostgreSQL (15 of Debian; any that is installed will do): a transaction that is dropped on a connection of one's own keeps its locks until
# that connection's next statement, however long that takes; ROLLBACK is only noted. On a connection of a pool it ends at once.
# Exits with 0 while it is so.
set -euo pipefail
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb)")
folder=$(mktemp -d)
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  # PostgreSQL does not run as root.
  id postgres >/dev/null 2>&1 || useradd --system --no-create-home postgres
  as() { setpriv --reuid postgres --regid "$(id -g postgres)" --clear-groups "$@"; }
fi
finish() {
  as "$programs/pg_ctl" -D "$folder/server/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap finish EXIT
chmod 755 "$folder"
mkdir "$folder/server"
[ "$(id -u)" != 0 ] || chown postgres "$folder/server"
as "$programs/initdb" -D "$folder/server/data" -U see --auth=trust >/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as "$programs/pg_ctl" -D "$folder/server/data" -w -l "$folder/server/log" \
  -o "-p $port -k $folder/server -c listen_addresses=127.0.0.1" start >/dev/null
mkdir -p "$folder/see/src"
cat > "$folder/see/Cargo.toml" <<'TOML'
[package]
name = "see"
version = "0.1.0"
edition = "2021"
[dependencies]
sqlx = { version = "=0.9.0", default-features = false, features = ["runtime-tokio", "postgres"] }
tokio = { version = "1", features = ["rt", "macros", "time"] }
[workspace]
TOML
cat > "$folder/see/src/main.rs" <<'RUST'
use sqlx::{postgres::PgPoolOptions, Connection, PgConnection};
use std::time::Duration;

const LOCK: &str = "SELECT n FROM t FOR UPDATE";

async fn free(other: &mut PgConnection) -> bool {
    let mut tx = other.begin().await.unwrap();
    let got = sqlx::query(LOCK).execute(&mut *tx).await.is_ok();
    tx.rollback().await.unwrap();
    got
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let address = std::env::args().nth(1).unwrap();
    let mut own = PgConnection::connect(&address).await.unwrap();
    let mut other = PgConnection::connect(&address).await.unwrap();
    sqlx::raw_sql("CREATE TABLE t (n INT); INSERT INTO t VALUES (1)").execute(&mut own).await.unwrap();
    sqlx::query("SET lock_timeout = '500ms'").execute(&mut other).await.unwrap();

    let mut tx = own.begin().await.unwrap();
    sqlx::query(LOCK).execute(&mut *tx).await.unwrap();
    drop(tx);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let after_drop = free(&mut other).await;
    println!("three seconds after the drop, on a connection of one's own: {}", if after_drop { "free" } else { "still locked" });
    own.ping().await.unwrap();
    let after_use = free(&mut other).await;
    println!("after its next use: {}", if after_use { "free" } else { "still locked" });

    let pool = PgPoolOptions::new().max_connections(1).connect(&address).await.unwrap();
    let mut tx = pool.begin().await.unwrap();
    sqlx::query(LOCK).execute(&mut *tx).await.unwrap();
    drop(tx);
    tokio::time::sleep(Duration::from_secs(3)).await;
    let pooled = free(&mut other).await;
    println!("three seconds after the drop, of a pool: {}", if pooled { "free" } else { "still locked" });
    std::process::exit(if !after_drop && after_use && pooled { 0 } else { 1 });
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run -q --manifest-path "$folder/see/Cargo.toml" -- "postgres://see@127.0.0.1:$port/postgres"
