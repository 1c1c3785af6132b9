//! What a list is made of: columns, items with their cells, and where they come from.

use crate::console::page::Page;
use crate::error::HubError;

/// A column.
pub(in crate::console) struct Column {
    /// What an address knows it by: the key of its heading.
    pub name: &'static str,
    /// Its heading.
    pub text: String,
    /// What the address of the list calls the order by it; empty where there is none.
    pub order: &'static str,
    /// Where the same list stands by it, and upside down where it does already; empty for nowhere.
    pub link: String,
    /// `ascending` or `descending` where the list stands by it.
    pub sorted: &'static str,
    /// Whether it is shown where the address names no columns.
    pub shown: bool,
    /// The column in whose place a page shows it, as long as that is shown too; empty for none. In files each has its own.
    pub under: &'static str,
    /// The class of its place on a page.
    pub class: &'static str,
}

impl Column {
    /// The column whose heading has this key.
    pub(in crate::console) fn of(p: &Page, name: &'static str) -> Self {
        let (order, link, sorted) = ("", String::new(), "");
        Self { name, text: p.t(name), order, link, sorted, shown: true, under: "", class: "" }
    }
    /// The same, and the list can stand by it.
    pub(in crate::console) fn standing_by(self, order: &'static str) -> Self {
        Self { order, ..self }
    }
    /// Shown only where the address names it.
    pub(in crate::console) fn on_request(self) -> Self {
        Self { shown: false, ..self }
    }
    /// A page shows it in the place of another one, which stands before it.
    pub(in crate::console) fn under(self, column: &'static str) -> Self {
        Self { under: column, ..self }
    }
    /// With a class of its own.
    pub(in crate::console) fn classed(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
}

/// What stands in a column.
pub(in crate::console) enum Cell {
    /// A text; empty for nothing.
    Text(String),
    /// A state, and the tone of its colour: `good`, `bad`, `wait`, `active` or empty.
    Chip(String, &'static str),
    /// A text whose beginning is enough on a page.
    Long(String),
    /// How something stands, in the tone of its colour, and a second line.
    Toned(String, &'static str, String),
    /// A sign: what it shows, its class, and what it means.
    Sign(String, &'static str, String),
}

impl Cell {
    /// Whether there is nothing to read.
    pub(in crate::console) fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) | Self::Chip(text, _) | Self::Long(text) | Self::Sign(text, ..) => text.is_empty(),
            Self::Toned(text, _, below) => text.is_empty() && below.is_empty(),
        }
    }
    /// What a file says of it.
    pub(super) fn text(self) -> String {
        match self {
            Self::Text(text) | Self::Chip(text, _) | Self::Long(text) | Self::Sign(text, ..) => text,
            Self::Toned(text, _, below) => format!("{text} {below}").trim().to_owned(),
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
            Some(
                Cell::Text(text)
                | Cell::Chip(text, _)
                | Cell::Long(text)
                | Cell::Toned(text, ..)
                | Cell::Sign(text, ..),
            ) => text,
            None => "",
        }
    }
    /// Its id: the last part of its address.
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
    /// Told which columns are shown, before any item is asked for: what no cell shows need not be read.
    fn show(&mut self, _columns: &[&'static str]) {}
    /// The order of a column by which the items stand, and whether the last of it is the first of them. None where there is one order.
    fn stands_by(&self) -> Option<(&'static str, bool)> {
        None
    }
    /// The items behind the one with the key `after`, at most `most`.
    fn page(&self, after: Option<String>, most: usize) -> impl Future<Output = Result<Items, HubError>> + Send;
}
