//! Where a job stands in the day of who goes to it: what is late, what is for today, what comes later, and what waits for somebody else.

use super::sla::{JobSla, SlaKind, SlaStatus};
use super::{Job, Status, Visit};
use crate::domain::calendar::day_in;
use crate::domain::codes::fixed_codes;
use crate::kernel::PersonId;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

fixed_codes! {
    /// The parts of a day, in the order in which they are shown. Texts: `screen-today-group-<code>`.
    // keys!: screen-today-group-*
    DayPart {
        /// The agreed time or a promise is over.
        Late = "late",
        /// For today, or begun.
        Today = "today",
        /// Tomorrow, later, or when there is time.
        Later = "later",
        /// Waits for parts, for the customer, or for the desk to send somebody else: nothing to go to now.
        Waiting = "waiting",
    }
}

/// Where a job stands in somebody's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayPlace {
    /// In which part.
    pub part: DayPart,
    /// Whether that person is out for it now: it comes before all others of its part.
    pub out: bool,
    /// What it is sorted by within its part: the agreed visit, else the promise that runs out first.
    pub at: Option<DateTime<Utc>>,
}

impl Job {
    /// The agreed visit, while nobody was there on its day: who came back without being done may have agreed another.
    pub fn visit_ahead(&self, zone: Tz) -> Option<&Visit> {
        let been = self.visits.iter().filter_map(|visit| visit.arrived).map(|arrived| day_in(arrived.at, zone)).max();
        self.visit.get().filter(|visit| been.is_none_or(|been| been < day_in(visit.from, zone)))
    }

    /// Where it stands in the day of `person`, at the site's zone. The agreed visit says when it is gone to; without one, or once somebody is
    /// there, the promise that runs out first does.
    pub fn day_place(&self, sla: &JobSla, person: PersonId, now: DateTime<Utc>, zone: Tz) -> DayPlace {
        let promise = next_sla(sla);
        let visit = self.visit_ahead(zone);
        let at = visit.map(|visit| visit.from).or(promise.map(|(_, due)| due));
        let out = self.at_work().contains(&person);
        let late = visit.is_some_and(|visit| visit.to < now) || promise.is_some_and(|(_, due)| due < now);
        let today = day_in(now, zone);
        let begun = out || self.is_cancelled() || self.status() == Status::Completed;
        // A promise that runs out today presses today, whenever the visit was agreed for.
        let pressing = [visit.map(|visit| visit.from), promise.map(|(_, due)| due)];
        let is_today = begun || pressing.into_iter().flatten().any(|at| day_in(at, zone) <= today);
        let declined = self.answer_of(person).is_some_and(|answer| answer.declined.is_some());
        let part = if (self.waits().is_some() || declined) && !out {
            DayPart::Waiting
        } else if late {
            DayPart::Late
        } else if is_today {
            DayPart::Today
        } else {
            DayPart::Later
        };
        DayPlace { part, out, at }
    }
}

/// The promise that runs out first, and when: of those whose clock runs.
pub fn next_sla(sla: &JobSla) -> Option<(SlaKind, DateTime<Utc>)> {
    let all = [(SlaKind::Answered, sla.answered), (SlaKind::OnSite, sla.on_site), (SlaKind::Restored, sla.restored)];
    let running = all.into_iter().filter_map(|(which, clock)| match clock.status {
        SlaStatus::Running { due } | SlaStatus::Late { due } => Some((which, due)),
        SlaStatus::Idle | SlaStatus::Paused { .. } | SlaStatus::Kept { .. } | SlaStatus::Missed { .. } => None,
    });
    running.min_by_key(|(_, due)| *due)
}
