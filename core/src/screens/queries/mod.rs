//! What several screens read, and how they say it: no screen knows another, each asks here.
//!
//! A query looks at the store through [`View`](super::view::View) and decides nothing; one file a subject.

pub(crate) mod bag;
pub(crate) mod banners;
pub(crate) mod calls;
pub(crate) mod cards;
pub(crate) mod check;
pub(crate) mod entitled;
pub(crate) mod found;
pub(crate) mod given;
pub(crate) mod items;
pub(crate) mod job;
pub(crate) mod notices;
pub(crate) mod open_jobs;
pub(crate) mod outing;
pub(crate) mod owed;
pub(crate) mod said;
pub(crate) mod sla;
pub(crate) mod stores;
pub(crate) mod tallies;
