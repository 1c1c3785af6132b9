//! The lines as they go over the wire: another team builds on these.

use crate::kernel::{ChainHead, DeviceId, DeviceKey, Draft, EventId, Hash, PersonId, Reading, Recorder, Subject};
use crate::store::tests::kit::NoteBody;
use crate::sync::protocol::{Entry, PullLine, PushLine, Receipt, Stream};
use uuid::Uuid;

/// The worked example of `docs/sync.md`, from fixed ids, clocks and key.
fn example() -> (DeviceKey, Recorder, crate::kernel::Event) {
    let device = DeviceId::new(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_000d));
    let mut recorder = Recorder::new(device);
    let subject = Subject::new("note", Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001));
    let draft = Draft::new(subject, &NoteBody::Wrote { line: "earth 3.2 Ω".into() });
    let now = Reading { wall_ms: 1_700_000_000_000, mono_ms: 1000, boot: Uuid::nil(), counts_sleep: true };
    let id = EventId::new(Uuid::from_u128(0x018b_cfe5_6800_7000_8000_0000_0000_0001));
    let by = PersonId::new(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0009));
    let event = recorder.record(now, id, by, Default::default(), &draft).unwrap();
    (DeviceKey::from_seed(&[7; 32]), recorder, event)
}

/// The document shows exactly what the program computes.
#[test]
fn the_documents_worked_example_is_true() {
    let doc = include_str!("../../../../../docs/sync.md");
    let (key, recorder, event) = example();
    let start = ChainHead::start(recorder.device);
    let signed = key.sign_head(recorder.device, recorder.head);
    let values = [
        ("header", event.header_text().to_owned()),
        ("body", event.body_text().unwrap().to_owned()),
        ("start", start.hash.to_string()),
        ("header hash", event.header_hash().to_string()),
        ("body hash", event.body_hash().to_string()),
        ("hash", recorder.head.hash.to_string()),
        ("public key", key.public()),
        ("signature", signed.signature.clone()),
        ("line", serde_json::to_string(&PushLine::Event(Box::new(event.clone()))).unwrap()),
        ("head", serde_json::to_string(&PushLine::Head(signed)).unwrap()),
    ];
    let missing: Vec<_> = values.iter().filter(|(_, value)| !doc.contains(value.as_str())).collect();
    assert!(missing.is_empty(), "docs/sync.md lacks {missing:#?}");
}

#[test]
fn lines_are_as_written_down() {
    let (_, _, event) = example();
    let line = serde_json::to_string(&PullLine::Entry(Entry {
        s: Stream::Everyone,
        n: 3,
        e: Some(Box::new(event.clone().with_received(1_700_000_000_500))),
        forget: None,
        quarantined: None,
    }))
    .unwrap();
    let header = event.header_text();
    let body = event.body_text().unwrap();
    assert_eq!(
        line,
        format!(r#"{{"entry":{{"s":"everyone","n":3,"e":{{"h":{header},"b":{body},"at":1700000000500}}}}}}"#)
    );
    let forget =
        Entry { s: Stream::Everyone, n: 4, e: None, forget: Some(event.header().subject.clone()), quarantined: None };
    assert_eq!(
        serde_json::to_string(&PullLine::Entry(forget)).unwrap(),
        r#"{"entry":{"s":"everyone","n":4,"forget":"note/01920000-0000-7000-8000-000000000001"}}"#
    );
    assert_eq!(serde_json::to_string(&PullLine::End { more: true, sha256: None }).unwrap(), r#"{"end":{"more":true}}"#);
    let receipt =
        Receipt { number: 1, hash: Hash::ZERO, at: 5, quarantined: Some("not_allowed".into()), notices: vec![] };
    let zero = "0".repeat(64);
    assert_eq!(
        serde_json::to_string(&receipt).unwrap(),
        format!(r#"{{"number":1,"hash":"{zero}","at":5,"quarantined":"not_allowed"}}"#)
    );
    // Fields and lines of a newer version do no harm.
    let newer: Receipt = serde_json::from_str(&format!(r#"{{"number":1,"hash":"{zero}","at":5,"new":[1]}}"#)).unwrap();
    assert_eq!(newer.quarantined, None);
    let newer: Entry = serde_json::from_str(r#"{"s":"everyone","n":9,"sealed":"x"}"#).unwrap();
    assert!(newer.e.is_none() && newer.forget.is_none());
}
