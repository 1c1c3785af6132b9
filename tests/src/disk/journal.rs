//! What was written but not synced, and what a power loss makes of it.
//!
//! A file's unsynced changes are kept with what they overwrote: a power loss first takes them all back, which gives the durable file, and
//! then does again those that the seed keeps. Names (new, removed, renamed) are durable once their folder was synced; before that each may
//! be undone, with everything that depends on it.

use crate::splitmix::SplitMix;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// A write is torn at multiples of this: bytes of one sector come together.
const SECTOR: u64 = 512;

/// A file, whatever it is called.
pub(super) type Id = u64;

/// What becomes of everything unsynced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Kept,
    Dropped,
    Mixed,
    Torn,
}

enum Change {
    Write { at: u64, old: Vec<u8>, old_size: u64, new: Vec<u8> },
    Cut { to: u64, old_size: u64, tail: Vec<u8> },
}

enum Name {
    MadeDir { path: PathBuf },
    Created { path: PathBuf, id: Id },
    Removed { path: PathBuf, id: Id, kept: PathBuf },
    Renamed { from: PathBuf, to: PathBuf, id: Id, replaced: Option<(Id, PathBuf)> },
}

impl Name {
    fn id(&self) -> Option<Id> {
        match self {
            Self::MadeDir { .. } => None,
            Self::Created { id, .. } | Self::Removed { id, .. } | Self::Renamed { id, .. } => Some(*id),
        }
    }
    fn paths(&self) -> Vec<&Path> {
        match self {
            Self::MadeDir { path } | Self::Created { path, .. } | Self::Removed { path, .. } => vec![path],
            Self::Renamed { from, to, .. } => vec![from, to],
        }
    }
    /// Where the file lies that this took the name of.
    fn kept(&self) -> Option<&Path> {
        match self {
            Self::Removed { kept, .. } => Some(kept),
            Self::Renamed { replaced, .. } => replaced.as_ref().map(|(_, kept)| kept.as_path()),
            Self::MadeDir { .. } | Self::Created { .. } => None,
        }
    }
}

#[derive(Default)]
struct Node {
    size: u64,
    changes: Vec<Change>,
}

#[derive(Default)]
pub(super) struct Journal {
    next: Id,
    live: BTreeMap<PathBuf, Id>,
    nodes: BTreeMap<Id, Node>,
    names: Vec<Name>,
}

impl Journal {
    fn enter(&mut self, path: &Path, size: u64) -> Id {
        self.next += 1;
        self.live.insert(path.to_owned(), self.next);
        self.nodes.insert(self.next, Node { size, changes: Vec::new() });
        self.next
    }
    /// A file that was there.
    pub(super) fn known(&mut self, path: &Path, size: u64) -> Id {
        let Some(id) = self.live.get(path).copied() else { return self.enter(path, size) };
        // It may have been changed from outside while nobody had it open.
        if let Some(node) = self.nodes.get_mut(&id).filter(|node| node.changes.is_empty()) {
            node.size = size;
        }
        id
    }
    pub(super) fn created(&mut self, path: &Path) -> Id {
        // Whoever removed it without telling us has settled it.
        let id = self.enter(path, 0);
        self.names.push(Name::Created { path: path.to_owned(), id });
        id
    }
    pub(super) fn made_dir(&mut self, path: &Path) {
        self.names.push(Name::MadeDir { path: path.to_owned() });
    }
    pub(super) fn size(&self, id: Id) -> u64 {
        self.nodes.get(&id).map_or(0, |node| node.size)
    }
    pub(super) fn wrote(&mut self, id: Id, at: u64, old: Vec<u8>, new: &[u8]) {
        let node = self.nodes.entry(id).or_default();
        let old_size = node.size;
        node.size = old_size.max(at + new.len() as u64);
        node.changes.push(Change::Write { at, old, old_size, new: new.to_vec() });
    }
    pub(super) fn cut(&mut self, id: Id, to: u64, tail: Vec<u8>) {
        let node = self.nodes.entry(id).or_default();
        let old_size = node.size;
        node.size = to;
        node.changes.push(Change::Cut { to, old_size, tail });
    }
    pub(super) fn synced(&mut self, id: Id) {
        if let Some(node) = self.nodes.get_mut(&id) {
            node.changes = Vec::new();
        }
    }
    /// `path` was moved to `kept`.
    pub(super) fn removed(&mut self, path: &Path, kept: PathBuf, size: u64) {
        let id = self.known(path, size);
        self.live.remove(path);
        self.names.push(Name::Removed { path: path.to_owned(), id, kept });
    }
    /// `replaced`: where the file lies now that had the name before.
    pub(super) fn renamed(&mut self, from: &Path, to: &Path, size: u64, replaced: Option<PathBuf>) {
        let id = self.known(from, size);
        self.live.remove(from);
        let replaced = replaced.map(|kept| (self.known(to, 0), kept));
        self.live.insert(to.to_owned(), id);
        self.names.push(Name::Renamed { from: from.to_owned(), to: to.to_owned(), id, replaced });
    }
    /// The names in `dir` are durable, and with a name all that made its file.
    pub(super) fn dir_synced(&mut self, dir: &Path) {
        let mut durable = BTreeSet::new();
        let mut left = Vec::new();
        for name in std::mem::take(&mut self.names).into_iter().rev() {
            let here = name.paths().iter().any(|path| path.parent() == Some(dir));
            if here || name.id().is_some_and(|id| durable.contains(&id)) {
                durable.extend(name.id());
                forget(&name);
            } else {
                left.push(name);
            }
        }
        left.reverse();
        self.names = left;
        self.drop_nameless();
    }
    /// All that happened is durable.
    pub(super) fn settle(&mut self) {
        self.names.iter().for_each(forget);
        let (next, names) = (self.next, Vec::new());
        *self = Self { next, names, ..Self::default() };
    }
    /// As [`Journal::settle`], while files are open.
    pub(super) fn settle_open(&mut self) {
        self.names.iter().for_each(forget);
        self.names.clear();
        self.nodes.values_mut().for_each(|node| node.changes = Vec::new());
        self.drop_nameless();
    }
    pub(super) fn unsynced(&self) -> usize {
        self.names.len() + self.nodes.values().map(|node| node.changes.len()).sum::<usize>()
    }
    /// Files that have no name any more and cannot get one back.
    fn drop_nameless(&mut self) {
        let named: BTreeSet<Id> = self.live.values().copied().chain(self.names.iter().filter_map(Name::id)).collect();
        self.nodes.retain(|id, _| named.contains(id));
    }

