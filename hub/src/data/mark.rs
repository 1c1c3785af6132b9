//! The mark: a small file beside the database that says how far it was. A database that is behind its mark was put back from a copy, also
//! when the copy was written over the old file in place, where neither inode nor time of birth tell.
//!
//! The file has another name at every start and stop, so that a copy of the whole folder, written over the folder, brings its own old mark
//! with it and does not hide the newer one.

use crate::error::HubError;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How far a database is: everything that phones were told of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct At {
    /// Row of the newest event; 0 before the first.
    pub seq: u64,
    /// Chain hash of that event; empty before the first.
    pub hash: String,
    /// Entries in all streams together.
    pub entries: u64,
    /// When that event was received, milliseconds since 1970 UTC.
    pub received: u64,
}

/// The open mark of a running hub.
#[derive(Debug)]
pub(crate) struct Mark {
    folder: PathBuf,
    open: Mutex<(PathBuf, File)>,
    /// What was noted last.
    newest: Mutex<At>,
}

/// Nobody serves for so long without a commit.
const OLD: Duration = Duration::from_secs(90 * 24 * 3_600);
const PREFIX: &str = "mark-";
/// Every mark has as many bytes: it is written over in place.
const LENGTH: usize = 160;

impl At {
    fn to_line(&self) -> String {
        format!(
            "{:<width$}\n",
            format!("{} {} {} {}", self.seq, self.entries, self.received, self.hash),
            width = LENGTH - 1
        )
    }
    fn from_line(line: &str) -> Option<Self> {
        let mut words = line.strip_suffix('\n')?.split_whitespace();
        let seq = words.next()?.parse().ok()?;
        let entries = words.next()?.parse().ok()?;
        let received = words.next()?.parse().ok()?;
        Some(Self { seq, entries, received, hash: words.next().unwrap_or_default().to_owned() })
    }
}

/// Marks in the folder. One that does not read tells nothing: it was cut by a power failure, and the file's identity still tells.
pub(crate) fn marks(folder: &Path) -> std::io::Result<Vec<(PathBuf, Option<At>)>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            let mut line = String::new();
            let read = File::open(entry.path())?.take(1_024).read_to_string(&mut line);
            found.push((entry.path(), read.ok().and_then(|_| At::from_line(&line))));
        }
    }
    Ok(found)
}

impl Mark {
    /// Begins a mark of a new name and takes the old ones away; not those that may be of other processes on the same database.
    pub(crate) fn begin(folder: &Path, at: &At, shared: bool) -> Result<Self, HubError> {
        let open = fresh(folder, at)?;
        for (path, _) in marks(folder)? {
            let is_old = || {
                std::fs::metadata(&path)
                    .and_then(|about| about.modified())
                    .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OLD))
            };
            if path != open.0 && (!shared || is_old()) {
                std::fs::remove_file(path)?;
            }
        }
        Ok(Self { folder: folder.to_owned(), open: Mutex::new(open), newest: Mutex::new(at.clone()) })
    }
    /// Notes how far the database is now; after its commit. Not brought to the disk each time: a killed process loses nothing by that, and
    /// after a power failure an older mark is true as well.
    pub(crate) fn note(&self, at: &At) -> std::io::Result<()> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone_from(at);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.1.seek(SeekFrom::Start(0))?;
        open.1.write_all(at.to_line().as_bytes())
    }
    /// What was noted last: no further than the database is.
    pub(crate) fn newest(&self) -> At {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// At an orderly end: the same under another name, so that a copy of the stopped folder is told from what comes after.
    fn end(&self) -> Result<(), HubError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let mut line = String::new();
        open.1.seek(SeekFrom::Start(0))?;
        open.1.read_to_string(&mut line)?;
        let Some(at) = At::from_line(&line) else { return Ok(()) };
        let next = fresh(&self.folder, &at)?;
        let old = std::mem::replace(&mut *open, next);
        Ok(std::fs::remove_file(old.0)?)
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        if let Err(e) = self.end() {
            tracing::warn!(error = %e, "the mark could not be renewed");
        }
    }
}

fn fresh(folder: &Path, at: &At) -> Result<(PathBuf, File), HubError> {
    let mut bytes = [0; 4];
    crate::random::fill(&mut bytes)?;
    let path = folder.join(format!("{PREFIX}{}", hex::encode(bytes)));
    let mut file = OpenOptions::new().create_new(true).read(true).write(true).open(&path)?;
    let written = file
        .write_all(at.to_line().as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| File::open(folder)?.sync_all());
    if let Err(e) = written {
        // On a full disk a name takes no room and its bytes do: every start would leave another mark that does not read.
        std::fs::remove_file(&path).ok();
        return Err(e.into());
    }
    Ok((path, file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::disk::SmallDisk;

    #[test]
    fn a_full_disk_leaves_the_old_mark_and_no_half_one() {
        let Some(disk) = SmallDisk::mount("16k", "a_full_disk_leaves_the_old_mark_and_no_half_one") else { return };
        let far = At { seq: 7, hash: "ab".repeat(32), entries: 90, received: 1_700_000_000_000 };
        let mark = Mark::begin(disk.path(), &far, false).unwrap();
        let filled = std::fs::write(disk.path().join("filler"), vec![0; 64 * 1024]).is_err();
        let begun: Vec<bool> = (0..5).map(|_| Mark::begin(disk.path(), &At::default(), false).is_ok()).collect();
        drop(mark);
        let left = marks(disk.path()).unwrap();
        assert!(filled && !begun.contains(&true), "{begun:?}");
        assert_eq!(left.iter().map(|(_, at)| at.clone()).collect::<Vec<_>>(), [Some(far)]);
    }

    #[test]
    fn a_mark_says_how_far_and_has_another_name_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let far = At { seq: 7, hash: "ab".repeat(32), entries: 90, received: 1_700_000_000_000 };
        let mark = Mark::begin(folder.path(), &At::default(), false).unwrap();
        let first = marks(folder.path()).unwrap();
        assert_eq!(first.len(), 1);
        assert_eq!(first[0].1, Some(At::default()));
        mark.note(&far).unwrap();
        drop(mark);
        let second = marks(folder.path()).unwrap();
        assert_eq!((second.len(), second[0].1.as_ref()), (1, Some(&far)));
        assert_ne!(first[0].0, second[0].0);
        std::fs::write(&second[0].0, "half").unwrap();
        assert_eq!(marks(folder.path()).unwrap()[0].1, None);
        Mark::begin(folder.path(), &far, false).unwrap();
        assert_eq!(marks(folder.path()).unwrap().len(), 1);
    }
}
