//! Places where parts are: listed, opened, changed, closed and opened again; what is in them.

mod change;
mod close;
mod closed;
mod form;
mod list;
mod new;
mod record;
mod stock;

pub(super) use change::{change, form as change_form};
pub(super) use close::{close, form as close_form, reopen};
pub(super) use list::page;
pub(super) use new::{add, form as new_form};
pub(super) use record::page as record;
pub(super) use stock::page as stock;
