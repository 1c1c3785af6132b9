//! What a step that was recorded by one tap can be taken back with, for some seconds (decision 0033).

use crate::domain::ids::JobId;
use crate::domain::rules::UNDO_SECONDS;
use crate::kernel::Event;
use crate::screens::action::{Action, JobAction, Undo};
use crate::screens::view::View;

/// Of the last event that a step recorded.
pub(crate) fn step(view: &View<'_>, job: JobId, recorded: &[Event]) -> Option<Undo> {
    let step = recorded.last()?.header().id.to_string();
    let action = Action::Job { job: job.to_string(), action: JobAction::Withdraw { step } };
    Some(Undo { action, label: view.words.say("screen-undo"), seconds: UNDO_SECONDS })
}
