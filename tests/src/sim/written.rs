//! Who wrote what into a field that several people write, and what stood there before their eyes. The program's own account of what was seen
//! is not asked.

use fettle_core::domain::jobs::{Job, JobField};
use fettle_core::kernel::{DeviceId, Event, EventId, Owned, PersonId};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The fields of a job, by name.
pub type Shown = BTreeMap<&'static str, BTreeSet<EventId>>;

/// One value that was written.
#[derive(Debug)]
pub struct Made {
    pub by: PersonId,
    pub device: DeviceId,
    /// What was written.
    pub body: String,
    /// Values that stood before the author's eyes, by the events that wrote them.
    pub seen: BTreeSet<EventId>,
}

#[derive(Debug, Default)]
pub struct Writes {
    pub made: BTreeMap<EventId, Made>,
}

/// What stands in every field of a job.
pub fn shown(job: &Job) -> Shown {
    fn ids<T: PartialEq>(field: &Owned<T>) -> BTreeSet<EventId> {
        field.writes().iter().map(|write| write.event).collect()
    }
    Shown::from([
        ("judgement", ids(&job.judgement)),
        ("diagnosis", ids(&job.diagnosis)),
        ("plan", ids(&job.plan)),
        ("visit", ids(&job.visit)),
        ("assignment", ids(&job.assignment)),
        ("cause", ids(&job.cause)),
        ("repeat", ids(&job.repeat)),
        ("symptom", job.written.writes("symptom").iter().map(|write| write.event).collect()),
    ])
}

/// The field that an event writes; none for any other event.
pub fn field(kind: &str, body: &str) -> Option<&'static str> {
    Some(match kind {
        "judged" => "judgement",
        "diagnosed" => "diagnosis",
        "planned" => "plan",
        "visit_agreed" => "visit",
        "assigned" => "assignment",
        "cause_found" => "cause",
        "solved_remotely" if finding(body).is_some() => "cause",
        "repeat_attributed" => "repeat",
        "report_changed" if body.contains("\"symptom\"") => "symptom",
        "conflict_settled" => {
            let body: serde_json::Value = serde_json::from_str(body).ok()?;
            match serde_json::from_value(body.get("field")?.clone()).ok()? {
                JobField::Judgement => "judgement",
                JobField::Diagnosis => "diagnosis",
                JobField::Plan => "plan",
                JobField::Visit => "visit",
                JobField::Assignment => "assignment",
                JobField::Cause => "cause",
                JobField::Repeat => "repeat",
                JobField::Symptom => "symptom",
                // Nobody here corrects anything else of a report.
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// The cause that who solved it from afar found, as a finding of its own would say it.
pub fn finding(body: &str) -> Option<String> {
    let body: serde_json::Value = serde_json::from_str(body).ok()?;
    body.get("finding").filter(|finding| !finding.is_null()).map(ToString::to_string)
}

/// The value that an event writes, to compare with another's.
pub fn value(kind: &str, body: &str) -> String {
    finding(body).filter(|_| kind == "solved_remotely").unwrap_or_else(|| body.to_owned())
}

impl Writes {
    /// These events were recorded by somebody who had the jobs before the eyes as `shown` says.
    pub fn made(&mut self, events: &[Event], shown: &BTreeMap<Uuid, Shown>) {
        for event in events {
            let header = event.header();
            if header.subject.kind() != "job" {
                continue;
            }
            let text = event.body_text().unwrap_or_default();
            let Some(field) = field(&header.kind, text) else { continue };
            let seen =
                shown.get(&header.subject.id()).and_then(|fields| fields.get(field)).cloned().unwrap_or_default();
            self.made.insert(
                event.origin(),
                Made { by: header.by, device: header.device, body: value(&header.kind, text), seen },
            );
        }
    }
}
