//! The limits that `docs/sync.md` names, each at its edge: what just fits is taken, what is one beyond it is refused with a code and a text in both
//! languages, and changes nothing; what the phone says after it is taken.

use super::hub;
use super::independent::{odd, same, with};
use super::phone::{Phone, lines, refused};
use crate::testing::TestHub;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::kernel::event::MAX_EVENT_BYTES;
use fettle_core::kernel::{Draft, Event};
use fettle_core::sync::protocol::{ErrorBody, MAX_BODY_BYTES, MAX_PUSH_EVENTS, paths};

fn note(job: JobId, text: &str) -> Draft {
    Draft::new(job.into(), &JobEvent::Noted { text: text.into() })
}

async fn start() -> (TestHub, JobId, Phone) {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    (hub, job, phone)
}

async fn notes(hub: &TestHub, job: JobId) -> usize {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state.notes.len()
}

/// A push that is refused, plain or as one says it is packed: nothing of it is on record, and none of it is kept as a refused run.
async fn nothing_comes_of(hub: &TestHub, phone: &Phone, body: &[u8], coding: Option<&str>, status: u16) -> ErrorBody {
    let ledger = &hub.hub.ledger;
    let before = (ledger.streams().await.expect("read"), ledger.newest(), phone.hello().await.have);
    let ask = || {
        let ask = phone.post(paths::PUSH).body(body.to_vec());
        if let Some(coding) = coding { ask.header("content-encoding", coding) } else { ask }
    };
    let told = refused(ask, status).await;
    let after = (ledger.streams().await.expect("read"), ledger.newest(), phone.hello().await.have);
    assert_eq!(before, after, "{}", told.code);
    assert!(ledger.refused_runs().await.expect("read").is_empty(), "{}", told.code);
    told
}

#[tokio::test]
async fn a_thousand_events_are_taken_at_once_and_one_more_is_refused() {
    let (hub, job, mut phone) = start().await;
    let mut run: Vec<Event> = (0..MAX_PUSH_EVENTS).map(|n| phone.write(&hub, &note(job, &n.to_string()))).collect();
    let just = lines(&run, &phone.signed(phone.recorder.head));
    run.push(phone.write(&hub, &note(job, "one more")));
    let beyond = phone.lines(&run);
    let told = nothing_comes_of(&hub, &phone, beyond.as_bytes(), None, 413).await;
    assert_eq!((told.code.as_str(), told.args["most"].as_str()), ("too_many_events", "1000"));
    let answer = phone.send(just).await;
    assert_eq!(answer.status(), 200);
    let receipts = super::phone::receipts(answer).await;
    assert_eq!(receipts.len(), MAX_PUSH_EVENTS);
    assert!(receipts.iter().all(|receipt| receipt.quarantined.is_none()));
    assert_eq!(notes(&hub, job).await, MAX_PUSH_EVENTS);
    assert_eq!(phone.push(&run[MAX_PUSH_EVENTS..]).await[0].number, 1_001, "what was beyond it comes with the next");
}

/// A run, filled up with empty lines before its head to `length` bytes.
fn filled(run: &str, length: usize) -> Vec<u8> {
    let (events, head) = run.rsplit_once('\n').expect("an event and a head");
    let fill = length - run.len();
    format!("{events}\n{}{head}", "\n".repeat(fill)).into_bytes()
}

#[tokio::test]
async fn a_body_is_taken_up_to_its_limit_as_it_is_and_as_it_unpacks() {
    let (hub, job, mut phone) = start().await;
    let pack = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).expect("packed");
    for packed in [false, true] {
        let event = phone.write(&hub, &note(job, "x"));
        let run = phone.lines(&[event]);
        let (just, beyond) = (filled(&run, MAX_BODY_BYTES), filled(&run, MAX_BODY_BYTES + 1));
        assert_eq!((just.len(), beyond.len()), (16 * 1024 * 1024, 16 * 1024 * 1024 + 1));
        let (just, beyond, coding) =
            if packed { (pack(&just), pack(&beyond), Some("zstd")) } else { (just, beyond, None) };
        let told = nothing_comes_of(&hub, &phone, &beyond, coding, 413).await;
        assert_eq!((told.code.as_str(), told.args["megabytes"].as_str()), ("body_too_large", "16"));
        let ask = phone.post(paths::PUSH).body(just);
        let ask = if let Some(coding) = coding { ask.header("content-encoding", coding) } else { ask };
        assert_eq!(ask.send().await.expect("an answer").status(), 200, "packed: {packed}");
    }
    assert_eq!(notes(&hub, job).await, 2);
}

