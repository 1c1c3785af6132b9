//! Files beside the database, such as blobs, written so that they survive a power cut: an interface, because tests put a disk that fails
//! under it. Reading goes past it.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::Path;

/// What changes files. All calls block.
///
/// Each fails with what the file system says; [`ErrorKind::StorageFull`] where there is no space. Nothing is durable before it is synced:
/// bytes by [`Files::sync`], names by [`Files::sync_dir`] of their folder.
pub trait Files: Debug + Send + Sync {
    /// Makes a folder in one that is there.
    fn make_dir(&self, dir: &Path) -> io::Result<()>;
    /// An empty file, new or in the place of an old one.
    fn create(&self, file: &Path) -> io::Result<()>;
    /// Writes into a file that is there, from byte `at` on.
    fn write(&self, file: &Path, at: u64, bytes: &[u8]) -> io::Result<()>;
    /// Makes a file's bytes durable.
    fn sync(&self, file: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable, where the platform can.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    /// Gives a file another name, in the place of a file that has it.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, file: &Path) -> io::Result<()>;
}

impl dyn Files + '_ {
    /// Makes a folder and those above it that are missing; its name is durable then.
    ///
    /// # Errors
    /// What the file system says.
    pub fn make_dirs(&self, dir: &Path) -> io::Result<()> {
        let above = dir.parent().filter(|above| !above.as_os_str().is_empty());
        if !dir.is_dir() {
            if let Some(above) = above {
                self.make_dirs(above)?;
            }
            match self.make_dir(dir) {
                Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(e),
                _ => {}
            }
        }
        // Also when it was there: a process that was killed may have made it and not synced.
        above.map_or(Ok(()), |above| self.sync_dir(above))
    }
    /// Writes a file so that it is there whole and durable, or not at all.
    ///
    /// # Errors
    /// What the file system says.
    pub fn put_whole(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        let dir = file.parent().unwrap_or(Path::new(""));
        self.make_dirs(dir)?;
        let unfinished = file.with_extension("new");
        let written = self
            .create(&unfinished)
            .and_then(|()| self.write(&unfinished, 0, bytes))
            .and_then(|()| self.sync(&unfinished))
            .and_then(|()| self.rename(&unfinished, file));
        if let Err(e) = written {
            // A half of it would take the space that is missing.
            self.remove(&unfinished).ok();
            return Err(e);
        }
        self.sync_dir(dir)
    }
    /// Removes a file for good. One that is not there is removed.
    ///
    /// # Errors
    /// What the file system says.
    pub fn remove_whole(&self, file: &Path) -> io::Result<()> {
        match self.remove(file) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(e),
            _ => {}
        }
        match file.parent().filter(|dir| dir.is_dir()) {
            Some(dir) => self.sync_dir(dir),
            None => Ok(()),
        }
    }
}

/// The system's files.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemFiles;

impl Files for SystemFiles {
    fn make_dir(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir(dir)
    }
    fn create(&self, file: &Path) -> io::Result<()> {
        File::create(file).map(drop)
    }
    fn write(&self, file: &Path, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).open(file)?;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(bytes)
    }
    fn sync(&self, file: &Path) -> io::Result<()> {
        // For writing: some platforms sync nothing that is open for reading only.
        OpenOptions::new().write(true).open(file)?.sync_all()
    }
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        // Not every platform can sync a folder; then the name alone has to do.
        let Ok(dir) = File::open(dir) else { return Ok(()) };
        match dir.sync_all() {
            Err(e) if matches!(e.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
            other => other,
        }
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }
    fn remove(&self, file: &Path) -> io::Result<()> {
        fs::remove_file(file)
    }
}
