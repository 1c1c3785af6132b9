//! What is in one place, part by part, as a list.

use crate::access;
use crate::console::cards::told;
use crate::console::kit::{Asked, Cell, Choice, Column, Field, Item, Items, Line, ListPage, Source, answer};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::stock::sees_inside;
use crate::console::visit::Visit;
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

/// What is in a place of one part.
struct Part {
    id: CardId,
    card: Card,
    sums: Vec<StockSum>,
}

async fn parts(hub: &Hub, place: PlaceId, after: Option<CardId>, most: usize) -> Result<Vec<Part>, HubError> {
    let mut by_card: BTreeMap<CardId, Vec<StockSum>> = BTreeMap::new();
    for sum in hub.ledger.stock_of_place(place, after, most).await? {
        by_card.entry(sum.card).or_default().push(sum);
    }
    let cards = hub.ledger.several::<Card>(by_card.keys().map(|card| card.uuid()).collect()).await?;
    let mut cards: BTreeMap<CardId, Card> = cards.into_iter().map(|(id, card)| (id.into(), card.state)).collect();
    let part = |(id, sums): (CardId, Vec<StockSum>)| Part { id, card: cards.remove(&id).unwrap_or_default(), sums };
    Ok(by_card.into_iter().map(part).collect())
}

impl Part {
    fn told(&self, p: &Page) -> String {
        told(p, &p.code("parts-unit-", self.card.unit().code()), &self.sums)
    }
    fn below_zero(&self, p: &Page) -> (String, &'static str) {
        let below = self.sums.iter().any(|sum| sum.below_zero);
        if below { (p.t("console-below-zero"), "bad") } else { (String::new(), "") }
    }
}

/// The first parts of a place as lines, and whether there are more.
pub(super) async fn lines(visit: &Visit, p: &Page, place: PlaceId) -> Result<(Vec<Line>, bool), HubError> {
    let mut found = parts(visit.hub(), place, None, FEW + 1).await?;
    let more = found.len() > FEW;
    found.truncate(FEW);
    let line = |part: &Part| Line {
        text: format!("{} {}", part.card.number(), part.card.name().in_lang(p.lang)),
        below: part.told(p),
        address: format!("/stock/{place}/{}", part.id),
        chip: part.below_zero(p),
        ..Line::default()
    };
    Ok((found.iter().map(line).collect(), more))
}

struct There {
    hub: Arc<Hub>,
    place: PlaceId,
    p: Page,
}

impl Source for There {
    fn columns(&self, p: &Page) -> Vec<Column> {
        let keys = ["parts-field-card-number", "parts-field-card-name", "console-quantity", "console-status"];
        keys.map(|key| Column::of(p, key)).into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.and_then(|key| key.parse().ok());
        let found = parts(&self.hub, self.place, after, most).await?;
        let item = |part: &Part| {
            let (text, tone) = part.below_zero(&self.p);
            Item {
                key: part.id.to_string(),
                address: format!("/stock/{}/{}", self.place, part.id),
                cells: vec![
                    Cell::Text(part.card.number().to_owned()),
                    Cell::Text(part.card.name().in_lang(self.p.lang).to_owned()),
                    Cell::Text(part.told(&self.p)),
                    Cell::Chip(text, tone),
                ],
            }
        };
        Ok(found.iter().map(item).collect::<Vec<_>>().into())
    }
}

/// The list of what is in the place that the address names.
pub(in crate::console) async fn page(visit: Visit, query: Query<Vec<(String, String)>>) -> Result<Response, Fault> {
    let (p, asked) = (visit.page().at("places"), Asked::of(query));
    let id: Uuid = asked.get("place").parse().map_err(|_| Fault::bad("query_unreadable"))?;
    let place: Place = access::look(&visit.hub().ledger, &visit.viewer, id).await?.state;
    if !sees_inside(&visit.viewer.reach, &place) {
        return Err(Fault::not_found());
    }
    let name = place.name().in_lang(p.lang).to_owned();
    let filters = vec![Field::one("place", p.t("places-place"), vec![Choice::new(id, name.clone(), &id.to_string())])];
    let page = ListPage { path: "/stock/list", title: name, filters, add: None, p: p.clone() };
    let source = There { hub: Arc::clone(visit.hub()), place: PlaceId::new(id), p };
    answer(&visit, &asked, page, source).await
}
