//! Which columns of a list are shown: those that its address names, in the list's own order, and always the first, by which an item is opened. So
//! they are part of a saved view, and of the file of what is listed.

use super::source::{Column, Item, Items, Source};
use crate::console::page::Page;
use crate::error::HubError;

/// Where in the address the columns stand, each by its name; without it those that a list shows by itself.
pub(super) const COLUMN: &str = "column";

/// The places of the columns that are shown. A name that no column has, as of another version, asks for nothing; where no other is left, the list's
/// own choice is shown.
pub(super) fn chosen<'n>(columns: &[Column], names: impl Iterator<Item = &'n str>) -> Vec<usize> {
    let names: Vec<&str> = names.collect();
    let named = |at: &usize| columns.get(*at).is_some_and(|column| names.contains(&column.name));
    let all = 0..columns.len();
    if !all.clone().any(|at| named(&at)) {
        return all.filter(|at| columns.get(*at).is_some_and(|column| column.shown)).collect();
    }
    all.filter(|at| *at == 0 || named(at)).collect()
}

/// A source with these of its columns.
pub(super) struct Narrowed<S> {
    source: S,
    shown: Vec<usize>,
}

impl<S> Narrowed<S> {
    pub(super) fn new(source: S, shown: Vec<usize>) -> Self {
        Self { source, shown }
    }
    fn keep<T>(&self, all: Vec<T>) -> Vec<T> {
        all.into_iter().enumerate().filter(|(at, _)| self.shown.contains(at)).map(|(_, one)| one).collect()
    }
}

impl<S: Source> Source for Narrowed<S> {
    fn columns(&self, p: &Page) -> Vec<Column> {
        self.keep(self.source.columns(p))
    }
    fn stands_by(&self) -> Option<(&'static str, bool)> {
        self.source.stands_by()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let Items { items, cut } = self.source.page(after, most).await?;
        let items = items.into_iter().map(|item| Item { cells: self.keep(item.cells), ..item }).collect();
        Ok(Items { items, cut })
    }
}
