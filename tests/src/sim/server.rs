//! The databases of one run on a PostgreSQL server: the hub's own behind a [`Line`], copies of it, rows that are put back. All of them go with
//! the run ([`clean`]).

use super::line::Line;
use fettle_hub::sql::Conn;
use futures_util::StreamExt;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The variable that names the tests' server: its address with `NAME` where a database's name goes (`tests/tools/postgres`).
const SERVER: &str = "FETTLE_TEST_SERVER";

/// The server of the tests, where there is one.
pub fn of_the_tests() -> Option<String> {
    std::env::var(SERVER).ok()
}

/// A server as one run uses it.
#[derive(Debug)]
pub struct Server {
    /// With `NAME` where a database's name goes.
    address: String,
    /// The names of this run's databases begin with it.
    run: String,
    /// The hub's database.
    current: String,
    made: u32,
    /// Copies that belong to copies of the hub's folder.
    kept: BTreeMap<PathBuf, String>,
    pub line: Line,
}

/// The pieces of an address: scheme, user with its `@`, host with its port, and the rest.
fn pieces(address: &str) -> (&str, &str, String, &str) {
    let (scheme, rest) = address.split_once("://").expect("an address");
    let (authority, rest) = rest.split_once('/').expect("a database's name");
    let (user, host) = match authority.rfind('@') {
        Some(at) => authority.split_at(at + 1),
        None => ("", authority),
    };
    let host = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
    (scheme, user, host, rest)
}

async fn connect(address: &str, name: &str) -> PgConnection {
    PgConnection::connect(&address.replace("NAME", name)).await.expect("the server of the tests")
}

async fn tell(conn: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await.expect("done");
}

impl Server {
    /// For a run whose databases begin with `run`; the hub's first one is empty.
    pub async fn begin(address: &str, run: &str) -> Self {
        let line = Line::lay(&pieces(address).2).await;
        let (address, run) = (address.to_owned(), run.to_owned());
        let mut server = Self { address, run, current: String::new(), made: 0, kept: BTreeMap::new(), line };
        server.begin_anew().await;
        server
    }
    /// The hub's address of its database, through the line.
    pub fn address(&self) -> String {
        let (scheme, user, _, rest) = pieces(&self.address);
        let (rest, port) = (rest.replace("NAME", &self.current), self.line.port());
        // The line counts messages: they are not encrypted on it.
        let more = if rest.contains('?') { '&' } else { '?' };
        format!("{scheme}://{user}127.0.0.1:{port}/{rest}{more}sslmode=disable")
    }
    /// A data folder names the hub's database from now on.
    pub fn named_in(&self, folder: &Path) {
        std::fs::write(folder.join("database"), self.address()).expect("written");
    }
    /// A connection beside the hub, not through its line.
    pub async fn look(&self) -> Conn {
        Conn::Postgres(connect(&self.address, &self.current).await)
    }
    async fn create(&mut self, like: &str) -> String {
        self.made += 1;
        let name = format!("{}_{}", self.run, self.made);
        let mut conn = connect(&self.address, "postgres").await;
        tell(&mut conn, format!("CREATE DATABASE {name} TEMPLATE {like}")).await;
        name
    }
    /// The hub's database is a new one with nothing in it.
    pub async fn begin_anew(&mut self) {
        self.current = self.create("template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'").await;
    }
    /// The hub's database is a copy of the one that was, as one that was put back from a dump. The hub must not run.
    pub async fn move_on(&mut self) {
        let current = self.current.clone();
        self.current = self.create(&current).await;
    }
    /// A copy of the database is kept with the copy of the hub's folder at `with`. The hub must not run.
    pub async fn keep(&mut self, with: &Path) {
        let current = self.current.clone();
        let copy = self.create(&current).await;
        self.kept.insert(with.to_owned(), copy);
    }
    /// The rows of the copy that is kept with `with` are the hub's, in the same database: nothing on the server tells, as on a machine whose disk
    /// was put back. The hub must not run.
    pub async fn put_back(&self, with: &Path) {
        let kept = self.kept.get(with).expect("kept");
        let (mut from, mut to) = (connect(&self.address, kept).await, connect(&self.address, &self.current).await);
        let names = |rows: Vec<sqlx::postgres::PgRow>| -> Vec<String> { rows.iter().map(|row| row.get(0)).collect() };
        let sql = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename";
        let tables = names(sqlx::query(sql).fetch_all(&mut from).await.expect("rows"));
        // What rows say of each other holds of all of them together, not of each as it comes.
        tell(&mut to, format!("SET session_replication_role = replica; BEGIN; TRUNCATE {}", tables.join(", "))).await;
        for table in &tables {
            let mut rows = from.copy_out_raw(&format!("COPY {table} TO STDOUT")).await.expect("rows");
            let mut into = to.copy_in_raw(&format!("COPY {table} FROM STDIN")).await.expect("a table");
            while let Some(some) = rows.next().await {
                into.send(some.expect("rows")).await.expect("taken");
            }
            into.finish().await.expect("taken");
        }
        let sql = "SELECT CAST(sequencename AS TEXT), last_value FROM pg_sequences WHERE schemaname = 'public'";
        for row in sqlx::query(sql).fetch_all(&mut from).await.expect("rows") {
            let (name, last): (String, Option<i64>) = (row.get(0), row.get(1));
            let (value, used) = (last.unwrap_or(1), last.is_some());
            tell(&mut to, format!("SELECT setval('{name}', {value}, {used})")).await;
        }
        tell(&mut to, "COMMIT".into()).await;
    }
    /// Waits until the server has ended what the hub had begun: its connections are closed.
    pub async fn left(&self) {
        let mut conn = connect(&self.address, "postgres").await;
        let there = "FROM pg_stat_activity WHERE datname = $1 AND backend_type = 'client backend'";
        for _ in 0..1_000 {
            let sql = AssertSqlSafe(format!("SELECT COUNT(*) {there}"));
            let row = sqlx::query(sql).bind(&self.current).fetch_one(&mut conn).await.expect("a row");
            if row.get::<i64, _>(0) == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        // A task of the ended hub that waits for something holds one. The process would be gone, and its connections with it.
        let sql = AssertSqlSafe(format!("SELECT pg_terminate_backend(pid, 5000) {there}"));
        sqlx::query(sql).bind(&self.current).fetch_all(&mut conn).await.expect("rows");
    }
}

/// Drops the databases of a run.
pub fn clean(address: &str, run: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut conn = connect(address, "postgres").await;
        let sql = "SELECT CAST(datname AS TEXT) FROM pg_database WHERE starts_with(datname, $1)";
        let all = sqlx::query(sql).bind(format!("{run}_")).fetch_all(&mut conn).await.expect("rows");
        for row in all {
            let name: String = row.get(0);
            tell(&mut conn, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    });
}
