//! A fault that came back (B10): the job shows which earlier one it repeats, and what that is put down to.

use crate::domain::ids::JobId;
use crate::domain::jobs::{Job, JobSummary, RepeatAttribution, RepeatReason, commands, repeat_of};
use crate::kernel::Draft;
use crate::screens::action::JobAction;
use crate::screens::blocks::{Button, Field, FieldKind, Row, Tone};
use crate::screens::error::Problem;
use crate::screens::form::Form;
use crate::screens::queries::job::Known;
use crate::screens::route::Route;
use crate::screens::view::View;

/// The earlier job that this one repeats, among the newest of its machines that the phone knows.
fn earlier(view: &View<'_>, known: &Known) -> Result<Option<(JobId, Job)>, Problem> {
    let Some(own) = JobSummary::of(&known.job) else { return Ok(None) };
    let found = match known.job.repeat.get() {
        Some(attributed) => Some(attributed.earlier),
        None if known.job.is_repair() => {
            let others = known.earlier(view)?;
            let others: Vec<JobSummary> = others.iter().filter_map(|(_, job)| JobSummary::of(job)).collect();
            repeat_of(&own, &others)
        }
        None => own.follows,
    };
    let Some(id) = found else { return Ok(None) };
    Ok(Some((id, view.find(id.uuid())?.unwrap_or_default())))
}

/// Which job it repeats, and what to put it down to; nothing where it repeats none.
pub(super) fn row(view: &View<'_>, known: &Known) -> Result<Option<Row>, Problem> {
    let words = view.words;
    let Some((id, earlier)) = earlier(view, known)? else { return Ok(None) };
    let number = [("number", earlier.number().to_owned())];
    let (detail, tone) = match known.job.repeat.get() {
        Some(put_down) => {
            let reason = words.code("job-repeat-", put_down.reason.code());
            (
                words
                    .list(&[reason, put_down.remark.clone()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>()),
                Tone::Plain,
            )
        }
        None => (words.say("screen-job-repeat-open"), Tone::Warning),
    };
    let done = earlier.completed.as_ref().map(|done| words.time(done.moment.at, known.zone));
    let may = view.me()?.may("job.repeat_attributed");
    Ok(Some(Row {
        key: format!("repeat/{id}"),
        title: words.with("screen-job-repeat", &number),
        detail,
        trailing: done.unwrap_or_default(),
        tone,
        open: Some(Route::Case { job: id.to_string() }),
        buttons: if may { vec![button(view, known, id)] } else { Vec::new() },
        ..Row::default()
    }))
}

fn button(view: &View<'_>, known: &Known, earlier: JobId) -> Button {
    let words = view.words;
    let put_down = known.job.repeat.get();
    let reasons = RepeatReason::ALL.iter().map(|r| (r.code().to_owned(), words.code("job-repeat-", r.code())));
    let action = known.action(JobAction::Repeat { earlier: earlier.to_string() });
    Button::new("repeat", words.say("screen-job-repeat-attribute"), action).ask(vec![
        Field::new("reason", words.say("screen-job-repeat-reason"), FieldKind::Choice)
            .required()
            .choices(reasons)
            .value(put_down.map_or("", |put_down| put_down.reason.code())),
        Field::new("remark", words.say("screen-job-remark"), FieldKind::LongText)
            .value(put_down.map_or("", |put_down| put_down.remark.as_str())),
    ])
}

/// Puts it down to somebody or something.
pub(super) fn attribute(view: &View<'_>, job: &Job, earlier: JobId, form: Form<'_>) -> Result<Vec<Draft>, Problem> {
    let reason = form.choice("reason", RepeatReason::from_code)?;
    let repeat = RepeatAttribution { earlier, reason, remark: form.text("remark").to_owned() };
    Ok(commands::attribute_repeat(job, &view.me()?, repeat)?)
}
