//! Events of cards and places as version 1 wrote them are read as what they said then.

use super::*;
use crate::domain::ids::CentreId;
use crate::kernel::{Aggregate, Body, PersonId, Subject};
use serde_json::{Value, json, value::to_raw_value};

/// A record made of events of version 1.
fn record<A: Aggregate>(events: &[(&str, Value)]) -> A {
    let (mut log, record) = (Log::at("2026-03-01T00:00:00Z"), uuid::Uuid::now_v7());
    for (kind, data) in events {
        let subject = Subject::new(A::KIND, record);
        let draft = Draft { subject, kind: (*kind).into(), version: 1, body: data.to_string(), blobs: Vec::new() };
        log.write(id(), vec![draft]);
    }
    log.get(record)
}

#[test]
fn a_card_that_version_1_changed_says_what_it_said_then_also_what_was_emptied() {
    let first = CardDetails { fits: ["camera".to_owned()].into(), ..card_details("P-1", false) };
    let then =
        CardDetails { model: "M-2".into(), minimum: 1000, reorder: 1000, maximum: 1000, ..card_details("P-1", false) };
    let card: Card = record(&[
        ("registered", json!({ "details": first })),
        ("changed", json!({ "details": then })),
        ("code_bound", json!({"code": "X1"})),
        ("withdrawn", json!({"reason": "old"})),
    ]);
    assert_eq!((card.details, card.withdrawn.as_deref()), (Some(then), Some("old")));
    assert!(card.bound.contains("X1"));
    // Fields that version 1 left out where there was nothing.
    let bare = json!({"number": "P-2", "name": {"zh": "件", "en": "Part"}, "model": "", "class": "wear", "unit": "pcs", "serialised": false});
    let card: Card = record(&[("registered", json!({ "details": first })), ("changed", json!({ "details": bare }))]);
    let details = card.details.unwrap();
    assert_eq!((details.number.as_str(), details.fits.len()), ("P-2", 0));
}

#[test]
fn a_place_that_version_1_changed_and_closed_is_as_it_was_then() {
    let (centre, person): (CentreId, PersonId) = (id(), id());
    let first =
        json!({"kind": "bag", "name": {"zh": "包", "en": "Bag"}, "centre": centre, "person": person, "bin": "1-2-3-4"});
    let then = json!({"kind": "bag", "name": {"zh": "袋", "en": "Bag"}, "person": person});
    let place: Place = record(&[
        ("opened", json!({ "details": first })),
        ("changed", json!({ "details": then })),
        ("closed", json!({})),
    ]);
    assert_eq!((place.name().zh.as_str(), place.centre(), place.person(), place.bin()), ("袋", None, Some(person), ""));
    assert_eq!(place.closed.as_deref(), Some(""));
}

#[test]
fn what_does_not_fit_version_1_is_malformed_and_brings_nothing_down() {
    for data in [json!(null), json!([]), json!("x"), json!({}), json!({"details": 1}), json!({"details": []})] {
        let data = to_raw_value(&data).unwrap();
        for kind in ["registered", "opened", "changed"] {
            assert!(CardEvent::decode(kind, 1, &data).is_err(), "{kind} {data}");
            assert!(PlaceEvent::decode(kind, 1, &data).is_err(), "{kind} {data}");
        }
    }
}
