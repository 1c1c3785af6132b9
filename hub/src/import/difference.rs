//! A difference of a row from the record, as it is told.

use super::problem::Spot;
use std::borrow::Cow;

/// That a row says otherwise than the record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Difference {
    /// Where the row stands.
    pub spot: Spot,
    /// What it is about.
    pub kind: Cow<'static, str>,
    /// The line.
    pub line: u64,
    /// What names the thing.
    pub what: String,
    /// The column.
    pub column: Cow<'static, str>,
    /// What is on record.
    pub old: String,
    /// What the row says.
    pub new: String,
    /// Whether an import takes it when it is wanted; else it is for a person to do.
    pub takes: bool,
    /// That the row is about a person who left, which is all that is said.
    pub left: bool,
    /// That the row is about something that ended, and is taken up again; `old` says why it ended.
    #[serde(default)]
    pub back: bool,
}
