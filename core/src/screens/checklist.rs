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
use super::route::{Route, ScanFor};
use super::view::View;
use crate::domain::ids::{CheckId, EquipmentId};
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

/// The whole list, or what it asks of one machine.
pub(crate) fn show(view: &View<'_>, id: CheckId, only: Option<EquipmentId>) -> Result<ChecklistScreen, Problem> {
    let words = view.words;
    let filling = Filling::read(view, id)?;
    let (groups, progress) = items::groups(view, &filling, only)?;
    let title = filling.definition.title.in_lang(words.lang).to_owned();
    let mut buttons = Vec::new();
    if only.is_some() {
        let whole = Route::Checklist { check: id.to_string() };
        buttons.push(Button::new("whole", words.say("screen-check-whole"), whole).primary());
    } else if !filling.check.is_completed() {
        buttons.extend(ends(view, &filling)?);
        if filling.check.visible(&filling.definition).any(|(_, slot)| slot.equipment.is_some()) {
            // Who stands before a machine goes straight to what is asked of it.
            let scan = Route::scan(ScanFor::Find);
            buttons.push(Button::new("find", words.say("screen-check-find"), scan));
        }
    }
    let job = Route::Job { job: filling.known.id.to_string() };
    buttons.push(Button::new("job", words.say("screen-check-back-to-job"), job));
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

/// All that is left passes, and the list is done: what is possible of it comes first.
fn ends(view: &View<'_>, filling: &Filling) -> Result<Vec<Button>, Problem> {
    let words = view.words;
    let on = |action| Action::Check { check: filling.id.to_string(), action };
    let proposed = filling.proposed(view)?;
    let missing = items::missing(words, filling, &proposed);
    let mut buttons = Vec::new();
    if let Some(rest) = items::rest(view, filling, &proposed) {
        let label = if rest.ends { "screen-check-pass-complete" } else { "screen-check-pass-rest" };
        let count = [("count", rest.count.to_string())];
        let pass = Button::new("pass_rest", words.with(label, &count), on(CheckAction::PassRest));
        let pass = pass.confirm(rest.question);
        buttons.push(if missing.is_some() { pass.primary() } else { pass });
    }
    let complete = Button::new("complete", words.say("screen-check-complete"), on(CheckAction::Complete));
    buttons.push(complete.primary().unless(missing));
    Ok(buttons)
}
