//! Sites with their contacts: listed, opened, registered, changed, closed and opened again.

mod change;
mod close;
mod contact;
mod contact_form;
mod form;
mod list;
mod new;
mod record;

pub(super) use change::{change, form as change_form};
pub(super) use close::{close, form as close_form, reopen};
pub(super) use contact::{
    add as add_contact, change as change_contact, new as new_contact, remove as remove_contact, show as contact,
};
pub(super) use list::page;
pub(super) use new::{add, form as new_form};
pub(super) use record::page as record;
