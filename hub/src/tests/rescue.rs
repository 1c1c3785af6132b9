//! Rescue bundles on the hub: whole, again, damaged, of strangers, carried by a colleague, beside a running hub.

use super::hub;
use super::phone::{Phone, refused};
use crate::rescue::inbox::{self, Answer};
use crate::testing::{Company, TestHub};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{Job, JobEvent, Photo, PhotoAdded};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{BlobRef, ChainHead, DeviceKey, Draft, Event, Hash};
use fettle_core::rescue::{About, CHUNK_BYTES, HEADER_BYTES, MEDIA_TYPE, Opening, SalvagedEvent, SignedEvent, Writer};
use fettle_core::sync::protocol::{HandIn, paths};
use reqwest::Method;
use std::path::PathBuf;
use std::time::Duration;

/// Notes of the phone on a job, not pushed.
fn notes(hub: &TestHub, phone: &mut Phone, job: JobId, count: usize) -> Vec<Event> {
    let note = |n: usize| JobEvent::Noted { text: format!("{n} {}", "x".repeat(2_000)) };
    (0..count).map(|n| phone.write(hub, &Draft::new(job.into(), &note(n)))).collect()
}

/// A bundle of all that the phone wrote from `events` on, as the phone's store makes it.
fn bundle(hub: &TestHub, phone: &Phone, before: ChainHead, events: &[Event], blobs: &[&[u8]]) -> Vec<u8> {
    bundle_to(&hub.hub.key().public(), phone, before, events, blobs, &[])
}

fn bundle_to(
    hub_key: &str,
    phone: &Phone,
    before: ChainHead,
    events: &[Event],
    blobs: &[&[u8]],
    salvaged: &[Event],
) -> Vec<u8> {
    let device = phone.recorder.device;
    let opening = Opening { hub_key, device, short: &phone.short, made_ms: 5, seed: [9; 32] };
    let refs: Vec<BlobRef> = blobs
        .iter()
        .map(|b| BlobRef { hash: Hash::of(b), size: b.len() as u64, media_type: "image/jpeg".into() })
        .collect();
    let about = About {
        device,
        public_key: phone.key.public(),
        app: "0.1".into(),
        head: phone.signed(phone.recorder.head),
        pending: events.len() as u64,
        quarantined: 0,
        salvaged: salvaged.len() as u64,
        blobs: refs.clone(),
        unreadable: vec![],
    };
    let mut writer = Writer::begin(Vec::new(), &opening).expect("begun");
    writer.about(&about).expect("written");
    let mut head = before;
    for event in events {
        let hash = head.hash;
        head = head.advance(event).expect("in order");
        let event = SignedEvent { before: Some(hash), head: phone.signed(head), event: Box::new(event.clone()) };
        writer.event(&event).expect("written");
    }
    for event in salvaged {
        let event = SalvagedEvent { before: None, head: None, event: Box::new(event.clone()) };
        writer.salvaged(&event).expect("written");
    }
    for (blob, bytes) in refs.iter().zip(blobs) {
        writer.blob(blob, bytes).expect("written");
    }
    writer.about(&about).expect("written");
    writer.finish().expect("written")
}

fn file(hub: &TestHub, bytes: &[u8]) -> PathBuf {
    let path = hub.data().join(format!("{}.fettle-rescue", Hash::of(bytes)));
    std::fs::write(&path, bytes).expect("a file");
    path
}

async fn notes_of(hub: &TestHub, job: JobId) -> usize {
    hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").state.notes.len()
}

async fn phone_and_job(hub: &TestHub, company: &Company) -> (Phone, JobId) {
    let job = hub.job(company, vec![company.engineer]).await;
    (Phone::enrolled(hub, company.engineer).await, job)
}

