//! What became of a damaged file.

use std::path::PathBuf;

/// A damaged file that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Where it lies now. It is never deleted by us.
    pub path: PathBuf,
    /// Whether the same device goes on: its key and its unsent events were readable without a gap.
    pub device_kept: bool,
    /// Unsent events that were saved from it.
    pub salvaged: u64,
    /// Own events that are not on the hub for sure and could not be read.
    pub lost: u64,
    /// Own files that were saved and that the hub may lack.
    pub blobs: u64,
    /// Own files that the hub may lack and that are damaged or gone.
    pub blobs_lost: u64,
}

impl SetAside {
    /// A file that was set aside whole.
    pub(super) fn nothing_saved(path: PathBuf) -> Self {
        Self { path, device_kept: false, salvaged: 0, lost: 0, blobs: 0, blobs_lost: 0 }
    }
}
