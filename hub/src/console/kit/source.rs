//! What a list is made of: columns, items with their cells, and where they come from.

use crate::console::page::Page;
use crate::error::HubError;

/// A column.
pub(in crate::console) struct Column {
    /// What an address knows it by: the key of its heading.
    pub name: &'static str,
    /// Its heading.
    pub text: String,
}

impl Column {
    /// The column whose heading has this key.
    pub(in crate::console) fn of(p: &Page, name: &'static str) -> Self {
        Self { name, text: p.t(name) }
    }
}

/// What stands in a column.
pub(in crate::console) enum Cell {
    /// A text; empty for nothing.
    Text(String),
    /// A state, and the tone of its colour: `good`, `bad`, `wait`, `active` or empty.
    Chip(String, &'static str),
}

impl Cell {
    /// Whether there is nothing to read.
    pub(in crate::console) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) | Self::Chip(text, _) => text.is_empty(),
        }
    }
}

/// One item.
pub(in crate::console) struct Item {
    /// What the next page begins behind when this is the last of its page.
    pub key: String,
    /// Where it is opened; its first cell leads there. Empty for nowhere.
    pub address: String,
    /// One a column.
    pub cells: Vec<Cell>,
}

impl Item {
    /// What it is called: what its first cell says.
    pub(super) fn called(&self) -> &str {
        match self.cells.first() {
            Some(Cell::Text(text) | Cell::Chip(text, _)) => text,
            None => "",
        }
    }
    /// What it is ticked by: the last part of its address.
    pub(super) fn id(&self) -> &str {
        self.address.rsplit('/').next().unwrap_or_default()
    }
}

/// Items of a list, in its order.
pub(in crate::console) struct Items {
    /// They.
    pub items: Vec<Item>,
    /// More was found by words than can be put in order: the list, and so its files, are not whole.
    pub cut: bool,
}

impl From<Vec<Item>> for Items {
    fn from(items: Vec<Item>) -> Self {
        Self { items, cut: false }
    }
}

/// Where the items of a list come from, in its order.
pub(in crate::console) trait Source: Send + Sync + 'static {
    /// The columns, in the reader's language.
    fn columns(&self, p: &Page) -> Vec<Column>;
    /// The items behind the one with the key `after`, at most `most`.
    fn page(&self, after: Option<String>, most: usize) -> impl Future<Output = Result<Items, HubError>> + Send;
}
