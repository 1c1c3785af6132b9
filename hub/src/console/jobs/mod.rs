//! The list of jobs, and what is done to many of them at once.

mod bulk;
mod engineer;
mod filter;
mod list;
mod row;
mod source;
mod things;

pub(super) use bulk::{again_or_back, carry, choose, look, told};
pub(super) use list::list;
