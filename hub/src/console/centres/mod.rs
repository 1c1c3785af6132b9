//! Centres: where engineers are based and which sites they serve. Opened here by who looks after people.

mod form;
mod list;

pub(super) use form::{add, new};
pub(super) use list::page;
