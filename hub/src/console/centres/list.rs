//! The list of centres.

use crate::console::kit::{Asked, Cell, Column, Item, Items, ListPage, Source, answer};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::visit::Visit;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use axum::response::Response;
use fettle_core::domain::people::{Centre, Role};
use fettle_core::text::{Lang, text};
use std::sync::Arc;

struct Centres {
    hub: Arc<Hub>,
    lang: Lang,
}

impl Source for Centres {
    fn columns(&self, p: &Page) -> Vec<Column> {
        ["console-centre", "centres-region", "centres-zone", "console-status"].map(|key| Column::of(p, key)).into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.and_then(|key| key.parse().ok());
        let found = self.hub.ledger.some::<Centre>(after, u32::try_from(most).unwrap_or(u32::MAX)).await?;
        let item = |(id, centre): (uuid::Uuid, fettle_core::kernel::Folded<Centre>)| {
            let centre = centre.state;
            let closed = if centre.open { String::new() } else { text(self.lang, "centres-closed") };
            let (name, region) = (centre.name.in_lang(self.lang).to_owned(), centre.region);
            let cells = vec![Cell::Text(name), Cell::Text(region), Cell::Text(centre.zone), Cell::Chip(closed, "bad")];
            Item { key: id.to_string(), address: format!("/centres/{id}"), cells }
        };
        Ok(found.into_iter().map(item).collect::<Vec<_>>().into())
    }
}

/// The page.
pub(in crate::console) async fn page(visit: Visit, query: Query<Vec<(String, String)>>) -> Result<Response, Fault> {
    super::form::must_look_after_centres(&visit)?;
    let p = visit.page().at("centres");
    let add = visit.viewer.is(Role::Administrator).then(|| ("/centres/new".to_owned(), p.t("centres-new")));
    let page = ListPage { path: "/centres", title: p.t("centres-title"), filters: Vec::new(), add, p };
    let source = Centres { hub: Arc::clone(visit.hub()), lang: visit.lang() };
    answer(&visit, &Asked::of(query), page, source).await
}
