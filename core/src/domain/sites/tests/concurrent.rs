//! Two people at one record who do not see each other: different fields both stay, one field is kept twice until somebody chooses.

use super::*;
use crate::domain::any::AnyFolded;
use crate::domain::fields::Change;
use crate::domain::parts::{CardChange, PlaceChange};
use crate::domain::people::PersonChange;
use crate::domain::testing::fresh;
use crate::domain::worklist::{self, Point, PointKey, Settling};
use crate::kernel::{Aggregate, DeviceId, Event, EventId, Frontier, PersonId, Reading, Recorder, Subject};
use uuid::Uuid;

/// Two devices that write about one record, each having seen what it says.
struct Two {
    subject: Subject,
    events: Vec<Event>,
    ms: i64,
}

struct Author {
    person: PersonId,
    recorder: Recorder,
}

fn author() -> Author {
    Author { person: id(), recorder: Recorder::new(id::<DeviceId>()) }
}

impl Two {
    fn about(subject: Subject) -> Self {
        Self { subject, events: Vec::new(), ms: at("2026-11-18T01:00:00Z").timestamp_millis() }
    }
    fn seen(&self) -> Frontier {
        self.state().seen().clone()
    }
    fn state(&self) -> AnyFolded {
        AnyFolded::fold(self.subject.kind(), &self.events)
    }
    fn write(&mut self, by: &mut Author, after: &Frontier, draft: &Draft) -> EventId {
        self.ms += 1000;
        let mono_ms = self.ms.try_into().unwrap();
        let reading = Reading { wall_ms: self.ms, mono_ms, boot: Uuid::nil(), counts_sleep: true };
        let event = by.recorder.record(reading, id(), by.person, after.clone(), draft).unwrap();
        let name = event.origin();
        self.events.push(event);
        name
    }
}

#[test]
fn different_fields_of_one_customer_both_stay_and_one_field_is_kept_twice() {
    let customer: CustomerId = id();
    let mut two = Two::about(customer.into());
    let (mut li, mut mei) = (author(), author());
    let details = CustomerDetails { name: Bilingual::same("K"), ..CustomerDetails::default() };
    two.write(&mut li, &Frontier::new(), &Draft::new(customer.into(), &CustomerEvent::Registered { details }));
    let drawn = two.seen();
    let change = |change| Draft::new(customer.into(), &CustomerEvent::Changed { change });
    let some = CustomerChange::default;
    let code_by_li = two.write(&mut li, &drawn, &change(CustomerChange { code: Some("L".into()), ..some() }));
    two.write(&mut mei, &drawn, &change(CustomerChange { industry: Some("police".into()), ..some() }));
    let state = two.state();
    let both = state.as_customer().unwrap();
    assert_eq!((both.code.as_str(), both.industry.as_str()), ("L", "police"));
    assert!(worklist::open(&state).is_empty() && !both.in_conflict());

    let code_by_mei = two.write(&mut mei, &drawn, &change(CustomerChange { code: Some("M".into()), ..some() }));
    let state = two.state();
    assert_eq!(worklist::open(&state), [Point::Kept("code".into())]);
    assert!(state.as_customer().unwrap().in_conflict());
    let values = worklist::kept_values(state.written().unwrap(), "code");
    assert_eq!(values.iter().map(|value| value.event).collect::<Vec<_>>(), [code_by_li, code_by_mei]);
    let key = PointKey::Kept("code".into());
    assert_eq!(key.to_string().parse::<PointKey>(), Ok(key.clone()));
    // Somebody chooses the older one, and it is decided.
    let settle =
        |role, chosen| worklist::settle(&state, &two.subject, &actor([role]), key.clone(), Settling::Chosen(chosen));
    assert_eq!(code(settle(Role::Engineer, code_by_li)), "not_allowed");
    assert_eq!(code(settle(Role::Desk, EventId::from(fresh()))), "conflict_unknown");
    let drafts = settle(Role::Desk, code_by_li).unwrap();
    let seen = two.seen();
    two.write(&mut li, &seen, &drafts[0]);
    let state = two.state();
    assert_eq!((state.as_customer().unwrap().code.as_str(), worklist::open(&state)), ("L", vec![]));
}

#[test]
fn both_writing_the_same_is_no_conflict() {
    let customer: CustomerId = id();
    let mut two = Two::about(customer.into());
    let (mut li, mut mei) = (author(), author());
    let drawn = two.seen();
    let change = CustomerChange { code: Some("K-1".into()), ..CustomerChange::default() };
    let draft = Draft::new(customer.into(), &CustomerEvent::Changed { change });
    two.write(&mut li, &drawn, &draft);
    two.write(&mut mei, &drawn, &draft);
    assert!(worklist::open(&two.state()).is_empty());
}

