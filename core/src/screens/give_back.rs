//! Giving a part back: scanned or typed, labelled good or bad, into quarantine; a debt is settled, and what nobody had taken is accepted
//! all the same and put before a person.

use super::action::{Outcome, ReturnAction};
use super::blocks::{Banner, Button, Field, FieldKind, Head, Panel, Section, Tone};
use super::error::Problem;
use super::form::{Form, refill};
use super::known;
use super::queries::{bag, banners, cards, owed, stores};
use super::route::{Route, ScanFor};
use super::view::{View, id};
use crate::domain::ids::{CardId, PlaceId, TakeId};
use crate::domain::jobs::sheet::PartLabel;
use crate::domain::parts::{self, Card, Debt, Place, PlaceKind, Returned, Take};
use crate::domain::people::Actor;
use crate::domain::printed;
use crate::domain::values::Quantity;
use crate::kernel::PersonId;
use serde::{Deserialize, Serialize};

/// Giving a part back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReturnScreen {
    /// Title and banners.
    pub head: Head,
    /// What comes back.
    pub back: Panel,
    /// What I owe: a tap fills the panel.
    pub debts: Section,
    /// Opens the scanner.
    pub scan: Button,
}

/// What is to come back, as far as it is known before the form is filled in.
#[derive(Default)]
struct Proposed {
    card: Option<CardId>,
    serial: String,
    debt: Option<Debt>,
    /// A code that names no card here.
    unknown: bool,
    /// A serial number that pieces of several cards have.
    several: bool,
}

fn propose(
    view: &View<'_>,
    (takes, debts): (&[(TakeId, Take)], &[Debt]),
    debt: Option<&str>,
    code: Option<&str>,
) -> Result<Proposed, Problem> {
    let mut proposed = Proposed::default();
    if let Some(key) = debt {
        let (take, line) = debt_key(key)?;
        proposed.debt = debts.iter().find(|debt| debt.take == take && debt.line == line).cloned();
        proposed.card = proposed.debt.as_ref().and_then(|debt| debt.card);
    }
    if let Some(code) = code.and_then(|code| known::read(view, code)) {
        let named = known::named(view, &code)?;
        match named.cards.as_slice() {
            [card] => proposed.card = Some(*card),
            [] => proposed.unknown = proposed.card.is_none(),
            // One serial number on several parts: the person says which.
            _ => proposed.several = proposed.card.is_none(),
        }
        // What nothing here has is a new piece's number.
        proposed.serial = match named.subjects.as_slice() {
            [] => code.serial().unwrap_or_default(),
            _ => named.serial.unwrap_or_default(),
        };
    }
    if proposed.debt.is_none() {
        // Of debts of the same part: who took this very piece, else the oldest.
        let same = |debt: &&Debt| debt.card.is_some() && debt.card == proposed.card;
        let taken = |debt: &&Debt| {
            let line = takes.iter().find(|(id, _)| *id == debt.take).and_then(|(_, take)| take.lines.get(&debt.line));
            line.is_some_and(|line| line.serials().any(|own| printed::same(own, &proposed.serial)))
        };
        let found = debts.iter().filter(same).find(taken).or_else(|| debts.iter().find(same));
        proposed.debt = found.cloned();
    }
    Ok(proposed)
}

/// Reads `take/line`.
fn debt_key(key: &str) -> Result<(TakeId, u32), Problem> {
    let (take, line) = key.split_once('/').ok_or_else(|| Problem::error("id_unreadable"))?;
    Ok((id(take)?, id(line)?))
}

/// Who may bring a part to me: people with a bag, by name. None where I keep no store: then it is I.
fn bringers(view: &View<'_>, me: &Actor) -> Result<Vec<(String, String)>, Problem> {
    if !me.roles.any(stores::KEEPERS) {
        return Ok(Vec::new());
    }
    let mut people = Vec::new();
    for (_, bag) in stores::places(view, me, &[PlaceKind::Bag])? {
        if let Some(person) = bag.person() {
            people.push((person.to_string(), view.person(person)?));
        }
    }
    people.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    people.dedup();
    Ok(people)
}

