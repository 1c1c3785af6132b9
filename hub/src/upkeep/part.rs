//! What is being written, beside its place and under another name; locked while its writer lives, so that what a killed one left is told
//! from what another one is writing, and goes.

use crate::data::private_dir;
use crate::error::{Fault, HubError};
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// A folder that becomes `target`, or is removed with the value.
#[derive(Debug)]
pub(super) struct Part {
    folder: PathBuf,
    target: PathBuf,
    lock: PathBuf,
    _held: File,
    done: bool,
}

/// Between the target's name and random digits.
const MIDDLE: &str = ".part-";

impl Part {
    /// Begins a folder beside `target`, which must not be there, and removes what killed writers left there.
    pub(super) fn begin(target: &Path) -> Result<Self, HubError> {
        let target = std::path::absolute(target)?;
        if target.exists() {
            return Err(Fault::bad("target_exists").with("target", target.display()).into());
        }
        let parent = target.parent().unwrap_or(Path::new("/")).to_owned();
        std::fs::create_dir_all(&parent)?;
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        remove_leftovers(&parent, &format!("{name}{MIDDLE}"))?;
        let mut bytes = [0; 4];
        crate::random::fill(&mut bytes)?;
        let folder = parent.join(format!("{name}{MIDDLE}{}", hex::encode(bytes)));
        let lock = lock_of(&folder);
        // The lock is there before the folder: a folder without one has no living writer.
        let held = OpenOptions::new().create_new(true).write(true).open(&lock)?;
        held.lock()?;
        private_dir(&folder)?;
        Ok(Self { folder, target, lock, _held: held, done: false })
    }
    /// The folder that is being written.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
    /// The file in it, or the folder itself, becomes the target. Everything in it has to be on the disk already.
    pub(super) fn finish(mut self, file: Option<&Path>) -> Result<PathBuf, HubError> {
        let parent = self.target.parent().unwrap_or(Path::new("/")).to_owned();
        let exists = || HubError::from(Fault::bad("target_exists").with("target", self.target.display()));
        match file {
            // A link does not replace what another one has put there meanwhile; a rename would.
            Some(file) => match std::fs::hard_link(file, &self.target) {
                Ok(()) => {}
                Err(e) if e.kind() == ErrorKind::AlreadyExists => return Err(exists()),
                Err(_) if self.target.exists() => return Err(exists()),
                Err(_) => std::fs::rename(file, &self.target)?,
            },
            // A folder is renamed over nothing, or over an empty one.
            None => {
                if let Err(e) = std::fs::rename(&self.folder, &self.target) {
                    return Err(if self.target.exists() { exists() } else { e.into() });
                }
                self.done = true;
            }
        }
        File::open(parent)?.sync_all()?;
        Ok(self.target.clone())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next one.
        if !self.done {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
        let _ = std::fs::remove_file(&self.lock);
    }
}

fn lock_of(folder: &Path) -> PathBuf {
    let mut name = folder.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn remove_leftovers(parent: &Path, prefix: &str) -> Result<(), HubError> {
    for entry in std::fs::read_dir(parent)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.starts_with(prefix) {
            continue;
        }
        if name.ends_with(".lock") {
            // Held by who writes; a free one whose folder was never made goes with it.
            let free = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
            let folder = path.with_extension("");
            if free {
                if folder.exists() {
                    std::fs::remove_dir_all(&folder)?;
                }
                std::fs::remove_file(&path)?;
            }
        }
    }
    Ok(())
}

/// Brings a folder's names, and those of the folders in it, to the disk.
pub(super) fn sync_folders(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    File::open(folder)?.sync_all()
}
