//! Blobs that the platform's own transfer service sends while the app is suspended. It reads plain files and nothing else, so each of them
//! lies here as a plain copy for as long as that takes (decision 0016). The folder is the record: a blob with a copy is lent, and no session
//! sends it; without one it is the sessions' again.

use super::db::Store;
use super::error::StoreError;
use crate::kernel::Hash;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A wipe removes what begins with `blobs`.
fn folder(home: &Path) -> PathBuf {
    home.join("blobs.lent")
}

impl Store {
    /// Makes the plain copy of a blob. Where it lies.
    ///
    /// # Errors
    /// As [`Store::blob`]; [`StoreError::Full`].
    pub fn lend_blob(&self, hash: Hash) -> Result<PathBuf, StoreError> {
        let bytes = self.blob(hash)?;
        let file = folder(self.home()).join(hash.to_string());
        self.shared.files.put_whole(&file, &bytes)?;
        Ok(file)
    }

    /// The blobs that are lent.
    ///
    /// # Errors
    /// What the disk says.
    pub fn lent_blobs(&self) -> Result<BTreeSet<Hash>, StoreError> {
        let names = names(&folder(self.home()))?;
        Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The platform's service is done with all but `still`, whatever became of them: their copies go, and the next session asks the hub.
    ///
    /// # Errors
    /// What the disk says.
    pub fn take_back_blobs(&self, still: &BTreeSet<Hash>) -> Result<(), StoreError> {
        let folder = folder(self.home());
        for name in names(&folder)? {
            // A copy that was not finished is nobody's.
            if name.parse().is_ok_and(|hash: Hash| still.contains(&hash)) {
                continue;
            }
            self.shared.files.remove_whole(&folder.join(name))?;
        }
        Ok(())
    }
}

fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(e.into()),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    Ok(names)
}
