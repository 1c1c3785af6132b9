//! The places in which something is, each with what it comes to, as a list.

use super::choices::centres;
use crate::console::kit::{Asked, Cell, Choice, Column, Field, Item, Items, ListPage, Source, answer};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::{Key, PlaceSum, Places};
use axum::response::Response;
use fettle_core::domain::ids::{CentreId, PlaceId};
use fettle_core::domain::parts::{Place, PlaceKind};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::values::thousandths;
use fettle_core::kernel::Subject;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the list is.
pub(super) const PATH: &str = "/stock/places";

/// The places that the reader sees into and in which something is.
pub(super) struct InStock {
    pub(super) hub: Arc<Hub>,
    pub(super) reach: Reach,
    pub(super) kind: Option<PlaceKind>,
    pub(super) centre: Option<CentreId>,
    pub(super) p: Page,
}

impl InStock {
    async fn read(&self, after: Option<&Key>, most: usize) -> Result<Vec<PlaceSum>, HubError> {
        let asks = Places { reach: &self.reach, lang: self.p.lang, kind: self.kind, centre: self.centre };
        match self.hub.ledger.places_in_stock(&asks, after, most).await {
            // A place in another list is the beginning.
            Err(HubError::Record(_)) if after.is_some() => self.hub.ledger.places_in_stock(&asks, None, most).await,
            other => other,
        }
    }
    fn chip(&self, sum: &PlaceSum) -> Cell {
        if sum.below_zero > 0 {
            Cell::Chip(self.p.t("console-below-zero"), "bad")
        } else if sum.short > 0 {
            Cell::Chip(self.p.t1("places-short", "count", sum.short), "wait")
        } else {
            Cell::Chip(String::new(), "")
        }
    }
}

impl Source for InStock {
    fn columns(&self, p: &Page) -> Vec<Column> {
        let keys = [
            "parts-field-place-name",
            "parts-field-place-kind",
            "parts-field-place-centre",
            "places-parts",
            "places-pieces",
            "places-faulty",
            "console-status",
        ];
        keys.map(|key| Column::of(p, key)).into()
    }
    async fn page(&self, after: Option<String>, most: usize) -> Result<Items, HubError> {
        let after = after.and_then(|key| key.parse::<Key>().ok());
        let found = self.read(after.as_ref(), most).await?;
        let ledger = &self.hub.ledger;
        let places: BTreeMap<PlaceId, Place> = ledger.by_id(found.iter().map(|one| one.place).collect()).await?;
        let centres: Vec<Subject> = places.values().filter_map(Place::centre).map(Subject::from).collect();
        let names = ledger.names(centres).await?;
        let (p, none) = (&self.p, Place::default());
        let item = |one: &PlaceSum| {
            let place = places.get(&one.place).unwrap_or(&none);
            let centre = place.centre().and_then(|id| names.get(&Subject::from(id)));
            let kind = place.kind().map_or_else(String::new, |kind| p.code("parts-place-", kind.code()));
            let faulty = if one.faulty == 0 { String::new() } else { thousandths(one.faulty) };
            Item {
                key: one.key.to_string(),
                address: format!("/places/{}", one.place),
                cells: vec![
                    Cell::Text(place.name().in_lang(p.lang).to_owned()),
                    Cell::Text(kind),
                    Cell::Text(centre.map_or_else(String::new, |centre| centre.called(p.lang).to_owned())),
                    Cell::Text(one.parts.to_string()),
                    Cell::Text(thousandths(one.pieces)),
                    Cell::Text(faulty),
                    self.chip(one),
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
    let bad = || Fault::bad("query_unreadable");
    let kind = match asked.get("kind") {
        "" => None,
        code => Some(PlaceKind::from_code(code).ok_or_else(bad)?),
    };
    let centre: Option<CentreId> = match asked.get("centre") {
        "" => None,
        id => Some(id.parse().map_err(|_| bad())?),
    };
    let all = || Choice::new("", p.t("kept-all"), "");
    let of = |kind: &PlaceKind| Choice::new(kind.code(), p.code("parts-place-", kind.code()), "");
    let kinds = std::iter::once(all()).chain(PlaceKind::ALL.iter().map(of)).collect();
    let mut filters = vec![Field::one("kind", p.t("parts-field-place-kind"), kinds)];
    let centres = centres(&auth, &p, asked.get("centre")).await?;
    filters.extend(centres.map(|centres| Field::one("centre", p.t("parts-field-place-centre"), centres)));
    let page = ListPage { path: PATH, title: p.t("places-in-stock"), filters, add: None, p: p.clone() };
    let source = InStock { hub: Arc::clone(auth.hub()), reach: auth.viewer.reach.clone(), kind, centre, p };
    answer(&auth, &asked, page, source).await
}
