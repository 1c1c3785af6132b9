//! Giving a part back: scanned or typed, labelled good or bad, into quarantine; a debt is settled, and what nobody had taken is accepted
//! all the same and put before a person.

use super::action::{Outcome, ReturnAction};
use super::blocks::{Banner, Button, Field, FieldKind, Head, Panel, Section, Tone};
use super::code::ReadCode;
use super::error::Problem;
use super::form::{Form, refill};
use super::parts_bag;
use super::route::{Route, ScanFor};
use super::scan;
use super::view::{View, id};
use crate::domain::ids::{CardId, PlaceId, TakeId};
use crate::domain::jobs::sheet::PartLabel;
use crate::domain::parts::{self, Debt, Owed, Place, PlaceKind, Returned};
use crate::domain::values::Quantity;
use chrono::Datelike;
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
}

fn propose(view: &View<'_>, debts: &[Debt], debt: Option<&str>, code: Option<&str>) -> Result<Proposed, Problem> {
    let mut proposed = Proposed::default();
    if let Some(key) = debt {
        let (take, line) = debt_key(key)?;
        proposed.debt = debts.iter().find(|debt| debt.take == take && debt.line == line).cloned();
        proposed.card = proposed.debt.as_ref().and_then(|debt| debt.card);
    }
    if let Some(code) = code.and_then(|code| ReadCode::read(code, view.words.now.year())) {
        match scan::card_of(view, &code)? {
            Some(card) => proposed.card = Some(card),
            None => proposed.unknown = proposed.card.is_none(),
        }
        // A card's own number is not a serial number.
        let own = match proposed.card {
            Some(card) => view.get::<crate::domain::parts::Card>(card.uuid())?.codes().any(|own| own == code.serial),
            None => false,
        };
        proposed.serial = if own { String::new() } else { code.serial };
    }
    if proposed.debt.is_none() {
        // The oldest debt of the same part is the one that is meant.
        let same = |debt: &&Debt| debt.card.is_some() && debt.card == proposed.card;
        proposed.debt = debts.iter().find(same).cloned();
    }
    Ok(proposed)
}

/// Reads `take/line`.
fn debt_key(key: &str) -> Result<(TakeId, u32), Problem> {
    let (take, line) = key.split_once('/').ok_or_else(|| Problem::error("id_unreadable"))?;
    Ok((id(take)?, id(line)?))
}

/// My debts of parts.
fn owed(view: &View<'_>) -> Result<Vec<Debt>, Problem> {
    let mut debts = parts_bag::my_debts(view, view.identity.person()?)?;
    debts.retain(|debt| debt.owed != Owed::Paper);
    Ok(debts)
}

pub(crate) fn show(view: &View<'_>, debt: Option<&str>, code: Option<&str>) -> Result<ReturnScreen, Problem> {
    let words = view.words;
    let me = view.me()?;
    let debts = owed(view)?;
    let proposed = propose(view, &debts, debt, code)?;
    let say = |key: &str| words.say(key);
    let labels = || PartLabel::ALL.iter().map(|l| (l.code().to_owned(), words.code("papers-label-", l.code())));
    let places = quarantines(view, me.centre)?;
    let first = places.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let debt_rows = parts_bag::debt_rows(view, me.person)?;
    let mut fields = vec![
        Field::new("part", say("screen-job-part"), FieldKind::Choice)
            .required()
            .choices(scan::card_choices(view)?)
            .value(proposed.card.map(|card| card.to_string()).unwrap_or_default()),
        Field::new("serial", say("screen-return-serial"), FieldKind::Code).value(proposed.serial.clone()),
        Field::new("quantity", say("screen-job-quantity"), FieldKind::Count).required().value("1"),
        Field::new("label", say("screen-return-label"), FieldKind::Choice)
            .required()
            .choices(labels())
            .hint(say("screen-job-label-hint")),
        Field::new("place", say("screen-return-place"), FieldKind::Choice).required().choices(places).value(first),
    ];
    let route = Route::Return { debt: debt.map(str::to_owned), code: code.map(str::to_owned) };
    refill(&mut fields, &view.kept(&route)?);
    let mut banners = Vec::new();
    if proposed.unknown {
        let purpose = ScanFor::Return;
        let open = Some(Route::Scan { purpose, unknown: code.map(str::to_owned) });
        banners.push(Banner { tone: Tone::Warning, text: say("screen-return-unknown-code"), open });
    } else if proposed.card.is_some() && proposed.debt.is_none() {
        banners.push(Banner { tone: Tone::Warning, text: say("screen-return-not-owed"), open: None });
    }
    banners.extend(super::sync::banners(view));
    Ok(ReturnScreen {
        head: Head { title: say("screen-return-title"), subtitle: String::new(), banners },
        back: Panel {
            key: "back".into(),
            title: say("screen-return-back"),
            fields,
            button: Some(Button::new("give_back", say("screen-return-do"), ReturnAction::GiveBack).primary()),
        },
        debts: Section {
            key: "debts".into(),
            title: say("screen-today-debts"),
            rows: debt_rows,
            empty: say("screen-today-no-debts"),
        },
        scan: Button::new("scan", say("screen-take-scan"), Route::scan(ScanFor::Return)),
    })
}

/// Where returned parts go: my centre's quarantine first.
fn quarantines(
    view: &View<'_>,
    centre: Option<crate::domain::ids::CentreId>,
) -> Result<Vec<(String, String)>, Problem> {
    let mut places = view.in_state::<Place>(&[PlaceKind::Quarantine.code()])?;
    places.retain(|(_, place)| !place.closed);
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
            let owed = owed(view)?.into_iter().find(|debt| debt.take == take && debt.line == line);
            let quantity = owed.and_then(|debt| debt.quantity).ok_or_else(|| Problem::error("id_unreadable"))?;
            let state = view.need(take.uuid())?;
            let reason = form.required("reason")?;
            view.record(&parts::settle_with_reason(&me, take, &state, (line, quantity), reason)?)?;
            Ok(Outcome::told(words.say("screen-return-settled")))
        }
        ReturnAction::GiveBack => {
            let card: CardId = form.need("part")?;
            let to: PlaceId = form.need("place")?;
            let bag = parts_bag::bag(view)?.map(|(id, _)| id);
            let places: Vec<PlaceId> = bag.into_iter().chain([to]).collect();
            let books = parts_bag::books(view, &[card], &places)?;
            let unit = books.card(card)?.unit;
            let what = Returned {
                card,
                quantity: Quantity::whole(form.need("quantity")?, unit),
                serial: Some(form.text("serial").to_owned()).filter(|serial| !serial.is_empty()),
                label: form.choice("label", PartLabel::from_code)?,
                person: me.person,
                from: bag,
                to,
            };
            let takes = parts_bag::my_takes(view, me.person)?;
            let drafts = parts::return_part(&books, &me, &what, &takes, &mut || view.fresh())?;
            view.record(&drafts)?;
            let unowed = drafts.iter().any(|draft| draft.kind == "returned_unowed");
            let said = if unowed { "screen-return-taken-in-flagged" } else { "screen-return-taken-in" };
            Ok(Outcome::to(Route::PartsBag).say(words.say(said)))
        }
    }
}
