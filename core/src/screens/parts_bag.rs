//! The bag: what I carry, what I owe and until when, and my open slips.

use super::blocks::{Button, Field, FieldKind, Head, Row, Section, Tone};
use super::error::Problem;
use super::route::{Route, ScanFor};
use super::view::View;
use crate::domain::ids::{CardId, JobId, PlaceId, TakeId};
use crate::domain::jobs::Replacement;
use crate::domain::parts::{self, Books, Card, Condition, Debt, Owed, Place, PlaceKind, StockLine, Take};
use crate::domain::printed::same;
use crate::domain::values::{Quantity, thousandths};
use crate::kernel::{Draft, PersonId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The bag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PartsBagScreen {
    /// Title and banners.
    pub head: Head,
    /// What is in the bag.
    pub bag: Section,
    /// Parts owed back, what is due first coming first.
    pub debts: Section,
    /// Papers owed.
    pub papers: Section,
    /// Slips that wait for the stock keeper.
    pub slips: Section,
    /// What can be done.
    pub buttons: Vec<Button>,
}

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
}

/// My bag.
pub(crate) fn bag(view: &View<'_>) -> Result<Option<(PlaceId, Place)>, Problem> {
    bag_of(view, view.identity.person()?)
}

/// A person's bag.
pub(crate) fn bag_of(view: &View<'_>, me: PersonId) -> Result<Option<(PlaceId, Place)>, Problem> {
    let mut bags = view.in_state::<Place>(&[PlaceKind::Bag.code()])?;
    bags.retain(|(_, place)| place.person() == Some(me) && !place.closed);
    Ok(bags.into_iter().next().map(|(id, place)| (PlaceId::new(id), place)))
}

