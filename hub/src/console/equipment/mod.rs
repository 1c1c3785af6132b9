//! Equipment: listed, opened, registered, changed, moved, labelled, retired and taken into use again.

mod change;
mod form;
mod label;
mod list;
mod new;
mod record;
mod retire;
mod tree;

pub(super) use change::{change, form as change_form};
pub(super) use label::{bind, unbind};
pub(super) use list::page;
pub(super) use new::{add, form as new_form};
pub(super) use record::page as record;
pub(super) use retire::{form as retire_form, reinstate, retire};
pub(super) use tree::tree;
