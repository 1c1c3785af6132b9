//! Calls for help and steps up: whom to ring now, mine and how far each has come, those that are for me, and my colleagues'. Calling is one tap on
//! the job; here it is answered.

use super::action::{Action, CallsAction, Outcome};
use super::blocks::{Button, Field, FieldKind, Head, Row, Section, Tone};
use super::error::Problem;
use super::form::Form;
use super::queries::banners;
use super::queries::calls::{self, Whose};
use super::queries::job::Known;
use super::queries::open_jobs::{self, OPEN};
use super::queries::people;
use super::route::Route;
use super::view::{View, id};
use crate::domain::dues;
use crate::domain::ids::JobId;
use crate::domain::jobs as domain;
use crate::domain::jobs::{Help, HelpCase, Job, commands};
use crate::domain::people::Actor;
use crate::kernel::EventId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Calls for help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CallsScreen {
    /// Title and banners.
    pub head: Head,
    /// Whom to ring now: the manager and the desk, and after an accident the ambulance, the fire brigade and the police before them.
    pub people: Section,
    /// Calls and steps up that are for me, what nobody answered first.
    pub to_me: Section,
    /// My own calls.
    pub mine: Section,
    /// Calls of colleagues on jobs that this phone knows: who is near can help.
    pub colleagues: Section,
    /// My open jobs, to call for help from.
    pub jobs: Section,
    /// The main button: help for the job that I am out for. None elsewhere, and while a call of mine about it waits.
    pub buttons: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>) -> Result<CallsScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let statuses: Vec<&str> = OPEN.iter().map(|status| status.code()).collect();
    let (mut mine, mut to_me, mut colleagues, mut jobs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (in_hand, mut buttons) = (open_jobs::under_way(view)?, Vec::new());
    let mut accident = false;
    let mut open = view.in_state::<Job>(&statuses)?;
    let known: BTreeSet<Uuid> = open.iter().map(|(id, _)| *id).collect();
    // What was signed, or cancelled under somebody, is off the list of open ones: a call on it waits all the same.
    let more: BTreeMap<Uuid, Job> = calls::beside_open(view, &me)?.into_iter().collect();
    open.extend(more.into_iter().filter(|(id, _)| !known.contains(id)));
    for (id, job) in open {
        let assigned = job.assignees().contains(&me.person);
        if !assigned && job.help.is_empty() && job.escalations.is_empty() && job.overdue.is_empty() {
            continue;
        }
        let known = Known::of(view, JobId::new(id), job)?;
        for help in &known.job.help {
            let whose = calls::whose(&me, &known.job, help);
            accident |= help.is_accident() && help.answers.is_empty() && whose != Whose::Colleagues;
            let row = call(view, &me, &known, help, whose)?;
            let list = match whose {
                Whose::Mine => &mut mine,
                Whose::ToMe => &mut to_me,
                Whose::Colleagues => &mut colleagues,
            };
            list.push((help.answers.is_empty(), help.moment.at, row));
        }
        for step in known.job.escalations.iter().filter(|step| step.what.to == me.person) {
            let row = Row {
                key: step.moment.event.to_string(),
                title: words.say("screen-calls-escalated"),
                detail: about(view, &known, &step.what.reason),
                trailing: said(view, &known, step.moment)?,
                tone: Tone::Warning,
                open: Some(Route::Job { job: known.id.to_string() }),
                phone: people::of_person(view, step.moment.by)?,
                ..Row::default()
            };
            to_me.push((true, step.moment.at, row));
        }
        for late in domain::late(&known.job).into_iter().filter(|late| late.what.told.contains(&me.person)) {
            let row = Row {
                key: late.moment.event.to_string(),
                title: words.say("screen-calls-overdue"),
                detail: about(view, &known, &dues::what(words.lang, late.what.what, &late.what.item)),
                trailing: said(view, &known, late.moment)?,
                tone: Tone::Warning,
                open: Some(Route::Job { job: known.id.to_string() }),
                ..Row::default()
            };
            to_me.push((true, late.moment.at, row));
        }
        if assigned && me.may("job.help_called") {
            let waits = known.job.help.iter().any(|help| help.moment.by == me.person && help.answers.is_empty());
            if in_hand == Some(known.id) && !waits {
                let label = words.with("screen-calls-call-here", &[("place", known.place(words))]);
                buttons.push(Button { key: "call_here".into(), label, ..ask(view, &known) }.primary());
            }
            jobs.push(Row {
                key: known.id.to_string(),
                title: known.whose(words),
                detail: about(view, &known, ""),
                open: Some(Route::Job { job: known.id.to_string() }),
                buttons: vec![ask(view, &known)],
                ..Row::default()
            });
        }
    }
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-calls-section-", key), // keys!: screen-calls-section-*
        rows,
        ..Section::default()
    };
    let mut ring = if accident { people::emergency(view) } else { Vec::new() };
    ring.extend(people::office(view, me.centre, usize::MAX)?);
    Ok(CallsScreen {
        head: Head { title: words.say("screen-calls-title"), banners: banners::all(view), ..Head::default() },
        people: section("people", ring),
        to_me: Section { empty: words.say("screen-calls-none-for-me"), ..section("to_me", sorted(to_me)) },
        mine: Section { empty: words.say("screen-calls-none-mine"), ..section("mine", sorted(mine)) },
        colleagues: section("colleagues", sorted(colleagues)),
        jobs: section("jobs", jobs),
        buttons,
    })
}

