//! The kit of the console's pages: what a list and a form are made of, whatever they are about.
//!
//! A list is a [`Source`] of items in pages by key; [`list::answer`] draws it, and writes the same items as CSV or XLSX. A form is a row of
//! [`Field`]s; [`Form`] draws them with what was typed and with the refusal beside the field that it speaks of. Nothing here knows the business.

mod bar;
mod beside;
mod columns;
mod export;
mod field;
mod form;
mod ids;
mod list;
mod more;
mod record;
mod returned;
mod source;
mod table;

pub(super) use bar::{VIEWED, may_remove};
pub(super) use beside::{Ask, Beside, Block, Papers, drawn};
pub(super) use field::{Choice, Field};
pub(super) use form::{Form, refused_page, shown_page};
pub(super) use list::{Asked, ListPage, answer, answer_more};
pub(super) use more::{Many, More, Of};
pub(super) use record::{Difference, Fact, Line, RecordPage, Section, StepView, record, record_beside};
pub(super) use returned::Returned;
pub(super) use source::{Cell, Column, Item, Items, Source};
pub(super) use table::Table;
