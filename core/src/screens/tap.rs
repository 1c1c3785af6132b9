//! Carrying a tap out in one transaction, and telling a second tap from a second wish: the same action with the same entries on one drawing
//! is one tap.

use super::action::{self, Action, Outcome, PhotoAction, SignAction};
use super::blocks::Entry;
use super::error::Problem;
use super::form::Form;
use super::view::View;
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
                serde_json::to_string(&(purpose, Hash::of(bytes), marks, entries))
            }
            other => serde_json::to_string(&(other, entries)),
        };
        Some(Self { drawn: drawn.to_owned(), digest: Hash::of(said.ok()?.as_bytes()) })
    }
}

/// Does what was tapped: looks, decides and records in one transaction. What puts files or looks at a picture first does so itself, and
/// what records nothing, or asks the person or the network, holds nobody up.
pub(crate) fn carry_out(view: &View<'_>, action: &Action, entries: &[Entry]) -> Result<Outcome, Problem> {
    let by_itself = matches!(
        action,
        Action::Photo { .. }
            | Action::Sign { action: SignAction::Sign { .. }, .. }
            | Action::Lock { .. }
            | Action::Sync { .. }
            | Action::Enrol { .. }
            | Action::Go { .. }
            | Action::Scan { .. }
    );
    if by_itself {
        return action::act(view, action, Form(entries));
    }
    view.decide(|view| action::act(view, action, Form(entries)))
}
