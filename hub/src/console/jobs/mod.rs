//! The list of jobs.

mod filter;
mod list;

pub(super) use list::list;
