//! The bag: what I carry, and what of it can be built in or given back.

use crate::domain::ids::{CardId, JobId, PlaceId, TakeId};
use crate::domain::jobs::Replacement;
use crate::domain::parts;
use crate::domain::parts::{Books, Card, Condition, OnItsWay, Place, PlaceKind, StockLine, Take, TakeStatus};
use crate::domain::printed::same;
use crate::domain::values::Quantity;
use crate::kernel::{Draft, PersonId};
use crate::screens::blocks::{Row, Section, Tone};
use crate::screens::error::Problem;
use crate::screens::view::View;
use chrono::{DateTime, Utc};

/// Something in my bag.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Carried {
    pub card: CardId,
    pub serial: Option<String>,
    pub condition: Condition,
    /// In thousandths of the card's unit.
    pub quantity: i64,
    /// The slip on which it was taken, where one is open for it.
    pub take: Option<TakeId>,
    /// Since when it is on its way back to the store; none while it is with me.
    pub sent: Option<DateTime<Utc>>,
}

/// My bag.
pub(crate) fn bag(view: &View<'_>) -> Result<Option<(PlaceId, Place)>, Problem> {
    bag_of(view, view.identity.person()?)
}

/// A person's bag.
pub(crate) fn bag_of(view: &View<'_>, me: PersonId) -> Result<Option<(PlaceId, Place)>, Problem> {
    let mut bags = view.in_state::<Place>(&[PlaceKind::Bag.code()])?;
    bags.retain(|(_, place)| place.person() == Some(me) && place.closed.is_none());
    Ok(bags.into_iter().next().map(|(id, place)| (PlaceId::new(id), place)))
}

/// My bag, which has to be there.
pub(crate) fn my_bag(view: &View<'_>) -> Result<PlaceId, Problem> {
    bag(view)?.map(|(id, _)| id).ok_or_else(|| Problem::error("bag_missing"))
}

