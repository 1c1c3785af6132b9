//! Who looks at what just now: the pages that somebody has before the eyes, by what they are about. It lives as long as this process and says nothing
//! of the record; a page of another process on the same database is not seen here.

use fettle_core::kernel::{PersonId, Subject};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::broadcast::{Receiver, Sender, channel};

/// Comings and goings that a slow line may be behind; it looks again then.
const BEHIND: usize = 256;

/// Who looks at what.
#[derive(Debug, Clone)]
pub(crate) struct Looks {
    open: Arc<Mutex<HashMap<Subject, BTreeMap<PersonId, usize>>>>,
    moved: Sender<Subject>,
}

impl Default for Looks {
    fn default() -> Self {
        Self { open: Arc::default(), moved: channel(BEHIND).0 }
    }
}

/// Somebody's look at some things; it ends with the value.
#[derive(Debug)]
pub(crate) struct Look {
    looks: Looks,
    person: PersonId,
    at: BTreeSet<Subject>,
}

impl Looks {
    /// Somebody looks at these.
    pub(crate) fn look(&self, person: PersonId, at: BTreeSet<Subject>) -> Look {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        for subject in &at {
            *open.entry(subject.clone()).or_default().entry(person).or_default() += 1;
        }
        drop(open);
        let look = Look { looks: self.clone(), person, at };
        look.tell();
        look
    }
    /// Who looks at it beside `person`.
    pub(crate) fn others(&self, subject: &Subject, person: PersonId) -> Vec<PersonId> {
        let open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let all = open.get(subject).map(|people| people.keys().copied().collect::<Vec<_>>()).unwrap_or_default();
        all.into_iter().filter(|other| *other != person).collect()
    }
    /// What somebody began or ceased to look at.
    pub(crate) fn moved(&self) -> Receiver<Subject> {
        self.moved.subscribe()
    }
}

impl Look {
    fn tell(&self) {
        for subject in &self.at {
            // Nobody listens: nobody has to know.
            let _ = self.looks.moved.send(subject.clone());
        }
    }
    /// No longer at this one.
    pub(crate) fn leave(&mut self, subject: &Subject) {
        if self.at.remove(subject) {
            self.take_out(subject);
            let _ = self.looks.moved.send(subject.clone());
        }
    }
    fn take_out(&self, subject: &Subject) {
        let mut open = self.looks.open.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(people) = open.get_mut(subject) else { return };
        if let Some(count) = people.get_mut(&self.person) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                people.remove(&self.person);
            }
        }
        if people.is_empty() {
            open.remove(subject);
        }
    }
}

impl Drop for Look {
    fn drop(&mut self) {
        for subject in &self.at {
            self.take_out(subject);
        }
        self.tell();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn whoever_looks_is_seen_by_others_until_the_last_page_is_gone() {
        let looks = Looks::default();
        let (one, two) = (PersonId::new(Uuid::from_u128(1)), PersonId::new(Uuid::from_u128(2)));
        let (job, site) = (Subject::new("job", Uuid::from_u128(3)), Subject::new("site", Uuid::from_u128(4)));
        let mut told = looks.moved();
        let first = looks.look(one, BTreeSet::from([job.clone(), site.clone()]));
        let second = looks.look(one, BTreeSet::from([job.clone()]));
        assert_eq!((looks.others(&job, two), looks.others(&job, one)), (vec![one], vec![]));
        drop(first);
        assert_eq!((looks.others(&job, two), looks.others(&site, two)), (vec![one], vec![]), "a second page is open");
        let mut third = looks.look(two, BTreeSet::from([job.clone()]));
        assert_eq!(looks.others(&job, one), vec![two]);
        third.leave(&job);
        drop((second, third));
        assert_eq!(looks.others(&job, PersonId::new(Uuid::nil())), vec![]);
        assert!(looks.open.lock().expect("open").is_empty(), "nothing is left behind");
        assert_eq!(std::iter::from_fn(|| told.try_recv().ok()).count(), 3 + 2 + 1 + 1 + 1);
    }
}
