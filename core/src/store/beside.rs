//! Files beside the file of records, named like it.

use super::files::Files;
use std::path::{Path, PathBuf};

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Remembers that a read or write found damage: the next opening checks the whole file.
pub(super) fn suspect(path: &Path, files: &dyn Files) {
    // If even this cannot be written, the next read finds the damage again.
    files.put_whole(&beside(path, ".suspect"), b"").ok();
}