#[test]
fn a_contact_that_one_changes_and_another_removes_stays_whoever_comes_first() {
    let contact = Contact {
        id: id(),
        name: "Zhao".into(),
        title: String::new(),
        phone: None,
        may_sign: false,
        messenger: String::new(),
    };
    for removed_first in [true, false] {
        let site: SiteId = id();
        let mut two = Two::about(site.into());
        let (mut li, mut mei) = (author(), author());
        let details = SiteDetails::new(id(), id(), Bilingual::same("S"), "Asia/Shanghai");
        two.write(&mut li, &Frontier::new(), &Draft::new(site.into(), &SiteEvent::Registered { details }));
        let seen = two.seen();
        let set = SiteEvent::ContactSet { contact: contact.clone() };
        two.write(&mut li, &seen, &Draft::new(site.into(), &set));
        let drawn = two.seen();
        let change = ContactChange { title: Some("Head".into()), ..ContactChange::default() };
        let changed = Draft::new(site.into(), &SiteEvent::ContactChanged { contact: contact.id, change });
        let removed = Draft::new(site.into(), &SiteEvent::ContactRemoved { contact: contact.id });
        let (first, second) = if removed_first { (&removed, &changed) } else { (&changed, &removed) };
        two.write(&mut li, &drawn, first);
        two.write(&mut mei, &drawn, second);
        let state = two.state();
        assert_eq!(state.as_site().unwrap().contacts[&contact.id].title, "Head", "removed first: {removed_first}");
        // Who has seen the change may remove the contact.
        let seen = two.seen();
        two.write(&mut li, &seen, &removed);
        assert!(two.state().as_site().unwrap().contacts.is_empty());
    }
}

#[test]
fn every_kind_of_master_data_keeps_a_conflict_of_each_field_and_settles_it() {
    // What two people write into each field, by kind and field.
    let table: serde_json::Value =
        serde_json::from_str(include_str!("../../../../testdata/worklist/kept.json")).unwrap();
    for (kind, fields) in table.as_object().unwrap() {
        for (field, case) in fields.as_object().unwrap() {
            let kind: &'static str = crate::domain::any::KINDS.iter().find(|known| *known == kind).expect("a kind");
            let subject = Subject::new(kind, fresh());
            let mut two = Two::about(subject.clone());
            let (mut li, mut mei) = (author(), author());
            let raw = |event: &serde_json::Value| Draft {
                subject: subject.clone(),
                kind: event["type"].as_str().unwrap().to_owned(),
                version: 1,
                body: event["data"].to_string(),
                blobs: Vec::new(),
            };
            for begun in case["begun"].as_array().into_iter().flatten() {
                let seen = two.seen();
                two.write(&mut li, &seen, &raw(begun));
            }
            let drawn = two.seen();
            let first = two.write(&mut li, &drawn, &raw(&case["apart"][0]));
            two.write(&mut mei, &drawn, &raw(&case["apart"][1]));
            let state = two.state();
            assert_eq!(state.skipped(), 0, "{kind} {field}");
            assert_eq!(worklist::open(&state), [Point::Kept(field.clone())], "{kind} {field}");
            let before = state.facts()[field].clone();
            let values = worklist::kept_values(state.written().unwrap(), field);
            assert!(values.len() == 2 && values[0].said != values[1].said, "{kind} {field}: {values:?}");
            for lang in [Lang::Zh, Lang::En] {
                let label = crate::domain::said::label(field);
                assert_ne!(crate::text::text(lang, &label), label);
            }
            let who = *Point::Kept(field.clone()).roles(kind).first().unwrap_or_else(|| panic!("{kind}: nobody"));
            let key = PointKey::Kept(field.clone());
            let drafts = worklist::settle(&state, &subject, &actor([who]), key, Settling::Chosen(first)).unwrap();
            let seen = two.seen();
            two.write(&mut mei, &seen, &drafts[0]);
            let state = two.state();
            assert!(worklist::open(&state).is_empty() && state.facts()[field] != before, "{kind} {field}");
        }
    }
    // No field of any kind is left out of the table; what only one event says (labels, whose site it is, why it ended) is no field that two write.
    for kind in ["centre", "customer", "site", "contract", "contract_price", "equipment", "card_price"] {
        for field in AnyFolded::new(kind).facts().keys() {
            let alone = matches!((kind, field.as_str()), ("site" | "contract", "customer") | ("equipment", "codes"))
                || field == "ended_because";
            assert!(alone || table[kind].get(field).is_some(), "no case for {kind} {field}");
        }
    }
    // What cards, places and persons say is not known before they begin.
    let fields = CardChange::FIELDS.iter().chain(&["withdrawn"]).map(|field| ("card", field));
    let fields = fields.chain(PlaceChange::FIELDS.iter().chain(&["closed"]).map(|field| ("place", field)));
    let fields = fields.chain(PersonChange::FIELDS.iter().chain(&["left"]).map(|field| ("person", field)));
    for (kind, field) in fields.chain([("account", &"phone")]) {
        assert!(table[kind].get(format!("{kind}.{field}")).is_some(), "no case for {kind} {field}");
    }
}
