//! The page of the stock: what waits for somebody, what is short, and where something is.

use super::choices::{centres, stores};
use super::places::{self, InStock};
use super::short::{self, Parts};
use super::waiting::{Asked, Slips, Waiting, slips};
use crate::console::kit::{Choice, Field, Returned, Source, Table};
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::ids::TakeId;
use fettle_core::domain::parts::TakeWaits;
use std::sync::Arc;

/// Parts that are short, before the page says where all of them stand.
const FEW: usize = 20;
/// Places, before the page says so.
const SOME: usize = 50;

/// So many are counted; beyond that the page says that there are more.
const COUNTED: usize = 1_000;

/// How many there are, in words.
fn counted((count, more): (usize, bool)) -> String {
    if more { format!("{count}+") } else { count.to_string() }
}

/// The first of a list, and where all of it is, where there is more.
struct Part {
    table: Table,
    count: String,
    more: Option<&'static str>,
}

/// What is shown beside the slips: on their first page, where nothing is cut away.
struct Beside {
    short: Part,
    places: Part,
}

#[derive(Template)]
#[template(path = "stock.html")]
struct StockPage {
    p: Page,
    /// Whether the reader books deliveries in.
    receives: bool,
    filters: Vec<Field>,
    narrow: bool,
    takes: Vec<Waiting>,
    count: String,
    /// Addresses.
    first: Option<String>,
    next: Option<String>,
    beside: Option<Beside>,
    /// Whether rows are still being written after an update.
    due: bool,
}

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    draw(&auth, &asked, &Returned::default()).await
}

/// A slip alone, with the form of it that was refused.
pub(in crate::console) async fn show(auth: &AuthContext, slip: TakeId, returned: &Returned) -> Result<Response, Fault> {
    draw(auth, &Asked::slip(slip), returned).await
}

async fn draw(auth: &AuthContext, asked: &Asked, returned: &Returned) -> Result<Response, Fault> {
    let mut p = auth.page().at("stock").live(None);
    if let Some(told) = returned.told() {
        p = p.refused(told.text.clone()).listing(told.list.clone());
        p.back = format!("/stock?slip={}", asked.slip);
    }
    let Slips { rows, count, next } = slips(auth, &p, (asked, returned), COUNTED).await?;
    let first = (!asked.after.is_empty()).then(|| asked.address(None));
    let page = StockPage {
        receives: auth.actor().may("movement.inspected"),
        filters: filters(auth, &p, asked).await?,
        narrow: asked.is_narrow(),
        takes: rows,
        count: counted(count),
        first,
        next: next.as_ref().map(|next| asked.address(Some(next))),
        beside: if asked.is_first() { Some(beside(auth, &p).await?) } else { None },
        due: auth.hub().ledger.rows_are_due(),
        p,
    };
    let mut response = html(&page);
    if returned.told().is_some() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

async fn filters(auth: &AuthContext, p: &Page, asked: &Asked) -> Result<Vec<Field>, HubError> {
    let mut waits = vec![Choice::new("", p.t("console-takes-undone"), &asked.waits)];
    let of = |waits: &TakeWaits| Choice::new(waits.code(), p.code("parts-waits-", waits.code()), &asked.waits);
    waits.extend(TakeWaits::ALL.iter().map(of));
    let mut filters = vec![Field::one("waits", p.t("console-status"), waits)];
    let centres = centres(auth, p, &asked.centre).await?;
    filters.extend(centres.map(|centres| Field::one("centre", p.t("parts-field-place-centre"), centres)));
    filters.push(Field::one("place", p.t("places-place"), stores(auth, p, &asked.place).await?));
    Ok(filters.into_iter().map(Field::filtering).collect())
}

async fn beside(auth: &AuthContext, p: &Page) -> Result<Beside, HubError> {
    let (hub, reach) = (auth.hub(), &auth.viewer.reach);
    let parts = Parts { hub: Arc::clone(hub), reach: reach.clone(), place: None, p: p.clone() };
    let short = part(p, parts, FEW, short::PATH).await?;
    let in_stock = InStock { hub: Arc::clone(hub), reach: reach.clone(), kind: None, centre: None, p: p.clone() };
    let places = part(p, in_stock, SOME, places::PATH).await?;
    let count = counted(hub.ledger.count_short(reach, COUNTED).await?);
    Ok(Beside { short: Part { count, ..short }, places })
}

async fn part(p: &Page, source: impl Source, most: usize, all: &'static str) -> Result<Part, HubError> {
    // One more than is shown says whether there are more.
    let mut items = source.page(None, most + 1).await?.items;
    let more = (items.len() > most).then_some(all);
    items.truncate(most);
    Ok(Part { table: Table::of(source.columns(p), items), count: String::new(), more })
}
