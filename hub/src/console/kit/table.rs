//! Items in columns, as a page shows them.

use super::source::{Cell, Column, Item};
use askama::Template;
use std::collections::BTreeMap;

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
    /// The items, each with the id of its row: its address, by which news is put in place (decision 0030). Where several lead to one place, each has
    /// an id of its own all the same; empty where it leads nowhere.
    fn rows(&self) -> Vec<(String, &Item)> {
        let mut met: BTreeMap<&str, usize> = BTreeMap::new();
        let id = |address: &str, count: usize| match count {
            _ if address.is_empty() => String::new(),
            1 => address.to_owned(),
            _ => format!("{address}#{count}"),
        };
        let mut rows = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let count = met.entry(&item.address).or_default();
            *count += 1;
            rows.push((id(&item.address, *count), item));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_lead_to_one_place_have_ids_of_their_own() {
        let item = |address: &str| Item { key: String::new(), address: address.into(), cells: Vec::new() };
        let items = ["/places/1", "", "/places/2", "/places/1", "", "/places/1"].map(item).into();
        let table = Table { columns: Vec::new(), items };
        let ids: Vec<String> = table.rows().into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, ["/places/1", "", "/places/2", "/places/1#2", "", "/places/1#3"]);
        let html = table.render().expect("drawn");
        assert_eq!(html.matches("<tr id=").count(), 4);
        assert_eq!(html.matches("id=\"/places/1\"").count(), 1);
    }
}