#[tokio::test]
async fn a_bundle_brings_what_the_phone_held_once_however_often_it_comes() {
    let (hub, company) = hub().await;
    let (mut phone, job) = phone_and_job(&hub, &company).await;
    let sent = notes(&hub, &mut phone, job, 2);
    phone.push(&sent).await;
    let before = phone.recorder.head;
    // One event that its author may not write: judged as a push would be.
    let wrong = JobEvent::Assigned(fettle_core::domain::jobs::Assignment { to: vec![] });
    let mut events = vec![phone.write(&hub, &Draft::new(job.into(), &wrong))];
    events.extend(notes(&hub, &mut phone, job, 5));
    let photo = vec![7; 200_000];
    let path = file(&hub, &bundle(&hub, &phone, before, &events, &[&photo, b"signature"]));
    let report = hub.hub.import_rescue(&path, None).await.expect("taken");
    assert_eq!((report.accepted, report.known, report.blobs, report.blobs_known), (5, 0, 2, 0));
    assert_eq!(
        (report.quarantined.len(), report.quarantined[0].code.as_str(), report.quarantined[0].on_chain),
        (1, "not_allowed", true)
    );
    assert!(report.damage.none(), "{:?}", report.damage);
    assert_eq!((report.device, report.short.as_str()), (phone.recorder.device, phone.short.as_str()));
    assert_eq!(notes_of(&hub, job).await, 7);
    assert_eq!(hub.hub.blobs.read(Hash::of(&photo)).await.expect("there"), photo);
    let again = hub.hub.import_rescue(&path, Some(company.colleague)).await.expect("taken again");
    assert_eq!((again.accepted, again.known, again.blobs, again.blobs_known), (0, 6, 0, 2));
    assert_eq!(notes_of(&hub, job).await, 7);
    let kept = hub.hub.rescued().await.expect("read");
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].carrier, &kept[0].report), (None, &again));
    // The phone was found again, and pushes what it has: plain receipts.
    let receipts = phone.push(&events).await;
    assert_eq!(receipts.iter().filter(|r| r.quarantined.is_none()).count(), 5);
    assert_eq!(phone.hello().await.have, phone.recorder.head);
    assert_eq!(notes_of(&hub, job).await, 7);
}

#[tokio::test]
async fn a_damaged_bundle_gives_the_rest_and_the_report_says_what_is_missing() {
    let (hub, company) = hub().await;
    let (mut phone, job) = phone_and_job(&hub, &company).await;
    let before = phone.recorder.head;
    let events = notes(&hub, &mut phone, job, 100);
    let photo = vec![7; 200_000];
    let mut bytes = bundle(&hub, &phone, before, &events, &[&photo]);
    // The second chunk.
    bytes[HEADER_BYTES + CHUNK_BYTES + 5_000] ^= 1;
    bytes.truncate(bytes.len() - 100_000);
    let report = hub.hub.import_rescue(&file(&hub, &bytes), None).await.expect("taken");
    assert!(report.accepted > 15 && report.accepted < 40, "{report:?}");
    assert_eq!(
        report.quarantined.iter().map(|a| (a.code.as_str(), a.on_chain)).collect::<Vec<_>>(),
        [("chain_gap", false)]
    );
    assert_eq!(report.accepted + report.quarantined[0].events + report.damage.events_missing, 100);
    assert_eq!((report.damage.chunks, report.damage.cut), (2, true));
    assert_eq!(report.damage.blobs_missing.len(), 1);
    let runs = hub.hub.ledger.refused_runs().await.expect("read");
    assert_eq!((runs.len(), runs[0].code.as_str()), (1, "chain_gap"), "what lies beyond the gap is kept");
    for lang in [fettle_core::text::Lang::En, fettle_core::text::Lang::Zh] {
        let lines = report.lines(lang);
        assert!(lines.iter().all(|line| !line.contains("hub-") && !line.contains("error-")), "{lines:?}");
    }
    // The whole bundle later brings the rest.
    let whole = bundle(&hub, &phone, before, &events, &[&photo]);
    let report = hub.hub.import_rescue(&file(&hub, &whole), None).await.expect("taken");
    assert_eq!((report.accepted + report.known, report.quarantined.len(), report.blobs), (100, 0, 1));
    assert_eq!(notes_of(&hub, job).await, 100);
}

