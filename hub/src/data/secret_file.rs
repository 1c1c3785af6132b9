//! Files with secrets: only their owner reads them; written beside and renamed, so that a crash leaves no half of a key.

use crate::error::{At, Fault, HubError};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

/// Writes a secret into a new file, or in the place of an old one.
pub(crate) fn write(path: &Path, secret: &[u8]) -> std::io::Result<()> {
    let fresh = path.with_extension("new");
    // What an earlier crash left may have other permissions.
    if fresh.exists() {
        std::fs::remove_file(&fresh)?;
    }
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&fresh)?;
    file.write_all(secret)?;
    file.sync_all()?;
    std::fs::rename(&fresh, path)?;
    // The name is durable only with its folder.
    match path.parent().filter(|dir| !dir.as_os_str().is_empty()) {
        Some(dir) => File::open(dir)?.sync_all(),
        None => Ok(()),
    }
}

/// Reads a secret.
///
/// # Errors
/// [`Fault`] `key_file_open` when anyone on the machine may read it, or others may write it. Readable by its group, as the keys of web
/// servers often are, it is only warned about.
pub(crate) fn read(path: &Path) -> Result<String, HubError> {
    let text = std::fs::read_to_string(path).at(path)?;
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(path)?.permissions());
        if mode & 0o027 != 0 {
            return Err(Fault::bad("key_file_open").with("file", path.display()).into());
        }
        if mode & 0o040 != 0 {
            tracing::warn!(file = %path.display(), "its group may read this key");
        }
    }
    Ok(text)
}
