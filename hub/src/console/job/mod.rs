//! The page of one job: what happened, what is owed, and what the desk, the manager and the store may do about it.

mod acts;
mod change;
mod checks;
mod drawn;
mod forms;
mod head;
mod may;
mod money;
mod offered;
mod page;
mod parts;
mod photos;
mod repeat;
mod sheets;
mod sla;
mod timeline;

pub(super) use acts::act;
pub(super) use change::{change, form as change_form};
pub(super) use checks::{answer_text, definition};
pub(super) use head::{field_values, flag_text};
pub(super) use page::{page, show_refused};
pub(super) use parts::{PartsContext, TakeView};
pub(super) use sla::{SlaView, open_views};

use fettle_core::domain::jobs::Status;

/// How a status or a line looks: a colour that never stands alone, its text says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// Nothing happens.
    Quiet,
    /// Somebody works on it.
    Active,
    /// It waits.
    Wait,
    /// It is well.
    Good,
    /// It needs a person.
    Bad,
}

impl Tone {
    /// The end of its class name.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Active => "active",
            Self::Wait => "wait",
            Self::Good => "good",
            Self::Bad => "bad",
        }
    }
}

/// The tone of a status.
pub(super) fn tone(status: Status) -> Tone {
    match status {
        Status::Reported | Status::Judged | Status::Diagnosed | Status::Planned => Tone::Wait,
        Status::Assigned | Status::Accepted | Status::Left | Status::OnSite | Status::Working => Tone::Active,
        Status::WaitingParts | Status::WaitingCustomer => Tone::Wait,
        Status::Completed | Status::SolvedRemotely | Status::Signed | Status::CalledBack => Tone::Good,
        Status::Closed | Status::Cancelled => Tone::Quiet,
    }
}

/// Pieces of a line, without the empty ones, with dots between.
pub(super) fn joined<'a>(pieces: impl IntoIterator<Item = &'a str>) -> String {
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect::<Vec<_>>().join(" · ")
}
