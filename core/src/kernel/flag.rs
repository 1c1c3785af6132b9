//! Flags: what does not fit is recorded all the same and put before a person.

use super::id::EventId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The flags that an aggregate can carry, each with a code of its own: [`crate::kernel::Aggregate::FLAGS`] has them all.
pub trait FlagCode {
    /// The code.
    fn code(self) -> &'static str;
}

/// Something about an aggregate that a person has to look at. Physical facts are never refused; they are flagged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    /// Stable code; its text is `flag-<code>` in the catalogue (with `-` for `_`).
    pub code: String,
    /// The event that does not fit.
    pub event: EventId,
    /// What the text mentions.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub args: BTreeMap<String, String>,
}

impl Flag {
    /// A flag with no arguments.
    pub fn new(code: impl FlagCode, event: EventId) -> Self {
        Self { code: code.code().to_owned(), event, args: BTreeMap::new() }
    }
    /// With one more argument for its text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
}
