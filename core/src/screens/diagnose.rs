//! Judging a fault on the phone with the customer: class and level, then the diagnosis report; earlier faults of the same equipment beside.

use super::action::{Action, DiagnoseAction, Outcome};
use super::blocks::{Button, Field, FieldKind, Head, Panel, Row, Section};
use super::error::Problem;
use super::form::{Form, refill};
use super::queries::job::{self, Known};
use super::route::Route;
use super::view::View;
use crate::domain::ids::JobId;
use crate::domain::jobs as domain;
use crate::domain::jobs::{FaultClass, Job, commands};
use serde::{Deserialize, Serialize};

/// Judging a fault.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DiagnoseScreen {
    /// Title and banners.
    pub head: Head,
    /// The symptom in the customer's words.
    pub symptom: String,
    /// Class and level.
    pub judge: Panel,
    /// The diagnosis report.
    pub report: Panel,
    /// Earlier jobs on the same equipment, newest first: what it was then.
    pub earlier: Section,
}

/// The four levels.
pub(crate) const LEVELS: [u8; 4] = [1, 2, 3, 4];

pub(crate) fn show(view: &View<'_>, id: JobId) -> Result<DiagnoseScreen, Problem> {
    let words = view.words;
    let known = Known::read(view, id)?;
    let say = |key: &str| words.say(key);
    let action = |action| Action::Diagnose { job: id.to_string(), action };
    let levels = || LEVELS.map(|level| (level.to_string(), words.code("papers-level-", &level.to_string())));
    let classes = FaultClass::ALL.iter().map(|c| (c.code().to_owned(), words.code("job-class-", c.code())));
    let judged = known.job.judgement.get();
    let found = known.job.diagnosis.get();
    let level = known.job.level().map(|level| level.to_string()).unwrap_or_default();
    let mut judge = vec![
        Field::new("class", say("screen-diagnose-class"), FieldKind::Choice)
            .required()
            .choices(classes)
            .value(judged.map_or("", |j| j.class.code())),
        Field::new("level", say("screen-diagnose-level"), FieldKind::Choice)
            .required()
            .choices(levels())
            .value(level.clone()),
        Field::new("remark", say("screen-job-remark"), FieldKind::LongText)
            .value(judged.map_or("", |j| j.remark.as_str())),
    ];
    let mut report = vec![
        Field::new("scene", say("screen-diagnose-scene"), FieldKind::LongText)
            .required()
            .value(found.map_or("", |d| d.scene.as_str())),
        Field::new("level", say("screen-diagnose-level"), FieldKind::Choice).required().choices(levels()).value(level),
        Field::new("handling", say("screen-diagnose-handling"), FieldKind::LongText)
            .required()
            .value(found.map_or("", |d| d.handling.as_str())),
    ];
    let kept = view.kept(&Route::Diagnose { job: id.to_string() })?;
    refill(judge.iter_mut().chain(&mut report), &kept);
    let not_judged = judged.is_none().then(|| say("screen-diagnose-judge-first"));
    Ok(DiagnoseScreen {
        head: job::head(view, &known, say("screen-diagnose-title")),
        symptom: known.job.report.as_ref().map(|r| r.what.symptom.clone()).unwrap_or_default(),
        judge: Panel {
            key: "judge".into(),
            title: say("screen-diagnose-judge"),
            fields: judge,
            button: Some(Button::new("judge", say("screen-save"), action(DiagnoseAction::Judge)).primary()),
        },
        report: Panel {
            key: "report".into(),
            title: say("screen-diagnose-report"),
            fields: report,
            button: Some(Button::new("report", say("screen-save"), action(DiagnoseAction::Report)).unless(not_judged)),
        },
        earlier: earlier(view, &known)?,
    })
}

/// Earlier jobs on the same equipment.
fn earlier(view: &View<'_>, known: &Known) -> Result<Section, Problem> {
    let words = view.words;
    let jobs = known.earlier(view)?;
    let reported = |job: &Job| job.report.as_ref().map(|report| report.what.at);
    let row = |(id, job): &(JobId, Job)| Row {
        key: id.to_string(),
        title: job.report.as_ref().map(|r| r.what.symptom.clone()).unwrap_or_default(),
        detail: job.cause.get().map(|c| words.code("papers-cause-", c.cause.code())).unwrap_or_default(),
        trailing: reported(job).map(|at| words.time(at, known.zone)).unwrap_or_default(),
        open: Some(Route::Job { job: id.to_string() }),
        ..Row::default()
    };
    Ok(Section {
        more: None,
        key: "earlier".into(),
        title: words.say("screen-diagnose-earlier"),
        rows: jobs.iter().map(row).collect(),
        empty: words.say("screen-diagnose-no-earlier"),
    })
}

pub(crate) fn act(view: &View<'_>, id: JobId, action: &DiagnoseAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let job: Job = view.need(id.uuid())?;
    let me = view.me()?;
    let text = |key: &str| form.text(key).to_owned();
    let drafts = match action {
        DiagnoseAction::Judge => {
            let class = form.choice("class", FaultClass::from_code)?;
            commands::judge(&job, &me, domain::Judgement { class, level: form.need("level")?, remark: text("remark") })?
        }
        DiagnoseAction::Report => {
            let (scene, handling) = (form.required("scene")?.to_owned(), text("handling"));
            commands::diagnose(&job, &me, domain::Diagnosis { scene, level: form.need("level")?, handling })?
        }
    };
    view.record(&drafts)?;
    view.keep(&Route::Diagnose { job: id.to_string() }, &[])?;
    let saved = view.words.say("screen-saved");
    Ok(match action {
        // The report follows on the same screen.
        DiagnoseAction::Judge => Outcome::told(saved),
        DiagnoseAction::Report => Outcome::to(Route::Job { job: id.to_string() }).say(saved),
    })
}
