//! A phone's session against a hub that says anything: the machine ends, takes in no gap, and forgets nothing that was not acknowledged.
//!
//! The input is the answers, one after another, each `status kind` in a line, then its body up to a line of `--`. Kinds: `j` JSON, `n`
//! NDJSON, `h` a web page, `o` bytes; a capital letter cuts the answer off; `x` is no answer at all.

use crate::bodies;
use fettle_core::kernel::{BlobRef, ChainHead, DeviceId, DeviceKey, Event, EventId, Hash, Reading, Subject};
use fettle_core::store::UnconfirmedEvent;
use fettle_core::sync::machine::{
    Answer, Apply, AskedUpTo, Config, Done, Input, Instruction, Loaded, Machine, Need, NetFault,
};
use fettle_core::sync::protocol::NDJSON;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Instructions after which a session has to be over: it gives up after four failures in a row, and every answer is used once.
const MOST: usize = 2_000;
/// What the phone wants to send and to fetch.
const BLOB: &[u8] = b"a photo of a camera, or what is left of it";
const EVENTS: &str = "note/01920000-0000-7000-8000-000000000001 wrote {\"line\":\"earth 3.2\"}\n\
                      note/01920000-0000-7000-8000-000000000001 wrote {\"line\":\"earth 3.3\"}";

/// Answers of a hub, or of somebody in its place.
pub fn session(data: &[u8]) {
    let mut answers = answers(data).into_iter();
    let mut phone = Phone::new();
    let mut machine = Machine::new(Config::new("probe", "en"), 7);
    let mut instruction = machine.step(Input::Started);
    for _ in 0..MOST {
        let input = match instruction {
            Instruction::Finished(report) => {
                assert!(report.code.is_none_or(|code| !code.is_empty()));
                return;
            }
            Instruction::Load(need) => Input::Loaded(phone.load(&need)),
            Instruction::Apply(apply) => Input::Applied(phone.apply(&apply)),
            Instruction::Wait { ms } => {
                // An hour and a bit at most, unless the hub itself asked for more.
                assert!(ms <= 5 * 60 * 1000 || String::from_utf8_lossy(data).contains("retry"), "{ms}");
                Input::Waited
            }
            Instruction::Send(request) => {
                assert!(request.path.starts_with('/') || request.path.starts_with("http"), "{:?}", request.path);
                // After its last word the hub is gone: the session has to come to its end by itself.
                answers.next().unwrap_or(Input::Failed(NetFault::Broken))
            }
        };
        instruction = machine.step(input);
    }
    panic!("the session does not end");
}

fn answers(data: &[u8]) -> Vec<Input> {
    let mut answers = Vec::new();
    let mut rest = data;
    while !rest.is_empty() && answers.len() < 100 {
        let end = rest.windows(4).position(|window| window == b"\n--\n");
        let (piece, after) = end.map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + 4..]));
        rest = after;
        let head_end = piece.iter().position(|byte| *byte == b'\n').unwrap_or(piece.len());
        let head = String::from_utf8_lossy(&piece[..head_end]).into_owned();
        let body = piece.get(head_end + 1..).unwrap_or_default().to_vec();
        let (status, kind) = head.split_once(' ').unwrap_or((&head, "j"));
        let letter = kind.chars().next().unwrap_or('j');
        if letter == 'x' {
            answers.push(Input::Failed(NetFault::Slow));
            continue;
        }
        let content_type = match letter.to_ascii_lowercase() {
            'n' => NDJSON,
            'h' => "text/html",
            'o' => "application/octet-stream",
            _ => "application/json",
        };
        let mut headers = BTreeMap::from([("content-type".to_owned(), content_type.to_owned())]);
        for pair in kind.split(' ').skip(1) {
            if let Some((name, value)) = pair.split_once('=') {
                headers.insert(name.to_owned(), value.to_owned());
            }
        }
        let reading =
            Some(Reading { wall_ms: 1_795_050_000_000, mono_ms: 2_000, boot: Uuid::nil(), counts_sleep: true });
        let status = status.parse().unwrap_or(200);
        let cut = letter.is_ascii_uppercase();
        answers.push(Input::Answered(Answer { took_ms: 0, status, headers, body, cut, reading }));
    }
    answers
}

/// A phone's store, as far as the machine sees it.
struct Phone {
    device: DeviceId,
    key: DeviceKey,
    events: Vec<Event>,
    head: ChainHead,
    acked: usize,
    cursors: BTreeMap<fettle_core::sync::protocol::Stream, u64>,
    epoch: Uuid,
    url: Option<String>,
    sent: bool,
    fetched: u64,
    whole: bool,
    stopped: Option<String>,
}

