//! Rescue bundles handed in to the hub: this phone's own events in any shape, events of nobody, files, any word about itself.
//!
//! A line is a line of `push` that the phone records, with what becomes of it in the bundle in front: `-` left out, `?` without the hash before
//! it, `~` salvaged, `^` salvaged and unsigned, `!` not the phone's, signed by somebody else; or `blob TEXT`, `claims TEXT` (a file that has
//! not the hash it names), `about JSON`. A first line `%N` turns a bit at the Nth thousandth of the file.

use crate::hub::{World, world};
use crate::{bodies, push};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fettle_core::kernel::{BlobRef, ChainHead, DeviceKey, Event, EventId, Frontier, Hash, Reading, Recorder};
use fettle_core::rescue::{MEDIA_TYPE, Opening, SalvagedEvent, SignedEvent, Writer};
use fettle_core::sync::protocol::{HandIn, PushLine, paths};
use fettle_hub::rescue::Imported;
use uuid::Uuid;

/// What is in one bundle.
struct Made {
    file: Vec<u8>,
    /// The phone's own events, in order, whether they are in the bundle or not.
    own: Vec<Event>,
    /// Events in the bundle.
    inside: u64,
    /// Files in the bundle that are what they say.
    blobs: u64,
    damaged: bool,
}

/// A bundle.
pub fn bundle(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut world = world();
    let world = world.as_mut().expect("a hub");
    let made = make(world, text);
    let hash = upload(world, &made.file);
    if let Some(first) = hand_in(world, hash) {
        let quarantined: u64 = first.quarantined.iter().map(|quarantined| quarantined.events).sum();
        let told = first.accepted + first.known + quarantined;
        if made.damaged {
            assert!(told <= made.inside && first.blobs + first.blobs_known <= made.blobs);
        } else {
            assert_eq!(told, made.inside, "a word on every event: {first:?}");
            assert_eq!(first.blobs + first.blobs_known, made.blobs);
            assert_eq!((first.damage.chunks, first.damage.incomplete, first.damage.cut), (0, 0, false));
        }
        let second = hand_in(world, hash).expect("what was taken in is taken in again");
        assert_eq!((second.accepted, second.blobs), (0, 0), "twice is once");
    }
    // The phone is found and syncs: it lost nothing by the bundle.
    if made.own.is_empty() {
        return;
    }
    let mut body = String::new();
    for event in &made.own {
        body += &serde_json::to_string(&PushLine::Event(Box::new(event.clone()))).expect("a line");
        body.push('\n');
    }
    let head = world.key.sign_head(world.recorder.device, world.recorder.head);
    body += &serde_json::to_string(&PushLine::Head(head)).expect("a line");
    let said = world.phone("POST", paths::PUSH, &[], body);
    assert_eq!(said.status, StatusCode::OK, "{}", String::from_utf8_lossy(&said.body));
    let receipts = push::receipts(&said.body);
    assert!(receipts.iter().map(|r| r.number).eq(made.own.iter().map(|e| e.header().number)), "a receipt an event");
    push::came_back(world, &made.own, &receipts);
    if let Some(third) = hand_in(world, hash) {
        assert_eq!((third.accepted, third.blobs), (0, 0), "all of it was known");
    }
}

fn make(world: &mut World, text: &str) -> Made {
    let (turn, text) = text
        .strip_prefix('%')
        .and_then(|rest| rest.split_once('\n'))
        .map_or((None, text), |(n, rest)| (n.parse::<usize>().ok().map(|n| n % 1_000), rest));
    let hub_key = world.hub.hub.key().public();
    let now = world.hub.hub.clock.now_ms();
    let opening =
        Opening { hub_key: &hub_key, device: world.recorder.device, short: "P1", made_ms: now, seed: [9; 32] };
    let mut writer = Writer::begin(Vec::new(), &opening).expect("begun");
    let mut made = Made { file: Vec::new(), own: Vec::new(), inside: 0, blobs: 0, damaged: turn.is_some() };
    for line in text.lines().take(12) {
        match line.split_once(' ') {
            Some((verb @ ("blob" | "claims"), content)) => {
                let of = if verb == "blob" { content } else { "another" };
                let size = content.len() as u64;
                let blob = BlobRef { hash: Hash::of(of.as_bytes()), size, media_type: "image/jpeg".into() };
                writer.blob(&blob, content.as_bytes()).expect("written");
                made.blobs += u64::from(of == content);
            }
            Some(("about", json)) => {
                if let Ok(about) = serde_json::from_str(json) {
                    writer.about(&about).expect("written");
                }
            }
            _ => event(world, line, &mut made, &mut writer),
        }
    }
    made.file = writer.finish().expect("finished");
    if let Some(thousandth) = turn {
        let place = made.file.len() * thousandth / 1_000;
        made.file[place] ^= 1;
    }
    made
}

