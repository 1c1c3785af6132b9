//! One past case: what was told, what was found, what was done, and with which parts.

use super::blocks::{Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::queries::job::{self, Known, done_on};
use super::route::Route;
use super::view::View;
use super::words::Words;
use crate::domain::ids::JobId;
use crate::domain::parts::Card;
use serde::{Deserialize, Serialize};

/// One past case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaseScreen {
    /// Number and kind, customer, banners.
    pub head: Head,
    /// The symptom in the customer's words.
    pub symptom: String,
    /// When it was done, and whether the customer said that the fault is gone.
    pub outcome: Section,
    /// The machines.
    pub equipment: Section,
    /// Judgement, diagnosis, cause.
    pub found: Section,
    /// What was done, in its order, with what was photographed as evidence.
    pub done: Section,
    /// Parts that went in and stayed, and those that were not to blame.
    pub parts: Section,
    /// Where to go.
    pub buttons: Vec<Button>,
}

pub(crate) fn show(view: &View<'_>, id: JobId) -> Result<CaseScreen, Problem> {
    let words = view.words;
    let known = Known::read(view, id)?;
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-case-section-", key), // keys!: screen-case-section-*
        rows,
        ..Section::default()
    };
    let symptom = known.job.report.as_ref().map(|report| report.what.symptom.clone()).unwrap_or_default();
    let about = known.job.equipment().first().map(ToString::to_string);
    let like = Route::Knowledge { words: String::new(), equipment: about };
    Ok(CaseScreen {
        head: job::head(view, &known, known.title(words)),
        symptom,
        outcome: section("outcome", outcome(view, &known)?),
        equipment: section("equipment", job::equipment_rows(view, &known)?),
        found: section("found", found(view, &known)),
        done: section("done", done(words, &known)),
        parts: section("parts", parts(view, &known)?),
        buttons: vec![
            Button::new("job", words.say("screen-case-job"), Route::Job { job: id.to_string() }),
            Button::new("like", words.say("screen-case-like"), like),
        ],
    })
}

fn outcome(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let status = words.code("job-status-", known.job.status().code());
    let trailing = done_on(view, &known.job)?;
    let mut rows = vec![Row { key: "status".into(), title: status, trailing, ..Row::default() }];
    if let Some(call) = known.job.calls.last() {
        let (key, tone) = match call.what.gone {
            true => ("screen-job-line-call-gone", Tone::Good),
            false => ("screen-job-line-call-not-gone", Tone::Bad),
        };
        let detail = call.what.remark.clone();
        rows.push(Row { key: "call".into(), title: words.say(key), detail, tone, ..Row::default() });
    }
    if known.job.repeat.get().is_some() {
        let title = words.say("screen-case-repeat");
        rows.push(Row { key: "repeat".into(), title, tone: Tone::Warning, ..Row::default() });
    }
    Ok(rows)
}

fn found(view: &View<'_>, known: &Known) -> Vec<Row> {
    let words = view.words;
    let row = |key: &str, title: String, detail: &str| {
        let detail = detail.to_owned();
        Row { key: key.to_owned(), title, detail, ..Row::default() }
    };
    let mut rows = Vec::new();
    if let Some(judged) = known.job.judgement.get() {
        let args = [("class", words.code("job-class-", judged.class.code())), ("level", judged.level.to_string())];
        rows.push(row("judged", words.with("screen-job-line-judged-as", &args), &judged.remark));
    }
    if let Some(diagnosed) = known.job.diagnosis.get() {
        rows.push(row("diagnosed", diagnosed.scene.clone(), &diagnosed.handling));
    }
    if let Some(cause) = known.job.cause.get() {
        rows.push(row("cause", words.code("papers-cause-", cause.cause.code()), &cause.diagnosis));
    }
    rows
}

fn done(words: Words, known: &Known) -> Vec<Row> {
    let job = &known.job;
    let mut rows = Vec::new();
    let row = |key: String, title: &str| Row { key, title: title.to_owned(), ..Row::default() };
    for fact in &job.evidence {
        let photo = fact.what.photos.first().map(job::thumbnail);
        let caption = fact.what.photos.first().map_or("", |photo| photo.caption.as_str());
        let text = if fact.what.note.is_empty() { caption } else { &fact.what.note };
        rows.push((fact.moment, Row { photo, ..row(fact.moment.event.to_string(), text) }));
    }
    for fact in &job.work {
        rows.push((fact.moment, row(fact.moment.event.to_string(), &fact.what.text)));
    }
    if let Some(fact) = &job.completed {
        let done = &fact.what;
        let result = done.result.map(|result| words.code("papers-result-", result.code())).unwrap_or_default();
        let last = row(fact.moment.event.to_string(), if done.summary.is_empty() { &result } else { &done.summary });
        rows.push((fact.moment, Row { tone: Tone::Good, ..last }));
    }
    rows.sort_by_key(|(moment, _)| (moment.at, moment.event));
    rows.into_iter().map(|(_, row)| row).collect()
}

fn parts(view: &View<'_>, known: &Known) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for replaced in &known.job.parts {
        let card: Card = view.get(replaced.part.card.uuid())?;
        let back = replaced.swapped_back.as_ref();
        rows.push(Row {
            key: replaced.moment.event.to_string(),
            title: card.name().in_lang(words.lang).to_owned(),
            detail: words.list(&[card.number(), card.model()].map(str::to_owned)),
            trailing: if back.is_some() { words.say("screen-job-line-swapped-back") } else { String::new() },
            tone: if back.is_some() { Tone::Warning } else { Tone::Plain },
            ..Row::default()
        });
    }
    Ok(rows)
}