/// What nobody answered first, then the newest.
fn sorted(mut rows: Vec<(bool, DateTime<Utc>, Row)>) -> Vec<Row> {
    rows.sort_by(|a, b| (b.0, b.1, &b.2.key).cmp(&(a.0, a.1, &a.2.key)));
    rows.into_iter().map(|(.., row)| row).collect()
}

fn about(view: &View<'_>, known: &Known, text: &str) -> String {
    let args =
        [("number", known.job.number().to_owned()), ("whose", known.whose(view.words)), ("text", text.to_owned())];
    view.words.with(if text.is_empty() { "screen-calls-about" } else { "screen-calls-about-text" }, &args)
}

fn said(view: &View<'_>, known: &Known, moment: domain::Moment) -> Result<String, Problem> {
    let args = [("time", view.words.time(moment.at, known.zone)), ("person", view.person(moment.by)?)];
    Ok(view.words.with("screen-job-by", &args))
}

fn call(view: &View<'_>, me: &Actor, known: &Known, help: &Help, whose: Whose) -> Result<Row, Problem> {
    let words = view.words;
    let mut said_so_far = vec![about(view, known, &help.call.text)];
    match help.answers.last() {
        Some(answer) => {
            let args = [("person", view.person(answer.moment.by)?), ("text", answer.what.clone())];
            said_so_far.push(words.with("screen-calls-answered", &args));
        }
        // Nobody knows of it before it is on the server.
        None if whose == Whose::Mine && view.store.is_unsent(help.moment.event)? => {
            said_so_far.push(words.say("screen-calls-not-sent"));
        }
        None if whose == Whose::Mine => said_so_far.push(words.say("screen-calls-sent")),
        None => {}
    }
    // Of my own call who answered it is rung, of another's who needs help.
    let other =
        if whose == Whose::Mine { help.answers.last().map(|answer| answer.moment.by) } else { Some(help.moment.by) };
    let phone = match other.filter(|other| *other != me.person) {
        Some(other) => people::of_person(view, other)?,
        None => None,
    };
    let label = words.say(if whose == Whose::Mine { "screen-calls-settle" } else { "screen-calls-answer" });
    let text = Field::new("text", words.say("screen-calls-answer-text"), FieldKind::LongText).required();
    let action = CallsAction::Answer { job: known.id.to_string(), call: help.moment.event.to_string() };
    let answer = Button::new("answer", label, action).ask(vec![text]);
    let open = help.answers.is_empty();
    let tone = match (open, whose) {
        (false, _) => Tone::Good,
        (true, Whose::ToMe) => Tone::Bad,
        (true, Whose::Mine | Whose::Colleagues) => Tone::Warning,
    };
    Ok(Row {
        key: help.moment.event.to_string(),
        title: words.code("job-help-", help.call.case.code()),
        detail: said_so_far.join("\n"),
        trailing: said(view, known, help.moment)?,
        tone,
        phone,
        open: Some(Route::Job { job: known.id.to_string() }),
        // A colleague may add to an answer; the own call is settled once.
        buttons: if me.may("job.help_answered") && (open || whose != Whose::Mine) { vec![answer] } else { Vec::new() },
        ..Row::default()
    })
}

fn ask(view: &View<'_>, known: &Known) -> Button {
    let words = view.words;
    let cases = HelpCase::ALL.iter().map(|case| (case.code().to_owned(), words.code("job-help-", case.code())));
    let fields = vec![
        Field::new("case", words.say("screen-calls-case"), FieldKind::Choice).required().choices(cases),
        Field::new("text", words.say("screen-calls-text"), FieldKind::LongText),
    ];
    let action = CallsAction::Call { job: known.id.to_string() };
    let button = Button::new("call", words.say("screen-calls-call"), action).ask(fields);
    button.confirm(words.say("screen-job-help-confirm"))
}

pub(crate) fn act(view: &View<'_>, action: &CallsAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let me = view.me()?;
    let (drafts, told) = match action {
        CallsAction::Call { job } => {
            let job: Job = view.need(id::<JobId>(job)?.uuid())?;
            let case = form.choice("case", HelpCase::from_code)?;
            let call = domain::HelpCall { case, text: form.text("text").to_owned() };
            (commands::call_help(&job, &me, call)?, "screen-calls-called")
        }
        CallsAction::Answer { job, call } => {
            let job: Job = view.need(id::<JobId>(job)?.uuid())?;
            let call: EventId = id(call)?;
            let answer = domain::HelpAnswer { call, text: form.required("text")?.to_owned() };
            (commands::answer_help(&job, &me, answer)?, "screen-saved")
        }
    };
    view.record(&drafts)?;
    Ok(Outcome::told(view.words.say(told)))
}

impl From<CallsAction> for Action {
    fn from(action: CallsAction) -> Self {
        Self::Calls { action }
    }
}
