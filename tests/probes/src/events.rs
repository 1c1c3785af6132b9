//! Events as they travel: lines of a log, of a push, of a page. Kept byte for byte, folded alike in every order.

use crate::business;
use fettle_core::kernel::{BodyText, ChainHead, Event, Hash, Subject};
use fettle_core::sync::protocol::{PullLine, PushLine, Receipt};
use std::collections::BTreeMap;

/// Events of one aggregate that are folded in every way; more only takes longer.
const MOST: usize = 64;

/// Any text as lines: each is read as everything that a line may be.
pub fn events(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut known: BTreeMap<_, Event> = BTreeMap::new();
    for line in text.lines().take(MOST) {
        let event = match serde_json::from_str(line) {
            Ok(PushLine::Event(event)) => Some(*event),
            Ok(PushLine::Head(_)) => None,
            Err(_) => Event::from_line(line).ok(),
        };
        if let Some(event) = event {
            kept_as_written(line, &event);
            known.entry(event.header().id).or_insert(event);
        }
        if let Ok(page_line) = serde_json::from_str::<PullLine>(line) {
            let written = serde_json::to_string(&page_line).expect("a page line is written");
            let again: PullLine = serde_json::from_str(&written).expect("and read again");
            assert_eq!(written, serde_json::to_string(&again).unwrap());
            if let PullLine::Entry(entry) = page_line
                && let Some(event) = entry.e
            {
                known.entry(event.header().id).or_insert(*event);
            }
        }
        if let Ok(receipt) = serde_json::from_str::<Receipt>(line) {
            let written = serde_json::to_string(&receipt).unwrap();
            assert_eq!(serde_json::from_str::<Receipt>(&written).unwrap(), receipt);
        }
    }
    links(known.values());
    let mut about: BTreeMap<Subject, Vec<Event>> = BTreeMap::new();
    for event in known.into_values() {
        about.entry(event.header().subject.clone()).or_default().push(event);
    }
    business::holds(&about);
}

/// Header and body are the bytes of the line, and stay them however often they are passed on.
pub(crate) fn kept_as_written(line: &str, event: &Event) {
    assert!(line.contains(event.header_text()), "the header is as written");
    assert!(event.body_text().is_none_or(|body| line.contains(body)), "the body is as written");
    let passed_on = event.to_line();
    let again = Event::from_line(&passed_on).expect("what was read is read again");
    assert_eq!((again.header_text(), again.body_text()), (event.header_text(), event.body_text()));
    assert_eq!((again.header(), again.received()), (event.header(), event.received()));
    assert_eq!((again.header_hash(), again.body_hash()), (event.header_hash(), event.body_hash()));
    assert_eq!(again.to_line(), passed_on);
    // As serde passes it on, in a push and in a page.
    let pushed = serde_json::to_string(&PushLine::Event(Box::new(event.clone()))).expect("written");
    let Ok(PushLine::Event(pushed)) = serde_json::from_str(&pushed) else { panic!("a push of it is read") };
    assert_eq!(pushed.to_line(), passed_on);
    if let BodyText::Written(body) = event.body() {
        assert_eq!(Hash::of(body.get().as_bytes()), event.body_hash());
    }
}

/// A link follows only from the number before it, and covers header and body.
fn links<'a>(events: impl Iterator<Item = &'a Event>) {
    for event in events {
        let number = event.header().number;
        let before = ChainHead { number: number.wrapping_sub(1), hash: Hash::ZERO };
        if let (Some(_), Ok(head)) = (number.checked_sub(1), before.advance(event)) {
            assert_eq!(head.number, number);
            assert_ne!(head.hash, before.hash);
        }
        let _ = ChainHead { number: u64::MAX, hash: Hash::ZERO }.advance(event);
    }
}