/// Whether the books have a piece in a store, from which it can be taken.
pub(crate) fn in_a_store(view: &View<'_>, card: CardId, serial: &str) -> Result<bool, Problem> {
    for line in view.store.piece(card, serial)?.into_iter().filter(|line| line.quantity > 0) {
        let place: Place = view.get(line.key.place.uuid())?;
        if place.kind().is_some_and(PlaceKind::available) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The books about some cards at some places, as far as this phone knows them.
pub(crate) fn books(view: &View<'_>, cards: &[CardId], places: &[PlaceId]) -> Result<Books, Problem> {
    let mut books = Books::default();
    let mut lines = Vec::new();
    for card in cards {
        if let Some(state) = view.find(card.uuid())? {
            books.cards.insert(*card, state);
        }
        for place in places {
            lines.extend(view.store.stock_of(*place, *card)?);
        }
    }
    for place in places {
        if let Some(state) = view.find(place.uuid())? {
            books.places.insert(*place, state);
        }
    }
    books.stock = lines.into_iter().collect();
    Ok(books)
}

/// The takes of a person that are open.
pub(crate) fn my_takes(view: &View<'_>, me: PersonId) -> Result<Vec<(TakeId, Take)>, Problem> {
    let takes = view.in_state::<Take>(&["open"])?;
    Ok(takes.into_iter().filter(|(_, t)| t.taker == Some(me)).map(|(id, take)| (TakeId::new(id), take)).collect())
}

/// What I carry.
pub(crate) fn carried(view: &View<'_>) -> Result<Vec<Carried>, Problem> {
    let Some((place, _)) = bag(view)? else { return Ok(Vec::new()) };
    let takes = my_takes(view, view.identity.person()?)?;
    let slip = |line: &StockLine| {
        let fits = |take: &Take| {
            take.lines.values().any(|l| {
                let serial = line.key.serial.as_deref();
                l.card == line.key.card && serial.is_none_or(|serial| l.serials().any(|own| same(own, serial)))
            })
        };
        takes.iter().find(|(_, take)| fits(take)).map(|(id, _)| *id)
    };
    let sent = |line: &StockLine| {
        let all = takes.iter().flat_map(|(_, take)| &take.on_its_way);
        let of_it = all.filter(|sent| {
            sent.card == line.key.card
                && match (&line.key.serial, &sent.serial) {
                    (Some(own), Some(serial)) => same(own, serial),
                    (own, serial) => own.is_none() && serial.is_none(),
                }
        });
        let of_it: Vec<_> = of_it.collect();
        let amount = of_it.iter().map(|sent| sent.quantity.amount).fold(0, i64::saturating_add);
        of_it.iter().map(|sent| sent.at).min().filter(|_| line.quantity > 0 && amount >= line.quantity)
    };
    let carried = |line: StockLine| Carried {
        card: line.key.card,
        sent: sent(&line),
        take: slip(&line),
        serial: line.key.serial.clone(),
        condition: line.key.condition,
        quantity: line.quantity,
    };
    Ok(view.store.stock_at(place)?.into_iter().map(carried).collect())
}

impl Carried {
    /// Its name as a choice: card and serial.
    fn key(&self) -> String {
        match &self.serial {
            Some(serial) => format!("{}/{serial}", self.card),
            None => self.card.to_string(),
        }
    }
}

/// What I carry that can be built in, for choosing.
pub(crate) fn choices(view: &View<'_>) -> Result<Vec<(String, String)>, Problem> {
    let mut choices = Vec::new();
    let with_me = |one: &Carried| one.condition.usable() && one.quantity > 0 && one.sent.is_none();
    for one in carried(view)?.into_iter().filter(with_me) {
        let card: Card = view.get(one.card.uuid())?;
        let name = card.name().in_lang(view.words.lang).to_owned();
        let label = format!("{name} {}", one.serial.as_deref().unwrap_or_default()).trim().to_owned();
        choices.push((one.key(), label));
    }
    Ok(choices)
}

/// The part that was chosen by its key, by its serial number, or by a card of which nothing is carried: what was built in is a fact.
pub(crate) fn chosen(view: &View<'_>, key: &str) -> Result<Carried, Problem> {
    if let Some(one) = carried(view)?
        .into_iter()
        .find(|one| one.key() == key || one.serial.as_deref().is_some_and(|own| same(own, key)))
    {
        return Ok(one);
    }
    let card: CardId = key.parse().map_err(|_| Problem::error("part_not_carried").at("part"))?;
    view.need::<Card>(card.uuid())?;
    Ok(Carried { card, serial: None, condition: Condition::Unknown, quantity: 0, take: None, sent: None })
}

/// What a replacement does to the ledger: the part leaves my bag, the old one comes into it.
pub(crate) fn install(
    view: &View<'_>,
    job: JobId,
    carried: &Carried,
    what: &Replacement,
) -> Result<Vec<Draft>, Problem> {
    let bag = my_bag(view)?;
    let books = books(view, &[what.card], &[bag])?;
    let unit = books.card(what.card)?.unit;
    let take: Option<(TakeId, Take)> = match carried.take {
        Some(id) => Some((id, view.get(id.uuid())?)),
        None => None,
    };
    let replaced = parts::Replaced {
        job,
        card: what.card,
        quantity: Quantity { amount: what.quantity.0, unit },
        serial_in: Some(&what.serial_in),
        serial_out: Some(&what.serial_out),
        label: what.label,
        bag,
        site_place: None,
        take: take.as_ref().map(|(id, take)| (*id, take)),
    };
    Ok(parts::replaced(&books, &replaced, &mut || view.fresh())?)
}

/// An amount with its unit.
pub(crate) fn amount(view: &View<'_>, quantity: Quantity) -> String {
    quantity.in_lang(view.words.lang)
}

pub(crate) fn card_name(view: &View<'_>, card: Option<CardId>) -> Result<String, Problem> {
    let Some(card) = card else { return Ok(String::new()) };
    let card: Card = view.get(card.uuid())?;
    let name = card.name().in_lang(view.words.lang).to_owned();
    Ok(if name.is_empty() { card.number().to_owned() } else { name })
}

/// My slips that wait: for an approval, or in the store until they are collected.
pub(crate) fn slips(view: &View<'_>, me: PersonId) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for (id, take) in my_takes(view, me)? {
        let waits = |status: &TakeStatus| matches!(status, TakeStatus::Requested | TakeStatus::Approved);
        let Some(status) = take.status.filter(waits) else { continue };
        let mut names = Vec::new();
        for line in take.lines.values() {
            names.push(format!("{} {}", card_name(view, Some(line.card))?, amount(view, line.quantity)));
        }
        let approved = status == TakeStatus::Approved;
        let row = Row {
            key: id.to_string(),
            title: take.number.clone(),
            detail: words.list(&names),
            trailing: if approved {
                words.say("screen-take-collect")
            } else {
                words.code("parts-take-", status.code())
            },
            tone: if approved { Tone::Good } else { Tone::Info },
            ..Row::default()
        };
        rows.push((!approved, row));
    }
    rows.sort_by(|a, b| (a.0, &a.1.title, &a.1.key).cmp(&(b.0, &b.1.title, &b.1.key)));
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Since when the old part of a replacement is on its way to the store; empty where it is not, or has no number to know it by.
pub(crate) fn sent_text(view: &View<'_>, part: &Replacement) -> Result<String, Problem> {
    if part.serial_out.is_empty() {
        return Ok(String::new());
    }
    let old = |sent: &&OnItsWay| {
        sent.card == part.card && sent.serial.as_deref().is_some_and(|own| same(own, &part.serial_out))
    };
    let takes = view.in_state::<Take>(&["open"])?;
    let sent = takes.iter().flat_map(|(_, take)| &take.on_its_way).find(old);
    sent.map_or_else(|| Ok(String::new()), |sent| on_its_way(view, sent.at))
}

/// Since when something is on its way to the store.
pub(crate) fn on_its_way(view: &View<'_>, since: DateTime<Utc>) -> Result<String, Problem> {
    Ok(view.words.with("screen-bag-on-its-way", &[("time", view.words.time(since, view.home_zone()?))]))
}

/// What is in the bag.
pub(crate) fn bag_section(view: &View<'_>) -> Result<Section, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for one in carried(view)? {
        let card: Card = view.get(one.card.uuid())?;
        let below = one.quantity < 0;
        let condition = words.code("parts-condition-", one.condition.code());
        let serial = one.serial.clone().unwrap_or_default();
        let sent = one.sent.map(|since| on_its_way(view, since)).transpose()?.unwrap_or_default();
        let carried = Quantity { amount: one.quantity, unit: card.unit() };
        rows.push(Row {
            key: one.key(),
            title: card_name(view, Some(one.card))?,
            detail: [serial, condition, sent]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            trailing: carried.in_lang(words.lang),
            tone: match (below, one.sent) {
                (true, _) => Tone::Warning,
                (false, Some(_)) => Tone::Info,
                (false, None) => Tone::Plain,
            },
            ..Row::default()
        });
    }
    rows.sort_by(|a, b| (&a.title, &a.key).cmp(&(&b.title, &b.key)));
    Ok(Section {
        more: None,
        key: "bag".into(),
        title: words.say("screen-bag-carried"),
        rows,
        empty: words.say("screen-bag-empty"),
    })
}
