//! The stock keeper's work on the phone: what waits for inspection, what is owed to the store, and what is to be counted.

use super::blocks::{Button, Head, Row, Section, Tone};
use super::error::Problem;
use super::parts_bag;
use super::route::{Route, ScanFor};
use super::stocktake;
use super::view::View;
use crate::domain::ids::{CardId, PlaceId, TakeId};
use crate::domain::parts::{self, Card, Debt, Owed, Place, PlaceKind, StockKey, Take};
use crate::domain::people::{Actor, Role};
use crate::domain::rules::INSPECTION_DAYS;
use crate::domain::values::Quantity;
use crate::kernel::Refusal;
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

/// Who keeps a store.
pub(crate) const KEEPERS: &[Role] = &[Role::StockKeeper, Role::Manager];

/// Refuses who keeps no store.
pub(crate) fn keeper(view: &View<'_>) -> Result<Actor, Problem> {
    let me = view.me()?;
    if me.roles.any(KEEPERS) { Ok(me) } else { Err(Refusal::new("not_allowed").into()) }
}

/// Open places of these kinds that are mine to keep: my centre's first, then those of the whole house.
pub(crate) fn places(view: &View<'_>, me: &Actor, kinds: &[PlaceKind]) -> Result<Vec<(PlaceId, Place)>, Problem> {
    let codes: Vec<&str> = kinds.iter().map(|kind| kind.code()).collect();
    let mut places = view.in_state::<Place>(&codes)?;
    let mine = |place: &Place| me.centre.is_none() || place.centre().is_none() || place.centre() == me.centre;
    places.retain(|(_, place)| !place.closed && mine(place));
    places.sort_by_key(|(id, place)| (place.centre() != me.centre, *id));
    Ok(places.into_iter().map(|(id, place)| (PlaceId::new(id), place)).collect())
}

/// As [`places`], for choosing.
pub(crate) fn place_choices(
    view: &View<'_>,
    me: &Actor,
    kinds: &[PlaceKind],
) -> Result<Vec<(String, String)>, Problem> {
    let lang = view.words.lang;
    let named = |(id, place): (PlaceId, Place)| (id.to_string(), place.name().in_lang(lang).to_owned());
    Ok(places(view, me, kinds)?.into_iter().map(named).collect())
}

/// Takes that are settled with me: of my centre for who keeps its store, else my own.
pub(crate) fn takes(view: &View<'_>, me: &Actor) -> Result<Vec<(TakeId, Take)>, Problem> {
    let keeps = me.roles.any(KEEPERS);
    let mine = |take: &Take| {
        let of_my_centre = me.centre.is_none() || take.centre.is_none() || take.centre == me.centre;
        take.taker == Some(me.person) || (keeps && of_my_centre)
    };
    let takes = view.in_state::<Take>(&["open"])?.into_iter().filter(|(_, take)| mine(take));
    Ok(takes.map(|(id, take)| (TakeId::new(id), take)).collect())
}

/// Parts owed on [`takes`], what is due first coming first.
pub(crate) fn debts(view: &View<'_>, me: &Actor) -> Result<Vec<Debt>, Problem> {
    let takes = takes(view, me)?;
    let mut debts: Vec<Debt> = takes.iter().flat_map(|(id, take)| parts::debts(*id, take, view.words.now)).collect();
    debts.retain(|debt| debt.owed != Owed::Paper);
    debts.sort_by_key(|debt| (debt.due, debt.take, debt.line));
    Ok(debts)
}

/// What people owe to the store, each with who owes it.
pub(crate) fn debt_rows(view: &View<'_>, me: &Actor) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for debt in debts(view, me)? {
        let card: Card = match debt.card {
            Some(card) => view.get(card.uuid())?,
            None => Card::default(),
        };
        let person = debt.person.map(|person| view.person(person)).transpose()?.unwrap_or_default();
        let amount = debt.quantity.map(|quantity| parts_bag::amount(view, quantity)).unwrap_or_default();
        let args = [("person", person), ("amount", amount), ("slip", debt.number.clone())];
        let key = format!("{}/{}", debt.take, debt.line);
        rows.push(Row {
            title: card.name().in_lang(words.lang).to_owned(),
            detail: words.with("screen-stock-owes", &args),
            trailing: words.left(debt.due),
            tone: if debt.overdue { Tone::Bad } else { Tone::Plain },
            open: Some(Route::Return { debt: Some(key.clone()), code: None }),
            buttons: vec![parts_bag::explain(view, &key)],
            key,
            ..Row::default()
        });
    }
    Ok(rows)
}

/// Reads what names a line of stock at this border: [`StockKey::text`].
pub(crate) fn lot_of(key: &str) -> Result<StockKey, Problem> {
    StockKey::read(key).ok_or_else(|| Problem::error("id_unreadable"))
}

/// What lies at places of this kind.
fn lying(view: &View<'_>, me: &Actor, kind: PlaceKind) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut cards: BTreeMap<CardId, Card> = BTreeMap::new();
    let mut rows = Vec::new();
    for (id, place) in places(view, me, &[kind])? {
        for line in view.store.stock_at(id)?.into_iter().filter(|line| line.quantity > 0) {
            if let std::collections::btree_map::Entry::Vacant(card) = cards.entry(line.key.card) {
                card.insert(view.get(line.key.card.uuid())?);
            }
            let Some(card) = cards.get(&line.key.card) else { continue };
            let quantity = Quantity { amount: line.quantity, unit: card.unit() };
            let condition = words.code("parts-condition-", line.key.condition.code());
            let place = place.name().in_lang(words.lang).to_owned();
            let serial = line.key.serial.clone().into_iter();
            let parts = serial.chain([condition, parts_bag::amount(view, quantity), place]);
            // Returned parts are judged within a week (D7); how long a supplier may take is not said here.
            let due = line.first_in.filter(|_| kind == PlaceKind::Quarantine);
            let due = due.map(|since| since + TimeDelta::days(INSPECTION_DAYS));
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
    let me = keeper(view)?;
    let section = |key: &str, rows: Vec<Row>| Section {
        key: key.to_owned(),
        title: words.code("screen-stock-section-", key), // keys!: screen-stock-section-*
        rows,
        ..Section::default()
    };
    let mut counted = Vec::new();
    for (id, place) in places(view, &me, parts::COUNTED_KINDS)? {
        let begun = stocktake::begun(view, id)?;
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
        head: Head {
            title: words.say("screen-stock-title"),
            subtitle: String::new(),
            banners: super::sync::banners(view),
        },
        quarantine: Section { empty: words.say("screen-stock-nothing-waits"), ..quarantine },
        repair: section("repair", lying(view, &me, PlaceKind::SupplierRepair)?),
        debts: Section { empty: words.say("screen-stock-nothing-owed"), ..section("debts", debt_rows(view, &me)?) },
        places: section("places", counted),
        buttons: vec![
            Button::new("scan", words.say("screen-stock-scan"), Route::scan(ScanFor::Return)).primary(),
            Button::new("receive", words.say("screen-stock-receive"), receive),
        ],
    })
}
