//! Items in columns, as a page shows them.

use super::source::{Cell, Column, Item};
use crate::console::words;
use askama::Template;

/// The boxes by which items are ticked.
pub(in crate::console) struct Ticks {
    /// The name of each box.
    pub field: &'static str,
    /// What is sent for each item, and what its box is called.
    pub each: Vec<(String, String)>,
}

/// A place in each row, with its heading: a column, and those that stand in the same place.
struct Head {
    column: Column,
    /// Whether it is the first: its cell opens the item.
    first: bool,
    /// Where its cells stand in an item, its own first.
    at: Vec<usize>,
}

impl Head {
    fn cells<'i>(&self, item: &'i Item) -> Vec<&'i Cell> {
        self.at.iter().filter_map(|at| item.cells.get(*at)).collect()
    }
    /// Whether its place says nothing.
    fn is_bare(&self, item: &Item) -> bool {
        self.cells(item).iter().all(|cell| cell.is_empty())
    }
    /// The class of its place; `none` for one that says nothing, which narrow screens leave out. The first one always stands.
    fn class_of(&self, item: &Item) -> String {
        let none = if !self.first && self.is_bare(item) { "none" } else { "" };
        [self.column.class, none].join(" ").trim().to_owned()
    }
    /// Whether its cell opens the item.
    fn links(&self, item: &Item) -> bool {
        self.first && !item.address.is_empty()
    }
}

/// An item, and the box that it is ticked in: its name, what it sends, what it is called.
struct Row {
    item: Item,
    tick: Option<(&'static str, String, String)>,
}

/// A table, to be written into a page as `{{ table|safe }}`.
#[derive(Template)]
#[template(path = "kit/table.html")]
pub(in crate::console) struct Table {
    class: &'static str,
    heads: Vec<Head>,
    rows: Vec<Row>,
    /// Whether its rows have boxes.
    ticked: bool,
}

impl Table {
    /// Of items with one cell for each of the columns.
    pub(in crate::console) fn of(columns: Vec<Column>, items: Vec<Item>) -> Self {
        let mut heads: Vec<Head> = Vec::with_capacity(columns.len());
        for (at, column) in columns.into_iter().enumerate() {
            match heads.iter_mut().find(|head| head.column.name == column.under) {
                Some(head) => head.at.push(at),
                None => heads.push(Head { first: heads.is_empty(), column, at: vec![at] }),
            }
        }
        let rows = items.into_iter().map(|item| Row { item, tick: None }).collect();
        Self { class: "", heads, rows, ticked: false }
    }
    /// With a class of its own.
    pub(super) fn classed(self, class: &'static str) -> Self {
        Self { class, ..self }
    }
    /// With a box for each item.
    pub(super) fn ticked(mut self, ticks: Ticks) -> Self {
        for (row, (value, called)) in self.rows.iter_mut().zip(ticks.each) {
            row.tick = Some((ticks.field, value, called));
        }
        self.ticked = true;
        self
    }
    /// Whether there is nothing in it.
    pub(in crate::console) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
