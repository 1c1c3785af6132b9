//! The blob files, walked by folder and not by rows: a file without a row is sealed as well.

use crate::kernel::Hash;
use crate::store::error::StoreError;
use crate::store::files::Files;
use std::fs;
use std::path::{Path, PathBuf};

/// Every blob file. What a crash left half-written is removed: only under the writer's lock.
pub(super) fn all(home: &Path, disk: &dyn Files) -> Result<Vec<(Hash, PathBuf)>, StoreError> {
    let mut found = Vec::new();
    for folder in fs::read_dir(home.join("blobs"))? {
        let folder = folder?.path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder)? {
            let path = file?.path();
            if path.extension().is_some_and(|e| e == "new") {
                disk.remove(&path)?;
            } else if let Some(hash) = path.file_name().and_then(|name| name.to_str()?.parse().ok()) {
                found.push((hash, path));
            }
        }
    }
    Ok(found)
}

/// The bytes of a file; `None` when it was removed meanwhile.
pub(super) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e.into()),
    }
}
