//! Phones: all of them, one with its history and what came of it, a one-time code that makes a phone a device, and the end of one.

mod end;
mod enrol;
mod list;
mod record;

pub(super) use end::{form as revoke_form, revoke};
pub(super) use enrol::{enrol, form as enrol_form};
pub(super) use list::page;
pub(super) use record::record;
