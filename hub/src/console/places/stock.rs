//! What is in one place, part by part, as a list.

use crate::access;
use crate::console::cards::told;
use crate::console::job::joined;
use crate::console::kit::{Asked, Cell, Choice, Column, Field, Item, Items, Line, ListPage, Source, answer};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::console::stock::{chip, sees_inside};
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::StockSum;
use axum::response::Response;
use fettle_core::domain::ids::CardId;
use fettle_core::domain::parts::{Card, Place, PlaceId};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// Parts on the page of a place before it says where all of them stand.
const FEW: usize = 20;

/// Serial numbers of a part on the page of a place; all of them are in the list.
const SERIALS: usize = 12;

/// What is in a place of one part.
struct Part {
    id: CardId,
    card: Card,
    sums: Vec<StockSum>,
    serials: Vec<String>,
}

async fn parts(hub: &Hub, place: PlaceId, after: Option<CardId>, most: usize) -> Result<Vec<Part>, HubError> {
    let mut by_card: BTreeMap<CardId, Vec<StockSum>> = BTreeMap::new();
    for sum in hub.ledger.stock_of_place(place, after, most).await? {
        by_card.entry(sum.card).or_default().push(sum);
    }
    let mut cards: BTreeMap<CardId, Card> = hub.ledger.by_id(by_card.keys().copied().collect()).await?;
    let ids: Vec<CardId> = by_card.keys().copied().collect();
    let mut serials = hub.ledger.serials_at(place, &ids).await?;
    let part = |(id, sums): (CardId, Vec<StockSum>)| {
        let (card, serials) = (cards.remove(&id).unwrap_or_default(), serials.remove(&id).unwrap_or_default());
        Part { id, card, sums, serials }
    };
    Ok(by_card.into_iter().map(part).collect())
}

impl Part {
    fn told(&self, p: &Page) -> String {
        told(p, self.card.unit(), &self.sums)
    }
    /// More was taken of something than was booked, or a store has too little of it.
    fn chip(&self, p: &Page, held: bool) -> (String, &'static str) {
        if self.sums.iter().any(|sum| sum.below_zero) {
            return (p.t("console-below-zero"), "bad");
        }
        let usable = self.sums.iter().filter(|sum| sum.condition.usable()).map(|sum| sum.quantity);
        let short = held.then(|| self.card.short(usable.fold(0, i64::saturating_add))).flatten();
        short.map_or_else(|| (String::new(), ""), |short| chip(p, &self.card, short))
    }
    /// The first of its serial numbers.
    fn some_serials(&self) -> String {
        let more = if self.serials.len() > SERIALS { ", …" } else { "" };
        let some: Vec<&str> = self.serials.iter().take(SERIALS).map(String::as_str).collect();
        format!("{}{more}", some.join(", "))
    }
}

/// The first parts of a place as lines.
pub(super) async fn lines(auth: &AuthContext, p: &Page, (id, place): (PlaceId, &Place)) -> Result<Vec<Line>, HubError> {
    let found = parts(auth.hub(), id, None, FEW).await?;
    let line = |part: &Part| Line {
        text: format!("{} {}", part.card.number(), part.card.name().in_lang(p.lang)),
        below: joined([part.told(p).as_str(), &part.some_serials()]),
        address: format!("/stock/{id}/{}", part.id),
        chip: part.chip(p, place.is_open_store()),
        ..Line::default()
    };
    Ok(found.iter().map(line).collect())
}

struct There {
    hub: Arc<Hub>,
    place: PlaceId,
    held: bool,
    p: Page,
}

impl Source for There {
    fn columns(&self, p: &Page) -> Vec<Column> {
        let keys = [
            "parts-field-card-number",
            "parts-field-card-name",
            "console-quantity",
            "console-serials",
            "console-status",
        ];
        keys.map(|key| Column::of(p, key)).into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.and_then(|key| key.parse().ok());
        let found = parts(&self.hub, self.place, after, most).await?;
        let item = |part: &Part| {
            let (text, tone) = part.chip(&self.p, self.held);
            Item {
                key: part.id.to_string(),
                address: format!("/stock/{}/{}", self.place, part.id),
                cells: vec![
                    Cell::Text(part.card.number().to_owned()),
                    Cell::Text(part.card.name().in_lang(self.p.lang).to_owned()),
                    Cell::Text(part.told(&self.p)),
                    Cell::Text(part.serials.join(", ")),
                    Cell::Chip(text, tone),
                ],
            }
        };
        Ok(found.iter().map(item).collect::<Vec<_>>().into())
    }
}

/// The list of what is in the place that the address names.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (p, asked) = (auth.page().at("places"), Asked::of(query));
    let id: Uuid = asked.get("place").parse().map_err(|_| Fault::bad("query_unreadable"))?;
    let place: Place = access::look(&auth.hub().ledger, &auth.viewer, id).await?.state;
    if !sees_inside(&auth.viewer.reach, &place) {
        return Err(Fault::not_found());
    }
    let name = place.name().in_lang(p.lang).to_owned();
    let filters = vec![Field::one("place", p.t("places-place"), vec![Choice::new(id, name.clone(), &id.to_string())])];
    let page = ListPage { path: "/stock/list", title: name, filters, add: None, p: p.clone() };
    let source = There { hub: Arc::clone(auth.hub()), place: PlaceId::new(id), held: place.is_open_store(), p };
    answer(&auth, &asked, page, source).await
}
