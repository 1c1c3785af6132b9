//! The hub's side: the real hub on a folder of its own, its router, and a second look at its database for the oracles.

use crate::disk::Disk;
use axum::Router;
use fettle_hub::clock::Clock;
use fettle_hub::{Hub, Options, server};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

#[derive(Debug)]
pub struct HubSide {
    pub folder: PathBuf,
    /// Milliseconds since 1970 UTC, as the hub's clock shows.
    pub clock: Arc<AtomicU64>,
    /// The disk that fails on demand; the system's own without one.
    pub disk: Option<Disk>,
    /// None only while it is down.
    up: Option<Up>,
}

#[derive(Debug)]
struct Up {
    hub: Arc<Hub>,
    router: Router,
    /// A connection of its own, for the oracles.
    look: Connection,
}

const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

impl HubSide {
    pub async fn open(folder: PathBuf, clock: Arc<AtomicU64>, disk: Option<Disk>) -> Self {
        let mut side = Self { folder, clock, disk, up: None };
        side.start().await;
        side
    }
    fn up(&self) -> &Up {
        self.up.as_ref().expect("the hub is up")
    }
    pub fn is_up(&self) -> bool {
        self.up.is_some()
    }
    pub fn hub(&self) -> &Arc<Hub> {
        &self.up().hub
    }
    /// None while the hub is down.
    pub fn router(&self) -> Option<&Router> {
        self.up.as_ref().map(|up| &up.router)
    }
    /// The database, to be read beside the hub.
    pub fn look(&self) -> &Connection {
        &self.up().look
    }
    pub async fn start(&mut self) {
        if self.up.is_some() {
            return;
        }
        let clock = Arc::clone(&self.clock);
        let clock = Clock::new(move || clock.load(Ordering::SeqCst));
        let mut options = Options::new(&self.folder, clock).named(Some("Sim".into()));
        options.vfs = self.disk.as_ref().map(Disk::vfs);
        let hub = Hub::open(options).await.expect("the hub opens");
        let router = server::router(Arc::clone(&hub));
        let look = self.connect();
        look.pragma_update(None, "query_only", true).expect("read only");
        self.up = Some(Up { hub, router, look });
    }
    /// Ends the process. Waits until its threads let go of the files.
    pub async fn stop(&mut self) {
        self.up = None;
        let Some(disk) = &self.disk else { return };
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
    /// Whether the process died of a planned fault.
    pub fn dead(&self) -> bool {
        self.disk.as_ref().is_some_and(Disk::dead)
    }
    /// What `work` gives; nothing where a planned fault kills the process meanwhile: a dead process answers nobody, and what it would do next
    /// (a hub waits for its disk to come back) must not be waited for.
    pub async fn alive<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let dies = async {
            while !self.dead() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::select! {
            biased;
            out = work => (!self.dead()).then_some(out),
            () = dies => None,
        }
    }
    fn connect(&self) -> Connection {
        let file = self.folder.join("hub.db");
        let conn = match &self.disk {
            Some(disk) => Connection::open_with_flags_and_vfs(file, FLAGS, disk.vfs().as_str()),
            None => Connection::open_with_flags(file, FLAGS),
        };
        let conn = conn.expect("the hub's database");
        conn.busy_timeout(Duration::from_secs(10)).expect("a timeout");
        conn
    }
    /// A consistent copy of the whole folder, as a careful person makes it. Fails where a planned fault strikes meanwhile.
    pub fn copy_to(&self, to: &Path) -> Result<(), rusqlite::Error> {
        std::fs::create_dir_all(to).expect("a folder");
        self.connect().execute("VACUUM INTO ?1", [to.join("hub.db").to_string_lossy()])?;
        for part in ["blobs", "keys"] {
            copy_folder(&self.folder.join(part), &to.join(part));
        }
        Ok(())
    }
}

/// Copies a folder with everything in it.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a copy");
        }
    }
}
