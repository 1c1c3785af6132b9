//! The customer's signature.

use super::{Drafts, Hand, check};
use fettle_core::domain::jobs::commands::{self, SignInput};
use fettle_core::domain::jobs::sheet::{Outcome, SheetLanguage};
use fettle_core::domain::jobs::{CostsOnSheet, Job, SheetSources, build_sheet};
use fettle_core::domain::parts::Card;
use fettle_core::domain::people::Person;
use fettle_core::domain::sites::{Customer, Equipment, Site};
use fettle_core::kernel::{Aggregate, Refusal};
use std::collections::BTreeMap;
use uuid::Uuid;

fn state<A: Aggregate>(hand: &Hand<'_>, id: Option<Uuid>) -> A {
    id.and_then(|id| hand.store.get::<A>(id).expect("reads")).map(|folded| folded.state).unwrap_or_default()
}

pub fn sign(hand: &mut Hand<'_>, job: &Job) -> Drafts {
    let customer: Customer = state(hand, job.customer().map(|id| id.uuid()));
    let site: Site = state(hand, job.site().map(|id| id.uuid()));
    let equipment = job.equipment().into_iter().map(|id| (id, state::<Equipment>(hand, Some(id.uuid())))).collect();
    let cards: BTreeMap<_, _> =
        job.parts.iter().map(|part| (part.part.card, state::<Card>(hand, Some(part.part.card.uuid())))).collect();
    let mut people = BTreeMap::new();
    if let Some(done) = &job.completed {
        let person: Person = state(hand, Some(done.moment.by.uuid()));
        people.insert(done.moment.by, person.name.zh);
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
            opinion: None,
        };
        let seen_hash = build_sheet(&sources)?.hash().map_err(|e| Refusal::new(e.code()))?;
        let input = SignInput {
            outcome,
            seen_hash,
            name: "刘所".into(),
            title: "所长".into(),
            phone: "010-64001234".into(),
            position: None,
            strokes,
        };
        commands::sign(&sources, &me, input, now)
    })
}
