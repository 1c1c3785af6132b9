//! A body that is kept is parsed once, however many read it, in whatever copy of the event.

use crate::kernel::{Body, DeviceId, Draft, EventId, Frontier, PersonId, Reading, Recorder, Subject};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use std::cell::Cell;
use uuid::Uuid;

thread_local! {
    static PARSED: Cell<u32> = const { Cell::new(0) };
}

/// A body that counts how often it is parsed on this thread.
#[derive(Clone, Debug, Serialize)]
struct Counted;

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        PARSED.set(PARSED.get() + 1);
        IgnoredAny::deserialize(d).map(|_| Self)
    }
}

impl Body for Counted {
    const TYPES: &'static [&'static str] = &["counted"];
    fn encode(&self) -> (String, String) {
        ("counted".to_owned(), "{}".to_owned())
    }
}

#[test]
fn a_body_that_is_kept_is_parsed_once_however_many_read_it() {
    let mut recorder = Recorder::new(DeviceId::new(Uuid::from_u128(1)));
    let now = Reading { wall_ms: 1_700_000_000_000, mono_ms: 1, boot: Uuid::nil(), counts_sleep: true };
    let draft = Draft::new(Subject::new("note", Uuid::from_u128(2)), &Counted);
    let (id, by) = (EventId::new(Uuid::from_u128(3)), PersonId::new(Uuid::from_u128(4)));
    let event = recorder.record(now, id, by, Frontier::new(), &draft).expect("recorded");
    event.decode::<Counted>().expect("read");
    event.decode::<Counted>().expect("read");
    assert_eq!((PARSED.get(), event.is_read()), (2, false), "where nobody keeps it");
    event.keep_read::<Counted>();
    event.keep_read::<Counted>();
    assert_eq!((PARSED.get(), event.is_read()), (3, true));
    // As the hub has it: judged, given its time of receipt, copied into a work, folded.
    let copy = event.clone().with_received(1_700_000_000_500);
    for event in [&event, &copy, &copy.clone().with_signed(None)] {
        assert!(event.is_read());
        event.decode::<Counted>().expect("read");
    }
    assert_eq!(PARSED.get(), 3);
}
