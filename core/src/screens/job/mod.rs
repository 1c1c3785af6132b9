//! The job: what is known, what was promised, what happened, and the next steps as buttons.

mod act;
mod brief;
mod buttons;
pub(crate) mod entitled;
mod repeat;
mod sla;
mod timeline;
mod work;

pub(crate) use act::act;

use super::blocks::{Banner, Button, Head, PhoneNumber, Row, Section, Tone};
use super::error::Problem;
use super::route::Route;
use super::view::View;
use super::words::Words;
use crate::domain::checks::{self, Check, Checklist, REPAIR_CHECK};
use crate::domain::ids::JobId;
use crate::domain::jobs::Job;
use crate::domain::parts::Card;
use crate::screens::queries::job::{self, Known, flag_row, status_tone};
use serde::{Deserialize, Serialize};

/// The job screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct JobScreen {
    /// Title (number and kind), customer, banners.
    pub head: Head,
    /// How far it has come.
    pub status: String,
    /// How that is meant.
    pub tone: Tone,
    /// The symptom in the customer's words.
    pub symptom: String,
    /// Level, judgement and diagnosis; empty before.
    pub diagnosis: String,
    /// The promise that runs out next, with the time left; none when nothing runs.
    pub promises: Section,
    /// How the other promises stand, in one line; empty when there is nothing to say.
    pub kept: String,
    /// What to know before the work: how the last one ended, the plan, the desk's remark.
    pub brief: Section,
    /// Customer, site, contact, agreed visit.
    pub customer: Section,
    /// What the customer is entitled to, with the clause.
    pub entitlement: Section,
    /// Equipment, with the history of each.
    pub equipment: Section,
    /// Checklists, begun and offered.
    pub checks: Section,
    /// Parts that went in.
    pub parts: Section,
    /// What does not fit and is to be looked at.
    pub flags: Section,
    /// What happened, newest first.
    pub timeline: Section,
    /// What belongs together beside the work, a row each: help, waiting, papers, changes.
    pub further: Section,
    /// What comes next: the one at the bottom.
    pub buttons: Vec<Button>,
    /// Who is called first about it: before the work in the grid; none without a number.
    pub call: Option<PhoneNumber>,
    /// The work in sight, in its order: a grid of two columns.
    pub work: Vec<Button>,
    /// What else can be done: at most six.
    pub more: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>, id: JobId) -> Result<JobScreen, Problem> {
    let words = view.words;
    let known = Known::read(view, id)?;
    let job = &known.job;
    let status = job.status();
    let section = |key: &str, rows: Vec<Row>| Section {
        more: None,
        key: key.to_owned(),
        title: words.code("screen-job-section-", key), // keys!: screen-job-section-*
        rows,
        empty: String::new(),
    };
    let (lines, doubtful) = timeline::rows(view, job, known.zone)?;
    let mut timeline = section("timeline", lines);
    timeline.empty = words.say("screen-job-none-yet");
    let mut equipment = section("equipment", job::equipment_rows(view, &known)?);
    equipment.empty = words.say("screen-job-no-equipment");
    let mut flags: Vec<Row> = repeat::row(view, &known)?.into_iter().collect();
    flags.extend(job.open_flags().map(|flag| flag_row(words, flag)));
    let (next, more) = buttons::all(view, &known)?;
    let placed = work::place(words, next, more);
    let customer = job::customer_rows(view, &known)?;
    let (promises, kept) = sla::rows(words, &known);
    let mut head = job::head(view, &known, known.title(words));
    if doubtful {
        // Once for all lines.
        head.banners.push(Banner { tone: Tone::Warning, text: words.say("screen-job-clock-doubtful"), open: None });
    }
    Ok(JobScreen {
        head,
        status: words.code("job-status-", status.code()),
        tone: status_tone(status),
        symptom: job.report.as_ref().map(|report| report.what.symptom.clone()).unwrap_or_default(),
        diagnosis: diagnosis(words, job),
        promises: section("promises", promises),
        kept,
        brief: section("brief", brief::rows(view, &known)?),
        call: customer.iter().find_map(|row| row.phone.clone()),
        customer: section("customer", customer),
        entitlement: section("entitlement", entitled::rows(view, &known)?),
        equipment,
        checks: section("checks", check_rows(view, &known, placed.lists)?),
        parts: section("parts", part_rows(view, &known)?),
        flags: section("flags", flags),
        timeline,
        further: section("further", placed.further),
        buttons: placed.main,
        work: placed.work,
        more: placed.more,
    })
}

fn diagnosis(words: Words, job: &Job) -> String {
    let level = job.level().map(|level| words.code("papers-level-", &level.to_string()));
    let class = job.judgement.get().map(|judgement| words.code("job-class-", judgement.class.code()));
    let found = job.diagnosis.get().map(|diagnosis| diagnosis.scene.clone());
    words.list(&[class, level, found].into_iter().flatten().collect::<Vec<_>>())
}

/// Those that were begun, the one that a repair still needs, and which other lists there are.
fn check_rows(view: &View<'_>, known: &Known, lists: Vec<Button>) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let Some(parent) = super::view::of_job(Some(known.id)) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    let mut needed = known.job.is_repair() && known.job.completed.is_none();
    for (id, check) in view.children::<Check>(&parent)? {
        needed &= check.code() != REPAIR_CHECK;
        let checklist: Checklist = match check.checklist() {
            Some(checklist) => view.get(checklist.uuid())?,
            None => Checklist::default(),
        };
        let title = checklist.definition.map(|d| d.title).unwrap_or_default();
        let done = check.is_completed();
        rows.push(Row {
            key: id.to_string(),
            title: title.in_lang(words.lang).to_owned(),
            trailing: words.say(if done { "screen-job-check-done" } else { "screen-job-check-open" }),
            tone: if done { Tone::Good } else { Tone::Plain },
            open: Some(Route::Checklist { check: id.to_string() }),
            ..Row::default()
        });
    }
    if needed {
        let mut all = checks::offered(view.all::<Checklist>()?).into_iter().filter_map(|(_, list)| list.definition);
        rows.extend(all.find(|list| list.code == REPAIR_CHECK).map(|list| Row {
            key: "needed".into(),
            title: list.title.in_lang(words.lang).to_owned(),
            trailing: words.say("screen-job-check-needed"),
            ..Row::default()
        }));
    }
    if !lists.is_empty() {
        let title = words.say("screen-job-check-others");
        rows.push(Row { key: "lists".into(), title, buttons: lists, ..Row::default() });
    }
    Ok(rows)
}

fn part_rows(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for replaced in &known.job.parts {
        let card: Card = view.get(replaced.part.card.uuid())?;
        let back = replaced.swapped_back.is_some();
        let replacement = replaced.moment.event.to_string();
        let swap = buttons::swap_back(words, known, replacement.clone());
        rows.push(Row {
            key: replacement,
            title: card.name().in_lang(words.lang).to_owned(),
            detail: words.with("screen-job-serials", &timeline::serial_args(&replaced.part)),
            trailing: if back {
                words.say("screen-job-line-swapped-back")
            } else {
                // Where the old part is, as long as the store does not have it.
                crate::screens::queries::bag::sent_text(view, &replaced.part)?
            },
            tone: if back { Tone::Warning } else { Tone::Plain },
            buttons: if back || known.job.completed.is_some() { Vec::new() } else { vec![swap] },
            ..Row::default()
        });
    }
    Ok(rows)
}
