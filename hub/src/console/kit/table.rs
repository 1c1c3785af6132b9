//! Items in columns, as a page shows them.

use super::ids::ids;
use super::source::{Cell, Column, Item};
use askama::Template;

/// A table, to be written into a page as `{{ table|safe }}`.
#[derive(Template)]
#[template(path = "kit/table.html")]
pub(in crate::console) struct Table {
    /// The columns.
    pub columns: Vec<Column>,
    /// The items, each with one cell a column.
    pub items: Vec<Item>,
}

impl Table {
    /// The items, each with the id of its row.
    fn rows(&self) -> Vec<(String, &Item)> {
        ids(&self.items).into_iter().zip(&self.items).collect()
    }
}
