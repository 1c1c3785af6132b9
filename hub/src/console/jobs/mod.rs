//! The list of jobs, and what is done to many of them at once.

mod bulk;
mod export;
mod filter;
mod list;
mod row;
mod things;

pub(super) use bulk::{again_or_back, carry, choose, look, told};
pub(super) use list::list;
