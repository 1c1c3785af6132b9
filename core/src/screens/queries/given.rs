//! A job that was given to who is looking, and what they say to it.

use super::job::Known;
use crate::screens::action::JobAction;
use crate::screens::blocks::{Button, Field, FieldKind};
use crate::screens::words::Words;

/// Takes it on.
pub(crate) fn accept(words: Words, known: &Known) -> Button {
    Button::new("accept", words.say("screen-job-accept"), known.action(JobAction::Accept))
}

/// Will not go, and says why.
pub(crate) fn decline(words: Words, known: &Known) -> Button {
    let button = Button::new("decline", words.say("screen-job-decline"), known.action(JobAction::Decline));
    button.ask(vec![Field::new("reason", words.say("screen-job-reason"), FieldKind::Text).required()])
}
