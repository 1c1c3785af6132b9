//! Filling in a checklist: every kind of item, repeated for each piece of equipment, with progress, and what an answer out of limits asks
//! for.

mod act;
mod card;

pub(crate) use act::{act, answer};
pub use card::{ItemCard, ItemGroup};
pub(crate) use card::{groups, kept_photos, missing, photos_key, said};

use super::action::{Action, CheckAction};
use super::blocks::{Button, Head, Section};
use super::error::Problem;
use super::job::{self, Known, flag_row};
use super::view::View;
use crate::domain::checks::{Check, Checklist, Definition};
use crate::domain::ids::{CheckId, JobId};
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

/// How far a list is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Progress {
    /// Items answered.
    pub done: u32,
    /// Items asked, as far as known: answers can make more appear.
    pub total: u32,
    /// Both in words.
    pub text: String,
}

/// A filling with what is needed to show it.
pub(crate) struct Filling {
    pub id: CheckId,
    pub check: Check,
    pub definition: Definition,
    pub known: Known,
}

impl Filling {
    pub fn read(view: &View<'_>, id: CheckId) -> Result<Self, Problem> {
        let check: Check = view.need(id.uuid())?;
        let list = check.checklist().ok_or_else(|| Problem::error("id_unreadable"))?;
        let list: Checklist = view.need(list.uuid())?;
        let definition = list.definition.ok_or_else(|| Problem::error("id_unreadable"))?;
        let job: JobId = check.job().ok_or_else(|| Problem::error("id_unreadable"))?;
        Ok(Self { id, check, definition, known: Known::read(view, job)? })
    }
}

pub(crate) fn show(view: &View<'_>, id: CheckId) -> Result<ChecklistScreen, Problem> {
    let words = view.words;
    let filling = Filling::read(view, id)?;
    let (groups, progress) = groups(view, &filling)?;
    let title = filling.definition.title.in_lang(words.lang).to_owned();
    let complete = Action::Check { check: id.to_string(), action: CheckAction::Complete };
    let mut buttons = Vec::new();
    if !filling.check.is_completed() {
        let missing = card::missing(words, &groups);
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
