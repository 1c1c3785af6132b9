//! What happened on a job, newest first, each line with who told it. Lines whose clock is in doubt are marked; what that means is said once.

use crate::domain::jobs::document::{DocumentKind, Party};
use crate::domain::jobs::{Corrected, Job, Moment, Replacement};
use crate::domain::parts::Card;
use crate::domain::worklist;
use crate::screens::blocks::{Row, Tone};
use crate::screens::error::Problem;
use crate::screens::queries::job::{money, thumbnail};
use crate::screens::queries::photos::{in_one_line, origin};
use crate::screens::queries::said::said_text;
use crate::screens::route::Route;
use crate::screens::view::View;
use chrono_tz::Tz;

struct Lines<'v> {
    view: &'v View<'v>,
    zone: Tz,
    rows: Vec<(Moment, Row)>,
}

impl Lines<'_> {
    fn add(&mut self, moment: Moment, key: &str, detail: impl Into<String>) -> Result<&mut Row, Problem> {
        let words = self.view.words;
        let who = self.view.person(moment.by)?;
        let time = words.time(moment.at, self.zone);
        let row = Row {
            key: moment.event.to_string(),
            title: words.say(key),
            detail: detail.into(),
            trailing: words.with("screen-job-by", &[("time", time), ("person", who)]),
            tone: if moment.doubtful { Tone::Warning } else { Tone::Plain },
            ..Row::default()
        };
        self.rows.push((moment, row));
        // The row was pushed just now.
        self.rows.last_mut().map(|(_, row)| row).ok_or_else(|| Problem::error("id_unreadable"))
    }
}

