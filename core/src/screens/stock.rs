//! The stock keeper's work on the phone: what waits for inspection, what is owed to the store, and what is to be counted.

use super::blocks::{Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::queries::{bag, banners, stores, tallies};
use super::route::{Route, ScanFor};
use super::view::View;
use crate::domain::calendar::later;
use crate::domain::ids::CardId;
use crate::domain::parts::{self, Card, PlaceKind};
use crate::domain::people::Actor;
use crate::domain::rules::INSPECTION_DAYS;
use crate::domain::values::Quantity;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The stock keeper's work.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StockScreen {
    /// Title and banners.
    pub head: Head,
    /// What came back and waits for inspection, what is due first coming first.
    pub quarantine: Section,
    /// What is at a supplier's repair shop: inspected when it is back.
    pub repair: Section,
    /// What people owe to the store.
    pub debts: Section,
    /// Places to count.
    pub places: Section,
    /// What can be done.
    pub buttons: Vec<Button>,
}

/// What lies at places of this kind.
fn lying(view: &View<'_>, me: &Actor, kind: PlaceKind) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut cards: BTreeMap<CardId, Card> = BTreeMap::new();
    let mut rows = Vec::new();
    for (id, place) in stores::places(view, me, &[kind])? {
        for line in view.store.stock_at(id)?.into_iter().filter(|line| line.quantity > 0) {
            if let std::collections::btree_map::Entry::Vacant(card) = cards.entry(line.key.card) {
                card.insert(view.get(line.key.card.uuid())?);
            }
            let Some(card) = cards.get(&line.key.card) else { continue };
            let quantity = Quantity { amount: line.quantity, unit: card.unit() };
            let condition = words.code("parts-condition-", line.key.condition.code());
            let place = place.name().in_lang(words.lang).to_owned();
            let serial = line.key.serial.clone().into_iter();
            let parts = serial.chain([condition, bag::amount(view, quantity), place]);
            // Returned parts are judged within a week (D7); how long a supplier may take is not said here.
            let due = line.first_in.filter(|_| kind == PlaceKind::Quarantine);
            let due = due.map(|since| later(since, TimeDelta::days(INSPECTION_DAYS)));
            let row = Row {
                key: line.key.text(),
                title: card.name().in_lang(words.lang).to_owned(),
                detail: words.list(&parts.collect::<Vec<_>>()),
                trailing: due.map(|due| words.left(due)).unwrap_or_default(),
                tone: if due.is_some_and(|due| due < words.now) { Tone::Bad } else { Tone::Plain },
                open: Some(Route::Inspect { lot: line.key.text() }),
                ..Row::default()
            };
            rows.push((line.first_in, row));
        }
    }
    rows.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

pub(crate) fn show(view: &View<'_>) -> Result<StockScreen, Problem> {
    let words = view.words;
    let me = stores::keeper(view)?;
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-stock-section-", key), // keys!: screen-stock-section-*
        rows,
        ..Section::default()
    };
    let mut counted = Vec::new();
    for (id, place) in stores::places(view, &me, parts::COUNTED_KINDS)? {
        let begun = tallies::begun(view, id)?;
        let args = [("count", begun.to_string())];
        counted.push(Row {
            key: id.to_string(),
            title: place.name().in_lang(words.lang).to_owned(),
            detail: place.kind().map(|kind| words.code("parts-place-", kind.code())).unwrap_or_default(),
            trailing: if begun > 0 { words.with("screen-stock-counting", &args) } else { String::new() },
            tone: if begun > 0 { Tone::Warning } else { Tone::Plain },
            open: Some(Route::Stocktake { place: id.to_string() }),
            ..Row::default()
        });
    }
    let quarantine = section("quarantine", lying(view, &me, PlaceKind::Quarantine)?);
    let receive = Route::Return { debt: None, code: None };
    Ok(StockScreen {
        head: Head { title: words.say("screen-stock-title"), banners: banners::all(view), ..Head::default() },
        quarantine: Section { empty: words.say("screen-stock-nothing-waits"), ..quarantine },
        repair: section("repair", lying(view, &me, PlaceKind::SupplierRepair)?),
        debts: Section {
            empty: words.say("screen-stock-nothing-owed"),
            ..section("debts", stores::debt_rows(view, &me)?)
        },
        places: section("places", counted),
        buttons: vec![
            Button::new("scan", words.say("screen-stock-scan"), Route::scan(ScanFor::Return)).primary(),
            Button::new("receive", words.say("screen-stock-receive"), receive),
        ],
    })
}
