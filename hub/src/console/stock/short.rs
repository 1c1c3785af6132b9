//! Parts of which a store has too little, as a list.

use super::choices::stores;
use crate::console::kit::{Asked, Cell, Column, Field, Item, Items, ListPage, Source, answer};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::{Key, ShortPart};
use axum::response::Response;
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{Card, Place, Short};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::values::thousandths;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the list is.
pub(super) const PATH: &str = "/stock/short";

/// Too little of a part, in words, with the tone of its colour.
pub(in crate::console) fn chip(p: &Page, card: &Card, short: Short) -> (String, &'static str) {
    let details = card.details.as_ref();
    match short {
        Short::BelowMinimum => {
            let minimum = thousandths(details.map_or(0, |details| details.minimum));
            (p.t1("console-below-minimum", "minimum", minimum), "bad")
        }
        Short::ToOrder => (p.t("cards-to-order"), "wait"),
    }
}

/// What is short in the stores that the reader sees into, or in one of them.
pub(super) struct Parts {
    pub(super) hub: Arc<Hub>,
    pub(super) reach: Reach,
    pub(super) place: Option<PlaceId>,
    pub(super) p: Page,
}

impl Parts {
    async fn read(&self, after: Option<&Key>, most: usize) -> Result<Vec<ShortPart>, HubError> {
        match self.hub.ledger.short(&self.reach, self.place, after, most).await {
            // A place in another list is the beginning.
            Err(HubError::Record(_)) if after.is_some() => {
                self.hub.ledger.short(&self.reach, self.place, None, most).await
            }
            other => other,
        }
    }
}

impl Source for Parts {
    fn columns(&self, p: &Page) -> Vec<Column> {
        let keys = [
            "parts-field-card-number",
            "parts-field-card-name",
            "places-place",
            "cards-usable",
            "parts-field-card-minimum",
            "parts-field-card-reorder",
            "console-status",
        ];
        keys.map(|key| Column::of(p, key)).into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.and_then(|key| key.parse::<Key>().ok());
        let found = self.read(after.as_ref(), most).await?;
        let ledger = &self.hub.ledger;
        let cards: BTreeMap<CardId, Card> = ledger.by_id(found.iter().map(|one| one.card).collect()).await?;
        let places: BTreeMap<PlaceId, Place> = ledger.by_id(found.iter().map(|one| one.place).collect()).await?;
        let (p, no_card, no_place) = (&self.p, Card::default(), Place::default());
        let item = |one: &ShortPart| {
            let card = cards.get(&one.card).unwrap_or(&no_card);
            let place = places.get(&one.place).unwrap_or(&no_place);
            let level = |level: i64| if level > 0 { thousandths(level) } else { String::new() };
            let (text, tone) = chip(p, card, one.short);
            Item {
                key: one.key().to_string(),
                address: format!("/stock/{}/{}", one.place, one.card),
                cells: vec![
                    Cell::Text(card.number().to_owned()),
                    Cell::Text(card.name().in_lang(p.lang).to_owned()),
                    Cell::Text(place.name().in_lang(p.lang).to_owned()),
                    Cell::Text(p.amount(one.usable, card.unit())),
                    Cell::Text(card.details.as_ref().map_or_else(String::new, |details| level(details.minimum))),
                    Cell::Text(card.details.as_ref().map_or_else(String::new, |details| level(details.reorder))),
                    Cell::Chip(text, tone),
                ],
            }
        };
        Ok(found.iter().map(item).collect::<Vec<_>>().into())
    }
}

/// The list.
pub(in crate::console) async fn page(
    auth: AuthContext,
    query: Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let (p, asked) = (auth.page().at("stock"), Asked::of(query));
    let place: Option<PlaceId> = match asked.get("place") {
        "" => None,
        id => Some(id.parse().map_err(|_| Fault::bad("query_unreadable"))?),
    };
    let filters = vec![Field::one("place", p.t("places-place"), stores(&auth, &p, asked.get("place")).await?)];
    let page = ListPage { path: PATH, title: p.t("console-short"), filters, add: None, p: p.clone() };
    let source = Parts { hub: Arc::clone(auth.hub()), reach: auth.viewer.reach.clone(), place, p };
    answer(&auth, &asked, page, source).await
}
