//! A backup as one tar file, which anything can open. First what it says of itself, then the database, the keys, the blobs.

use crate::data::{MANIFEST, private, private_dir};
use crate::error::{At, Fault, HubError};
use fettle_core::kernel::Hash;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};

/// Writes the folder of a backup to `file`, which may lie in it.
pub(super) fn write(folder: &Path, file: &Path) -> Result<(), HubError> {
    let mut archive = tar::Builder::new(BufWriter::new(private(file)?));
    for name in [MANIFEST, "hub.db"] {
        archive.append_path_with_name(folder.join(name), name)?;
    }
    for top in ["keys", "blobs"] {
        let mut paths = Vec::new();
        files(&folder.join(top), &mut paths)?;
        paths.sort();
        for path in paths {
            let name = path.strip_prefix(folder).map_err(std::io::Error::other)?;
            archive.append_path_with_name(&path, name)?;
        }
    }
    let mut out = archive.into_inner()?;
    out.flush()?;
    Ok(out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// Unpacks into `folder`, which is empty. Only what a backup has is taken, under names that are rebuilt from their parts.
pub(super) fn read(file: &Path, folder: &Path) -> Result<(), HubError> {
    let none = || HubError::from(Fault::bad("no_backup").with("folder", file.display()));
    let mut archive = tar::Archive::new(File::open(file).at(file)?);
    let mut entries = archive.entries().map_err(|_| none())?;
    // A file that was cut ends in an error here; what it lacks is then found by the check.
    while let Some(Ok(mut entry)) = entries.next() {
        let Some(to) = entry.path().ok().and_then(|name| place(&name)) else { continue };
        let to = folder.join(to);
        let above = to.parent().unwrap_or(folder);
        if above.starts_with(folder.join("keys")) {
            private_dir(above)?;
        }
        std::fs::create_dir_all(above)?;
        let mut out = private(&to)?;
        if copy(&mut entry, &mut out)? {
            out.sync_all()?;
        }
    }
    if folder.join(MANIFEST).exists() { Ok(()) } else { Err(none()) }
}

/// Copies; `false` when the source breaks off, an error when the disk does.
fn copy(from: &mut impl Read, to: &mut File) -> std::io::Result<bool> {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(true),
            Ok(read) => to.write_all(&buffer[..read])?,
            Err(_) => return Ok(false),
        }
    }
}

/// Where a name of the archive belongs; none for what is no backup's.
fn place(name: &Path) -> Option<PathBuf> {
    let mut parts = Vec::new();
    for part in name.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            _ => return None,
        }
    }
    match parts.as_slice() {
        [MANIFEST] => Some(MANIFEST.into()),
        ["hub.db"] => Some("hub.db".into()),
        ["keys", key] if !key.starts_with('.') => Some(Path::new("keys").join(key)),
        ["blobs", head, tail] if format!("{head}{tail}").parse::<Hash>().is_ok() => {
            Some(Path::new("blobs").join(head).join(tail))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_backup_has_is_unpacked() {
        let hash = "ab".repeat(32);
        let (head, tail) = hash.split_at(2);
        assert!(place(Path::new("hub.db")).is_some());
        assert!(place(&Path::new("blobs").join(head).join(tail)).is_some());
        for bad in ["../hub.db", "/hub.db", "blobs/../../x", "blobs/ab/cd", "keys/../hub.db", "lock", "keys/.ssh"] {
            assert_eq!(place(Path::new(bad)), None, "{bad}");
        }
    }
}
