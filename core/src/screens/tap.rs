//! Carrying a tap out in one transaction, and telling a second tap from a second wish: the same action with the same entries on one drawing
//! is one tap.

use super::action::{Action, PhotoAction};
use super::blocks::Entry;
use crate::kernel::Hash;

/// A tap, as far as it is compared with the one before.
#[derive(PartialEq, Eq)]
pub(crate) struct Tap {
    drawn: String,
    /// Of the action and the entries: a photo's bytes are not kept for this.
    digest: Hash,
}

impl Tap {
    /// None where doing it twice is no second tap: the same code may lie before the camera twice, who goes somewhere or asks for a session
    /// may do so again; and where nothing says which drawing it was.
    pub fn of(drawn: &str, action: &Action, entries: &[Entry]) -> Option<Self> {
        let repeatable = matches!(
            action,
            Action::Scan { .. } | Action::Go { .. } | Action::Sync { .. } | Action::Enrol { .. } | Action::Lock { .. }
        );
        if drawn.is_empty() || repeatable {
            return None;
        }
        let said = match action {
            Action::Photo { purpose, action: PhotoAction::Taken { bytes, marks } } => {
                serde_json::to_string(&("taken", purpose, Hash::of(bytes), marks, entries))
            }
            Action::Photo { purpose, action: PhotoAction::Chosen { bytes, marks } } => {
                serde_json::to_string(&("chosen", purpose, Hash::of(bytes), marks, entries))
            }
            other => serde_json::to_string(&(other, entries)),
        };
        Some(Self { drawn: drawn.to_owned(), digest: Hash::of(said.ok()?.as_bytes()) })
    }
}
