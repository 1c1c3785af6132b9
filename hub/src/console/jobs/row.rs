//! A job as the list has it: what stands in each column.

use crate::console::job::{open_views, tone};
use crate::console::kit::Cell;
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::words;
use crate::ledger::JobListed;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::jobs::{Job, SlaStatus};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Folded, Subject};

/// The columns that the rows of jobs say nothing of: each job is read for them.
pub(super) const OF_THE_JOB: [&str; 2] = ["console-equipment", "jobs-changed"];

/// Whose names a line shows.
pub(super) fn named(job: &JobListed) -> Vec<Subject> {
    let places = [Subject::from(job.site), job.customer.into()].into_iter();
    let told = job.overdue.iter().flat_map(|told| told.told.iter());
    places.chain(job.engineers.iter().chain(told).map(|id| Subject::from(*id))).collect()
}

/// A line of the list.
pub(super) struct Row<'r> {
    p: &'r Page,
    names: &'r Names,
    now: DateTime<Utc>,
    zone: Tz,
    job: &'r JobListed,
    /// The job itself, where a column asks for it.
    whole: Option<&'r Folded<Job>>,
}

impl<'r> Row<'r> {
    /// The line of a job.
    pub(super) fn of(
        p: &'r Page,
        names: &'r Names,
        now: DateTime<Utc>,
        job: &'r JobListed,
        whole: Option<&'r Folded<Job>>,
    ) -> Self {
        Self { p, names, now, zone: names.zone_of(job.site), job, whole }
    }
    /// Where it is opened.
    pub(super) fn address(&self) -> String {
        format!("/jobs/{}", self.job.id)
    }
    /// What stands in a column.
    pub(super) fn cell(&self, column: &str) -> Cell {
        let (p, job, names) = (self.p, self.job, self.names);
        match column {
            "console-job" => Cell::Text(job.number.clone()),
            "console-emergency" => {
                Cell::Chip(if job.emergency { p.t("console-emergency") } else { String::new() }, "bad")
            }
            "console-attention" => {
                let points = if job.attention > 0 { job.attention.to_string() } else { String::new() };
                Cell::Sign(points, "chip bad mind", p.t("console-attention"))
            }
            "console-symptom" => Cell::Long(job.symptom.clone()),
            "console-status" => Cell::Chip(p.code("job-status-", job.status.code()), tone(job.status).class()),
            "console-level" => self.level(),
            "console-kind" => Cell::Text(p.code("papers-kind-", job.kind.code())),
            "console-site" => Cell::Text(names.site(job.site)),
            "sites-field-customer" => Cell::Text(names.customer(job.customer)),
            "console-centre" => Cell::Text(names.centre(job.centre)),
            "console-equipment" => self.machines(),
            "console-engineer" => Cell::Text(names.persons(&job.engineers)),
            "console-reported" => Cell::Text(words::minute(job.reported, self.zone)),
            "jobs-due-answered" => self.due("answered"),
            "jobs-due-on-site" => self.due("on_site"),
            "jobs-due-restored" => self.due("restored"),
            "console-promise" => self.sla(),
            "jobs-late" => Cell::Text(self.told()),
            "jobs-changed" => Cell::Text(self.changed()),
            _ => Cell::Text(String::new()),
        }
    }
    fn level(&self) -> Cell {
        let Some(level) = self.job.level else { return Cell::Text(String::new()) };
        let class = match level {
            1 => "level l1",
            2 => "level l2",
            3 => "level l3",
            _ => "level l4",
        };
        Cell::Sign(level.to_string(), class, self.p.code("papers-level-", &level.to_string()))
    }
    fn machines(&self) -> Cell {
        let machines = self.whole.map(|job| job.state.equipment()).unwrap_or_default();
        let names: Vec<String> = machines.into_iter().map(|id| self.names.machine(id)).collect();
        Cell::Long(names.join(&self.p.t("screen-list-comma")))
    }
    /// When something that was promised is due, while it is not done.
    fn due(&self, which: &str) -> Cell {
        let open = self.job.promises.iter().find(|open| open.which.code() == which);
        let (text, tone) = match open.map(|open| open.at(self.now).status) {
            Some(SlaStatus::Running { due }) => (words::minute(due, self.zone), "active"),
            Some(SlaStatus::Late { due }) => (words::minute(due, self.zone), "bad"),
            Some(SlaStatus::Paused { left }) => {
                (self.p.t1("console-promise-paused", "span", words::span(self.p, left)), "wait")
            }
            _ => (String::new(), ""),
        };
        Cell::Toned(text, tone, String::new())
    }
    /// The promise that presses: late before running, in the order of the work.
    fn sla(&self) -> Cell {
        let open = open_views(self.p, &self.job.promises, self.zone, self.now);
        match open.into_iter().min_by_key(|sla| !sla.late) {
            Some(sla) => {
                let text = format!("{} · {}", sla.label, sla.text);
                Cell::Toned(text, sla.tone.class(), sla.time)
            }
            None => Cell::Text(String::new()),
        }
    }
    /// What is late, and whom that was told last; empty for nothing.
    fn told(&self) -> String {
        let late = self.job.overdue.as_ref();
        late.map_or_else(String::new, |late| late.text(self.p.lang, &self.names.persons(&late.told)))
    }
    fn changed(&self) -> String {
        let last = self.whole.and_then(|job| job.last);
        last.map(|order| words::minute(time(order.ms), self.zone)).unwrap_or_default()
    }
}
