//! Building the daily report: what was recorded of the work since the reports before it, up to the end of its day. The same sources give the same
//! bytes on every device.

use super::build::{SheetSources, equipment, line, name};
use super::document::{DAILY_FORMAT, DailyReport, DayEntry, DayPart};
use super::sheet::{PersonPart, SitePart, WorkEntry};
use super::{DayReport, Fact, Job, Replaced};
use crate::domain::calendar::day_in;
use crate::kernel::{EventId, Refusal};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use std::collections::BTreeSet;

/// Builds the daily report that is to be signed next.
///
/// # Errors
/// `job_unknown`; `day_not_reported` where every day that was reported is signed.
pub fn build_daily(sources: &SheetSources<'_>) -> Result<DailyReport, Refusal> {
    let job = sources.job;
    let (Some(id), Some(report)) = (job.id, &job.report) else { return Err(Refusal::new("job_unknown")) };
    let reported = job.day_to_sign().ok_or_else(|| Refusal::new("day_not_reported"))?;
    let day = reported.what.day;
    let before = job.daily_of(day);
    let facts = Facts::of(job, day, sources.site.tz());
    let parts =
        facts.parts.into_iter().map(|part| DayPart { event: part.moment.event.uuid(), line: line(sources, part) });
    Ok(DailyReport {
        format: DAILY_FORMAT,
        language: sources.language,
        job: id.uuid(),
        number: report.what.number.clone(),
        kind: report.what.kind,
        day,
        revision: before.map_or(0, |signed| signed.revision() + 1),
        replaces: before.map(|signed| signed.hash().to_string()),
        amendment: if before.is_some() { reported.what.reason.clone() } else { String::new() },
        site: SitePart {
            customer: sources.customer.name.clone(),
            name: sources.site.name.clone(),
            address: sources.site.address.clone(),
            zone: sources.site.zone.clone(),
        },
        equipment: job.equipment().into_iter().map(|id| equipment(sources, id)).collect(),
        report: reported.moment.event.uuid(),
        done: reported.what.done.clone(),
        next: reported.what.next.clone(),
        work: facts.work,
        parts: parts.collect(),
        engineer: PersonPart { id: reported.moment.by.uuid(), name: name(sources, reported.moment.by) },
    })
}

/// What belongs on the report of a day.
struct Facts<'a> {
    work: Vec<DayEntry>,
    parts: Vec<&'a Replaced>,
}

impl<'a> Facts<'a> {
    /// What happened up to the end of `day` at `zone` and stands on no report of another day. What comes late is on the next one.
    fn of(job: &'a Job, day: NaiveDate, zone: Tz) -> Self {
        let others = job.dailies().filter(|signed| signed.document.about.day != Some(day));
        let told: BTreeSet<EventId> = others.flat_map(|signed| signed.document.about.covers.iter().copied()).collect();
        let is_on =
            |event: EventId, at: DateTime<Utc>| !told.contains(&event) && day_in(at, zone) <= day;
        let done = job.work.iter().filter(|work| is_on(work.moment.event, work.what.from)).map(|work| DayEntry {
            event: work.moment.event.uuid(),
            entry: WorkEntry { from: work.what.from, to: work.what.to, text: work.what.text.clone() },
        });
        let undone = job.parts.iter().filter_map(|part| part.swapped_back.as_ref());
        let undone = undone.filter(|swap| is_on(swap.moment.event, swap.moment.at)).map(|swap| DayEntry {
            event: swap.moment.event.uuid(),
            entry: WorkEntry { from: swap.moment.at, to: None, text: swap.what.clone() },
        });
        let mut work: Vec<DayEntry> = done.chain(undone).collect();
        work.sort_by_key(|entry| entry.entry.from);
        let parts = job.parts.iter().filter(|part| is_on(part.moment.event, part.moment.at)).collect();
        Self { work, parts }
    }
}

/// What `event` reported of a day.
pub(super) fn reported(job: &Job, event: EventId) -> Option<&Fact<DayReport>> {
    job.days.iter().find(|fact| fact.moment.event == event)
}
