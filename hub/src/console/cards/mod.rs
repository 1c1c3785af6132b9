//! Cards of parts: listed, opened, entered, changed, priced, ended and in use again; their codes bound and taken off.

mod change;
mod code;
mod end;
mod form;
mod list;
mod new;
mod price;
mod record;

pub(super) use change::{change, form as change_form};
pub(super) use code::{bind, unbind};
pub(super) use end::{back, end, form as end_form};
pub(super) use list::page;
pub(super) use new::{add, form as new_form};
pub(super) use price::{form as price_form, set as set_price};
pub(super) use record::{page as record, told};
