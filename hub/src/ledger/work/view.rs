//! A work as the business sees it: it is asked for others, and notes what it did not have.

use super::Work;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::filing::{Brought, Lookup};
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::Subject;
use std::cell::RefCell;
use std::collections::BTreeSet;

/// What the business looked for and was not in memory.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub states: BTreeSet<Subject>,
    pub naming: BTreeSet<(Subject, &'static str)>,
    pub brought: BTreeSet<Brought>,
    pub displaced_by: BTreeSet<Subject>,
    pub displaced_at: BTreeSet<Subject>,
}

impl Wanted {
    pub fn is_empty(&self) -> bool {
        let Self { states, naming, brought, displaced_by, displaced_at } = self;
        states.is_empty()
            && naming.is_empty()
            && brought.is_empty()
            && displaced_by.is_empty()
            && displaced_at.is_empty()
    }
}

/// The work as the business sees it.
pub(super) struct View<'v, 'a> {
    pub work: &'v Work<'a>,
    pub wanted: RefCell<Wanted>,
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