#[tokio::test]
async fn work_of_devices_that_are_not_the_hubs_is_kept_aside_and_never_dropped() {
    let (hub, company) = hub().await;
    let (mut phone, job) = phone_and_job(&hub, &company).await;
    let mut stranger = Phone::unknown(&hub, company.engineer);
    let start = stranger.recorder.head;
    let events = notes(&hub, &mut stranger, job, 3);
    let report = hub.hub.import_rescue(&file(&hub, &bundle(&hub, &stranger, start, &events, &[])), None).await;
    let report = report.expect("taken");
    assert_eq!(
        (report.accepted, report.quarantined[0].code.as_str(), report.quarantined[0].events),
        (0, "unknown_device", 3)
    );
    assert_eq!(hub.hub.ledger.refused_runs().await.expect("read").len(), 3);
    // What was salvaged without a key, and what another key signed.
    let mine = notes(&hub, &mut phone, job, 2);
    let salvaged = bundle_to(&hub.hub.key().public(), &phone, start, &[], &[], &mine);
    let report = hub.hub.import_rescue(&file(&hub, &salvaged), None).await.expect("taken");
    assert_eq!(
        (report.salvaged, report.quarantined[0].code.as_str(), report.quarantined[0].events),
        (2, "rescue_unsigned", 2)
    );
    phone.key = DeviceKey::from_seed(&[77; 32]);
    let start = ChainHead::start(phone.recorder.device);
    let forged = bundle(&hub, &phone, start, &mine, &[]);
    let report = hub.hub.import_rescue(&file(&hub, &forged), None).await.expect("taken");
    assert_eq!((report.quarantined[0].code.as_str(), report.quarantined[0].events), ("chain_bad_signature", 2));
    assert_eq!(notes_of(&hub, job).await, 0);
    // Twice is once.
    let held = hub.hub.ledger.refused_runs().await.expect("read").len();
    hub.hub.import_rescue(&file(&hub, &forged), None).await.expect("taken");
    assert_eq!(hub.hub.ledger.refused_runs().await.expect("read").len(), held);
}

#[tokio::test]
async fn a_colleagues_phone_uploads_a_bundle_and_hands_it_in() {
    let (hub, company) = hub().await;
    let (mut phone, job) = phone_and_job(&hub, &company).await;
    let colleague = Phone::enrolled(&hub, company.colleague).await;
    let before = phone.recorder.head;
    let events = notes(&hub, &mut phone, job, 3);
    let bytes = bundle(&hub, &phone, before, &events, &[]);
    let upload = async |bytes: Vec<u8>, media: &str| {
        let hash = Hash::of(&bytes);
        let metadata = format!("sha256 {},type {}", STANDARD.encode(hash.to_string()), STANDARD.encode(media));
        let tus = |request: reqwest::RequestBuilder| request.header("tus-resumable", "1.0.0");
        let announced = tus(colleague.post(paths::UPLOADS).header("upload-length", bytes.len()));
        let answer = announced.header("upload-metadata", metadata).send().await.expect("an answer");
        let at = answer.headers()["location"].to_str().expect("text").to_owned();
        let piece = tus(colleague.ask(Method::PATCH, &at)).header("upload-offset", 0);
        let piece = piece.header("content-type", "application/offset+octet-stream").body(bytes);
        assert_eq!(piece.send().await.expect("an answer").status(), 204);
        HandIn { hash }
    };
    let asked = upload(bytes, MEDIA_TYPE).await;
    for (accepted, known) in [(3, 0), (0, 3)] {
        let answer = colleague.post(paths::RESCUE).json(&asked).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let report: crate::rescue::Imported = answer.json().await.expect("a report");
        assert_eq!((report.accepted, report.known), (accepted, known));
    }
    assert_eq!(hub.hub.rescued().await.expect("read")[0].carrier, Some(company.colleague));
    // Not a bundle, another hub's bundle, no such file.
    let other = DeviceKey::from_seed(&[66; 32]).public();
    let theirs = upload(bundle_to(&other, &phone, before, &events, &[], &[]), MEDIA_TYPE).await;
    let code = refused(|| colleague.post(paths::RESCUE).json(&theirs), 409).await.code;
    assert_eq!(code, "rescue_other_hub");
    let no_bundle = upload(b"something else".to_vec(), MEDIA_TYPE).await;
    assert_eq!(refused(|| colleague.post(paths::RESCUE).json(&no_bundle), 400).await.code, "rescue_not_a_bundle");
    let photo = upload(b"a photo".to_vec(), "image/jpeg").await;
    assert_eq!(refused(|| colleague.post(paths::RESCUE).json(&photo), 404).await.code, "blob_unknown");
    let stranger = Phone::unknown(&hub, company.engineer);
    assert_eq!(refused(|| stranger.post(paths::RESCUE).json(&asked), 401).await.code, "unknown_device");
}

