//! The store's and the hub's [`Files`] on this disk: blobs fail and get lost like databases.

use super::plan::Op;
use super::state::{Inner, Verdict, Why};
use fettle_core::store::Files;
use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

/// Files of a disk.
pub(super) struct FilesOf(pub Arc<Inner>);

impl std::fmt::Debug for FilesOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FilesOf({})", self.0.name)
    }
}

fn error(why: Why) -> Error {
    match why {
        Why::Error => Error::other("the disk failed"),
        Why::Full => Error::new(ErrorKind::StorageFull, "the disk is full"),
    }
}

fn allowed(verdict: Verdict) -> Result<()> {
    match verdict {
        Verdict::Go => Ok(()),
        Verdict::Part(_, why) => Err(error(why)),
    }
}

fn length(path: &Path) -> Result<u64> {
    Ok(fs::metadata(path)?.len())
}

fn old_bytes(file: &File, at: u64, length: u64) -> Result<Vec<u8>> {
    let mut old = vec![0; usize::try_from(length).unwrap_or(0)];
    file.read_exact_at(&mut old, at)?;
    Ok(old)
}

impl Files for FilesOf {
    fn make_dir(&self, dir: &Path) -> Result<()> {
        let dir = self.0.path(dir);
        let mut state = self.0.state();
        allowed(state.judge(Op::Create, 0, 0))?;
        fs::create_dir(&dir)?;
        state.journal.made_dir(&dir);
        Ok(())
    }
    fn create(&self, file: &Path) -> Result<()> {
        let path = self.0.path(file);
        let mut state = self.0.state();
        allowed(state.judge(Op::Create, 0, 0))?;
        if path.exists() {
            let id = state.known(&path);
            let file = OpenOptions::new().read(true).write(true).open(&path)?;
            let size = length(&path)?;
            let tail = old_bytes(&file, 0, size)?;
            file.set_len(0)?;
            state.freed(size);
            state.journal.cut(id, 0, tail);
        } else {
            File::create(&path)?;
            state.journal.created(&path);
        }
        Ok(())
    }
    fn write(&self, file: &Path, at: u64, bytes: &[u8]) -> Result<()> {
        let path = self.0.path(file);
        let mut state = self.0.state();
        let file = OpenOptions::new().read(true).write(true).open(&path)?;
        let (id, size) = (state.known(&path), length(&path)?);
        let verdict = state.judge(Op::Write, bytes.len(), (at + bytes.len() as u64).saturating_sub(size));
        let part = match verdict {
            Verdict::Go => bytes,
            Verdict::Part(part, _) => bytes.get(..part).unwrap_or_default(),
        };
        if !part.is_empty() {
            let overlap = size.min(at + part.len() as u64).saturating_sub(at);
            let old = old_bytes(&file, at, overlap)?;
            file.write_all_at(part, at)?;
            state.journal.wrote(id, at, old, part);
        }
        allowed(verdict)
    }
    fn sync(&self, file: &Path) -> Result<()> {
        let path = self.0.path(file);
        let mut state = self.0.state();
        allowed(state.judge(Op::Sync, 0, 0))?;
        length(&path)?;
        let id = state.known(&path);
        state.journal.synced(id);
        Ok(())
    }
    fn sync_dir(&self, dir: &Path) -> Result<()> {
        let dir = self.0.path(dir);
        let mut state = self.0.state();
        allowed(state.judge(Op::Sync, 0, 0))?;
        state.journal.dir_synced(&dir);
        Ok(())
    }
    fn rename(&self, from: &Path, to: &Path) -> Result<()> {
        let (from, to) = (self.0.path(from), self.0.path(to));
        let mut state = self.0.state();
        allowed(state.judge(Op::Rename, 0, 0))?;
        let size = length(&from)?;
        let replaced = if to.exists() {
            let aside = self.0.aside(&mut state);
            fs::rename(&to, &aside)?;
            Some(aside)
        } else {
            None
        };
        fs::rename(&from, &to)?;
        state.journal.renamed(&from, &to, size, replaced);
        Ok(())
    }
    fn remove(&self, file: &Path) -> Result<()> {
        let path = self.0.path(file);
        let mut state = self.0.state();
        allowed(state.judge(Op::Remove, 0, 0))?;
        let size = length(&path)?;
        let aside = self.0.aside(&mut state);
        fs::rename(&path, &aside)?;
        state.freed(size);
        state.journal.removed(&path, aside, size);
        Ok(())
    }
}
