//! Keeping the hub's data: a backup while it serves, and putting one back.
//!
//! A backup is a folder laid out as a data folder (`hub.db`, `blobs/`, `keys/`) with `backup.json`, or the same as one tar file. It is written
//! under another name beside its place and renamed when it is whole and checked, so that nothing half ever looks like a backup.

mod archive;
mod backup;
mod manifest;
mod part;
mod relocate;
mod restore;
#[cfg(test)]
mod tests;

pub use backup::{Backed, backup};
pub use manifest::Manifest;
pub use relocate::{Moved, relocate};
pub use restore::{Asked, Restored, restore};
