//! Centres: where engineers are based and which sites they serve. Opened, changed, closed and opened again by who looks after people.

mod change;
mod close;
mod form;
mod list;
mod record;

pub(super) use change::{change, form as change_form};
pub(super) use close::{close, form as close_form, reopen};
pub(super) use form::{add, new};
pub(super) use list::page;
pub(super) use record::page as record;
