//! The signatures of the customer and of further parties.

use super::{Drafts, Hand, check};
use chrono::{DateTime, Utc};
use fettle_core::domain::jobs::commands::{self, SignInput};
use fettle_core::domain::jobs::document::Party;
use fettle_core::domain::jobs::sheet::{Outcome, SheetLanguage, hash_hex};
use fettle_core::domain::jobs::{CostsOnSheet, Job, SheetSources, build_daily, build_sheet};
use fettle_core::domain::parts::Card;
use fettle_core::domain::people::{Actor, Person};
use fettle_core::domain::sites::{Customer, Equipment, Site};
use fettle_core::kernel::{Aggregate, BlobRef, Refusal};
use std::collections::BTreeMap;
use uuid::Uuid;

fn state<A: Aggregate>(hand: &Hand<'_>, id: Option<Uuid>) -> A {
    id.and_then(|id| hand.store.get::<A>(id).expect("reads")).map(|folded| folded.state).unwrap_or_default()
}

pub fn sign(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    signing(hand, job, |sources, me, input, now| {
        let seen_hash = build_sheet(sources)?.hash().map_err(|e| Refusal::new(e.code()))?;
        commands::sign(sources, me, SignInput { seen_hash, ..input }, now)
    })
}

/// The customer answers to the report of a day.
pub fn sign_daily(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    signing(hand, job, |sources, me, input, now| {
        let bytes = build_daily(sources)?.canonical_bytes().map_err(|e| Refusal::new(e.code()))?;
        commands::sign_daily(sources, me, SignInput { seen_hash: hash_hex(&bytes), ..input }, now)
    })
}

/// A further party signs the sheet that the customer answered to.
pub fn countersign(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let Some(sheet) = job.current_sheet() else { return Ok(Vec::new()) };
    let party = if hand.dice.percent(50) { Party::Integrator } else { Party::Maker };
    let strokes = Some(hand.blob(600, "application/json")?);
    let seen_hash = sheet.hash().to_string();
    let input = SignInput { seen_hash, name: "孙工".into(), ..input(Outcome::Signed, strokes) };
    commands::answer_document(job, &hand.me, party, input, SheetLanguage::Both, hand.now)
}

fn input(outcome: Outcome, strokes: Option<BlobRef>) -> SignInput {
    SignInput {
        outcome,
        seen_hash: String::new(),
        name: "刘所".into(),
        title: "所长".into(),
        phone: "010-64001234".into(),
        position: None,
        strokes,
    }
}

/// Puts the document and an answer of the customer before `command`.
fn signing(
    hand: &mut Hand<'_>,
    job: &Job,
    command: impl FnOnce(&SheetSources<'_>, &Actor, SignInput, DateTime<Utc>) -> Drafts,
) -> Drafts {
    let customer: Customer = state(hand, job.customer().map(|id| id.uuid()));
    let site: Site = state(hand, job.site().map(|id| id.uuid()));
    let equipment = job.equipment().into_iter().map(|id| (id, state::<Equipment>(hand, Some(id.uuid())))).collect();
    let cards: BTreeMap<_, _> =
        job.parts.iter().map(|part| (part.part.card, state::<Card>(hand, Some(part.part.card.uuid())))).collect();
    let mut people = BTreeMap::new();
    let completed = job.completed.as_ref().map(|done| done.moment.by);
    for by in completed.into_iter().chain(job.day_to_sign().map(|reported| reported.moment.by)) {
        let person: Person = state(hand, Some(by.uuid()));
        people.insert(by, person.name.zh);
    }
    let told = |why: &str| (why.to_owned(), "the guard".to_owned());
    let (outcome, strokes) = match hand.dice.below(10) {
        0 => {
            let (reason, witness) = told("not content");
            (Outcome::Refused { reason, witness }, None)
        }
        1 => {
            let (reason, witness) = told("nobody there");
            (Outcome::Absent { reason, witness }, None)
        }
        _ => (Outcome::Signed, Some(hand.blob(600, "application/json")?)),
    };
    let (me, now) = (hand.me.clone(), hand.now);
    check::with_checks(hand, job, |checks| {
        let sources = SheetSources {
            job,
            checks,
            customer: &customer,
            site: &site,
            equipment: &equipment,
            cards: &cards,
            people: &people,
            language: SheetLanguage::Both,
            costs: CostsOnSheet::default(),
        };
        command(&sources, &me, input(outcome, strokes), now)
    })
}
