//! The form for one part of a delivery.

use crate::console::kept::{About, name_of};
use crate::console::kit::{Choice, Field, Form, shown_page};
use crate::console::page::Page;
use crate::console::query::Query;
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use crate::ledger::{Directory, Ended, Facet};
use axum::http::StatusCode;
use axum::response::Response;
use fettle_core::domain::parts::{Card, CardId, Place, PlaceKind};
use fettle_core::kernel::Aggregate;
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Stores of a kind that are offered at most.
const MOST: usize = 500;

/// What is filled in already.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct Asked {
    /// The store.
    pub place: String,
    /// The part.
    pub card: String,
    /// The delivery note, as for the part before it.
    pub note: String,
}

/// Refuses who keeps no store.
pub(super) fn must_keep_a_store(auth: &AuthContext) -> Result<(), Fault> {
    let may = auth.actor().may("movement.inspected");
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The stores that the reader sees into.
async fn stores(auth: &AuthContext, p: &Page, stands: &str) -> Result<Vec<Choice>, HubError> {
    let (hub, mut choices) = (auth.hub(), Vec::new());
    for kind in [PlaceKind::MainStore, PlaceKind::BranchStore] {
        let asks = Directory {
            kind: Place::KIND,
            reach: &auth.viewer.reach,
            lang: auth.lang(),
            words: "",
            owner: None,
            facet: Facet::places(Some(kind), None),
            ended: Ended::Without,
            today: crate::console::kept::today(hub),
        };
        let found = hub.ledger.directory(&asks, None, MOST).await?.rows;
        let places: BTreeMap<Uuid, Place> =
            hub.ledger.by_id(found.iter().map(|one| one.subject.id()).collect()).await?;
        let inside = |place: &Place| crate::console::stock::sees_inside(&auth.viewer.reach, place);
        let seen = |id| places.get(&id).is_some_and(inside);
        let own = found.iter().filter(|one| seen(one.subject.id()));
        choices.extend(own.map(|one| Choice::new(one.subject.id(), one.called(p.lang), stands)));
    }
    Ok(choices)
}

/// The form; `choices` are the parts that what was typed may mean.
pub(super) async fn about(auth: &AuthContext, asked: &Asked, choices: Vec<Choice>) -> Result<(About, Form), HubError> {
    let p = auth.page().at("stock").back_to("/stock/receive");
    // Of a part by its id the name is shown, which is what people know.
    let (typed, chosen) = match asked.card.parse::<CardId>() {
        Ok(id) => {
            let card = auth.hub().ledger.get::<Card>(id.uuid()).await?.map(|card| card.state).unwrap_or_default();
            let name = name_of(auth, &p, &id.into()).await?;
            let typed = format!("{} {name}", card.number());
            (typed.clone(), vec![Choice::new(id, typed, &asked.card)])
        }
        Err(_) => (asked.card.clone(), choices),
    };
    let part = Field::find("card", p.t("console-part"), Card::KIND, chosen)
        .holding(typed)
        .required()
        .help(p.t("receive-card-about"));
    let place = Field::one("place", p.t("places-place"), stores(auth, &p, &asked.place).await?).required();
    let quantity = Field::number("quantity", p.t("console-quantity")).required();
    let serials = Field::lines("serials", p.t("console-serials")).help(p.t("receive-serials-about"));
    let form = Form::new(&p, "receive", "/stock/receive", p.t("receive-book"))
        .with(place.answers(&["place_unknown", "place_closed", "place_wrong_kind", "choice_unreadable"]))
        .with(part.answers(&["which_one", "none_found", "card_unknown", "card_ended"]))
        .with(quantity.answers(&[
            "level_unreadable",
            "quantity_not_positive",
            "quantity_absurd",
            "quantity_whole",
            "quantity_serial_one",
            "unread_too_many",
        ]))
        .with(serials.answers(&[
            "code_without_serial",
            "serial_unexpected",
            "serial_twice",
            "serials_too_many",
            "serial_in_stock",
        ]))
        .with(Field::line("note", p.t("receive-note")).holding(&asked.note).at_most(200));
    let crumb = ("/stock".to_owned(), p.t("console-stock"));
    Ok((About { title: p.t("receive-title"), crumb, p }, form))
}

/// The form.
pub(in crate::console) async fn page(auth: AuthContext, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    must_keep_a_store(&auth)?;
    let (About { p, title, crumb }, form) = about(&auth, &asked, Vec::new()).await?;
    Ok(shown_page(p, title, crumb, form))
}
