//! Pages by key: a page begins behind the last row of the one before, so that a deep page costs what the first costs.

use crate::error::HubError;
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
