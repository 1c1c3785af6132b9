//! A work as the business sees it: it is asked for others, and notes what it did not have.

use super::Work;
use crate::error::HubError;
use crate::ledger::{batch, brought, stock};
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::filing::{Brought, Lookup};
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Subject;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What the business looked for and was not in memory.
#[derive(Debug, Default)]
struct Wanted {
    states: BTreeSet<Subject>,
    naming: BTreeSet<(Subject, &'static str)>,
    brought: BTreeSet<Brought>,
    displaced_by: BTreeSet<Subject>,
    displaced_at: BTreeSet<Subject>,
}

impl Wanted {
    fn is_empty(&self) -> bool {
        let Self { states, naming, brought, displaced_by, displaced_at } = self;
        states.is_empty()
            && naming.is_empty()
            && brought.is_empty()
            && displaced_by.is_empty()
            && displaced_at.is_empty()
    }
}

/// The work as the business sees it.
struct View<'v, 'a> {
    work: &'v Work<'a>,
    wanted: RefCell<Wanted>,
}

impl Lookup for View<'_, '_> {
    fn state(&self, subject: &Subject) -> Option<&AnyFolded> {
        if !self.work.is_loaded(subject) || self.work.late.behind.contains(subject) {
            self.wanted.borrow_mut().states.insert(subject.clone());
        }
        self.work.state(subject).map(|state| &state.0)
    }
    fn naming(&self, subject: &Subject, kind: &'static str) -> Vec<Subject> {
        self.work.links.naming(subject, kind).unwrap_or_else(|| {
            self.wanted.borrow_mut().naming.insert((subject.clone(), kind));
            Vec::new()
        })
    }
    fn brought(&self, what: &Brought) -> BTreeSet<Stream> {
        let known = self.work.brought.get(what).cloned();
        known.unwrap_or_else(|| {
            self.wanted.borrow_mut().brought.insert(what.clone());
            BTreeSet::new()
        })
    }
    fn displaced_from(&self, stocktake: &Subject) -> BTreeSet<PlaceId> {
        self.work.displaced.by.get(stocktake).cloned().unwrap_or_else(|| {
            self.wanted.borrow_mut().displaced_by.insert(stocktake.clone());
            BTreeSet::new()
        })
    }
    fn displacing(&self, place: &Subject) -> BTreeSet<Subject> {
        self.work.displaced.at.get(place).cloned().unwrap_or_else(|| {
            self.wanted.borrow_mut().displaced_at.insert(place.clone());
            BTreeSet::new()
        })
    }
}

impl Work<'_> {
    /// Asks the business; what it looked for in vain is loaded, and it is asked again.
    pub(super) async fn ask<T>(&mut self, question: impl Fn(&dyn Lookup) -> T + Send) -> Result<T, HubError> {
        loop {
            let (answer, wanted) = self.try_ask(&question);
            if wanted.is_empty() {
                return Ok(answer);
            }
            for subject in &wanted.states {
                self.settle(subject);
            }
            self.load(wanted.states).await?;
            for (target, kind) in wanted.naming {
                let sources = batch::naming(self.conn, &target, kind).await?;
                self.links.stored.insert((target, kind), sources);
            }
            for what in wanted.brought {
                let streams = brought::to(self.conn, &what).await?;
                self.brought.insert(what, streams);
            }
            for stocktake in wanted.displaced_by {
                let places = stock::displaced::by(self.conn, &stocktake).await?;
                self.displaced.by.insert(stocktake, places);
            }
            for place in wanted.displaced_at {
                let stocktakes = stock::displaced::at(self.conn, &place).await?;
                self.displaced.at.insert(place, stocktakes);
            }
        }
    }
    fn try_ask<T>(&self, question: &impl Fn(&dyn Lookup) -> T) -> (T, Wanted) {
        let view = View { work: self, wanted: RefCell::default() };
        let answer = question(&view);
        (answer, view.wanted.into_inner())
    }
}
