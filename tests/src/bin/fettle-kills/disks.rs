//! Small file systems that fill up: the hub's data folder and the first phone's home on a tmpfs each.

use crate::inside;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

/// Size while there is room, in KiB. Memory is taken only as it is used.
const ROOM: u64 = 4 * 1024 * 1024;

/// The file systems; none where they cannot be mounted.
#[derive(Debug, Default)]
pub struct Disks {
    mounts: Vec<PathBuf>,
    filled: AtomicU64,
}

/// Whose disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    Hub,
    /// The first phone's.
    Phone,
}

impl Disks {
    /// Mounts both below `folder`, in a mount namespace of this program only.
    pub fn mount(folder: &Path) -> Self {
        let mut disks = Self::default();
        if !inside::own() {
            return disks;
        }
        for place in [folder.join("hub"), folder.join("phone-0")] {
            let made = std::fs::create_dir_all(&place).is_ok();
            let options = format!("size={ROOM}k,mode=0755");
            let mount = ["-t", "tmpfs", "-o", &options, "fettle-kills"];
            if !made || !done(Command::new("mount").args(mount).arg(&place)) {
                disks.unmount();
                return Self::default();
            }
            disks.mounts.push(place);
        }
        disks
    }
    /// Whether there are any.
    pub fn there(&self) -> bool {
        !self.mounts.is_empty()
    }
    /// How often one filled up.
    pub fn filled(&self) -> u64 {
        self.filled.load(Ordering::Relaxed)
    }
    /// Leaves only `left` KiB.
    ///
    /// # Errors
    /// When the file system cannot be asked or changed.
    pub fn fill(&self, whose: Whose, left: u64) -> io::Result<()> {
        let Some(place) = self.mounts.get(usize::from(whose == Whose::Phone)) else { return Ok(()) };
        let said = Command::new("df").args(["--output=used", "-k"]).arg(place).output()?;
        let used =
            String::from_utf8_lossy(&said.stdout).lines().nth(1).and_then(|line| line.trim().parse::<u64>().ok());
        let used = used.ok_or_else(|| io::Error::other("df says nothing"))?;
        // What was written since may not fit any more: then it stays as it is.
        if resize(place, used + left) {
            self.filled.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    }
    /// There is room again everywhere.
    ///
    /// # Errors
    /// When a file system cannot be changed.
    pub fn free(&self) -> io::Result<()> {
        if self.mounts.iter().all(|place| resize(place, ROOM)) { Ok(()) } else { Err(io::Error::other("remount")) }
    }
    /// Copies what is on them into the folder itself, which stays when this program is gone.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(&self, folder: &Path) -> io::Result<()> {
        for place in &self.mounts {
            let copy = folder.join("kept");
            done(Command::new("cp").arg("-a").arg(place).arg(&copy));
            done(Command::new("umount").arg("-l").arg(place));
            if copy.exists() {
                std::fs::remove_dir(place)?;
                std::fs::rename(copy, place)?;
            }
        }
        Ok(())
    }
    /// Takes them away, from a process that has not quite ended too.
    pub fn unmount(&self) {
        for place in &self.mounts {
            done(Command::new("umount").arg("-l").arg(place));
        }
    }
}

fn resize(place: &Path, kib: u64) -> bool {
    done(Command::new("mount").args(["-o", &format!("remount,size={kib}k")]).arg(place))
}

fn done(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}
