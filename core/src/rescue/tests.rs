//! Tests of the bundle: whole, cut, flipped, for another hub.

use super::*;
use crate::kernel::*;
use crate::kernel::{BlobRef, DeviceKey};
use uuid::Uuid;

const NOTE: &str = "note/01920000-0000-7000-8000-000000000001";

fn hub() -> DeviceKey {
    DeviceKey::from_seed(&[3; 32])
}
fn device() -> DeviceId {
    DeviceId::new(Uuid::from_u128(0xd))
}
fn phone() -> DeviceKey {
    DeviceKey::from_seed(&[7; 32])
}

/// Own events with their proofs, made without the store.
fn events(count: u64, body: usize) -> Vec<SignedEvent> {
    let mut head = ChainHead::start(device());
    let mut made = Vec::new();
    for number in 1..=count {
        let header = format!(
            r#"{{"id":"{}","subject":"{NOTE}","type":"wrote","v":1,"stamp":{{"ms":{number},"n":0}},"clock":{{"wall":1,"mono":1,"skew":0}},"by":"{}","device":"{}","number":{number}}}"#,
            Uuid::from_u128(u128::from(number)),
            Uuid::from_u128(9),
            device(),
        );
        let line = format!(r#"{{"h":{header},"b":{{"line":"{}"}}}}"#, "x".repeat(body));
        let event = Event::from_line(&line).unwrap();
        let before = head.hash;
        head = head.advance(&event).unwrap();
        made.push(SignedEvent {
            before: Some(before),
            head: phone().sign_head(device(), head),
            event: Box::new(event),
        });
    }
    made
}

fn blob(byte: u8, size: usize) -> (BlobRef, Vec<u8>) {
    let bytes = vec![byte; size];
    (BlobRef { hash: Hash::of(&bytes), size: size as u64, media_type: "image/jpeg".into() }, bytes)
}

fn bundle(events: &[SignedEvent], blobs: &[(BlobRef, Vec<u8>)]) -> Vec<u8> {
    let hub_key = hub().public();
    let opening =
        Opening { hub_key: &hub_key, device: device(), short: "A7", made_ms: 1_700_000_000_000, seed: [5; 32] };
    let about = About {
        device: device(),
        public_key: phone().public(),
        app: "0.1.0".into(),
        head: events.last().unwrap().head.clone(),
        pending: events.len() as u64,
        quarantined: 0,
        salvaged: 0,
        blobs: blobs.iter().map(|(blob, _)| blob.clone()).collect(),
        unreadable: vec![],
    };
    let mut writer = Writer::begin(Vec::new(), &opening).unwrap();
    writer.about(&about).unwrap();
    for event in events {
        writer.event(event).unwrap();
    }
    for (blob, bytes) in blobs {
        writer.blob(blob, bytes).unwrap();
    }
    writer.about(&about).unwrap();
    writer.finish().unwrap()
}

/// Numbers of the events and hashes of the blobs that a bundle gives; every event proves itself.
fn contents(bytes: &[u8]) -> (Vec<u64>, Vec<Hash>, Report) {
    let (mut numbers, mut blobs) = (vec![], vec![]);
    let report = read(bytes, &hub(), |item| {
        match item {
            Item::Event(event) => {
                event.verify(&phone().public()).expect("nothing is invented");
                numbers.push(event.head.head.number);
            }
            Item::Blob(blob, bytes) => {
                assert_eq!(Hash::of(&bytes), blob.hash);
                blobs.push(blob.hash);
            }
            Item::About(_) | Item::Salvaged(_) => {}
        }
        true
    })
    .unwrap();
    (numbers, blobs, report)
}

#[test]
fn what_goes_in_comes_out_and_only_the_hub_reads_it() {
    let events = events(50, 3_000);
    // Larger than a chunk, exactly a chunk, one byte, none.
    let blobs = [blob(1, 200_000), blob(2, CHUNK_BYTES), blob(3, 1), blob(4, 0)];
    let bytes = bundle(&events, &blobs);
    assert_eq!((bytes.len() - HEADER_BYTES) % (CHUNK_BYTES + TAG_BYTES), 0);
    let (numbers, hashes, report) = contents(&bytes);
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
    assert_eq!(hashes, blobs.iter().map(|(blob, _)| blob.hash).collect::<Vec<_>>());
    assert!(report.whole());
    assert_eq!((report.header.short.as_str(), report.header.device), ("A7", device()));
    assert_eq!(report.found, Found { items: 56, ..Found::default() });
    assert!(!bytes.windows(8).any(|window| window == b"xxxxxxxx"), "sealed");
    let other = DeviceKey::from_seed(&[4; 32]);
    assert!(matches!(read(bytes.as_slice(), &other, |_| true), Err(RescueError::OtherHub { .. })));
    assert!(matches!(read(b"PK zip file".as_slice(), &hub(), |_| true), Err(RescueError::NotABundle)));
    assert!(matches!(read(bytes.as_slice(), &hub(), |_| false), Err(RescueError::Stopped)));
}

#[test]
fn a_cut_bundle_gives_every_whole_chunk_before_the_cut() {
    let events = events(200, 2_000);
    let bytes = bundle(&events, &[blob(1, 300_000)]);
    let full = CHUNK_BYTES + TAG_BYTES;
    let mut last = 0;
    for chunks in 0..=(bytes.len() - HEADER_BYTES) / full {
        for extra in [0, 1, full / 2] {
            let end = (HEADER_BYTES + chunks * full + extra).min(bytes.len());
            let (numbers, _, report) = contents(&bytes[..end]);
            assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
            assert!(numbers.len() >= last, "more bytes never give less");
            last = numbers.len();
            assert_eq!(report.chunks, chunks as u64);
            assert_eq!(report.whole(), end == bytes.len());
        }
    }
    assert_eq!(last, 200);
    for end in 0..HEADER_BYTES / 2 {
        assert!(matches!(read(&bytes[..end], &hub(), |_| true), Err(RescueError::NotABundle)));
    }
    // One copy of the header is enough to know whose it is.
    assert!(read(&bytes[..HEADER_BYTES / 2], &hub(), |_| true).is_ok());
}

#[test]
fn a_flipped_bit_costs_its_chunk_only() {
    let events = events(100, 2_000);
    let bytes = bundle(&events, &[blob(1, 100_000), blob(2, 50_000)]);
    let chunks = (bytes.len() - HEADER_BYTES) / (CHUNK_BYTES + TAG_BYTES);
    for at in (0..bytes.len()).step_by(7_993) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        let (numbers, blobs, report) = contents(&flipped);
        if at < HEADER_BYTES {
            assert!(report.whole(), "the other copy of the header does");
            continue;
        }
        assert_eq!((report.damaged, report.chunks), (1, chunks as u64 - 1));
        assert!(!report.whole());
        // About thirty events stand in a chunk.
        assert!(numbers.len() >= 100 - 33, "{} events", numbers.len());
        assert!(numbers.is_sorted());
        assert!(numbers.len() + blobs.len() < 102 || report.found.items < 104);
    }
}

#[test]
fn chunks_cannot_be_moved_left_out_or_taken_from_elsewhere() {
    let full = CHUNK_BYTES + TAG_BYTES;
    let bytes = bundle(&events(100, 2_000), &[]);
    let chunk = |n: usize| bytes[HEADER_BYTES + n * full..HEADER_BYTES + (n + 1) * full].to_vec();
    let header = bytes[..HEADER_BYTES].to_vec();
    let swapped = [header.clone(), chunk(1), chunk(0)].concat();
    assert_eq!(contents(&swapped).2.chunks, 0);
    let doubled = [header.clone(), chunk(0), chunk(0), chunk(2)].concat();
    assert_eq!(contents(&doubled).2.damaged, 1);
    let short = [header, chunk(0), chunk(1)].concat();
    assert!(!contents(&short).2.whole(), "a bundle that ends early is not whole");
}

#[test]
fn a_changed_event_does_not_prove_itself() {
    let mut events = events(2, 10);
    let other = events[1].event.clone();
    events[0].event = other;
    assert!(events[0].verify(&phone().public()).is_err());
    assert!(events[1].verify(&hub().public()).is_err());
}
