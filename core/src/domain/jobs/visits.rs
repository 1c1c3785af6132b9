//! Which way to the site a piece of work belongs to.

use super::state::{Job, SiteVisit};
use crate::kernel::PersonId;

impl Job {
    /// The way on which a person works: the own newest one that began, else the first on which anybody did.
    pub fn work_visit(&self, by: PersonId) -> Option<&SiteVisit> {
        let began = |visit: &&SiteVisit| visit.started.is_some();
        let own = self.visits.iter().rev().filter(began).find(|visit| visit.by == by);
        own.or_else(|| self.visits.iter().find(began))
    }
}
