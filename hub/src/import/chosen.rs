//! Which rows of staged tables are wanted: all, or all but some, or some.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What was chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// No row is wanted but those named here; else all but those named here.
    none_but: bool,
    /// Rows by their place: `sites.csv:12`.
    named: BTreeSet<String>,
}

impl Chosen {
    /// Every row, or none.
    pub fn every(wanted: bool) -> Self {
        Self { none_but: !wanted, named: BTreeSet::new() }
    }
    /// Whether nothing was left out.
    pub fn is_all(&self) -> bool {
        !self.none_but && self.named.is_empty()
    }
    /// Whether a row is wanted.
    pub fn has(&self, place: &str) -> bool {
        self.none_but == self.named.contains(place)
    }
    /// Takes note whether a row is wanted.
    pub fn set(&mut self, place: &str, wanted: bool) {
        if self.none_but == wanted {
            self.named.insert(place.to_owned());
        } else {
            self.named.remove(place);
        }
    }
}

/// What an import makes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Makes {
    /// A new thing.
    New,
    /// A difference from the record.
    Changed,
    /// Nothing, since it is not wanted.
    Left,
}

/// A row that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// What it is about.
    pub kind: String,
    /// Where it stands.
    pub place: String,
    /// What names the thing, and what it is called.
    pub what: String,
    /// What becomes of it.
    pub makes: Makes,
}
