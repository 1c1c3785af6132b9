//! Agreeing the visit: the plan, the customer's yes, the time, and what has to come along.

use super::action::{Action, Outcome, PlanAction};
use super::blocks::{Button, Field, FieldKind, Head, Panel, Section};
use super::error::Problem;
use super::form::{Form, refill};
use super::queries::bag;
use super::queries::job::{self, Known};
use super::route::Route;
use super::view::View;
use crate::domain::ids::JobId;
use crate::domain::jobs::commands;
use crate::domain::{jobs as domain, local_time};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Agreeing the visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlanScreen {
    /// Title and banners.
    pub head: Head,
    /// Customer, address, contact.
    pub customer: Section,
    /// The plan, with the parts that will be needed.
    pub plan: Panel,
    /// Who at the customer's accepted it.
    pub accepted: Panel,
    /// The time of the visit.
    pub visit: Panel,
    /// What is in the bag already.
    pub bag: Section,
}

pub(crate) fn show(view: &View<'_>, id: JobId) -> Result<PlanScreen, Problem> {
    let words = view.words;
    let known = Known::read(view, id)?;
    let job = &known.job;
    let say = |key: &str| words.say(key);
    let action = |action| Action::Plan { job: id.to_string(), action };
    let local = |at: DateTime<Utc>| local_time::field(at, known.zone);
    let plan = job.plan.get();
    let visit = job.visit.get();
    let caller = job.report.as_ref().map(|r| r.what.caller.name.clone()).unwrap_or_default();
    let mut plan_fields = vec![
        Field::new("text", say("screen-plan-text"), FieldKind::LongText)
            .required()
            .value(plan.map_or("", |p| p.text.as_str())),
        Field::new("parts", say("screen-plan-parts"), FieldKind::LongText).value(plan.map_or("", |p| p.parts.as_str())),
    ];
    let accepted_by = job.plan_accepted.as_ref().map_or(caller.clone(), |fact| fact.what.clone());
    let mut accepted = vec![Field::new("by", say("screen-plan-by"), FieldKind::Text).required().value(accepted_by)];
    let zone = words.with("screen-plan-zone", &[("zone", known.zone.name().to_owned())]);
    let mut times = vec![
        Field::new("from", say("screen-plan-from"), FieldKind::DateTime)
            .required()
            .value(visit.map(|v| local(v.from)).unwrap_or_default())
            .hint(zone),
        Field::new("to", say("screen-plan-to"), FieldKind::DateTime)
            .required()
            .value(visit.map(|v| local(v.to)).unwrap_or_default()),
        Field::new("with", say("screen-plan-with"), FieldKind::Text).value(visit.map_or(caller, |v| v.with.clone())),
    ];
    let kept = view.kept(&Route::Plan { job: id.to_string() })?;
    refill(plan_fields.iter_mut().chain(&mut accepted).chain(&mut times), &kept);
    let no_plan = plan.is_none().then(|| say("screen-plan-plan-first"));
    let panel = |key: &str, title: &str, fields, button: Button| Panel {
        key: key.to_owned(),
        title: say(title),
        fields,
        button: Some(button),
    };
    let button = |key: &str, which| Button::new(key, say("screen-save"), action(which));
    Ok(PlanScreen {
        head: job::head(view, &known, say("screen-plan-title")),
        customer: Section {
            more: None,
            key: "customer".into(),
            title: say("screen-job-section-customer"),
            rows: job::customer_rows(view, &known)?,
            empty: String::new(),
        },
        plan: panel("plan", "screen-plan-plan", plan_fields, button("propose", PlanAction::Propose)),
        accepted: panel(
            "accepted",
            "screen-plan-accepted",
            accepted,
            button("accepted", PlanAction::Accepted).unless(no_plan),
        ),
        visit: panel("visit", "screen-plan-visit", times, button("agree", PlanAction::Agree).primary()),
        bag: bag::bag_section(view)?,
    })
}

pub(crate) fn act(view: &View<'_>, id: JobId, action: &PlanAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let known = Known::read(view, id)?;
    let me = view.me()?;
    let text = |key: &str| form.text(key).to_owned();
    let drafts = match action {
        PlanAction::Propose => {
            let plan = domain::Plan { text: form.required("text")?.to_owned(), parts: text("parts") };
            commands::plan(&known.job, &me, plan)?
        }
        PlanAction::Accepted => commands::accept_plan(&known.job, &me, form.required("by")?)?,
        PlanAction::Agree => {
            let time = |key: &str| form.time(key, known.zone, view.words.now);
            let (from, to) = (time("from")?, time("to")?);
            commands::agree_visit(&known.job, &me, domain::Visit { from, to, with: text("with") })?
        }
    };
    view.record(&drafts)?;
    view.keep(&Route::Plan { job: id.to_string() }, &[])?;
    let saved = view.words.say("screen-saved");
    Ok(match action {
        PlanAction::Agree => Outcome::to(Route::Job { job: id.to_string() }).say(saved),
        PlanAction::Propose | PlanAction::Accepted => Outcome::told(saved),
    })
}
