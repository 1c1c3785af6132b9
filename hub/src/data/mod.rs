//! The data folder: `hub.db`, `blobs/`, `keys/hub.key`, the mark of how far the database was, and the lock that keeps a second hub away.
//!
//! Here lives what is on disk and how it is opened. What the tables mean is their owners' business (`ledger`, `accounts`, `blobs`).

mod db;
mod folder;
pub(crate) mod given;
pub(crate) mod hub_key;
mod log;
mod mark;
mod place;
mod private;
pub(crate) mod secret_file;
mod server_schema;
pub(crate) mod settings;
mod snapshot;
mod tables;
mod upgrade;

pub(crate) use crate::sql::{begin, int, uint};
pub use db::{Db, Writer};
pub use folder::DataFolder;
pub(crate) use folder::MANIFEST;
pub(crate) use log::{fold_log, remove_log};
pub(crate) use mark::{At, Mark, marks};
pub(crate) use place::Place;
pub(crate) use private::{private, private_dir};
pub(crate) use snapshot::{open_read_only, snapshot};
pub(crate) use tables::carry;
pub(crate) use upgrade::{VERSION, copy_database};

use std::path::Path;

/// Bytes that may still be written to the disk of `folder`.
pub(crate) fn free_bytes(folder: &Path) -> std::io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}