/// Records the event of a line and lays it into the bundle.
fn event(world: &mut World, line: &str, made: &mut Made, writer: &mut Writer<Vec<u8>>) {
    let shape = line.chars().next().filter(|c| "-?~^!".contains(*c));
    let line = shape.map_or(line, |_| &line[1..]);
    let other = line.strip_prefix('@').and_then(|rest| rest.split_once(' '));
    let Some(draft) = bodies::draft(other.map_or(line, |(_, rest)| rest)) else { return };
    let id = EventId::new(world.hub.fresh());
    let reading =
        Reading { wall_ms: world.hub.hub.clock.now_ms() as i64, mono_ms: 1, boot: Uuid::nil(), counts_sleep: true };
    let (foreign, strange) = (shape == Some('!'), DeviceKey::from_seed(&[6; 32]));
    let mut stranger = Recorder { head: world.recorder.head, ..Recorder::new(world.recorder.device) };
    let recorder = if foreign { &mut stranger } else { &mut world.recorder };
    let before = recorder.head;
    let Ok(event) = recorder.record(reading, id, world.person, Frontier::new(), &draft) else { return };
    let event = other.and_then(|(fields, _)| push::altered(&event, fields)).unwrap_or(event);
    recorder.head = before.advance(&event).expect("the next link");
    let after: ChainHead = recorder.head;
    let head = if foreign { &strange } else { &world.key }.sign_head(world.recorder.device, after);
    if !foreign {
        made.own.push(event.clone());
    }
    let before = Some(before.hash).filter(|_| shape != Some('?'));
    let event = Box::new(event);
    match shape {
        Some('-') => return,
        Some('~') => writer.salvaged(&SalvagedEvent { before, head: Some(head), event }),
        Some('^') => writer.salvaged(&SalvagedEvent { before, head: None, event }),
        _ => writer.event(&SignedEvent { before, head, event }),
    }
    .expect("written");
    made.inside += 1;
}

fn upload(world: &World, file: &[u8]) -> Hash {
    let hash = Hash::of(file);
    let metadata = format!("sha256 {},type {}", STANDARD.encode(hash.to_string()), STANDARD.encode(MEDIA_TYPE));
    let version: (&str, &[u8]) = ("tus-resumable", b"1.0.0");
    let length = file.len().to_string();
    let headers = [version, ("upload-length", length.as_bytes()), ("upload-metadata", metadata.as_bytes())];
    let said = world.phone("POST", paths::UPLOADS, &headers, Vec::new());
    assert_eq!(said.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&said.body));
    if said.header("upload-offset") != length {
        let kind: (&str, &[u8]) = ("content-type", b"application/offset+octet-stream");
        let patch = [version, ("upload-offset", b"0".as_slice()), kind];
        let sent = world.phone("PATCH", said.header("location"), &patch, file.to_vec());
        assert_eq!(sent.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&sent.body));
    }
    hash
}

/// The hub's report; `None` where it took the file for no bundle of its own.
fn hand_in(world: &World, hash: Hash) -> Option<Imported> {
    let said = world.phone("POST", paths::RESCUE, &[], serde_json::to_vec(&HandIn { hash }).expect("written"));
    if said.status == StatusCode::OK {
        return Some(serde_json::from_slice(&said.body).expect("a report"));
    }
    let code = said.refusal();
    assert!(["rescue_not_a_bundle", "rescue_other_hub"].contains(&code.as_str()), "{code}");
    None
}
