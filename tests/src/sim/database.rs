//! Where the hub's database is, and what the families of faults do to it: a file on a disk that fails on demand, or a database of a PostgreSQL
//! server behind a line that breaks on demand. Each fault of a file has its counterpart on a server:
//!
//! | fault | file | server |
//! |---|---|---|
//! | killed | in the n-th change of its disk | in the n-th message to the server, which still arrives ([`AfterKill::Written`]) or does not |
//! | hub moved | the file is copied, and another one then | the database is copied, and another one then |
//! | hub snapshot | all files are written over in place | so are the folder's, and all rows in the same database |
//! | hub restored | `fettle backup` of a copy, `fettle restore` | `fettle backup` beside the hub, `fettle restore`, `fettle move` to a fresh database |
//! | disk full | no room for its pages | the server was started again: all connections break |
//!
//! A file alone is torn by a power failure (a server's log is the server's own), is full at any byte (so is a server's disk: it then refuses, as
//! when it is started again), and is asked whether its pages are sound. So a seed whose faults leave these alone plays the same day on both.

use super::phone::AfterKill;
use super::server::Server;
use crate::disk::{Disk, Plan};
use fettle_hub::sql::{self, AssertSqlSafe, Conn};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use std::path::Path;
use std::time::Duration;

#[derive(Debug)]
pub enum Database {
    /// A file of the data folder, on a disk that fails on demand; on the system's own without one.
    File(Option<Disk>),
    /// On a server.
    Server(Box<Server>),
}

impl Database {
    /// The name of the file's VFS, for the hub's options.
    pub fn vfs(&self) -> Option<String> {
        match self {
            Self::File(disk) => disk.as_ref().map(Disk::vfs),
            Self::Server(_) => None,
        }
    }
    /// Whether the process died of a planned fault.
    pub fn dead(&self) -> bool {
        match self {
            Self::File(disk) => disk.as_ref().is_some_and(Disk::dead),
            Self::Server(server) => server.line.dead(),
        }
    }
    /// Nothing goes wrong from now on.
    pub fn heal(&self) {
        match self {
            Self::File(None) => {}
            Self::File(Some(disk)) => disk.plan(Plan::none()),
            Self::Server(server) => server.line.heal(),
        }
    }
    /// The hub's process dies in the change with this number.
    pub fn kill(&self, change: u64, after: AfterKill) {
        match self {
            Self::File(None) => {}
            Self::File(Some(disk)) => disk.plan(Plan::kill(change)),
            Self::Server(server) => server.line.kill(change, after == AfterKill::Written),
        }
    }
    /// So many bytes are left on the disk.
    pub fn fill_up(&self, space: u64) {
        match self {
            Self::File(None) => {}
            Self::File(Some(disk)) => disk.plan(Plan::space(space)),
            Self::Server(server) => server.line.cut(),
        }
    }
    /// What the kill leaves.
    pub fn rise(&self, after: AfterKill) {
        match (self, after) {
            (Self::File(None), _) => {}
            (Self::File(Some(disk)), AfterKill::Written) => disk.restart(),
            (Self::File(Some(disk)), AfterKill::Torn) => disk.power_loss(),
            (Self::File(Some(disk)), AfterKill::Synced) => disk.power_loss_of_all(),
            (Self::Server(server), _) => server.line.heal(),
        }
    }
    /// Waits until the hub that ended let go of it.
    pub async fn left(&self) {
        let disk = match self {
            Self::File(None) => return,
            Self::File(Some(disk)) => disk,
            Self::Server(server) => return server.left().await,
        };
        for turn in 0..5_000 {
            if disk.open_files() == 0 {
                break;
            }
            // Connections go back to their pool by tasks of the runtime, and close in threads of their own.
            tokio::task::yield_now().await;
            if turn % 8 == 7 {
                std::thread::sleep(Duration::from_micros(200));
            }
        }
    }
    /// A connection of its own to the database of `folder`, which only reads.
    pub async fn look(&self, folder: &Path) -> Conn {
        match self {
            Self::File(_) => {
                let mut conn = self.file(folder).await.expect("the hub's database");
                sql::raw("PRAGMA query_only = true").execute(&mut conn).await.expect("read only");
                conn
            }
            Self::Server(server) => server.look().await,
        }
    }
    async fn file(&self, folder: &Path) -> Result<Conn, sql::Error> {
        let mut options =
            SqliteConnectOptions::new().filename(folder.join("hub.db")).busy_timeout(Duration::from_secs(10));
        if let Some(vfs) = self.vfs() {
            options = options.vfs(vfs);
        }
        Ok(Conn::Sqlite(options.connect().await?))
    }
    /// Writes a consistent copy of the file of `folder` to `to`. Fails where a planned fault strikes meanwhile.
    pub async fn copy_file(&self, folder: &Path, to: &Path) -> Result<(), sql::Error> {
        let mut conn = self.file(folder).await?;
        let text = to.join("hub.db").to_string_lossy().replace('\'', "''");
        sql::raw(AssertSqlSafe(format!("VACUUM INTO '{text}'"))).execute(&mut conn).await?;
        conn.close().await
    }
    /// A database on a server is kept with a copy of the hub's folder; a file is in the folder. The hub must not run.
    pub async fn keep(&mut self, with: &Path) {
        if let Self::Server(server) = self {
            server.keep(with).await;
        }
    }
    /// What was kept with the folder `with` is the hub's again, in place; `folder` has the files of `with` already. The hub must not run.
    pub async fn put_back(&self, with: &Path, folder: &Path) {
        if let Self::Server(server) = self {
            server.put_back(with).await;
            // The folder that was copied named the database of then.
            server.named_in(folder);
        }
    }
}
