//! The list of years: those that were published, those that are compiled in, and the one that is missing.

use super::missing::missing_year;
use crate::console::kit::{Asked, Cell, Column, Item, Items, ListPage, Source, answer};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::console::words;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use axum::response::Response;
use chrono::Datelike;
use fettle_core::domain::calendar::WorkingDays;
use fettle_core::domain::calendars::{Calendar, may_publish_calendars};
use fettle_core::domain::ids::CentreId;
use fettle_core::text::{Lang, text};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Years that a list reads at most: a calendar may be of so many.
const MOST: u32 = 200;
/// Years that may be compiled in.
const COMPILED: std::ops::RangeInclusive<i32> = 2025..=2035;

struct Years {
    hub: Arc<Hub>,
    lang: Lang,
    own: Option<CentreId>,
}

impl Years {
    fn item(&self, year: i32, counts: (usize, usize), published: String, state: (&str, &'static str)) -> Item {
        let state = Cell::Chip(if state.0.is_empty() { String::new() } else { text(self.lang, state.0) }, state.1);
        let (off, worked) = (Cell::Text(counts.0.to_string()), Cell::Text(counts.1.to_string()));
        let cells = vec![Cell::Text(year.to_string()), off, worked, Cell::Text(published), state];
        Item { key: year.to_string(), address: format!("/calendars/{year}"), cells }
    }
    async fn all(&self) -> Result<Vec<Item>, HubError> {
        let found = self.hub.ledger.some::<Calendar>(None, MOST).await?;
        let calendars: Vec<Calendar> = found.into_iter().map(|(_, folded)| folded.state).collect();
        let people = calendars.iter().filter_map(|one| Some(one.published.as_ref()?.by.into()));
        let names = Names::of(&self.hub.ledger, self.lang, people.collect()).await?;
        let zone = names.house_zone(self.own);
        let mut items = BTreeMap::new();
        let compiled = WorkingDays::default();
        for year in COMPILED.filter(|year| compiled.knows(*year)) {
            let days = compiled.differing(year).into_iter().filter(|(day, _)| day.year() == year);
            let (worked, off): (Vec<_>, Vec<_>) = days.partition(|(_, worked)| *worked);
            let item = self.item(year, (off.len(), worked.len()), String::new(), ("calendar-compiled", ""));
            items.insert(year, item);
        }
        if let Some(year) = missing_year(&self.hub).await? {
            let item = self.item(year, (0, 0), String::new(), ("calendar-missing", "bad"));
            items.insert(year, Item { address: format!("/calendars/import?year={year}"), ..item });
        }
        for calendar in &calendars {
            let (Some(year), Some(published)) = (calendar.year, &calendar.published) else { continue };
            let said = format!("{} · {}", words::minute(published.at, zone), names.person(published.by));
            items.insert(year, self.item(year, calendar.count(), said, ("", "")));
        }
        Ok(items.into_values().rev().collect())
    }
}

impl Source for Years {
    fn columns(&self, p: &Page) -> Vec<Column> {
        ["calendar-year", "calendar-off-days", "calendar-worked-days", "calendar-published", "console-status"]
            .map(|key| Column::of(p, key))
            .into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after: Option<i32> = after.and_then(|key| key.parse().ok());
        let behind = |item: &Item| after.is_none_or(|after| item.key.parse().is_ok_and(|year: i32| year < after));
        Ok(self.all().await?.into_iter().filter(behind).take(most).collect::<Vec<_>>().into())
    }
}

/// The page.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let p = auth.page().at("calendars");
    let may = may_publish_calendars(&auth.actor());
    let add = may.then(|| ("/calendars/import".to_owned(), p.t("calendar-bring")));
    let page = ListPage { path: "/calendars", title: p.t("calendar-title"), filters: Vec::new(), add, p };
    let source = Years { hub: Arc::clone(auth.hub()), lang: auth.lang(), own: auth.viewer.person.centre };
    answer(&auth, &Asked::of(query), page, source).await
}
