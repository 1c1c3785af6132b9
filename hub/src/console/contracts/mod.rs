//! Contracts: listed, opened, agreed, changed and extended, ended, priced.

mod change;
mod covers;
mod end;
mod form;
mod list;
mod new;
mod price;
mod record;

pub(super) use change::{change, form as change_form};
pub(super) use end::{end, form as end_form};
pub(super) use list::page;
pub(super) use new::{add, form as new_form};
pub(super) use price::{form as price_form, set as set_price};
pub(super) use record::page as record;
