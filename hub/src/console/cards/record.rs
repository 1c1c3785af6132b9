//! One part: what its card says, what there is of it place by place, its codes, its history.

use super::code::bind_form;
use crate::access::may_see;
use crate::console::kept::{self, any, facts, history, look};
use crate::console::kit::{Fact, Field, Form, Line, RecordPage, Section, record};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::console::stock::sees_inside;
use crate::error::{Fault, HubError};
use crate::ledger::StockSum;
use axum::extract::Path;
use axum::response::Response;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::PlaceId;
use fettle_core::domain::parts::{
    CARD_PRICE, Card, CardId, CardPrice, Place, PlaceKind, Short, may_keep_cards, may_price_cards,
};
use fettle_core::domain::values::Unit;
use fettle_core::kernel::{Aggregate, Subject};
use std::collections::BTreeMap;

const FACTS: &[&str] = &[
    "card.number",
    "card.name",
    "card.model",
    "card.class",
    "card.unit",
    "card.serialised",
    "card.pair",
    "card.minimum",
    "card.reorder",
    "card.maximum",
    "card.fits",
    "card.withdrawn",
];

/// What there is of a part, as far as the reader sees into places.
struct There {
    lines: Vec<Line>,
    /// Usable in stores.
    usable: i64,
    /// Some of it lies where the reader does not see.
    hidden: bool,
}

/// What there is at one place, in the reader's words: `3 pcs New · 1 pc Faulty`.
pub(in crate::console) fn told(p: &Page, unit: Unit, sums: &[StockSum]) -> String {
    let one = |sum: &StockSum| {
        format!("{} {}", p.amount(sum.quantity, unit), p.code("parts-condition-", sum.condition.code()))
    };
    sums.iter().map(one).collect::<Vec<_>>().join(" · ")
}

async fn there(auth: &AuthContext, p: &Page, id: CardId, card: &Card) -> Result<There, HubError> {
    let ledger = &auth.hub().ledger;
    let mut by_place: BTreeMap<PlaceId, Vec<StockSum>> = BTreeMap::new();
    for sum in ledger.stock_of_card(id).await? {
        by_place.entry(sum.place).or_default().push(sum);
    }
    let places: BTreeMap<PlaceId, Place> = ledger.by_id(by_place.keys().copied().collect()).await?;
    let (mut lines, mut usable, mut hidden) = (Vec::new(), 0_i64, false);
    for (at, sums) in by_place {
        let Some(place) = places.get(&at).filter(|place| sees_inside(&auth.viewer.reach, place)) else {
            hidden = true;
            continue;
        };
        if place.kind().is_some_and(PlaceKind::available) {
            let some = sums.iter().filter(|sum| sum.condition.usable()).map(|sum| sum.quantity);
            usable = some.fold(usable, i64::saturating_add);
        }
        let below = sums.iter().any(|sum| sum.below_zero);
        lines.push(Line {
            text: place.name().in_lang(p.lang).to_owned(),
            below: told(p, card.unit(), &sums),
            address: format!("/stock/{at}/{id}"),
            chip: if below { (p.t("console-below-zero"), "bad") } else { (String::new(), "") },
            ..Line::default()
        });
    }
    lines.sort_by(|one, other| one.text.cmp(&other.text));
    Ok(There { lines, usable, hidden })
}

/// The state of a card, and how much of it is left against its levels.
fn chip(p: &Page, card: &Card, there: &There) -> (String, &'static str) {
    if card.withdrawn.is_some() {
        return (p.t("kept-over-card"), "");
    }
    match card.short(there.usable).filter(|_| !there.hidden) {
        Some(Short::BelowMinimum) => (p.t("cards-below-minimum"), "bad"),
        Some(Short::ToOrder) => (p.t("cards-to-order"), "wait"),
        None => (String::new(), ""),
    }
}

fn codes(p: &Page, id: CardId, card: &Card, (bind, unbind): (bool, bool)) -> Section {
    let off = |code: &String| {
        Form::new(p, "unbind", format!("/cards/{id}/unbind"), p.t("equipment-unbind"))
            .with(Field::hidden("code").holding(code))
            .dangerous()
    };
    let line = |code: &String| Line { text: code.clone(), act: unbind.then(|| off(code)), ..Line::default() };
    Section {
        title: p.t("parts-field-card-codes"),
        lines: card.labels().iter().map(line).collect(),
        empty: p.t("cards-codes-none"),
        more: None,
        add: None,
        form: bind.then(|| bind_form(p, id)),
    }
}

/// The page.
pub(in crate::console) async fn page(auth: AuthContext, Path(id): Path<String>) -> Result<Response, Fault> {
    let (id, card) = look::<Card, CardId>(&auth, &id).await?;
    let subject = Subject::from(id);
    let state = any(&auth, &subject).await?;
    let (p, actor) = (auth.page().at("cards").live(Some(subject.to_string())), auth.actor());
    let (keeps, ended) = (may_keep_cards(&actor), card.withdrawn.is_some());
    let mut links = Vec::new();
    if !ended && actor.may("movement.inspected") {
        links.push((format!("/stock/receive?card={id}"), p.t("receive-title")));
    }
    if keeps {
        links.push((format!("/cards/{id}/change"), p.t("kept-change")));
    }
    if may_price_cards(&actor) {
        links.push((format!("/cards/{id}/price"), p.t("contracts-price")));
    }
    if keeps && !ended {
        links.push((format!("/cards/{id}/end"), p.t("cards-end")));
    }
    let acts = if keeps && ended {
        vec![Form::new(&p, "back", format!("/cards/{id}/back"), p.t("cards-back"))]
    } else {
        Vec::new()
    };
    let there = there(&auth, &p, id, &card).await?;
    let chip = chip(&p, &card, &there);
    let (mut facts, mut steps) = (facts(&auth, &p, &state, FACTS).await?, history(&auth, &p, &subject).await?);
    let about = Subject::new(CardPrice::KIND, id.uuid());
    // Prices are for who keeps stores and cards.
    if (keeps || actor.may("place.changed"))
        && may_see(&auth.hub().ledger, &auth.viewer, &about).await?
        && let Some(price @ AnyFolded::CardPrice(_)) = auth.hub().ledger.any(&about).await?
    {
        facts.extend(kept::facts(&auth, &p, &price, &[CARD_PRICE]).await?);
        steps.extend(history(&auth, &p, &about).await?);
        steps.sort_by(|one, other| other.when.cmp(&one.when));
    }
    facts.push(Fact { label: p.t("cards-usable"), text: p.amount(there.usable, card.unit()), address: String::new() });
    let stock = Section {
        title: p.t("console-stock"),
        lines: there.lines,
        empty: p.t("cards-stock-none"),
        more: None,
        add: None,
        form: None,
    };
    let codes = codes(&p, id, &card, (actor.may("card.code_bound"), keeps));
    let page = RecordPage {
        title: card.name().in_lang(p.lang).to_owned(),
        chip,
        crumbs: vec![("/cards".to_owned(), p.t("cards-title"))],
        links,
        acts,
        facts,
        sections: vec![stock, codes],
        history: steps,
        p,
    };
    Ok(record(page))
}
