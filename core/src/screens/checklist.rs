//! Filling in a checklist: every kind of item, repeated for each piece of equipment, with progress, and what an answer out of limits asks
//! for.

mod act;

pub(crate) use act::act;

use super::action::{Action, CheckAction};
use super::blocks::{Button, Head, Section};
use super::error::Problem;
use super::queries::check::Filling;
use super::queries::items::{self, ItemGroup, Progress};
use super::queries::job::{self, flag_row};
use super::view::View;
use crate::domain::ids::CheckId;
use serde::{Deserialize, Serialize};

/// Filling in a checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChecklistScreen {
    /// Title, customer, banners.
    pub head: Head,
    /// How far it is.
    pub progress: Progress,
    /// The items under their headings.
    pub groups: Vec<ItemGroup>,
    /// What does not fit and is to be looked at.
    pub flags: Section,
    /// What can be done with the list as a whole.
    pub buttons: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>, id: CheckId) -> Result<ChecklistScreen, Problem> {
    let words = view.words;
    let filling = Filling::read(view, id)?;
    let (groups, progress) = items::groups(view, &filling)?;
    let title = filling.definition.title.in_lang(words.lang).to_owned();
    let complete = Action::Check { check: id.to_string(), action: CheckAction::Complete };
    let mut buttons = Vec::new();
    if !filling.check.is_completed() {
        let missing = items::missing(words, &groups);
        buttons.push(Button::new("complete", words.say("screen-check-complete"), complete).primary().unless(missing));
    }
    buttons.push(Button::new(
        "job",
        words.say("screen-check-back-to-job"),
        super::route::Route::Job { job: filling.known.id.to_string() },
    ));
    Ok(ChecklistScreen {
        head: job::head(view, &filling.known, title),
        progress,
        groups,
        flags: Section {
            more: None,
            key: "flags".into(),
            title: words.say("screen-job-section-flags"),
            rows: filling.check.flags.iter().map(|flag| flag_row(words, flag)).collect(),
            empty: String::new(),
        },
        buttons,
    })
}
