//! Events that wait for something that has not arrived, as the writer remembers them from one commit to the next. Read from the database once;
//! from then on each commit says what waits since and what waits no more, so that a hub that gets the work of its phones back in any order does
//! not read all of it again after each event.

use super::business::{self, State};
use super::verdict::{EARLY, NOT_ALLOWED, OUT_OF_SCOPE};
use crate::viewer::person_subject;
use fettle_core::kernel::{Event, Subject};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An event that was quarantined, as far as the memory of what waits asks.
#[derive(Debug)]
pub(super) struct EarlyEvent {
    /// Its row.
    pub seq: i64,
    /// Why it is quarantined.
    pub code: &'static str,
    /// When it happened, milliseconds since 1970 UTC.
    pub when: u64,
    /// The aggregates of which any may be what it waits for.
    pub waits_for: BTreeSet<Subject>,
}

impl EarlyEvent {
    /// None where nothing that arrives later can change what is said of the event.
    pub(super) fn of(seq: i64, event: &Event, code: &'static str) -> Option<Self> {
        if !matches!(code, EARLY | OUT_OF_SCOPE | NOT_ALLOWED) {
            return None;
        }
        let subject = &event.header().subject;
        let mut waits_for = business::links(&State::fold(subject, std::slice::from_ref(event)));
        waits_for.extend([subject.clone(), business::filed_by(subject), person_subject(event.header().by)]);
        Some(Self { seq, code, when: event.when_ms(), waits_for })
    }
}

/// Everything that waits.
#[derive(Debug)]
pub(super) struct Early {
    /// When the hub was last put back from a copy, milliseconds since 1970 UTC. What happened before may be out of scope or not allowed only
    /// because what allows it is not back yet.
    restored: u64,
    waits_for: BTreeMap<i64, BTreeSet<Subject>>,
    waiting: HashMap<Subject, BTreeSet<i64>>,
}

impl Early {
    pub(super) fn new(restored: u64) -> Self {
        Self { restored, waits_for: BTreeMap::new(), waiting: HashMap::new() }
    }
    /// An event that is quarantined from now on, or for another reason than before.
    pub(super) fn note(&mut self, quarantined: EarlyEvent) {
        let EarlyEvent { seq, code, when, waits_for } = quarantined;
        self.settled(seq);
        if code == EARLY || when < self.restored {
            for subject in &waits_for {
                self.waiting.entry(subject.clone()).or_default().insert(seq);
            }
            self.waits_for.insert(seq, waits_for);
        }
    }
    /// An event that waits no more.
    pub(super) fn settled(&mut self, seq: i64) {
        for subject in self.waits_for.remove(&seq).unwrap_or_default() {
            if let Some(waiting) = self.waiting.get_mut(&subject) {
                waiting.remove(&seq);
                if waiting.is_empty() {
                    self.waiting.remove(&subject);
                }
            }
        }
    }
    /// What waits for one of these, in the order in which it came.
    pub(super) fn due(&self, about: &[Subject]) -> BTreeSet<i64> {
        about.iter().filter_map(|subject| self.waiting.get(subject)).flatten().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fettle_core::domain::ids::JobId;

    fn quarantined(seq: i64, code: &'static str, when: u64, on: &[&Subject]) -> EarlyEvent {
        EarlyEvent { seq, code, when, waits_for: on.iter().map(|subject| (*subject).clone()).collect() }
    }

    #[test]
    fn what_waits_is_found_by_each_of_what_it_may_wait_for_until_it_is_settled() {
        let [job, person] = [1, 2].map(|n| Subject::from(JobId::from(uuid::Uuid::from_u128(n))));
        let mut early = Early::new(1_000);
        early.note(quarantined(7, EARLY, 2_000, &[&job, &person]));
        early.note(quarantined(5, OUT_OF_SCOPE, 999, &[&person]));
        // After the restore it is out of scope for good.
        early.note(quarantined(6, OUT_OF_SCOPE, 1_000, &[&person]));
        assert_eq!(early.due(std::slice::from_ref(&person)), BTreeSet::from([5, 7]));
        assert_eq!(early.due(&[job.clone(), person.clone()]), BTreeSet::from([5, 7]));
        // Known by now, and still not within reach.
        early.note(quarantined(7, OUT_OF_SCOPE, 2_000, &[&job, &person]));
        assert_eq!(early.due(&[job, person.clone()]), BTreeSet::from([5]));
        early.settled(5);
        assert!(early.due(&[person]).is_empty() && early.waiting.is_empty() && early.waits_for.is_empty());
    }
}
