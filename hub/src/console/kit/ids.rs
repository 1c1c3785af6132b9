//! Ids of rows, by which news is put in place (decision 0030): what an item leads to. Where several lead to one place, each has an id of its own all the
//! same.

use super::source::Item;
use std::collections::BTreeMap;

/// The id of each item's row; empty where it leads nowhere.
pub(super) fn ids(items: &[Item]) -> Vec<String> {
    let mut met: BTreeMap<&str, usize> = BTreeMap::new();
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        let count = met.entry(item.address.as_str()).or_default();
        *count += 1;
        all.push(match *count {
            _ if item.address.is_empty() => String::new(),
            1 => item.address.clone(),
            count => format!("{}#{count}", item.address),
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::kit::Table;
    use askama::Template;

    #[test]
    fn rows_that_lead_to_one_place_have_ids_of_their_own() {
        let item = |address: &str| Item { key: String::new(), address: address.into(), cells: Vec::new() };
        let items: Vec<Item> = ["/places/1", "", "/places/2", "/places/1", "", "/places/1"].map(item).into();
        assert_eq!(ids(&items), ["/places/1", "", "/places/2", "/places/1#2", "", "/places/1#3"]);
        let html = Table::of(Vec::new(), items).render().expect("drawn");
        assert_eq!((html.matches("<tr id=").count(), html.matches("id=\"/places/1\"").count()), (4, 1), "{html}");
    }
}
