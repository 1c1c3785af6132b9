//! What others changed about my work since this phone looked last: a job taken away or changed, a visit moved, help answered. Found by
//! comparing what a sync brought with what was here before; what was found is kept for a while, so that it is said after a restart too, and
//! said once.

use super::open_jobs::Mine;
use crate::domain::jobs::Job;
use crate::domain::rules::NOTICE_STAYS;
use crate::kernel::{EventId, Owned, PersonId};
use crate::screens::error::Problem;
use crate::screens::view::View;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The setting that keeps it.
const MEMORY: &str = "notices";

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// The job is not mine any more.
    Taken,
    /// The job was given up before I set out for it.
    Cancelled,
    /// Its report, its assessment or its plan changed.
    Changed,
    /// The visit is at another time, or has one now.
    Moved,
    /// Somebody answered my call for help.
    Helped,
}

impl What {
    /// Its code, for texts and keys.
    pub fn code(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Cancelled => "given-up",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Helped => "helped",
        }
    }
}

/// Something that is said once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// The same for the same thing.
    pub key: String,
    pub what: What,
    pub job: Uuid,
    /// Number and symptom, as the job had them: it may be gone from this phone.
    pub name: String,
    /// When it was found, milliseconds since 1970 UTC.
    at: i64,
}

/// What was known of a job of mine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Mark {
    name: String,
    /// What others wrote of it that counts.
    visit: Option<EventId>,
    judged: Option<EventId>,
    planned: Option<EventId>,
    corrections: usize,
    /// Answers to my calls for help.
    answers: usize,
}

impl Mark {
    fn of(job: &Job, me: PersonId) -> Self {
        fn others<T: PartialEq>(field: &Owned<T>, me: PersonId) -> Option<EventId> {
            field.writes().last().filter(|write| write.by != me).map(|write| write.event)
        }
        let symptom = job.report.as_ref().map_or("", |report| report.what.symptom.as_str());
        let corrections = job.corrections.iter().filter(|fact| fact.moment.by != me).count();
        let mine = job.help.iter().filter(|help| help.moment.by == me);
        Self {
            name: [job.number(), symptom].join(" ").trim().to_owned(),
            visit: others(&job.visit, me),
            judged: others(&job.judgement, me),
            planned: others(&job.plan, me),
            corrections,
            answers: mine.map(|help| help.answers.len()).sum(),
        }
    }

    /// What is new in `self` since `before`.
    fn since(&self, before: &Self) -> Vec<(What, String)> {
        let new = |now: Option<EventId>, then: Option<EventId>| now.filter(|_| now != then);
        let mut found = Vec::new();
        if let Some(event) = new(self.visit, before.visit) {
            found.push((What::Moved, event.to_string()));
        }
        let written = new(self.judged, before.judged).or(new(self.planned, before.planned));
        if written.is_some() || self.corrections > before.corrections {
            let which = written.map_or_else(|| self.corrections.to_string(), |event| event.to_string());
            found.push((What::Changed, which));
        }
        if self.answers > before.answers {
            found.push((What::Helped, self.answers.to_string()));
        }
        found
    }
}

/// What this phone remembers of what it knew and said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// None before the first look: what was here then is not news.
    jobs: Option<BTreeMap<Uuid, Mark>>,
    held: Vec<Notice>,
    /// Keys of what was handed to the shell.
    told: BTreeSet<String>,
}

impl Memory {
    /// As it was kept. What another version kept is worth nothing.
    pub fn read(view: &View<'_>) -> Result<Self, Problem> {
        let kept = view.store.setting(MEMORY)?;
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
    }

    /// Keeps it where it is not as `before`.
    pub fn keep(&self, view: &View<'_>, before: &Self) -> Result<(), Problem> {
        if self == before {
            return Ok(());
        }
        let kept = serde_json::to_string(self).map_err(|_| Problem::error("field_unreadable"))?;
        Ok(view.store.setting_put(MEMORY, Some(&kept), view.reading.wall_ms)?)
    }

    /// Compares with what is here now: what others changed since, and what was found of late, the newest first.
    pub fn look(&mut self, view: &View<'_>, me: PersonId, mine: &[Mine]) -> Result<&[Notice], Problem> {
        let now_ms = view.words.now.timestamp_millis();
        let marks: BTreeMap<Uuid, Mark> = mine.iter().map(|one| (one.id.uuid(), Mark::of(&one.job, me))).collect();
        let mut found = Vec::new();
        let mut notice = |job: Uuid, name: &str, what: What, which: &str| {
            let key = format!("{}/{job}/{which}", what.code());
            found.push(Notice { key, what, job, name: name.to_owned(), at: now_ms });
        };
        for (id, before) in self.jobs.iter().flatten() {
            match marks.get(id) {
                Some(mark) => {
                    for (what, which) in mark.since(before) {
                        notice(*id, &mark.name, what, &which);
                    }
                }
                None => {
                    // What I finished is no news; a job that is gone from this phone is nobody's of mine any more.
                    let job: Option<Job> = view.find(*id)?;
                    let what = match &job {
                        Some(job) if job.is_cancelled() => Some(What::Cancelled),
                        Some(job) if !job.is_open() || job.assignees().contains(&me) => None,
                        _ => Some(What::Taken),
                    };
                    if let Some(what) = what {
                        notice(*id, &before.name, what, &now_ms.to_string());
                    }
                }
            }
        }
        self.held.retain(|held| now_ms - held.at < NOTICE_STAYS.num_milliseconds());
        found.append(&mut self.held);
        self.held = found;
        self.jobs = Some(marks);
        Ok(&self.held)
    }

    /// Whether it was handed to the shell before.
    pub fn was_told(&self, key: &str) -> bool {
        self.told.contains(key)
    }

    /// Only these hold still: what is over may be told again when it comes back.
    pub fn hold<'k>(&mut self, keys: impl Iterator<Item = &'k str>) {
        let holds: BTreeSet<&str> = keys.collect();
        self.told.retain(|key| holds.contains(key.as_str()));
    }

    /// These are handed to the shell now.
    pub fn tell(&mut self, keys: impl Iterator<Item = String>) {
        self.told.extend(keys);
    }
}
