//! The data folder: `hub.db`, `blobs/`, `keys/hub.key` and the lock that keeps a second hub away.
//!
//! Here lives what is on disk and how it is opened. What the tables mean is their owners' business (`ledger`, `accounts`, `blobs`).

mod db;
mod folder;
pub(crate) mod secret_file;
mod upgrade;

pub use db::Db;
pub(crate) use db::{int, uint};
pub use folder::DataFolder;
