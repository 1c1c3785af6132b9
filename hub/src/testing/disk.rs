//! A small disk, for tests of what happens when one is full.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Where this is 1 a disk has to be there: it is set where mounting is known to work, so that no test is left out there without a word.
const MUST: &str = "FETTLE_MUST_MOUNT";

/// A folder with a disk of its own, in memory. It goes with the value.
#[derive(Debug)]
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// Mounts one of this size, such as `200k`. `None` where nobody may mount anything: `test` then says that it was not run.
    ///
    /// # Panics
    /// Where it has to be there, and is not.
    #[must_use]
    pub fn mount(size: &str, test: &str) -> Option<Self> {
        let folder = TempDir::new().expect("a folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "none"]).arg(folder.path());
        if mount.status().is_ok_and(|status| status.success()) {
            return Some(Self { folder });
        }
        assert!(!must(std::env::var(MUST).ok().as_deref()), "{test}: no tmpfs could be mounted, and it has to be here");
        // Not by `eprintln!`, which is shown for tests that fail only.
        writeln!(std::io::stderr(), "not run: {test}: no tmpfs can be mounted here").ok();
        None
    }
    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // What still has files open there keeps them until it ends.
        Command::new("umount").arg("-l").arg(self.folder.path()).status().ok();
    }
}

fn must(said: Option<&str>) -> bool {
    said == Some("1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_disk_is_full_soon_or_said_to_be_missing() {
        assert!(must(Some("1")) && !must(Some("")) && !must(None));
        let Some(disk) = SmallDisk::mount("64k", "a_small_disk_is_full_soon_or_said_to_be_missing") else { return };
        let path = disk.path().to_owned();
        std::fs::write(path.join("file"), vec![0; 256 * 1024]).expect_err("full");
        drop(disk);
        assert!(!path.exists(), "it goes with its folder");
    }
}