impl Phone {
    fn new() -> Self {
        let events: Vec<Event> = bodies::recorded(EVENTS).into_values().flatten().collect();
        let device = events[0].header().device;
        let heads = events.iter().fold(ChainHead::start(device), |head, event| head.advance(event).expect("a chain"));
        Self {
            device,
            key: DeviceKey::from_seed(&[7; 32]),
            events,
            head: heads,
            acked: 0,
            cursors: BTreeMap::new(),
            epoch: Uuid::nil(),
            url: None,
            sent: false,
            fetched: 0,
            whole: false,
            stopped: None,
        }
    }
    fn blob(size: u64) -> BlobRef {
        BlobRef { hash: Hash::of(BLOB), size, media_type: "image/jpeg".into() }
    }
    fn unconfirmed_job() -> Subject {
        Subject::new("job", Uuid::nil())
    }
    /// An event, and the first record of what it says.
    fn unconfirmed_event() -> (EventId, EventId) {
        (EventId::new(Uuid::from_u128(2)), EventId::new(Uuid::from_u128(1)))
    }
    fn load(&self, need: &Need) -> Loaded {
        match need {
            Need::Head => {
                let reading =
                    Reading { wall_ms: 1_795_050_000_000, mono_ms: 1_000, boot: Uuid::nil(), counts_sleep: true };
                Loaded::Head {
                    head: self.head,
                    reading,
                    stopped: self.stopped.clone(),
                    replacement: None,
                    checkpoint: None,
                    told: Default::default(),
                }
            }
            Need::Batch { max_events, .. } => {
                assert!(*max_events > 0);
                let open = self.events[self.acked..].to_vec();
                let signed = self.key.sign_head(self.device, self.head);
                Loaded::Batch((!open.is_empty()).then_some((open, signed)))
            }
            Need::Upload { skip } => {
                let open = !self.sent && !skip.contains(&Hash::of(BLOB));
                Loaded::Upload(open.then(|| (Self::blob(BLOB.len() as u64), self.url.clone())))
            }
            Need::Bytes { hash, start, length } => {
                assert_eq!(*hash, Hash::of(BLOB));
                let start = usize::try_from(*start).expect("a place in the blob");
                assert!(start < BLOB.len(), "nothing behind the end is asked for");
                Loaded::Bytes(BLOB[start..(start + length).min(BLOB.len())].to_vec())
            }
            // This phone has nothing of a hub's own to hand back.
            Need::Returns { most, .. } => {
                assert!(*most > 0);
                Loaded::Returns(Box::default())
            }
            Need::Cursors => Loaded::Cursors { epoch: self.epoch, cursors: self.cursors.clone() },
            Need::Unconfirmed { after, .. } => {
                let first = *after == AskedUpTo::default();
                let subjects = if first { vec![Self::unconfirmed_job()] } else { Vec::new() };
                let (event, origin) = Self::unconfirmed_event();
                let events = if first { vec![UnconfirmedEvent { event, origin }] } else { Vec::new() };
                Loaded::Unconfirmed { epoch: self.epoch, subjects, events }
            }
            Need::Download { skip } => {
                let hash = Hash::of(b"another");
                let open = !self.whole && !skip.contains(&hash);
                let blob = BlobRef { hash, size: 10, media_type: "image/jpeg".into() };
                Loaded::Download(open.then_some((blob, self.fetched)))
            }
        }
    }
    fn apply(&mut self, apply: &Apply) -> Result<Done, String> {
        match apply {
            Apply::Greeting { greeting, .. } => {
                self.epoch = greeting.epoch;
                self.cursors = greeting.streams.keys().map(|stream| (stream.clone(), 0)).collect();
            }
            Apply::Receipts { receipts, .. } => {
                assert!(!receipts.is_empty() && receipts.len() <= self.events.len() - self.acked);
                for receipt in receipts {
                    assert_eq!(receipt.number, self.events[self.acked].header().number, "in the order of the events");
                    self.acked += 1;
                }
            }
            Apply::Entries { entries, .. } => {
                for entry in entries {
                    let at = self.cursors.entry(entry.s.clone()).or_insert(0);
                    // The store's half of the rule: nothing behind a gap, and the machine tries again.
                    if at.checked_add(1) != Some(entry.n) {
                        return Err("stream_gap".into());
                    }
                    *at = entry.n;
                }
            }
            Apply::UploadUrl { url, .. } => self.url.clone_from(url),
            Apply::HandedIn { .. } | Apply::HandInRefused { .. } => return Err("no bundle is carried".into()),
            Apply::Uploaded(hash) => {
                assert_eq!(*hash, Hash::of(BLOB));
                self.sent = true;
            }
            Apply::Piece { start, bytes, .. } => {
                assert_eq!(*start, self.fetched, "pieces follow each other");
                assert!(!bytes.is_empty());
                self.fetched += bytes.len() as u64;
            }
            Apply::Whole(_) => {
                assert!(self.fetched >= 10, "whole only when all is here");
                self.fetched = 0;
                return Err("hash_mismatch".into());
            }
            // What becomes of a device that another branch succeeds is the store's; here it stops.
            Apply::Succeed | Apply::Succeeded { .. } | Apply::Unknown | Apply::Orphaned(_) => {
                return Err("succession".into());
            }
            Apply::Stop(code) => self.stopped = Some(code.clone()),
            Apply::Wipe => self.stopped = Some("device_wiped".into()),
            Apply::Filed { elsewhere, quarantined } => {
                assert!(
                    elsewhere.iter().all(|subject| *subject == Self::unconfirmed_job()),
                    "only what was asked about"
                );
                assert!(
                    quarantined.iter().all(|origin| *origin == Self::unconfirmed_event().1),
                    "only what was asked about"
                );
            }
            Apply::ReturnedAll | Apply::Prune { .. } => {}
        }
        Ok(Done::default())
    }
}
