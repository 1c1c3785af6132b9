//! The list of phones, the newest first.

use crate::console::kept::{centre_field, ended_filter};
use crate::console::kit::{Asked, Cell, Column, Field, Item, Items, ListPage, Source, answer};
use crate::console::looks_after::{must_administer, own_centre};
use crate::console::names::{Names, people_called};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::{DeviceRow, Phones};
use axum::response::Response;
use chrono_tz::Tz;
use fettle_core::domain::people::Device;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{DeviceId, Subject};
use fettle_core::text::{Lang, text, text_with};
use std::collections::HashMap;
use std::sync::Arc;

struct All {
    hub: Arc<Hub>,
    lang: Lang,
    zone: Tz,
    asked: Phones,
    /// Whether more people have such a name than are asked for.
    cut: bool,
}

impl All {
    fn item(&self, row: &DeviceRow, names: &Names, succeeded: &HashMap<DeviceId, String>) -> Item {
        let at = |ms: Option<u64>| Cell::Text(ms.map(|ms| words::minute(time(ms), self.zone)).unwrap_or_default());
        let centre = names.centre_of(row.person).map(|centre| names.centre(centre)).unwrap_or_default();
        let before = row.succeeds.and_then(|before| succeeded.get(&before));
        let state = match (row.revoked_at, before) {
            (Some(_), _) => Cell::Chip(text(self.lang, "console-revoked"), "bad"),
            (None, Some(short)) => {
                Cell::Chip(text_with(self.lang, "console-succeeds", &[("device", short.clone())]), "")
            }
            (None, None) => Cell::Chip(String::new(), ""),
        };
        let cells = vec![
            Cell::Text(row.short.clone()),
            Cell::Text(words::short(&row.name)),
            Cell::Text(names.person(row.person)),
            Cell::Text(centre),
            Cell::Text(row.app.clone()),
            at(row.seen_at),
            at(row.pushed_at),
            at(row.pulled_at),
            at(Some(row.enrolled_at)),
            state,
        ];
        Item { key: format!("{}/{}", row.enrolled_at, row.id), address: format!("/devices/{}", row.id), cells }
    }
}

/// Behind which phone a page begins.
fn place(key: &str) -> Option<(u64, DeviceId)> {
    let (at, id) = key.split_once('/')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

impl Source for All {
    fn columns(&self, p: &Page) -> Vec<Column> {
        let heads = [
            "console-device",
            "devices-name",
            "console-who",
            "console-centre",
            "sites-field-app",
            "console-seen",
            "console-pushed",
            "console-pulled",
            "console-enrolled",
            "console-status",
        ];
        heads.map(|key| Column::of(p, key)).into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.as_deref().and_then(place);
        let rows = self.hub.ledger.phones(&self.asked, after, most).await?;
        let people = rows.iter().map(|row| Subject::from(row.person)).collect();
        let names = Names::of(&self.hub.ledger, self.lang, people).await?;
        let before = rows.iter().filter_map(|row| row.succeeds).map(DeviceId::uuid).collect();
        let before = self.hub.ledger.several::<Device>(before).await?;
        let before = before.into_iter().map(|(id, device)| (DeviceId::new(id), device.state.short)).collect();
        Ok(Items { items: rows.iter().map(|row| self.item(row, &names, &before)).collect(), cut: self.cut })
    }
}

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    must_administer(&auth)?;
    let hub = auth.hub();
    let (p, asked) = (auth.page().at("devices"), Asked::of(query));
    let chosen = asked.get("centre").parse().ok();
    let centre = centre_field(&auth, &p, chosen, Some(p.t("console-any"))).await?;
    let mut filters = vec![Field::line("person", p.t("console-who"))];
    filters.extend(centre);
    filters.push(ended_filter(&p));
    let names = Names::of(&hub.ledger, auth.lang(), Vec::new()).await?;
    let (people, cut) = people_called(&auth, asked.get("person")).await?;
    let source = All {
        zone: names.house_zone(auth.viewer.person.centre),
        lang: auth.lang(),
        asked: Phones {
            centre: own_centre(&auth).or(chosen),
            people,
            ended: match asked.get("ended") {
                "only" => Some(true),
                "all" => None,
                _ => Some(false),
            },
        },
        hub: Arc::clone(hub),
        cut,
    };
    let add = Some(("/devices/enrol".to_owned(), p.t("console-enrol")));
    let page = ListPage { path: "/devices", title: p.t("console-devices"), filters, add, p };
    answer(&auth, &asked, page, source).await
}