/// My bag, which has to be there.
pub(crate) fn my_bag(view: &View<'_>) -> Result<PlaceId, Problem> {
    bag(view)?.map(|(id, _)| id).ok_or_else(|| Problem::error("bag_missing"))
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
    let carried = |line: StockLine| Carried {
        card: line.key.card,
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
    for one in carried(view)?.into_iter().filter(|one| one.condition.usable() && one.quantity > 0) {
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
    Ok(Carried { card, serial: None, condition: Condition::Unknown, quantity: 0, take: None })
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
    let unit = view.words.code("parts-unit-", quantity.unit.code());
    format!("{quantity} {unit}")
}

fn card_name(view: &View<'_>, card: Option<CardId>) -> Result<String, Problem> {
    let Some(card) = card else { return Ok(String::new()) };
    let card: Card = view.get(card.uuid())?;
    let name = card.name().in_lang(view.words.lang).to_owned();
    Ok(if name.is_empty() { card.number().to_owned() } else { name })
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
        let unit = words.code("parts-unit-", card.unit().code());
        rows.push(Row {
            key: one.key(),
            title: card_name(view, Some(one.card))?,
            detail: [serial, condition].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "),
            trailing: format!("{} {unit}", thousandths(one.quantity)),
            tone: if below { Tone::Warning } else { Tone::Plain },
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

/// My debts, what is due first coming first.
pub(crate) fn my_debts(view: &View<'_>, me: PersonId) -> Result<Vec<Debt>, Problem> {
    let mut debts = Vec::new();
    for (id, take) in my_takes(view, me)? {
        debts.extend(parts::debts(id, &take, view.words.now));
    }
    debts.sort_by_key(|debt| (debt.due, debt.take, debt.line));
    Ok(debts)
}

/// Parts that I owe.
pub(crate) fn debt_rows(view: &View<'_>, me: PersonId) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for debt in my_debts(view, me)?.into_iter().filter(|debt| debt.owed != Owed::Paper) {
        let key = format!("{}/{}", debt.take, debt.line);
        let name = card_name(view, debt.card)?;
        let amount = debt.quantity.map(|quantity| amount(view, quantity)).unwrap_or_default();
        let owed = match debt.owed {
            Owed::OldForNew => "screen-bag-owe-old",
            Owed::Unused | Owed::Paper => "screen-bag-owe-unused",
        };
        rows.push(Row {
            title: name,
            detail: words.with(owed, &[("amount", amount), ("slip", debt.number.clone())]),
            trailing: words.left(debt.due),
            tone: if debt.overdue { Tone::Bad } else { Tone::Warning },
            open: Some(Route::Return { debt: Some(key.clone()), code: None }),
            buttons: vec![explain(view, &key)],
            key,
            ..Row::default()
        });
    }
    Ok(rows)
}

/// Settles a debt by a reason.
pub(crate) fn explain(view: &View<'_>, debt: &str) -> Button {
    let words = view.words;
    let reason = Field::new("reason", words.say("screen-return-reason"), FieldKind::LongText).required();
    let action = super::action::ReturnAction::Explain { debt: debt.to_owned() };
    Button::new("explain", words.say("screen-return-explain"), action).ask(vec![reason])
}

/// Papers of parts taken first that I owe, with when each is due.
pub(crate) fn owed_papers(view: &View<'_>, me: PersonId) -> Result<Vec<(DateTime<Utc>, Row)>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for debt in my_debts(view, me)?.into_iter().filter(|debt| debt.owed == Owed::Paper) {
        let action = super::action::TakeAction::FilePaper { take: debt.take.to_string() };
        let action = super::action::Action::Take { job: None, action };
        let row = Row {
            key: debt.take.to_string(),
            title: words.with("screen-bag-paper", &[("slip", debt.number.clone())]),
            trailing: words.left(debt.due),
            tone: if debt.overdue { Tone::Bad } else { Tone::Warning },
            open: Some(Route::PartsBag),
            buttons: vec![Button::new("file", words.say("screen-bag-file-paper"), action)],
            ..Row::default()
        };
        rows.push((debt.due, row));
    }
    Ok(rows)
}

fn slips(view: &View<'_>, me: PersonId) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let mut rows = Vec::new();
    for (id, take) in my_takes(view, me)? {
        let Some(status) = take.status.filter(|s| *s != parts::TakeStatus::Issued && *s != parts::TakeStatus::Unowed)
        else {
            continue;
        };
        let mut names = Vec::new();
        for line in take.lines.values() {
            names.push(format!("{} {}", card_name(view, Some(line.card))?, amount(view, line.quantity)));
        }
        rows.push(Row {
            key: id.to_string(),
            title: take.number.clone(),
            detail: words.list(&names),
            trailing: words.code("parts-take-", status.code()),
            tone: Tone::Info,
            ..Row::default()
        });
    }
    Ok(rows)
}

pub(crate) fn show(view: &View<'_>) -> Result<PartsBagScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let section = |key: &str, title: &str, rows: Vec<Row>, empty: &str| Section {
        more: None,
        key: key.to_owned(),
        title: words.say(title),
        rows,
        empty: if empty.is_empty() { String::new() } else { words.say(empty) },
    };
    let papers = owed_papers(view, me.person)?.into_iter().map(|(_, row)| row).collect();
    let give = Route::Return { debt: None, code: None };
    Ok(PartsBagScreen {
        head: Head {
            title: words.say("screen-bag-title"),
            subtitle: view.person(me.person)?,
            banners: super::sync::banners(view),
        },
        bag: bag_section(view)?,
        debts: section("debts", "screen-today-debts", debt_rows(view, me.person)?, "screen-today-no-debts"),
        papers: section("papers", "screen-today-papers", papers, ""),
        slips: section("slips", "screen-bag-slips", slips(view, me.person)?, ""),
        buttons: vec![
            Button::new("return", words.say("screen-job-return"), give).primary(),
            Button::new("take", words.say("screen-job-take"), Route::Take { job: None, card: None }),
            Button::new("scan", words.say("screen-today-scan"), Route::scan(ScanFor::Return)),
        ],
    })
}