#[tokio::test]
async fn an_event_is_taken_up_to_its_limit_in_header_and_in_body() {
    let (hub, job, mut phone) = start().await;
    // As long as may be: the body, then the header.
    let rest = r#"{"text":""}"#.len();
    let long = phone.write(&hub, &note(job, &"x".repeat(MAX_EVENT_BYTES - rest)));
    assert_eq!(long.body_text().map(str::len), Some(MAX_EVENT_BYTES));
    let sent = phone.lines(std::slice::from_ref(&long));
    let beyond = sent.replacen(r#"{"text":"x"#, r#"{"text":"xx"#, 1);
    assert_eq!(beyond.len(), sent.len() + 1);
    let told = nothing_comes_of(&hub, &phone, beyond.as_bytes(), None, 400).await;
    assert_eq!((told.code.as_str(), told.args["line"].as_str()), ("bad_line", "1"));
    assert!(told.args["why"].contains("262145"), "{}", told.args["why"]);
    assert_eq!(phone.push(std::slice::from_ref(&long)).await[0].quarantined, None);

    // Written once to learn how long a header is without it; the number of the real one has as many digits.
    let mut another = Phone::unknown(&hub, phone.person);
    another.recorder = phone.recorder.clone();
    let plain = another.write(&hub, &note(job, "y")).header_text().len();
    let field = |length: usize| format!(r#""x":"{}""#, "h".repeat(length));
    let fill = MAX_EVENT_BYTES - plain - field(0).len() - 1;
    let long = odd(&mut phone, &hub, &note(job, "y"), with(&field(fill)), same);
    assert_eq!(long.header_text().len(), MAX_EVENT_BYTES);
    let sent = phone.lines(std::slice::from_ref(&long));
    let beyond = sent.replacen(r#""x":"h"#, r#""x":"hh"#, 1);
    let told = nothing_comes_of(&hub, &phone, beyond.as_bytes(), None, 400).await;
    assert_eq!(told.code, "bad_line");
    assert_eq!(phone.push(&[long]).await[0].quarantined, None);
    assert_eq!(notes(&hub, job).await, 2);
}

/// RFC 8878: a body is one or more frames, and nothing else.
#[tokio::test]
async fn a_packed_body_is_whole_frames_and_nothing_behind_them() {
    let (hub, job, mut phone) = start().await;
    let event = phone.write(&hub, &note(job, "x"));
    let run = phone.lines(&[event]).into_bytes();
    let pack = |bytes: &[u8]| zstd::bulk::compress(bytes, 3).expect("packed");
    let whole = pack(&run);
    let cut = |bytes: usize| whole[..whole.len() - bytes].to_vec();
    let behind = |bytes: &[u8]| [whole.as_slice(), bytes].concat();
    // A frame that says that it has a checksum, and whose content is another.
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).expect("an encoder");
    encoder.include_checksum(true).expect("set");
    std::io::Write::write_all(&mut encoder, &run).expect("packed");
    let mut changed = encoder.finish().expect("packed");
    let last = changed.len() - 1;
    changed[last] ^= 1;
    // A frame that says another length than it has (RFC 8878, 3.1.1.1.4: two bytes behind its descriptor), and one that wants a dictionary.
    assert_eq!(whole[4] >> 6, 1);
    let sized = |by: i16| {
        let mut other = whole.clone();
        let length = u16::from_le_bytes([other[5], other[6]]).wrapping_add_signed(by);
        other[5..7].copy_from_slice(&length.to_le_bytes());
        other
    };
    let mut compressor = zstd::bulk::Compressor::with_dictionary(3, &run).expect("a compressor");
    let by_dictionary = compressor.compress(&run).expect("packed");
    assert!(by_dictionary.len() * 4 < whole.len());
    let bad: [(&str, Vec<u8>); 12] = [
        ("nothing, which is no frame", Vec::new()),
        ("no zstd at all", run.clone()),
        ("cut short by a byte", cut(1)),
        ("cut to its beginning", whole[..5].to_vec()),
        ("cut in a second frame", [whole.as_slice(), &whole[..whole.len() / 2]].concat()),
        ("a byte behind its end", behind(&[0])),
        ("a line feed behind its end", behind(b"\n")),
        ("text behind its end", behind(&run)),
        ("another checksum", changed),
        ("longer than it says", sized(-1)),
        ("shorter than it says", sized(1)),
        ("packed with a dictionary", by_dictionary),
    ];
    for (what, body) in bad {
        let told = nothing_comes_of(&hub, &phone, &body, Some("zstd"), 400).await;
        assert_eq!(told.code, "bad_compression", "{what}");
    }
    // Two frames that are small each and too large together.
    let half = pack(&vec![b'\n'; MAX_BODY_BYTES / 2 + 1]);
    let both = [half.as_slice(), &half].concat();
    assert_eq!(nothing_comes_of(&hub, &phone, &both, Some("zstd"), 413).await.code, "body_too_large");
    // In two frames, with one between them that readers pass over (magic 0x184D2A50, two bytes long).
    let (first, second) = run.split_at(run.len() / 2);
    let passed_over = [0x50, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 7, 7];
    let frames = [pack(first).as_slice(), &passed_over, &pack(second)].concat();
    let answer = phone.post(paths::PUSH).header("content-encoding", "zstd").body(frames).send().await;
    assert_eq!(answer.expect("an answer").status(), 200);
    assert_eq!(notes(&hub, job).await, 1);
}

#[tokio::test]
async fn versions_have_the_width_that_the_document_names() {
    let (_hub, _, phone) = start().await;
    let hello = |versions: serde_json::Value| serde_json::json!({"versions": versions, "head": phone.recorder.head, "wall": 0, "app": "1"});
    let ask = |versions| phone.post(paths::HELLO).json(&hello(versions));
    let taken = ask(serde_json::json!([65_535, 1])).send().await.expect("an answer");
    assert_eq!(taken.status(), 200);
    assert_eq!(refused(|| ask(serde_json::json!([65_535])), 426).await.code, "version_unknown");
    for wide in [serde_json::json!([1, 65_536]), serde_json::json!([-1, 1]), serde_json::json!([1.5])] {
        assert_eq!(refused(|| ask(wide.clone()), 400).await.code, "bad_line");
    }
}
