//! Rescue bundles: any file, any header with an honest checksum, any plain chunks behind an honest seal, and a good bundle that was damaged.
//!
//! The first byte says what the rest is: `f` a file, `h` what follows the magic and the hub's key in a header, `p` plain chunks, anything else
//! blobs a line each, bundled here; then the second and third byte say where a bit is turned, and a line that begins with `*` is a large blob.

use fettle_core::kernel::{BlobRef, DeviceId, DeviceKey, Hash};
use fettle_core::rescue::{CHUNK_BYTES, HEADER_BYTES, Header, Item, Opening, Pieces, Report, TAG_BYTES, Writer, read};
use uuid::Uuid;

/// The hub's key; whoever damages a bundle does not have it.
const HUB: [u8; 32] = [0x33; 32];
/// A sealed chunk.
const SEALED: usize = CHUNK_BYTES + TAG_BYTES;

/// A bundle.
pub fn rescue(data: &[u8]) {
    match data.split_first() {
        Some((b'f', file)) => drop(looked_at(file)),
        Some((b'h', rest)) => headed(rest),
        Some((b'p', plain)) => chunks(plain),
        Some((_, rest)) => damaged(rest),
        None => {}
    }
}

/// Reads a file; what comes out is what it says.
fn looked_at(file: &[u8]) -> Option<(Report, Vec<Item>)> {
    let mut items = Vec::new();
    let read = read(file, &DeviceKey::from_seed(&HUB), |item| {
        items.push(item);
        true
    });
    match read {
        Ok(report) => {
            assert_eq!(report.found.items, items.len() as u64);
            let chunks = file.len().saturating_sub(HEADER_BYTES).div_ceil(SEALED);
            assert_eq!(report.chunks + report.damaged, chunks as u64, "every chunk was tried");
            items.iter().for_each(sound);
            Some((report, items))
        }
        Err(e) => {
            assert!(["rescue_not_a_bundle", "rescue_other_hub"].contains(&e.code()), "{e}");
            assert!(items.is_empty());
            None
        }
    }
}

fn sound(item: &Item) {
    match item {
        Item::Blob(blob, bytes) => assert_eq!((blob.hash, blob.size), (Hash::of(bytes), bytes.len() as u64)),
        Item::Event(event) => {
            crate::events::kept_as_written(&event.event.to_line(), &event.event);
            assert!(event.verify(&DeviceKey::from_seed(&[5; 32]).public()).is_err(), "nobody signed it");
        }
        Item::Salvaged(event) => crate::events::kept_as_written(&event.event.to_line(), &event.event),
        Item::About(_) => {}
    }
}

/// Anybody can write the checksum of a header; without the key behind it nothing opens.
fn headed(rest: &[u8]) {
    let fields = rest.get(..144).unwrap_or(rest);
    let mut copy = [&b"fettle.rescue.1\n"[..], &hub_key(), fields].concat();
    copy.resize(HEADER_BYTES / 2 - 32, 0);
    let check = Hash::of(&copy);
    copy.extend_from_slice(check.bytes());
    // The first copy is damaged: the second one counts.
    let mut file = [copy.clone(), copy].concat();
    file[0] ^= 1;
    file.extend_from_slice(rest.get(144..).unwrap_or_default());
    if let Ok(header) = Header::read(&file) {
        assert_eq!(header.hub_hex(), DeviceKey::from_seed(&HUB).public());
        assert!(header.short.len() <= 16);
    }
    if let Some((report, items)) = looked_at(&file) {
        assert!(items.is_empty() && report.chunks == 0 && !report.whole(), "nobody sealed it");
    }
}

fn hub_key() -> Vec<u8> {
    hex::decode(DeviceKey::from_seed(&HUB).public()).expect("a key in hex")
}

/// What is inside chunks, as a phone of another version might have laid it.
fn chunks(plain: &[u8]) {
    let mut pieces = Pieces::default();
    let mut items = 0;
    let (front, back) = plain.split_at(plain.len() / 2);
    for chunk in plain.chunks(512).chain([plain, front, back]) {
        let taken = pieces.chunk(chunk, &mut |item| {
            sound(&item);
            items += 1;
            true
        });
        assert!(taken.is_ok(), "nobody asked to stop");
    }
    assert_eq!(pieces.end().items, items);
}

/// One turned bit costs at most the items with a piece in one chunk, and invents nothing; a bundle cut off gives what is whole.
fn damaged(rest: &[u8]) {
    let Some((at, rest)) = rest.split_first_chunk::<2>() else { return };
    let mut large = 0;
    let blobs: Vec<Vec<u8>> = rest
        .split(|byte| *byte == b'\n')
        .take(32)
        .map(|line| {
            let times = if line.first() == Some(&b'*') && large < 3 { 70_000 / line.len() } else { 1 };
            large += usize::from(times > 1);
            line.repeat(times)
        })
        .collect();
    let hub_key = DeviceKey::from_seed(&HUB).public();
    let device = DeviceId::new(Uuid::from_u128(0xa));
    let opening = Opening { hub_key: &hub_key, device, short: "A7", made_ms: 1_795_050_000_000, seed: [9; 32] };
    let mut writer = Writer::begin(Vec::new(), &opening).expect("begun");
    for bytes in &blobs {
        let blob = BlobRef { hash: Hash::of(bytes), size: bytes.len() as u64, media_type: "image/jpeg".into() };
        writer.blob(&blob, bytes).expect("written");
    }
    let mut file = writer.finish().expect("finished");
    let (report, items) = looked_at(&file).expect("a bundle");
    assert!(report.whole() && items.len() == blobs.len(), "everything that was put in came out");
    let ours = |items: &[Item]| {
        items.iter().all(|item| matches!(item, Item::Blob(_, bytes) if blobs.iter().any(|blob| blob == bytes)))
    };
    let place = usize::from(u16::from_be_bytes(*at)) * file.len() / 65_536;
    let (cut, found) = looked_at(&file[..place.max(HEADER_BYTES)]).expect("what is left of it");
    assert!(ours(&found) && !cut.ended && !cut.whole());
    assert!(cut.chunks >= (place.saturating_sub(HEADER_BYTES) / SEALED) as u64, "what came whole is read");
    file[place] ^= 1 << (at[1] & 7);
    // Either copy of the header may be damaged: the other one counts.
    let (report, items) = looked_at(&file).expect("one damaged bit leaves a bundle");
    assert!(ours(&items));
    assert_eq!(report.damaged, u64::from(place >= HEADER_BYTES));
    if place < HEADER_BYTES {
        assert_eq!(items.len(), blobs.len(), "a header is written twice");
    }
}
