//! The list of jobs.

mod export;
mod filter;
mod list;
mod row;

pub(super) use list::list;
