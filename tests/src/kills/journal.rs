//! The journal: what a phone was told is safe, kept outside its store. A line is written and synced only after the store's call returned;
//! whoever reads it after a kill knows what may not be missing. One line a fact; a torn line is of a kill and says nothing.

use fettle_core::kernel::{EventId, Hash};
use std::collections::BTreeSet;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// A fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// An own event is in the store.
    Event(EventId),
    /// A blob is in the store, and an event that names it.
    Blob(Hash),
    /// The hub said that it has the event.
    Receipt(EventId),
    /// A session or a write ended with this code.
    Said(String),
    /// Something that may not happen.
    Complaint(String),
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(id) => write!(f, "event {id}"),
            Self::Blob(hash) => write!(f, "blob {hash}"),
            Self::Receipt(id) => write!(f, "receipt {id}"),
            Self::Said(code) => write!(f, "said {code}"),
            Self::Complaint(text) => write!(f, "complaint {}", text.replace('\n', " ")),
        }
    }
}

fn parse(line: &str) -> Option<Line> {
    let (kind, rest) = line.split_once(' ')?;
    match kind {
        "event" => rest.parse().ok().map(Line::Event),
        "blob" => rest.parse().ok().map(Line::Blob),
        "receipt" => rest.parse().ok().map(Line::Receipt),
        "said" => Some(Line::Said(rest.to_owned())),
        "complaint" => Some(Line::Complaint(rest.to_owned())),
        _ => None,
    }
}

/// The lines of a journal; none for one that was never begun.
///
/// # Errors
/// What the disk says.
pub fn read(path: &Path) -> io::Result<Vec<Line>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text.lines().filter_map(parse).collect()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e),
    }
}

/// A journal that is written to.
#[derive(Debug)]
pub struct Journal {
    file: File,
    /// Own events that the hub has not acknowledged, as far as the journal knows.
    open: Mutex<BTreeSet<EventId>>,
}

impl Journal {
    /// Goes on with the journal at `path`, made when it is missing. All its own events come too.
    ///
    /// # Errors
    /// What the disk says.
    pub fn open(path: &Path) -> io::Result<(Self, BTreeSet<EventId>)> {
        let (mut written, mut acknowledged) = (BTreeSet::new(), BTreeSet::new());
        for line in read(path)? {
            match line {
                Line::Event(id) => drop(written.insert(id)),
                Line::Receipt(id) => drop(acknowledged.insert(id)),
                _ => {}
            }
        }
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        // Ends a line that a kill tore.
        file.write_all(b"\n")?;
        let open = Mutex::new(written.difference(&acknowledged).copied().collect());
        Ok((Self { file, open }, written))
    }
    /// Writes facts, synced when it returns.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&self, lines: &[Line]) -> io::Result<()> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        (&self.file).write_all(text.as_bytes())?;
        self.file.sync_data()?;
        for line in lines {
            match line {
                Line::Event(id) => drop(open.insert(*id)),
                Line::Receipt(id) => drop(open.remove(id)),
                _ => {}
            }
        }
        Ok(())
    }
    /// Own events that the hub has not acknowledged, as far as the journal knows.
    pub fn unacknowledged(&self) -> BTreeSet<EventId> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
