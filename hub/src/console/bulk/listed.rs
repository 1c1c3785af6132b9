//! What a person asked for in one go within the last thirty days, the newest first: how much of it was done, what is left, what was taken back.

use super::place::{crumb, path};
use super::will::title;
use crate::bulk::Asked;
use crate::console::kit::{self, Cell, Column, Item, Items, ListPage, Source, answer};
use crate::console::names::zone_of;
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use axum::response::Response;
use chrono_tz::Tz;
use fettle_core::kernel::PersonId;
use fettle_core::kernel::fold::time;
use std::sync::Arc;
use uuid::Uuid;

/// The acts of a person.
struct Acts {
    hub: Arc<Hub>,
    person: PersonId,
    zone: Tz,
    p: Page,
}

impl Acts {
    fn item(&self, asked: &Asked) -> Item {
        let (p, bulk) = (&self.p, &asked.bulk);
        let list = bulk.act.list();
        let title = title(p, list, bulk.act.code(), asked.all);
        let title = if bulk.undoes.is_some() { p.t1("bulk-back-title", "what", title) } else { title };
        let refused = asked.all.saturating_sub(asked.done + asked.waiting);
        let state = if asked.waiting > 0 {
            Cell::Chip(p.t1("bulk-waiting", "count", asked.waiting), "wait")
        } else if asked.undone.is_some() {
            Cell::Chip(p.t("bulk-undone"), "")
        } else {
            Cell::Chip(String::new(), "")
        };
        Item {
            key: format!("{}.{}", asked.at, bulk.id),
            address: format!("{}/{}", path(list), bulk.id),
            cells: vec![
                Cell::Text(title),
                Cell::Text(crumb(p, list).1),
                Cell::Text(words::minute(time(asked.at), self.zone)),
                Cell::Text(asked.done.to_string()),
                Cell::Text(refused.to_string()),
                state,
            ],
        }
    }
}

/// Where a page begins: when, and the id of the one before it.
fn place(key: &str) -> Option<(u64, Uuid)> {
    let (at, id) = key.split_once('.')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

impl Source for Acts {
    fn columns(&self, p: &Page) -> Vec<Column> {
        ["bulk-what", "bulk-of", "bulk-when", "bulk-done", "bulk-refused", "console-status"]
            .map(|key| Column::of(p, key))
            .into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.as_deref().and_then(place);
        let acts = self.hub.bulks.of(self.person, after, most).await?;
        Ok(acts.iter().map(|asked| self.item(asked)).collect::<Vec<_>>().into())
    }
}

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let p = auth.page();
    let zone = zone_of(&auth).await?;
    let acts = Acts { hub: Arc::clone(auth.hub()), person: auth.viewer.id, zone, p: p.clone() };
    let page = ListPage { path: "/bulk", title: p.t("bulk-earlier"), filters: Vec::new(), add: None, p };
    answer(&auth, &kit::Asked::of(query), page, acts).await
}
