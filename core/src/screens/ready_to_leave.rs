//! Before leaving: tools, parts and papers, item by item; then leaving is one tap.

use super::action::{Action, JobAction, LeaveAction, Outcome};
use super::blocks::{Button, Head, Section};
use super::checklist::{self, Filling, ItemGroup, Progress};
use super::error::Problem;
use super::form::Form;
use super::job::{self, Known};
use super::parts_bag;
use super::route::Route;
use super::view::View;
use crate::domain::checks::{self, Check, Checklist, Definition, READY_TO_LEAVE};
use crate::domain::ids::{CheckId, JobId};
use crate::domain::jobs::{self as domain, Moment, commands};
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
    /// What is in the bag.
    pub bag: Section,
    /// Begin, or leave.
    pub buttons: Vec<Button>,
}

/// The newest filling of the list for this job.
fn filling(view: &View<'_>, job: JobId) -> Result<Option<(CheckId, Check)>, Problem> {
    let Some(parent) = super::view::of_job(Some(job)) else { return Ok(None) };
    let mut found = view.children::<Check>(&parent)?;
    found.retain(|(_, check)| check.code() == READY_TO_LEAVE);
    // Who came back and goes again looks at tools, parts and papers again.
    let job: domain::Job = view.get(job.uuid())?;
    if let Some(back) = job.newest_visit(view.identity.person()?).and_then(|visit| visit.back) {
        found.retain(|(_, check)| check.started.is_some_and(|moment| moment.at > back.at));
    }
    found.sort_by_key(|(id, check)| (check.started.map(|moment| moment.at), *id));
    Ok(found.pop().map(|(id, check)| (CheckId::new(id), check)))
}

/// When the list of the newest way there was completed.
pub(crate) fn done(view: &View<'_>, known: &Known) -> Result<Option<Moment>, Problem> {
    let newest = known.job.newest_visit(view.identity.person()?);
    let check: Option<Check> = match newest.filter(|visit| visit.out_since().is_some()).and_then(|visit| visit.check) {
        Some(check) => view.find(check.uuid())?,
        None => filling(view, known.id)?.map(|(_, check)| check),
    };
    Ok(check.and_then(|check| check.completed))
}

/// The newest version of the list that the phone knows.
fn list(view: &View<'_>) -> Result<Definition, Problem> {
    let all = view.all::<Checklist>()?.into_iter().filter_map(|(_, list)| list.definition);
    let newest = all.filter(|list| list.code == READY_TO_LEAVE).max_by_key(|list| list.version);
    newest.ok_or_else(|| Problem::error("checklist_not_here"))
}

pub(crate) fn show(view: &View<'_>, id: JobId) -> Result<ReadyToLeaveScreen, Problem> {
    let words = view.words;
    let known = Known::read(view, id)?;
    let action = |action| Action::Leave { job: id.to_string(), action };
    let mut buttons = Vec::new();
    let (groups, progress) = match filling(view, id)? {
        Some((check, _)) => checklist::groups(view, &Filling::read(view, check)?)?,
        None => {
            buttons.push(Button::new("begin", words.say("screen-ready-begin"), action(LeaveAction::Begin)).primary());
            (Vec::new(), Progress::default())
        }
    };
    let open = checklist::missing(words, &groups);
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
        bag: parts_bag::bag_section(view)?,
        buttons,
    })
}

pub(crate) fn act(view: &View<'_>, id: JobId, action: &LeaveAction, _: Form<'_>) -> Result<Outcome, Problem> {
    match action {
        LeaveAction::Begin => {
            if filling(view, id)?.is_none() {
                job::start_check(view, id, &list(view)?)?;
            }
            Ok(Outcome::default())
        }
        LeaveAction::Leave => leave(view, id),
    }
}

/// Completes the list if that was not done, and leaves.
fn leave(view: &View<'_>, id: JobId) -> Result<Outcome, Problem> {
    let me = view.me()?;
    if let Some((check, state)) = filling(view, id)?
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
    let ready = filling(view, id)?.map(|(_, check)| check);
    view.record(&commands::leave(&job, &me, ready.as_ref())?)?;
    Ok(Outcome::to(Route::Job { job: id.to_string() }).say(view.words.say("screen-ready-left")))
}