    /// Makes the files what they might be after the power went.
    pub(super) fn lose(&mut self, rng: &mut SplitMix, fate: Fate) -> io::Result<()> {
        let mut undone = Vec::new();
        let (mut gone, mut gone_ids) = (Vec::<PathBuf>::new(), BTreeSet::new());
        for name in std::mem::take(&mut self.names) {
            let depends = name.id().is_some_and(|id| gone_ids.contains(&id))
                || name.paths().iter().any(|path| gone.iter().any(|above| path.starts_with(above)));
            if !depends && keeps(rng, fate) {
                forget(&name);
            } else {
                gone.extend(name.paths().into_iter().map(Path::to_owned));
                gone_ids.extend(name.id());
                undone.push(name);
            }
        }
        for name in undone.into_iter().rev() {
            self.undo(name)?;
        }
        let nodes = std::mem::take(&mut self.nodes);
        for (path, id) in std::mem::take(&mut self.live) {
            let Some(node) = nodes.get(&id).filter(|node| !node.changes.is_empty()) else { continue };
            match OpenOptions::new().read(true).write(true).open(&path) {
                Ok(file) => rebuild(&file, &node.changes, rng, fate)?,
                // Its folder went.
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    fn undo(&mut self, name: Name) -> io::Result<()> {
        match name {
            Name::MadeDir { path } => {
                self.live.retain(|file, _| !file.starts_with(&path));
                found(fs::remove_dir_all(path))
            }
            Name::Created { path, .. } => {
                self.live.remove(&path);
                found(fs::remove_file(path))
            }
            Name::Removed { path, id, kept } => {
                fs::rename(kept, &path)?;
                self.live.insert(path, id);
                Ok(())
            }
            Name::Renamed { from, to, id, replaced } => {
                fs::rename(&to, &from)?;
                self.live.remove(&to);
                self.live.insert(from, id);
                if let Some((id, kept)) = replaced {
                    fs::rename(kept, &to)?;
                    self.live.insert(to, id);
                }
                Ok(())
            }
        }
    }
}

/// A name that stays: what it took the name of is gone for good.
fn forget(name: &Name) {
    if let Some(kept) = name.kept() {
        fs::remove_file(kept).ok();
    }
}

fn found(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

fn keeps(rng: &mut SplitMix, fate: Fate) -> bool {
    match fate {
        Fate::Kept => true,
        Fate::Dropped => false,
        Fate::Mixed | Fate::Torn => rng.coin(),
    }
}

fn rebuild(file: &File, changes: &[Change], rng: &mut SplitMix, fate: Fate) -> io::Result<()> {
    for change in changes.iter().rev() {
        match change {
            Change::Write { at, old, old_size, .. } => {
                file.write_all_at(old, *at)?;
                file.set_len(*old_size)?;
            }
            Change::Cut { to, old_size, tail } => {
                file.set_len(*old_size)?;
                file.write_all_at(tail, *to)?;
            }
        }
    }
    for change in changes {
        match change {
            Change::Write { at, new, .. } if fate == Fate::Torn && rng.coin() => tear(file, *at, new, rng)?,
            Change::Write { at, new, .. } if keeps(rng, fate) => file.write_all_at(new, *at)?,
            Change::Cut { to, .. } if keeps(rng, fate) => {
                let size = file.metadata()?.len();
                file.set_len(size.min(*to))?;
            }
            Change::Write { .. } | Change::Cut { .. } => {}
        }
    }
    Ok(())
}

/// Each sector of a write by itself.
fn tear(file: &File, at: u64, new: &[u8], rng: &mut SplitMix) -> io::Result<()> {
    let mut from = 0;
    while from < new.len() {
        let left_in_sector = SECTOR - (at + from as u64) % SECTOR;
        let to = new.len().min(from + usize::try_from(left_in_sector).unwrap_or(new.len()));
        if rng.coin() {
            file.write_all_at(new.get(from..to).unwrap_or_default(), at + from as u64)?;
        }
        from = to;
    }
    Ok(())
}