/// The lines of `job`, with times as at `zone`, and whether the clock of any of them is in doubt.
pub(super) fn rows(view: &View<'_>, job: &Job, zone: Tz) -> Result<(Vec<Row>, bool), Problem> {
    let words = view.words;
    let mut lines = Lines { view, zone, rows: Vec::new() };
    if let Some(report) = &job.report {
        let photos = &report.what.photos;
        lines.add(report.moment, "screen-job-line-reported", &report.what.symptom)?.photo =
            photos.first().map(thumbnail);
        for photo in photos.iter().skip(1) {
            let row = lines.add(report.moment, "screen-job-line-photo", &photo.caption)?;
            row.key = format!("{}/{}", row.key, photo.blob.hash);
            row.photo = Some(thumbnail(photo));
        }
    }
    for fact in &job.corrections {
        lines.add(fact.moment, "screen-job-line-corrected", corrections(view, &fact.what, zone)?)?;
    }
    if let Some(moment) = job.answered {
        let judged = job.judgement.get();
        let detail = judged.map(|j| {
            let class = words.code("job-class-", j.class.code());
            words.with("screen-job-line-judged-as", &[("class", class), ("level", j.level.to_string())])
        });
        lines.add(moment, "screen-job-line-judged", detail.unwrap_or_default())?;
    }
    if let Some(fact) = &job.plan_accepted {
        lines.add(fact.moment, "screen-job-line-plan-accepted", &fact.what)?;
    }
    for answer in &job.assignment_answers {
        match &answer.declined {
            None => lines.add(answer.moment, "screen-job-line-accepted", "")?,
            Some(reason) => {
                let row = lines.add(answer.moment, "screen-job-line-declined", reason)?;
                row.tone = Tone::Warning;
                row
            }
        };
    }
    for visit in &job.visits {
        for (moment, key) in [
            (visit.left, "screen-job-line-left"),
            (visit.arrived, "screen-job-line-arrived"),
            (visit.started, "screen-job-line-started"),
            (visit.back, "screen-job-line-back"),
        ] {
            if let Some(moment) = moment {
                lines.add(moment, key, "")?;
            }
        }
    }
    for fact in &job.backups {
        let decision = words.code("papers-backup-", fact.what.decision.code());
        lines.add(fact.moment, "screen-job-line-backup", format!("{decision} {}", fact.what.by))?;
    }
    for fact in &job.evidence {
        let said = match fact.what.photos.first().map(|photo| origin(words, photo, zone)) {
            Some(origin) if !origin.is_empty() => format!("{} · {origin}", fact.what.note),
            _ => fact.what.note.clone(),
        };
        let row = lines.add(fact.moment, "screen-job-line-evidence", said.trim_start_matches(" · "))?;
        row.photo = fact.what.photos.first().map(thumbnail);
    }
    for part in &job.parts {
        let card: Card = view.get(part.part.card.uuid())?;
        let serials = words.with("screen-job-serials", &serial_args(&part.part));
        let detail = format!("{} {serials}", card.name().in_lang(words.lang));
        lines.add(part.moment, "screen-job-line-replaced", detail.trim())?;
        if let Some(back) = &part.swapped_back {
            lines.add(back.moment, "screen-job-line-swapped-back", &back.what)?.tone = Tone::Warning;
        }
    }
    for fact in &job.work {
        lines.add(fact.moment, "screen-job-line-worked", &fact.what.text)?;
    }
    for span in &job.waiting {
        let key = if span.for_customer { "screen-job-line-waits-customer" } else { "screen-job-line-waits-parts" };
        lines.add(span.from, key, &span.wait.reason)?;
        if let Some(to) = span.to {
            lines.add(to, "screen-job-line-resumed", "")?;
        }
    }
    for fact in &job.escalations {
        let to = view.person(fact.what.to)?;
        lines.add(fact.moment, "screen-job-line-escalated", format!("{to} {}", fact.what.reason))?.tone = Tone::Warning;
    }
    for fact in &job.overdue {
        let people = fact.what.told.iter().map(|id| view.person(*id)).collect::<Result<Vec<_>, _>>()?;
        let said = fact.what.text(words.lang, &words.list(&people));
        lines.add(fact.moment, "screen-job-line-overdue", said)?.tone = Tone::Warning;
    }
    for help in &job.help {
        let case = words.code("job-help-", help.call.case.code());
        lines.add(help.moment, "screen-job-line-help", format!("{case} {}", help.call.text))?.tone = Tone::Warning;
        for answer in &help.answers {
            lines.add(answer.moment, "screen-job-line-answered", &answer.what)?;
        }
    }
    if let Some(fact) = &job.emergency {
        lines.add(fact.moment, "screen-job-line-emergency", &fact.what.reason)?.tone = Tone::Warning;
    }
    for owed in &job.owed {
        if let Some(filed) = &owed.filed {
            lines.add(filed.moment, "screen-job-line-filed", words.code("job-paper-", owed.paper.code()))?;
        }
    }
    for fact in &job.costs {
        let amount = money(words, fact.what.amount, &fact.what.currency);
        let detail = [("amount", amount), ("basis", fact.what.basis.clone())];
        let kind = words.code("papers-cost-", fact.what.kind.code());
        let payer = words.code("papers-payer-", fact.what.payer.code());
        let args = [&detail[..], &[("kind", kind), ("payer", payer)]].concat();
        lines.add(fact.moment, "screen-job-line-cost", words.with("screen-job-line-cost-detail", &args))?;
    }
    for fact in &job.days {
        let detail = words.list(&[fact.what.day.to_string(), fact.what.done.clone()]);
        lines.add(fact.moment, "screen-job-line-day", detail)?;
    }
    if let Some(fact) = &job.remote {
        let detail = words.list(&[fact.what.done.clone(), fact.what.with.clone()]);
        lines.add(fact.moment, "screen-job-line-solved-remotely", detail)?.tone = Tone::Good;
    }
    let told = |moment: &Moment| job.remote.as_ref().is_some_and(|remote| remote.moment.event == moment.event);
    if let Some(fact) = job.completed.as_ref().filter(|fact| !told(&fact.moment)) {
        let done = &fact.what;
        let result = done.result.map(|result| words.code("papers-result-", result.code())).unwrap_or_default();
        let said = [result, done.summary.clone(), done.left.clone()].into_iter().filter(|text| !text.is_empty());
        let row = lines.add(fact.moment, "screen-job-line-completed", words.list(&said.collect::<Vec<_>>()))?;
        row.tone = if done.left.is_empty() { Tone::Good } else { Tone::Warning };
    }
    for (signed, answered) in job.documents.iter().flat_map(|one| one.answers().map(move |answered| (one, answered))) {
        let signature = &answered.answer.signature;
        let outcome = answered.answer.party.outcome(&signature.outcome, words.lang);
        let reason = signature.outcome.reason_and_witness().map_or("", |(reason, _)| reason);
        let detail = format!("{outcome} {} {reason}", signature.name);
        let row = lines.add(answered.moment, "screen-job-line-sheet", detail.trim())?;
        row.open = job.id.map(|id| Route::SheetAndSign { job: id.to_string(), document: signed.hash().to_string() });
        row.tone = if answered.answer.is_signed() { Tone::Good } else { Tone::Warning };
        if signed.document.kind != DocumentKind::ServiceReport || answered.answer.party != Party::Customer {
            let args = [
                ("party", answered.answer.party.text(words.lang)),
                ("document", signed.document.kind.text(words.lang)),
            ];
            row.title = words.with("screen-job-line-answer", &args);
        }
    }
    for fact in &job.amendments {
        lines.add(fact.moment, "screen-job-line-amended", &fact.what.reason)?.tone = Tone::Warning;
    }
    for fact in &job.calls {
        let key = if fact.what.gone { "screen-job-line-call-gone" } else { "screen-job-line-call-not-gone" };
        lines.add(fact.moment, key, &fact.what.remark)?;
    }
    if let Some(fact) = &job.cancelled {
        lines.add(fact.moment, "screen-job-line-cancelled", &fact.what.reason)?.tone = Tone::Warning;
    }
    if let Some(moment) = job.closed {
        lines.add(moment, "screen-job-line-closed", "")?;
    }
    for fact in &job.notes {
        lines.add(fact.moment, "screen-job-line-noted", &fact.what)?;
    }
    for fact in &job.photos {
        let row = lines.add(fact.moment, "screen-job-line-photo", in_one_line(words, &fact.what.photo, zone))?;
        row.photo = Some(thumbnail(&fact.what.photo));
    }
    let mut rows = lines.rows;
    // Newest first; of one moment, what was recorded later.
    rows.sort_by_key(|(moment, _)| std::cmp::Reverse((moment.at, moment.event)));
    let doubtful = rows.iter().any(|(moment, _)| moment.doubtful);
    Ok((rows.into_iter().map(|(_, row)| row).collect(), doubtful))
}

/// What a correction of the report changed, a line a field.
fn corrections(view: &View<'_>, what: &[Corrected], zone: Tz) -> Result<String, Problem> {
    let mut lines = Vec::new();
    for one in what {
        let said = |value| said_text(view, worklist::reported(&one.field, value), zone);
        let args =
            [("field", view.words.code("job-field-", &one.field)), ("from", said(&one.from)?), ("to", said(&one.to)?)];
        lines.push(view.words.with("job-corrected", &args));
    }
    Ok(lines.join("\n"))
}

/// The serial numbers of what went in and came out.
pub(super) fn serial_args(part: &Replacement) -> [(&'static str, String); 2] {
    let shown = |serial: &str| if serial.is_empty() { "-".to_owned() } else { serial.to_owned() };
    [("in", shown(&part.serial_in)), ("out", shown(&part.serial_out))]
}
