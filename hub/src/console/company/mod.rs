//! The company: what stands in the head of its papers, and how this hub runs. For administrators.

mod change;
mod logo;
mod record;

pub(super) use change::{change, form};
pub(super) use logo::{logo, logo_form};
pub(super) use record::page;
