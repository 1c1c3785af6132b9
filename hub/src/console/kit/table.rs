//! Items in columns, as a page shows them.

use super::source::{Cell, Column, Item};
use askama::Template;

/// A box that an item is ticked in.
pub(in crate::console) struct Pick {
    /// The field.
    pub name: &'static str,
    /// What it sends.
    pub value: String,
    /// What it is for.
    pub label: String,
}

/// A table, to be written into a page as `{{ table|safe }}`.
#[derive(Template)]
#[template(path = "kit/table.html")]
pub(in crate::console) struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The items, each with one cell a column.
    pub items: Vec<Item>,
    /// The box of each item; empty where nothing is done to many.
    pub picks: Vec<Pick>,
}