#[tokio::test]
async fn a_rescued_file_is_read_by_who_reaches_what_names_it_and_by_nobody_else() {
    let (hub, company) = hub().await;
    let (mut phone, job) = phone_and_job(&hub, &company).await;
    let (carrier, start) = (Phone::enrolled(&hub, company.stranger).await, phone.recorder.head);
    let (picture, loose) = (b"photo of the job".as_slice(), b"of a form that was never finished".as_slice());
    let blob = BlobRef { hash: Hash::of(picture), size: picture.len() as u64, media_type: "image/jpeg".into() };
    let photo = Photo {
        blob: blob.clone(),
        thumbnail: None,
        caption: String::new(),
        taken_at: time(hub.hub.clock.now_ms()),
        gallery: None,
    };
    let added = JobEvent::PhotoAdded(PhotoAdded { photo, equipment: None });
    let event = phone.write(&hub, &Draft::new(job.into(), &added).with_blobs([blob]));
    let bytes = bundle(&hub, &phone, start, &[event], &[picture, loose]);
    let path = file(&hub, &bytes);
    let status = async |phone: &Phone, bytes: &[u8]| {
        let path = format!("{}/{}", paths::BLOBS, Hash::of(bytes));
        phone.ask(Method::GET, &path).send().await.expect("an answer").status().as_u16()
    };
    assert_eq!(status(&phone, picture).await, 404, "not yet");
    // Taken in twice, by who has no part in it: having carried it opens nothing.
    for _ in 0..2 {
        let report = hub.hub.import_rescue(&path, Some(company.stranger)).await.expect("taken");
        assert_eq!((report.quarantined.len(), report.accepted + report.known), (0, 1));
        assert_eq!((status(&phone, picture).await, status(&carrier, picture).await), (200, 404));
        for phone in [&phone, &carrier] {
            assert_eq!(status(phone, loose).await, 404, "nothing names it");
            assert_eq!(status(phone, &bytes).await, 404, "nor the bundle");
        }
    }
    // Somebody else's record that names it by its hash opens it to nobody: the carrier has it sealed, and never saw it.
    let theirs = hub.job(&company, vec![company.stranger]).await;
    let mut carrier = carrier;
    let blob = BlobRef { hash: Hash::of(picture), size: picture.len() as u64, media_type: "image/jpeg".into() };
    let claim = JobEvent::Noted { text: "x".into() };
    let claim = carrier.write(&hub, &Draft::new(theirs.into(), &claim).with_blobs([blob]));
    carrier.push(&[claim]).await;
    assert_eq!(status(&carrier, picture).await, 404);
}

#[tokio::test]
async fn a_bundle_is_taken_in_beside_a_running_hub() {
    let (hub, company) = hub().await;
    let (mut phone, job) = phone_and_job(&hub, &company).await;
    let before = phone.recorder.head;
    let events = notes(&hub, &mut phone, job, 3);
    let path = file(&hub, &bundle(&hub, &phone, before, &events, &[]));
    let patience = Duration::from_secs(20);
    for (accepted, known) in [(3, 0), (0, 3)] {
        let answer = inbox::hand_in(hub.data(), &path, patience).await.expect("handed in").expect("an answer");
        let Answer::Imported(report) = answer else { panic!("{answer:?}") };
        assert_eq!((report.accepted, report.known), (accepted, known));
    }
    let junk = file(&hub, b"no bundle at all");
    let answer = inbox::hand_in(hub.data(), &junk, patience).await.expect("handed in").expect("an answer");
    assert!(matches!(answer, Answer::Refused(code) if code == "rescue_not_a_bundle"));
}

#[tokio::test]
async fn a_hub_does_not_start_on_a_damaged_database_and_says_what_to_do() {
    let (hub, _) = hub().await;
    let stopped = hub.stop().await;
    let file = stopped.data().join("hub.db");
    let whole = std::fs::read(&file).expect("read");
    for harm in [0..16, 100..4096] {
        let mut bytes = whole.clone();
        bytes[harm].fill(0xa5);
        // What the log still has would heal the first page: no damage then.
        for log in ["hub.db-wal", "hub.db-shm"] {
            drop(std::fs::remove_file(stopped.data().join(log)));
        }
        std::fs::write(&file, &bytes).expect("written");
        let options = crate::hub::Options::new(stopped.data().to_owned(), crate::clock::Clock::system());
        let Err(crate::error::HubError::Fault(fault)) = crate::hub::Hub::open(options).await else {
            panic!("it opens")
        };
        assert_eq!(fault.code, "database_damaged");
        assert!(fault.text(fettle_core::text::Lang::En).contains("fettle restore"), "{fault:?}");
        assert_eq!(std::fs::read(&file).expect("read"), bytes, "left as it is");
    }
}
