//! Checklists: listed, read as an engineer sees them, published in a new version from a form or a table, ended and taken back. A version
//! never changes, and a check that was begun keeps the one that it was begun with.

mod bring;
mod end;
mod files;
mod form;
mod items;
mod list;
mod publish;
mod record;
mod versions;

pub(super) use bring::{bring, form, form_of};
pub(super) use end::{form as end_form, reinstate, withdraw};
pub(super) use files::{csv, xlsx};
pub(super) use list::page;
pub(super) use publish::publish;
pub(super) use record::page as record;
