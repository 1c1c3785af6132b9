//! Reads Fettle's sources as text: which file uses which, and where that goes round in a circle.
//!
//! `scan` reads one file into modules, names and paths; `tree` puts the files of a crate together and says which file a path leads to;
//! `graph` finds circles. Nothing of Fettle is compiled in here, so its tests take seconds. What has to hold stands in `tests/`.

mod graph;
mod scan;
mod tree;

pub use graph::{Graph, Step};
pub use tree::{Crate, ReadError};

use std::path::PathBuf;

/// The workspace's folder.
#[must_use]
pub fn top() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}
