//! The lists, each in its newest version.

use crate::console::kit::{Asked, Cell, Column, Item, Items, ListPage, Source, answer};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use axum::response::Response;
use fettle_core::domain::checks::{Checklist, Definition};
use fettle_core::text::{Lang, text};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Versions that are read for the list, of all lists together.
const MOST: u32 = 2_000;

struct Lists {
    hub: Arc<Hub>,
    lang: Lang,
}

impl Source for Lists {
    fn columns(&self, p: &Page) -> Vec<Column> {
        ["checklist-name", "checklist-code", "checklist-version", "checklist-items", "console-status"]
            .map(|key| Column::of(p, key))
            .into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let mut newest: BTreeMap<String, (Definition, bool)> = BTreeMap::new();
        for (_, list) in self.hub.ledger.some::<Checklist>(None, MOST).await? {
            let ended = list.state.ended().is_some();
            let Some(list) = list.state.definition else { continue };
            if newest.get(&list.code).is_none_or(|(known, _)| known.version < list.version) {
                newest.insert(list.code.clone(), (list, ended));
            }
        }
        let item = |(list, ended): (Definition, bool)| {
            let state = if ended { text(self.lang, "checklist-ended") } else { String::new() };
            let title = Cell::Text(list.title.in_lang(self.lang).to_owned());
            let (version, items) = (Cell::Text(list.version.to_string()), Cell::Text(list.items.len().to_string()));
            let address = format!("/checklists/{}", list.code);
            Item {
                key: list.code.clone(),
                address,
                cells: vec![title, Cell::Text(list.code), version, items, Cell::Chip(state, "")],
            }
        };
        let behind = |(list, _): &(Definition, bool)| after.as_ref().is_none_or(|after| list.code > *after);
        Ok(newest.into_values().filter(behind).take(most).map(item).collect::<Vec<_>>().into())
    }
}

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let p = auth.page().at("checklists");
    let may = auth.actor().may("checklist.published");
    let add = may.then(|| ("/checklists/new".to_owned(), p.t("checklist-new")));
    let page = ListPage { path: "/checklists", title: p.t("checklist-title"), filters: Vec::new(), add, p };
    let source = Lists { hub: Arc::clone(auth.hub()), lang: auth.lang() };
    answer(&auth, &Asked::of(query), page, source).await
}
