//! The hub's side: the real hub on a folder of its own, its router, and a second look at its database for the oracles.

use super::database::Database;
use super::server::Server;
use axum::Router;
use fettle_hub::clock::Clock;
use fettle_hub::sql::{self, Conn};
use fettle_hub::{Hub, Options, server, upkeep};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};

#[derive(Debug)]
pub struct HubSide {
    pub folder: PathBuf,
    /// Milliseconds since 1970 UTC, as the hub's clock shows.
    pub clock: Arc<AtomicU64>,
    pub database: Database,
    /// None only while it is down.
    up: Option<Up>,
}

#[derive(Debug)]
struct Up {
    hub: Arc<Hub>,
    router: Router,
    /// A connection of its own, for the oracles.
    look: Mutex<Conn>,
}

/// What stands beside the database in a data folder and goes with it when it is copied.
const PARTS: [&str; 2] = ["blobs", "keys"];

impl HubSide {
    pub async fn open(folder: PathBuf, clock: Arc<AtomicU64>, database: Database) -> Self {
        let mut side = Self { folder, clock, database, up: None };
        side.start().await;
        side
    }
    /// The hub of a folder whose database is a file is carried to a server first.
    pub async fn open_on(folder: PathBuf, clock: Arc<AtomicU64>, server: Server) -> Self {
        let mut side = Self { folder, clock, database: Database::Server(Box::new(server)), up: None };
        side.carry(&side.folder).await.expect("carried to the server");
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
    pub async fn look(&self) -> MutexGuard<'_, Conn> {
        self.up().look.lock().await
    }
    /// The clock that the hub goes by.
    pub fn hubs_clock(&self) -> Clock {
        let clock = Arc::clone(&self.clock);
        Clock::new(move || clock.load(Ordering::SeqCst))
    }
    pub async fn start(&mut self) {
        if self.up.is_some() {
            return;
        }
        let mut options = Options::new(&self.folder, self.hubs_clock()).named(Some("Sim".into()));
        options.vfs = self.database.vfs();
        let hub = Hub::open(options).await.expect("the hub opens");
        let router = server::router(Arc::clone(&hub));
        let look = Mutex::new(self.database.look(&self.folder).await);
        self.up = Some(Up { hub, router, look });
    }
    /// Ends the process. Waits until it let go of its database.
    pub async fn stop(&mut self) {
        self.up = None;
        self.database.left().await;
    }
    /// Whether the process died of a planned fault.
    pub fn dead(&self) -> bool {
        self.database.dead()
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
    /// A consistent copy of the whole folder with its file, as a careful person makes it. Fails where a planned fault strikes meanwhile.
    pub async fn copy_to(&self, to: &Path) -> Result<(), sql::Error> {
        std::fs::create_dir_all(to).expect("a folder");
        self.database.copy_file(&self.folder, to).await?;
        self.copy_parts(to);
        Ok(())
    }
    fn copy_parts(&self, to: &Path) {
        for part in PARTS {
            copy_folder(&self.folder.join(part), &to.join(part));
        }
    }
    /// A copy of everything at `next` is the hub from now on. It must not run.
    pub async fn move_to(&mut self, next: PathBuf) {
        match &mut self.database {
            Database::File(_) => self.copy_to(&next).await.expect("a copy"),
            Database::Server(server) => {
                server.move_on().await;
                std::fs::create_dir_all(&next).expect("a folder");
                server.named_in(&next);
                self.copy_parts(&next);
            }
        }
        self.folder = next;
    }
    /// The folder at `next`, restored from a backup and with its database in a file, is the hub from now on. It must not run.
    ///
    /// # Errors
    /// What stands against it, in words.
    pub async fn go_on_in(&mut self, next: PathBuf) -> Result<(), String> {
        if let Database::Server(server) = &mut self.database {
            server.begin_anew().await;
            self.carry(&next).await?;
        }
        self.folder = next;
        Ok(())
    }
    /// Carries the database of `folder` from its file to the server, by the product's own command.
    async fn carry(&self, folder: &Path) -> Result<(), String> {
        let Database::Server(server) = &self.database else { return Ok(()) };
        let moved = upkeep::relocate(folder, Some(&server.address()), &self.hubs_clock()).await;
        let moved = moved.map_err(|e| e.to_string())?;
        if moved.report.holds() { Ok(()) } else { Err(format!("{:?}", moved.report.findings)) }
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
