//! Before leaving: tools, parts and papers, item by item; then leaving is one tap.

use super::action::{Action, JobAction, LeaveAction, Outcome};
use super::blocks::{Button, Head, Section};
use super::error::Problem;
use super::form::Form;
use super::queries::bag;
use super::queries::check::{self, Filling};
use super::queries::items::{self, ItemGroup, Progress};
use super::queries::job::{self, Known};
use super::queries::undo;
use super::route::Route;
use super::view::View;
use crate::domain::checks::{self, Checklist, READY_TO_LEAVE};
use crate::domain::ids::JobId;
use crate::domain::jobs as domain;
use crate::domain::jobs::commands;
use serde::{Deserialize, Serialize};

/// Before leaving.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReadyToLeaveScreen {
    /// Title, customer, banners.
    pub head: Head,
    /// How far the list is.
    pub progress: Progress,
    /// The items; empty before the list was begun.
    pub groups: Vec<ItemGroup>,
    /// Where to, whom to call there and here, and what to know at the gate.
    pub customer: Section,
    /// What is in the bag.
    pub bag: Section,
    /// Begin, or leave.
    pub buttons: Vec<Button>,
}

/// The newest version of the list that the phone knows.
fn list(view: &View<'_>) -> Result<Checklist, Problem> {
    let all = checks::offered(view.all::<Checklist>()?).into_iter().map(|(_, list)| list);
    let mut ready = all.filter(|list| list.definition.as_ref().is_some_and(|list| list.code == READY_TO_LEAVE));
    ready.next().ok_or_else(|| Problem::error("checklist_not_here"))
}

pub(crate) fn show(view: &View<'_>, id: JobId) -> Result<ReadyToLeaveScreen, Problem> {
    let words = view.words;
    let known = Known::read(view, id)?;
    let action = |action| Action::Leave { job: id.to_string(), action };
    let mut buttons = Vec::new();
    let (groups, progress) = match check::ready_filling(view, id)? {
        Some((check, _)) => items::groups(view, &Filling::read(view, check)?)?,
        None => {
            buttons.push(Button::new("begin", words.say("screen-ready-begin"), action(LeaveAction::Begin)).primary());
            (Vec::new(), Progress::default())
        }
    };
    let open = items::missing(words, &groups);
    let begun = !groups.is_empty();
    if known.job.emergency.is_some() {
        // Work comes first: the list is owed with the papers.
        buttons.push(Button::new("leave", words.say("screen-ready-leave-now"), action(LeaveAction::Leave)).primary());
    } else if begun {
        buttons.push(
            Button::new("leave", words.say("screen-ready-leave"), action(LeaveAction::Leave)).primary().unless(open),
        );
    }
    if !begun {
        let go = known.action(JobAction::Emergency);
        if known.job.emergency.is_none() {
            let reason =
                super::blocks::Field::new("reason", words.say("screen-job-reason"), super::blocks::FieldKind::Text);
            let button = Button::new("emergency", words.say("screen-job-emergency"), go).danger();
            buttons.push(button.confirm(words.say("screen-job-emergency-confirm")).ask(vec![reason.required()]));
        }
    }
    Ok(ReadyToLeaveScreen {
        head: job::head(view, &known, words.say("screen-ready-title")),
        progress,
        groups,
        customer: Section {
            key: "customer".into(),
            title: words.say("screen-job-section-customer"),
            rows: job::customer_rows(view, &known)?,
            ..Section::default()
        },
        bag: bag::bag_section(view)?,
        buttons,
    })
}

pub(crate) fn act(view: &View<'_>, id: JobId, action: &LeaveAction, _: Form<'_>) -> Result<Outcome, Problem> {
    match action {
        LeaveAction::Begin => {
            if check::ready_filling(view, id)?.is_none() {
                check::start_check(view, id, &list(view)?)?;
            }
            Ok(Outcome::default())
        }
        LeaveAction::Leave => leave(view, id),
    }
}

/// Completes the list if that was not done, and leaves.
fn leave(view: &View<'_>, id: JobId) -> Result<Outcome, Problem> {
    let me = view.me()?;
    if let Some((check, state)) = check::ready_filling(view, id)?
        && !state.is_completed()
    {
        let list = Filling::read(view, check)?.definition;
        match checks::commands::complete(&state, &me, &list) {
            Ok(drafts) => drop(view.record(&drafts)?),
            // In an emergency the list may stay open; leaving itself decides.
            Err(refusal) => {
                let job: domain::Job = view.need(id.uuid())?;
                if job.emergency.is_none() {
                    return Err(refusal.into());
                }
            }
        }
    }
    let job: domain::Job = view.need(id.uuid())?;
    let ready = check::ready_filling(view, id)?.map(|(_, check)| check);
    let recorded = view.record(&commands::leave(&job, &me, ready.as_ref())?)?;
    let left = Outcome::to(Route::Job { job: id.to_string() }).say(view.words.say("screen-ready-left"));
    Ok(Outcome { undo: undo::step(view, id, &recorded), ..left })
}
