//! Import in the browser: tables are brought and looked at, then recorded part by part while the page shows how far it is. For administrators.

mod act;
mod batch;
mod bring;
mod files;
mod form;
mod headings;
mod list;
mod rows;
mod seen;
mod undo;
mod uploaded;

pub(super) use act::{drop_it, start};
pub(super) use batch::{page as batch, problems};
pub(super) use bring::bring;
pub(super) use files::{export, template};
pub(super) use form::MOST_BYTES;
pub(super) use headings::{forget, headings};
pub(super) use list::page;
pub(super) use rows::{choose, page as rows};
pub(super) use undo::{look, undo};
