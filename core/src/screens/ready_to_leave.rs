//! Before leaving: tools, parts and papers, item by item; then leaving is one tap.

use super::action::{Action, JobAction, LeaveAction, Outcome};
use super::blocks::{Button, Field, FieldKind, Head, Row, Section};
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
    /// What is to be read before leaving.
    pub papers: Section,
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
    let filling = check::ready_filling(view, id)?.map(|(check, _)| Filling::read(view, check)).transpose()?;
    let (groups, progress) = match &filling {
        Some(filling) => items::groups(view, filling, None)?,
        None => (Vec::new(), Progress::default()),
    };
    let mut buttons = Vec::new();
    match &filling {
        None => {
            let begin = Button::new("begin", words.say("screen-ready-begin"), action(LeaveAction::Begin));
            buttons.push(if known.job.emergency.is_none() { begin.primary() } else { begin });
        }
        Some(filling) if known.job.emergency.is_none() => {
            buttons.push(off(view, filling, [action(LeaveAction::Leave), action(LeaveAction::PassAndLeave)])?);
        }
        Some(_) => {}
    }
    if known.job.emergency.is_some() {
        // Work comes first: the list is owed with the papers.
        buttons.push(Button::new("leave", words.say("screen-ready-leave-now"), action(LeaveAction::Leave)).primary());
    } else {
        let go = known.action(JobAction::Emergency);
        let reason = Field::new("reason", words.say("screen-job-reason"), FieldKind::Text);
        let button = Button::new("emergency", words.say("screen-job-emergency"), go).danger();
        buttons.push(button.confirm(words.say("screen-job-emergency-confirm")).ask(vec![reason.required()]));
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
        papers: papers(view, &known)?,
        bag: bag::bag_section(view)?,
        buttons,
    })
}

/// Off: at once where all is answered, with all that is left where that may pass together, else what stands in the way.
fn off(view: &View<'_>, filling: &Filling, [leave, pass]: [Action; 2]) -> Result<Button, Problem> {
    let words = view.words;
    let proposed = filling.proposed(view)?;
    let missing = items::missing(words, filling, &proposed);
    let rest = items::rest(view, filling, &proposed).filter(|_| missing.is_some() && !filling.check.is_completed());
    Ok(match rest {
        Some(rest) if rest.ends => {
            let label = words.with("screen-ready-pass-leave", &[("count", rest.count.to_string())]);
            Button::new("leave", label, pass).primary().confirm(rest.question)
        }
        Some(_) => {
            // What does not pass together comes first.
            let beside = filling.check.missing_beside_rest(&filling.definition);
            let why = words.with("screen-ready-first", &[("count", beside.to_string())]);
            Button::new("leave", words.say("screen-ready-leave"), pass).primary().unless(Some(why))
        }
        None => Button::new("leave", words.say("screen-ready-leave"), leave).primary().unless(missing),
    })
}

/// What is to be read before leaving: plan and parts, the diagnosis, who pays, when, and what was there before.
fn papers(view: &View<'_>, known: &Known) -> Result<Section, Problem> {
    let words = view.words;
    let job = &known.job;
    let row = |key: &str, detail: String| Row {
        key: key.to_owned(),
        title: words.code("screen-ready-paper-", key), // keys!: screen-ready-paper-*
        detail,
        ..Row::default()
    };
    let mut rows = Vec::new();
    if let Some(plan) = job.plan.get() {
        rows.push(row("plan", plan.text.clone()));
        rows.push(row("parts", plan.parts.clone()));
    }
    if let Some(found) = job.diagnosis.get() {
        rows.push(row("diagnosis", words.list(&[found.scene.clone(), found.handling.clone()])));
    }
    if let Some(entitled) = job.report.as_ref().and_then(|report| report.what.entitlement.as_ref()) {
        let basis = words.code("papers-entitlement-", entitled.basis.code());
        rows.push(row("payment", words.list(&[basis, entitled.text(words.lang)])));
    }
    if let Some(visit) = job.visit.get() {
        let args = [("from", words.time(visit.from, known.zone)), ("to", words.time(visit.to, known.zone))];
        rows.push(row("visit", words.with("screen-job-visit", &args)));
    }
    let earlier = known.earlier(view)?.len();
    if let Some(machine) = job.equipment().first().filter(|_| earlier > 0) {
        let told = words.with("screen-job-earlier", &[("count", earlier.to_string())]);
        let cases = Route::Knowledge { words: String::new(), equipment: Some(machine.to_string()) };
        rows.push(Row { open: Some(cases), ..row("history", told) });
    }
    rows.retain(|row| !row.detail.trim().is_empty());
    Ok(Section {
        more: None,
        key: "papers".into(),
        title: words.say("screen-ready-papers"),
        rows,
        empty: String::new(),
    })
}

pub(crate) fn act(view: &View<'_>, id: JobId, action: &LeaveAction, _: Form<'_>) -> Result<Outcome, Problem> {
    match action {
        LeaveAction::Begin => {
            let to = Outcome::to(Route::ReadyToLeave { job: id.to_string() });
            if check::ready_filling(view, id)?.is_none() {
                check::start_check(view, id, &list(view)?)?;
            }
            Ok(to)
        }
        LeaveAction::PassAndLeave => {
            if let Some((check, _)) = check::ready_filling(view, id)? {
                check::pass_rest(view, &Filling::read(view, check)?)?;
            }
            leave(view, id)
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