pub(crate) fn show(view: &View<'_>, debt: Option<&str>, code: Option<&str>) -> Result<ReturnScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let (takes, debts) = (stores::takes(view, &me)?, stores::debts(view, &me)?);
    let proposed = propose(view, (&takes, &debts), debt, code)?;
    let bringers = bringers(view, &me)?;
    let say = |key: &str| words.say(key);
    let labels = || PartLabel::ALL.iter().map(|l| (l.code().to_owned(), words.code("papers-label-", l.code())));
    let places = quarantines(view, me.centre)?;
    let first = places.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let keeps = !bringers.is_empty();
    let debt_rows = if keeps { stores::debt_rows(view, &me)? } else { owed::debt_rows(view, me.person)? };
    let mut fields = vec![
        Field::new("part", say("screen-job-part"), FieldKind::Choice)
            .required()
            .choices(cards::card_choices(view)?)
            .value(proposed.card.map(|card| card.to_string()).unwrap_or_default()),
        Field::new("serial", say("screen-return-serial"), FieldKind::Code).value(proposed.serial.clone()),
        quantity(view, &proposed)?,
        Field::new("label", say("screen-return-label"), FieldKind::Choice)
            .required()
            .choices(labels())
            .hint(say("screen-job-label-hint")),
        Field::new("place", say("screen-return-place"), FieldKind::Choice).required().choices(places).value(first),
    ];
    if keeps {
        let who = proposed.debt.as_ref().and_then(|debt| debt.person).map(|person| person.to_string());
        let field = Field::new("person", say("screen-return-person"), FieldKind::Choice).required();
        fields.insert(0, field.choices(bringers).value(who.unwrap_or_default()));
    }
    let route = Route::Return { debt: debt.map(str::to_owned), code: code.map(str::to_owned) };
    refill(&mut fields, &view.kept(&route)?);
    let mut banners = Vec::new();
    if proposed.unknown {
        let purpose = ScanFor::Return;
        let open = Some(Route::Scan { purpose, unknown: code.map(str::to_owned) });
        banners.push(Banner { tone: Tone::Warning, text: say("screen-return-unknown-code"), open });
    } else if proposed.several {
        banners.push(Banner { tone: Tone::Warning, text: say("screen-return-several-parts"), open: None });
    } else if proposed.card.is_some() && proposed.debt.is_none() {
        let text = say(if keeps { "screen-return-nobody-owes" } else { "screen-return-not-owed" });
        banners.push(Banner { tone: Tone::Warning, text, open: None });
    }
    banners.extend(banners::all(view));
    Ok(ReturnScreen {
        head: Head { title: say("screen-return-title"), banners, ..Head::default() },
        back: Panel {
            key: "back".into(),
            title: say("screen-return-back"),
            fields,
            button: Some(Button::new("give_back", say("screen-return-do"), ReturnAction::GiveBack).primary()),
        },
        debts: Section {
            more: None,
            key: "debts".into(),
            title: say(if keeps { "screen-stock-section-debts" } else { "screen-today-debts" }),
            rows: debt_rows,
            empty: say(if keeps { "screen-stock-nothing-owed" } else { "screen-today-no-debts" }),
        },
        scan: Button::new("scan", say("screen-take-scan"), Route::scan(ScanFor::Return)),
    })
}

/// How much comes back: of what is counted in whole units one, of a length or a weight what is owed.
fn quantity(view: &View<'_>, proposed: &Proposed) -> Result<Field, Problem> {
    let card: Option<Card> = proposed.card.map(|card| view.get(card.uuid())).transpose()?;
    let mut field = cards::quantity(view, card.as_ref());
    let divisible = card.as_ref().is_some_and(|card| card.unit().divisible());
    let owed = proposed.debt.as_ref().and_then(|debt| debt.quantity).filter(|_| divisible);
    field.value = owed.map_or_else(|| "1".to_owned(), |owed| owed.to_string());
    Ok(field)
}

/// Where returned parts go: my centre's quarantine first.
fn quarantines(
    view: &View<'_>,
    centre: Option<crate::domain::ids::CentreId>,
) -> Result<Vec<(String, String)>, Problem> {
    let mut places = view.in_state::<Place>(&[PlaceKind::Quarantine.code()])?;
    places.retain(|(_, place)| place.closed.is_none());
    places.sort_by_key(|(id, place)| (place.centre() != centre, *id));
    let lang = view.words.lang;
    Ok(places.into_iter().map(|(id, p)| (id.to_string(), p.name().in_lang(lang).to_owned())).collect())
}

pub(crate) fn act(view: &View<'_>, action: &ReturnAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let me = view.me()?;
    let words = view.words;
    match action {
        ReturnAction::Explain { debt } => {
            let (take, line) = debt_key(debt)?;
            let owed = stores::debts(view, &me)?.into_iter().find(|debt| debt.take == take && debt.line == line);
            let quantity = owed.and_then(|debt| debt.quantity).ok_or_else(|| Problem::error("id_unreadable"))?;
            let state = view.need(take.uuid())?;
            let reason = form.required("reason")?;
            view.record(&parts::settle_with_reason(&me, take, &state, (line, quantity), reason)?)?;
            Ok(Outcome::told(words.say("screen-return-settled")))
        }
        ReturnAction::GiveBack => {
            let card: CardId = form.need("part")?;
            let to: PlaceId = form.need("place")?;
            let person = if me.roles.any(stores::KEEPERS) { form.read("person")? } else { None };
            let person: PersonId = person.unwrap_or(me.person);
            let bag = bag::bag_of(view, person)?.map(|(id, _)| id);
            let places: Vec<PlaceId> = bag.into_iter().chain([to]).collect();
            let books = bag::books(view, &[card], &places)?;
            let unit = books.card(card)?.unit;
            let what = Returned {
                card,
                quantity: Quantity { amount: form.thousandths("quantity")?, unit },
                serial: form.serial(view, "serial", Some(card))?,
                label: form.choice("label", PartLabel::from_code)?,
                person,
                from: bag,
                to,
            };
            let takes = bag::my_takes(view, person)?;
            let drafts = parts::return_part(&books, &me, &what, &takes, &mut || view.fresh())?;
            view.record(&drafts)?;
            let unowed = drafts.iter().any(|draft| draft.kind == "returned_unowed");
            let said = if unowed { "screen-return-taken-in-flagged" } else { "screen-return-taken-in" };
            let next = if person == me.person { Route::PartsBag } else { Route::Stock };
            Ok(Outcome::to(next).say(words.say(said)))
        }
    }
}
