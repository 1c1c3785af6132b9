//! On the wire: as written, whatever version wrote it.

use super::*;
use crate::kernel::body::Body as _;
use serde_json::value::RawValue;

const NEWER: &str = concat!(
    r#"{"h":{"id":"00000000-0000-0000-0000-000000000001","subject":"note/00000000-0000-0000-0000-000000000007","type":"painted","v":3,"#,
    r#""stamp":{"ms":5,"n":0},"clock":{"wall":5,"mono":0,"skew":0},"by":"00000000-0000-0000-0000-000000000002","#,
    r#""device":"00000000-0000-0000-0000-000000000003","number":1,"mood":  "sunny"},"b":{"colour": "blue" ,"n":1.50}}"#
);

#[test]
fn unknown_kinds_and_fields_are_kept_to_the_byte() {
    let event = Event::from_line(NEWER).unwrap();
    assert_eq!(event.to_line(), NEWER);
    assert_eq!(event.decode::<NoteEvent>(), Err(DecodeError::Unknown));
    let folded = fold::<Note>([&event]);
    assert_eq!((folded.count, folded.skipped, folded.state), (1, 1, Note::default()));
    assert!(folded.seen.has(event.header().device, 1), "passed over, but seen");
}

#[test]
fn a_newer_version_of_a_known_type_is_unknown_when_it_does_not_fit() {
    let raw = |text: &str| RawValue::from_string(text.to_owned()).unwrap();
    assert_eq!(NoteEvent::decode("added", 2, &raw(r#"{"total":4}"#)), Err(DecodeError::Unknown));
    assert_eq!(NoteEvent::decode("added", 2, &raw(r#"{"amount":4,"unit":"m"}"#)), Ok(NoteEvent::Added { amount: 4 }));
    assert!(matches!(NoteEvent::decode("added", 1, &raw(r#"{"total":4}"#)), Err(DecodeError::Malformed(_))));
}

#[test]
fn what_is_not_an_event_is_refused_with_a_code() {
    for line in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"h":{},"b":{}}"#,
        &NEWER.replace("\"b\":", "\"x\":"),
        &NEWER.replace("note/", "no te/"),
    ] {
        assert_eq!(Event::from_line(line).unwrap_err().code(), "event_malformed", "{line}");
    }
    let both = NEWER.replace(r#"}}"#, &format!(r#"}},"bh":"{}"}}"#, Hash::ZERO));
    assert_eq!(Event::from_line(&both).unwrap_err().code(), "event_malformed");
    let huge = NEWER.replace("blue", &"x".repeat(300_000));
    assert_eq!(Event::from_line(&huge).unwrap_err().code(), "event_too_large");
}

#[test]
fn subjects_and_hashes_have_one_spelling() {
    assert!("job/00000000-0000-0000-0000-00000000000A".parse::<Subject>().is_err(), "upper case");
    assert!("job/0000000000000000000000000000000a".parse::<Subject>().is_err(), "no dashes");
    assert!("/00000000-0000-0000-0000-000000000001".parse::<Subject>().is_err());
    assert!(Hash::of(b"x").to_string().to_uppercase().parse::<Hash>().is_err());
    assert_eq!(Hash::of(b"x").to_string().parse::<Hash>(), Ok(Hash::of(b"x")));
}

proptest! {
    #[test]
    fn events_survive_the_wire(steps in steps()) {
        for event in all(&play(&steps)) {
            let again = Event::from_line(&event.clone().with_received(77).to_line()).unwrap();
            prop_assert_eq!(again.header_text(), event.header_text());
            prop_assert_eq!(again.body_text(), event.body_text());
            prop_assert_eq!(again.received(), Some(77));
            let json = serde_json::to_string(&event).unwrap();
            prop_assert_eq!(serde_json::from_str::<Event>(&json).unwrap().to_line(), event.to_line());
        }
    }

    #[test]
    fn no_line_makes_the_reader_fall_over(line in ".{0,200}") {
        let _ = Event::from_line(&line);
    }
}
