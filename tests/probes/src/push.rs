//! Pushes: any bytes as a body, packed or not, and bodies of any kind as a run that is truly this phone's.
//!
//! The first byte says what the rest is: `r` a body as it is, `z` a zstd frame as it is, `p` lines that are packed here, and lines of
//! `bodies` that are recorded, chained and signed here (anything else). `@{"stamp":...} ` before such a line puts other fields into its header,
//! as a device with an app of somebody's own may sign them.

use crate::bodies;
use crate::hub::{World, world};
use axum::http::StatusCode;
use fettle_core::kernel::{BodyText, Draft, Event, EventId, Frontier, Reading};
use fettle_core::sync::protocol::{PullLine, PullRequest, PushLine, Receipt, paths};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A push.
pub fn push(data: &[u8]) {
    let (first, rest) = data.split_first().unwrap_or((&b'r', &[]));
    let mut world = world();
    let world = world.as_mut().expect("a hub");
    let packed: [(&str, &[u8]); 1] = [("content-encoding", b"zstd")];
    match first {
        b'r' => refused_or_receipts(world, &[], rest.to_vec()),
        b'z' => refused_or_receipts(world, &packed, rest.to_vec()),
        b'p' => refused_or_receipts(world, &packed, zstd::bulk::compress(rest, 1).expect("packed")),
        _ => run(world, &String::from_utf8_lossy(data)),
    }
}

/// Whatever it is, the hub says what it made of it.
fn refused_or_receipts(world: &World, headers: &[(&str, &[u8])], body: Vec<u8>) {
    let said = world.phone("POST", paths::PUSH, headers, body);
    if said.status == StatusCode::OK {
        receipts(&said.body);
    } else {
        let code = said.refusal();
        let known = [
            "bad_line",
            "bad_utf8",
            "bad_compression",
            "window_too_large",
            "bad_encoding",
            "body_too_large",
            "too_many_events",
        ];
        assert!(known.contains(&code.as_str()) || code.starts_with("chain_"), "{code}");
    }
}

pub(crate) fn receipts(body: &[u8]) -> Vec<Receipt> {
    let text = std::str::from_utf8(body).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("a receipt")).collect()
}

/// A run that is this phone's: facts are never refused, and come back as they were written.
fn run(world: &mut World, text: &str) {
    let mut events = Vec::new();
    for line in text.lines().take(16) {
        let other = line.strip_prefix('@').and_then(|rest| rest.split_once(' '));
        let Some(draft) = bodies::draft(other.map_or(line, |(_, rest)| rest)) else { continue };
        let now = world.hub.hub.clock.now_ms();
        let reading = Reading { wall_ms: now as i64, mono_ms: 1, boot: Uuid::nil(), counts_sleep: true };
        let draft = Draft { subject: draft.subject, ..draft };
        let id = EventId::new(world.hub.fresh());
        let before = world.recorder.head;
        let Ok(event) = world.recorder.record(reading, id, world.person, Frontier::new(), &draft) else { continue };
        let event = other.and_then(|(fields, _)| altered(&event, fields)).unwrap_or(event);
        world.recorder.head = before.advance(&event).expect("the next link");
        events.push(event);
    }
    if events.is_empty() {
        return;
    }
    let mut body = String::new();
    for event in &events {
        body += &serde_json::to_string(&PushLine::Event(Box::new(event.clone()))).expect("a line");
        body.push('\n');
    }
    let signed = world.key.sign_head(world.recorder.device, world.recorder.head);
    body += &serde_json::to_string(&PushLine::Head(signed)).expect("a line");
    let first = world.phone("POST", paths::PUSH, &[], body.clone());
    assert_eq!(first.status, StatusCode::OK, "{}", String::from_utf8_lossy(&first.body));
    let first = receipts(&first.body);
    assert!(first.iter().map(|r| r.number).eq(events.iter().map(|e| e.header().number)), "a receipt an event");
    let second = world.phone("POST", paths::PUSH, &[], body);
    assert_eq!(receipts(&second.body), first, "twice is once");
    came_back(world, &events, &first);
}

/// The event with other fields in its header; its place in the chain stays.
pub(crate) fn altered(event: &Event, fields: &str) -> Option<Event> {
    let fields: Map<String, Value> = serde_json::from_str(fields).ok()?;
    let mut line: Value = serde_json::from_str(&event.to_line()).expect("an event is JSON");
    let header = line["h"].as_object_mut().expect("a header");
    header.extend(fields.into_iter().filter(|(name, _)| !["device", "id", "number"].contains(&name.as_str())));
    Event::from_line(&line.to_string()).ok()
}

/// What was taken in is in the phone's streams byte for byte, and what is quarantined is not.
pub(crate) fn came_back(world: &mut World, events: &[Event], receipts: &[Receipt]) {
    let pushed: BTreeMap<EventId, (&Event, bool)> = events
        .iter()
        .zip(receipts)
        .map(|(event, receipt)| (event.header().id, (event, receipt.quarantined.is_some())))
        .collect();
    loop {
        let asked = PullRequest { epoch: world.epoch, cursors: world.cursors.clone(), limit: 1_000 };
        let said = world.phone("POST", paths::PULL, &[], serde_json::to_vec(&asked).expect("written"));
        assert_eq!(said.status, StatusCode::OK, "{}", String::from_utf8_lossy(&said.body));
        let mut more = None;
        for line in std::str::from_utf8(&said.body).expect("text").lines() {
            match serde_json::from_str(line).expect("a line of a page") {
                PullLine::Entry(entry) => {
                    let at = world.cursors.get_mut(&entry.s).expect("a stream that was asked for");
                    assert_eq!(entry.n, *at + 1, "no gap in {}", entry.s);
                    *at = entry.n;
                    let Some(event) = entry.e else { continue };
                    let Some((written, quarantined)) = pushed.get(&event.header().id) else { continue };
                    assert!(!quarantined, "what is kept apart goes to nobody");
                    assert_eq!(event.header_text(), written.header_text());
                    assert!(matches!(event.body(), BodyText::Written(body) if Some(body.get()) == written.body_text()));
                }
                PullLine::End { more: said, .. } => more = Some(said),
            }
        }
        if !more.expect("an end") {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_takes_other_fields_and_keeps_its_place() {
        let event = bodies::recorded("note/01920000-0000-7000-8000-000000000001 wrote {\"line\":\"a\"}");
        let event = event.values().flatten().next().expect("an event");
        let fields = r#"{"stamp":{"ms":18446744073709551615,"n":4294967295},"number":7}"#;
        let other = altered(event, fields).expect("altered");
        assert_eq!((other.header().stamp.ms, other.header().number), (u64::MAX, event.header().number));
        assert_eq!(other.body_text(), event.body_text());
    }
}
