//! Bodies of every kind of event, good and bad, recorded by two devices that know of each other or not.
//!
//! A line is `kind/uuid type body`, with `~` in front where the author had seen nothing of the other device, and `type@2` for a body of
//! another version. Headers are made here: mutating ids and clocks would teach a fuzzer nothing (that is what `events` does).

use crate::business;
use fettle_core::domain::any::AnyFolded;
use fettle_core::kernel::{DeviceId, Draft, Event, EventId, PersonId, Reading, Recorder, Subject};
use std::collections::BTreeMap;
use uuid::Uuid;

const MOST: usize = 64;
/// 2026-11-18T01:00:00Z, in milliseconds.
const BEGIN: i64 = 1_795_050_000_000;

/// Any text as lines of bodies.
pub fn bodies(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    business::holds(&recorded(text));
}

/// The events of the lines, by aggregate.
pub(crate) fn recorded(text: &str) -> BTreeMap<Subject, Vec<Event>> {
    let mut recorders = [0xa, 0xb].map(|n| Recorder::new(DeviceId::new(Uuid::from_u128(n))));
    let mut about: BTreeMap<Subject, Vec<Event>> = BTreeMap::new();
    for (line, at) in text.lines().take(MOST).zip(0u32..) {
        let (line, apart) = line.strip_prefix('~').map_or((line, false), |rest| (rest, true));
        let Some(draft) = draft(line) else { continue };
        let known = about.entry(draft.subject.clone()).or_default();
        let recorder = &mut recorders[usize::from(apart)];
        let seen = known.iter().filter(|event| !apart || event.header().device == recorder.device);
        let after = AnyFolded::fold(draft.subject.kind(), seen).seen().clone();
        let wall_ms = BEGIN + i64::from(at) * 60_000;
        let reading = Reading { wall_ms, mono_ms: u64::from(at) * 60_000, boot: Uuid::nil(), counts_sleep: true };
        let (id, by) = (EventId::new(Uuid::from_u128(0x1000 + u128::from(at))), PersonId::new(Uuid::from_u128(9)));
        let Ok(event) = recorder.record(reading, id, by, after, &draft) else { continue };
        assert_eq!(event.body_text(), Some(draft.body.trim()), "recorded as written");
        known.push(event.with_received(wall_ms.unsigned_abs() + 1_000));
    }
    about
}

pub(crate) fn draft(line: &str) -> Option<Draft> {
    let mut parts = line.splitn(3, ' ');
    let subject = parts.next()?.parse().ok()?;
    let (kind, version) = parts.next().map(|kind| kind.split_once('@').unwrap_or((kind, "1")))?;
    let body = parts.next()?.to_owned();
    Some(Draft { subject, kind: kind.to_owned(), version: version.parse().ok()?, body, blobs: Vec::new() })
}
