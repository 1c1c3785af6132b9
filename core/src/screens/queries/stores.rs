//! What a stock keeper looks after: places, takes, and what is owed to the store.

use super::bag::{amount, card_name};
use super::owed::explain;
use crate::domain::calendar::later;
use crate::domain::ids::{PlaceId, TakeId};
use crate::domain::parts::{self, Card, Debt, OnItsWay, Owed, Place, PlaceKind, StockKey, Take};
use crate::domain::people::{Actor, Role};
use crate::domain::rules::RECEIPT_DAYS;
use crate::kernel::Refusal;
use crate::screens::action::ReturnAction;
use crate::screens::blocks::{Button, Row, Tone};
use crate::screens::error::Problem;
use crate::screens::route::Route;
use crate::screens::view::View;
use chrono::TimeDelta;

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
    places.retain(|(_, place)| place.closed.is_none() && mine(place));
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
    // What is on its way is not the person's to bring any more: the store receives it.
    let sent = |debt: &Debt| debt.on_its_way.map_or(0, |(sent, _)| sent.amount);
    debts.retain(|debt| debt.owed != Owed::Paper && debt.quantity.is_some_and(|owed| owed.amount > sent(debt)));
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
        let amount = debt.quantity.map(|quantity| amount(view, quantity)).unwrap_or_default();
        let args = [("person", person), ("amount", amount), ("slip", debt.number.clone())];
        let key = format!("{}/{}", debt.take, debt.line);
        rows.push(Row {
            title: card.name().in_lang(words.lang).to_owned(),
            detail: words.with("screen-stock-owes", &args),
            trailing: words.left_in_days(debt.due),
            tone: if debt.overdue { Tone::Bad } else { Tone::Plain },
            open: Some(Route::Return { debt: Some(key.clone()), code: None }),
            buttons: vec![explain(view, &key)],
            key,
            ..Row::default()
        });
    }
    Ok(rows)
}

/// What is on its way to the store, what was sent first coming first: who has it in hand receives it by one tap, or by its label.
pub(crate) fn sent_rows(view: &View<'_>, me: &Actor) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let takes = takes(view, me)?;
    let sent = takes.iter().flat_map(|(id, take)| take.on_its_way.iter().map(move |sent| (*id, take, sent)));
    let mut sent: Vec<(TakeId, &Take, &OnItsWay)> = sent.collect();
    sent.sort_by_key(|(id, _, sent)| (sent.at, *id, sent.event));
    let mut rows = Vec::new();
    for (id, take, sent) in sent {
        let slip = Some(take.number.clone()).filter(|number| !number.is_empty());
        let parts = [sent.serial.clone(), Some(view.person(sent.person)?), Some(amount(view, sent.quantity)), slip];
        let label = words.code("papers-label-", sent.label.code());
        let due = later(sent.at, TimeDelta::days(RECEIPT_DAYS));
        let action = ReturnAction::Receive { take: id.to_string(), sent: sent.event.to_string() };
        rows.push(Row {
            key: sent.event.to_string(),
            title: card_name(view, Some(sent.card))?,
            detail: words.list(&parts.into_iter().flatten().chain([label]).collect::<Vec<_>>()),
            trailing: words.left_in_days(due),
            tone: if due < words.now { Tone::Bad } else { Tone::Info },
            open: Some(Route::Return { debt: Some(format!("{id}/{}", sent.line)), code: sent.serial.clone() }),
            buttons: vec![Button::new("receive_sent", words.say("screen-return-receive"), action)],
            ..Row::default()
        });
    }
    Ok(rows)
}

/// Reads what names a line of stock at this border: [`StockKey::text`].
pub(crate) fn lot_of(key: &str) -> Result<StockKey, Problem> {
    StockKey::read(key).ok_or_else(|| Problem::error("id_unreadable"))
}
