//! The page of the stock: what waits for somebody, what is short, and where something is.

use super::choices::{centres, stores};
use super::places::{self, InStock};
use super::short::{self, Parts};
use super::waiting::{Asked, Slips, Waiting, slips};
use crate::console::kit::{Choice, Field, Source, Table};
use crate::console::page::{Page, html};
use crate::console::query::Query;
use crate::console::visit::Visit;
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
pub(in crate::console) async fn page(visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    draw(&visit, &asked, String::new()).await
}

/// A slip alone, with a refusal above it.
pub(in crate::console) async fn show(visit: &Visit, slip: TakeId, refusal: String) -> Result<Response, Fault> {
    draw(visit, &Asked::slip(slip), refusal).await
}

async fn draw(visit: &Visit, asked: &Asked, refusal: String) -> Result<Response, Fault> {
    let mut p = visit.page().at("stock").live(None);
    let refused = !refusal.is_empty();
    if refused {
        p = p.refused(refusal);
        p.back = format!("/stock?slip={}", asked.slip);
    }
    let Slips { rows, count, next } = slips(visit, &p, asked, COUNTED).await?;
    let first = (!asked.after.is_empty()).then(|| asked.address(None));
    let page = StockPage {
        receives: visit.actor().may("movement.inspected"),
        filters: filters(visit, &p, asked).await?,
        narrow: asked.is_narrow(),
        takes: rows,
        count: counted(count),
        first,
        next: next.as_ref().map(|next| asked.address(Some(next))),
        beside: if asked.is_first() { Some(beside(visit, &p).await?) } else { None },
        due: visit.hub().ledger.rows_are_due(),
        p,
    };
    let mut response = html(&page);
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

async fn filters(visit: &Visit, p: &Page, asked: &Asked) -> Result<Vec<Field>, HubError> {
    let mut waits = vec![Choice::new("", p.t("console-takes-undone"), &asked.waits)];
    let of = |waits: &TakeWaits| Choice::new(waits.code(), p.code("parts-waits-", waits.code()), &asked.waits);
    waits.extend(TakeWaits::ALL.iter().map(of));
    let mut filters = vec![Field::one("waits", p.t("console-status"), waits)];
    let centres = centres(visit, p, &asked.centre).await?;
    filters.extend(centres.map(|centres| Field::one("centre", p.t("parts-field-place-centre"), centres)));
    filters.push(Field::one("place", p.t("places-place"), stores(visit, p, &asked.place).await?));
    Ok(filters.into_iter().map(Field::filtering).collect())
}

async fn beside(visit: &Visit, p: &Page) -> Result<Beside, HubError> {
    let (hub, reach) = (visit.hub(), &visit.viewer.reach);
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
