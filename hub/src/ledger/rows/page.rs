//! Pages by key: a page begins behind the last row of the one before, so that a deep page costs what the first costs.

use crate::error::HubError;
use crate::ledger::batch::in_texts;
use crate::sql::Builder;
use fettle_core::domain::reach::Reach;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Subject;
use std::fmt;
use std::str::FromStr;

/// Where a page ends: the order's key of its last row, and the row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// What the list is sorted by.
    pub sort: String,
    /// The row's subject.
    pub subject: Subject,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.subject, self.sort)
    }
}
impl FromStr for Key {
    type Err = HubError;
    fn from_str(text: &str) -> Result<Self, HubError> {
        let bad = || HubError::Record("key of a page".into());
        let (subject, sort) = text.split_once('~').ok_or_else(bad)?;
        Ok(Self { sort: sort.to_owned(), subject: subject.parse().map_err(|_| bad())? })
    }
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// Behind what the next one begins; none where this is the last.
    pub next: Option<Key>,
    /// More was found than a list can sort: what is not among the newest is left out, and the question wants more words.
    pub cut: bool,
}

/// The streams by which `reach` reads rows: `*` is every one.
pub(super) fn streams(reach: &Reach) -> Vec<String> {
    match reach {
        Reach::All(_) => vec![EVERY.to_owned()],
        Reach::Streams(streams) => streams.iter().map(Stream::to_string).collect(),
    }
}

/// The stream under which everything stands, also what is filed nowhere.
pub(super) const EVERY: &str = "*";

/// The ranges of an index by stream that a question reads together.
pub(super) struct Within {
    /// The streams.
    pub streams: Vec<String>,
    /// Who reaches more streams than one statement reads together is asked of each row.
    asked: Option<Vec<String>>,
}

/// Ranges of an index that one statement reads together.
const MOST_RANGES: usize = 60;

impl Within {
    /// What `reach` reads.
    pub(super) fn of(reach: &Reach) -> Self {
        let streams = streams(reach);
        if streams.len() > MOST_RANGES {
            return Self { streams: vec![EVERY.to_owned()], asked: Some(streams) };
        }
        Self { streams, asked: None }
    }
    /// The same where no row stands under a stream: each row is asked.
    pub(super) fn asking(reach: &Reach) -> Self {
        let asked = (!reach.is_all()).then(|| streams(reach));
        let none = asked.as_ref().is_some_and(Vec::is_empty);
        Self { streams: if none { Vec::new() } else { vec![EVERY.to_owned()] }, asked }
    }
    /// The same without the streams of centres and their offices.
    pub(super) fn of_people(reach: &Reach) -> Self {
        let mut within = Self::of(reach);
        within.streams.retain(|stream| !matches!(stream.parse(), Ok(Stream::Centre(_) | Stream::Office(_))));
        within
    }
    /// One stream, for who reaches it.
    pub(super) fn stream(stream: String) -> Self {
        Self { streams: vec![stream], asked: None }
    }
    /// Whether `reach` has a stream.
    pub(super) fn has(reach: &Reach, stream: &str) -> bool {
        stream.parse().is_ok_and(|stream: Stream| reach.has(&stream))
    }
    /// Goes on with what is asked of each row.
    pub(super) fn each(&self, query: &mut Builder, column: &str) {
        let Some(streams) = &self.asked else { return };
        query.push(format!(
            " AND EXISTS (SELECT 1 FROM filed f WHERE f.subject = {column} AND f.left_at IS NULL AND f.stream IN ("
        ));
        in_texts(query, streams);
        query.push(")");
    }
}
