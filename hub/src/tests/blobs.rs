//! Blobs: tus up, ranges down, cuts and restarts in between.

use super::hub;
use super::phone::{Phone, refused};
use crate::testing::{Company, TestHub};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::{JobEvent, Photo, PhotoAdded};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{BlobRef, Draft, Hash};
use fettle_core::sync::protocol::paths;
use reqwest::{Method, RequestBuilder, Response};

pub(super) fn picture() -> Vec<u8> {
    (0..700_000_u32).flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()).take(700_001).collect()
}

pub(super) fn announce(phone: &Phone, hash: &str, size: usize) -> RequestBuilder {
    let metadata = format!("sha256 {},type {}", STANDARD.encode(hash), STANDARD.encode("image/jpeg"));
    let request = phone.post(paths::UPLOADS).header("tus-resumable", "1.0.0").header("upload-length", size);
    request.header("upload-metadata", metadata)
}

pub(super) async fn location(phone: &Phone, bytes: &[u8]) -> String {
    let answer = announce(phone, &Hash::of(bytes).to_string(), bytes.len()).send().await.expect("an answer");
    assert_eq!(answer.status(), 201);
    answer.headers()["location"].to_str().expect("text").to_owned()
}

pub(super) fn piece(phone: &Phone, at: &str, offset: usize, bytes: impl Into<reqwest::Body>) -> RequestBuilder {
    let request = phone.ask(Method::PATCH, at).header("tus-resumable", "1.0.0").header("upload-offset", offset);
    request.header("content-type", "application/offset+octet-stream").body(bytes)
}

pub(super) fn offset(answer: &Response) -> usize {
    answer.headers()["upload-offset"].to_str().expect("text").parse().expect("a number")
}

pub(super) async fn resume(phone: &Phone, at: &str) -> usize {
    let answer = phone.ask(Method::HEAD, at).header("tus-resumable", "1.0.0").send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    offset(&answer)
}

async fn upload(phone: &Phone, bytes: &[u8]) {
    let at = location(phone, bytes).await;
    assert_eq!(piece(phone, &at, 0, bytes.to_vec()).send().await.expect("an answer").status(), 204);
}

/// What a file is, its bytes say: a page that calls itself a picture is saved, a picture that calls itself a page is shown as one.
#[tokio::test]
async fn files_are_served_as_what_they_are_and_never_as_pages_or_scripts() {
    let (hub, company) = hub().await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let png = fettle_media::label::Label::new("x", &[]).expect("a label").to_png(2).expect("a picture");
    let files: [(&[u8], &str, &str); 4] = [
        (&png, "image/png", "inline"),
        (b"<!doctype html><title>page</title>", "application/octet-stream", "attachment"),
        (b"document.title = 'script'", "application/octet-stream", "attachment"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream", "attachment"),
    ];
    for (bytes, kind, how) in files {
        upload(&phone, bytes).await;
        name(&hub, &company, &mut phone, bytes).await;
        let path = format!("{}/{}", paths::BLOBS, Hash::of(bytes));
        let answer = phone.ask(Method::GET, &path).send().await.expect("an answer");
        let head = |name: &str| answer.headers()[name].to_str().expect("text").to_owned();
        assert_eq!((head("content-type").as_str(), head("content-disposition").as_str()), (kind, how));
        assert!(head("content-security-policy").starts_with("sandbox"));
        assert_eq!(
            (head("x-content-type-options").as_str(), head("cross-origin-resource-policy").as_str()),
            ("nosniff", "same-origin")
        );
    }
}

/// An event of the phone that names the blob, pushed.
async fn name(hub: &TestHub, company: &Company, phone: &mut Phone, bytes: &[u8]) {
    let job = hub.job(company, vec![company.engineer]).await;
    name_in(hub, job, phone, bytes).await;
}

async fn name_in(hub: &TestHub, job: JobId, phone: &mut Phone, bytes: &[u8]) {
    let blob = BlobRef { hash: Hash::of(bytes), size: bytes.len() as u64, media_type: "image/jpeg".into() };
    let photo = Photo { blob, thumbnail: None, caption: String::new(), taken_at: time(1), gallery: None };
    let blobs: Vec<BlobRef> = photo.blobs().collect();
    let draft = Draft::new(job.into(), &JobEvent::PhotoAdded(PhotoAdded { photo, equipment: None })).with_blobs(blobs);
    let event = phone.write(hub, &draft);
    assert_eq!(phone.push(&[event]).await[0].quarantined, None);
}

/// The hub was killed, or the request was given up, after the last byte was written and before the whole was looked at (found by
/// `tests/kills --seed 3`): the phone asks, hears the whole length, and takes the photo for sent.
#[tokio::test]
async fn a_whole_length_is_only_told_of_a_blob_that_is_here() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let bytes = picture();
    let part =
        |at: &str| hub.data().join("blobs/parts").join(format!("{}.part", at.rsplit('/').next().expect("an id")));
    let at = location(&phone, &bytes).await;
    std::fs::write(part(&at), &bytes).expect("written");
    assert_eq!(resume(&phone, &at).await, bytes.len());
    assert_eq!(hub.hub.blobs.read(Hash::of(&bytes)).await.expect("it is here"), bytes);
    assert!(hub.hub.blobs.info(Hash::of(&bytes)).await.expect("read").is_some());

    // Other bytes of the same length: the sender is told, and starts over.
    let other: Vec<u8> = bytes.iter().map(|byte| byte ^ 1).collect();
    let at = location(&phone, &other).await;
    std::fs::write(part(&at), &bytes).expect("written");
    let asked = || phone.ask(Method::HEAD, &at).header("tus-resumable", "1.0.0").send();
    assert_eq!(asked().await.expect("an answer").status(), 460);
    assert_eq!(asked().await.expect("an answer").status(), 404);
}

#[tokio::test]
async fn an_upload_goes_on_to_the_byte_after_a_cut_and_a_restart() {
    let (hub, company) = hub().await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let bytes = picture();
    let at = location(&phone, &bytes).await;
    assert_eq!(resume(&phone, &at).await, 0);
    assert_eq!(offset(&piece(&phone, &at, 0, bytes[..1_000].to_vec()).send().await.expect("an answer")), 1_000);
    // Cut in the middle of a piece: the connection ends before the announced length.
    let first = bytes[1_000..400_000].to_vec();
    let cut = futures_util::stream::iter([Ok(first), Err(std::io::Error::other("cut"))]);
    let _ = piece(&phone, &at, 1_000, reqwest::Body::wrap_stream(cut)).send().await;
    // The hub may still be at work on what it got.
    let mut have = 0;
    for _ in 0..100 {
        have = resume(&phone, &at).await;
        if have > 1_000 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!((1_000..=400_000).contains(&have), "{have}");
    let hub = hub.restart().await;
    phone.base = hub.address.clone();
    let have = resume(&phone, &at).await;
    let wrong = refused(|| piece(&phone, &at, have + 1, vec![1]), 409).await;
    assert_eq!((wrong.code.as_str(), wrong.args["offset"].as_str()), ("upload_offset", have.to_string().as_str()));
    let rest = piece(&phone, &at, have, bytes[have..].to_vec()).send().await.expect("an answer");
    assert_eq!((rest.status().as_u16(), offset(&rest)), (204, bytes.len()));
    assert_eq!(hub.hub.blobs.read(Hash::of(&bytes)).await.expect("there"), bytes);
    // Announced again: nothing is to be sent.
    let again = announce(&phone, &Hash::of(&bytes).to_string(), bytes.len()).send().await.expect("an answer");
    assert_eq!((again.status().as_u16(), offset(&again)), (201, bytes.len()));
}

#[tokio::test]
async fn a_blob_is_read_by_who_may_read_an_event_that_names_it() {
    let (hub, company) = hub().await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let stranger = Phone::enrolled(&hub, company.stranger).await;
    let bytes = picture();
    let path = format!("{}/{}", paths::BLOBS, Hash::of(&bytes));
    upload(&phone, &bytes).await;
    assert_eq!(refused(|| phone.ask(Method::GET, &path), 404).await.code, "blob_unknown", "no event names it yet");
    name(&hub, &company, &mut phone, &bytes).await;
    let whole = phone.ask(Method::GET, &path).send().await.expect("an answer");
    assert_eq!(whole.headers()["content-type"], "application/octet-stream", "it says that it is a JPEG, and is none");
    assert!(whole.headers()["cache-control"].to_str().expect("text").contains("no-cache"));
    let tag = whole.headers()["etag"].clone();
    assert_eq!(whole.bytes().await.expect("bytes"), bytes);
    let part = phone.ask(Method::GET, &path).header("range", "bytes=700000-").send().await.expect("an answer");
    assert_eq!(
        (part.status().as_u16(), part.headers()["content-range"].clone()),
        (206, "bytes 700000-700000/700001".parse().expect("a value"))
    );
    assert_eq!(part.bytes().await.expect("bytes"), bytes[700_000..]);
    let beyond = phone.ask(Method::GET, &path).header("range", "bytes=700001-").send().await.expect("an answer");
    assert_eq!(beyond.status(), 416);
    let known = phone.ask(Method::GET, &path).header("if-none-match", tag).send().await.expect("an answer");
    assert_eq!(known.status(), 304);
    assert_eq!(
        refused(|| stranger.ask(Method::GET, &path), 404).await.code,
        "blob_unknown",
        "whether it is there is not told"
    );
    let head = phone.ask(Method::HEAD, &path).send().await.expect("an answer");
    assert_eq!(
        (head.status().as_u16(), head.headers()["content-length"].clone()),
        (200, "700001".parse().expect("a value"))
    );
}

#[tokio::test]
async fn who_knows_a_hash_has_not_the_file() {
    let (hub, company) = hub().await;
    let mut owner = Phone::enrolled(&hub, company.engineer).await;
    let mut colleague = Phone::enrolled(&hub, company.colleague).await;
    let mut stranger = Phone::enrolled(&hub, company.stranger).await;
    let bytes = b"what only the first centre may see".to_vec();
    let hash = Hash::of(&bytes).to_string();
    upload(&owner, &bytes).await;
    name(&hub, &company, &mut owner, &bytes).await;
    let read = async |phone: &Phone, hash: &str| {
        phone.ask(Method::GET, &format!("{}/{hash}", paths::BLOBS)).send().await.expect("an answer").status().as_u16()
    };
    // A job that the stranger may write to, as the colleague may. The event is a fact; what it names it does not open.
    let shared = hub.job(&company, vec![company.stranger]).await;
    name_in(&hub, shared, &mut stranger, &bytes).await;
    assert_eq!(read(&stranger, &hash).await, 404);
    let at = location(&stranger, &bytes).await;
    assert_eq!(resume(&stranger, &at).await, 0, "whether the hub has it is not told");
    let wrong = piece(&stranger, &at, 0, vec![b'x'; bytes.len()]).send().await.expect("an answer");
    assert_eq!(wrong.status().as_u16(), 460);
    assert_eq!((read(&stranger, &hash).await, read(&owner, &hash).await), (404, 200));
    // Who sends the bytes had them.
    upload(&stranger, &bytes).await;
    assert_eq!(read(&stranger, &hash).await, 200);

    // Who may read it may pass it on, without sending it again.
    let bytes = b"another one".to_vec();
    let hash = Hash::of(&bytes).to_string();
    upload(&owner, &bytes).await;
    name(&hub, &company, &mut owner, &bytes).await;
    assert_eq!((read(&colleague, &hash).await, read(&stranger, &hash).await), (200, 404));
    name_in(&hub, shared, &mut colleague, &bytes).await;
    assert_eq!(read(&stranger, &hash).await, 200);
    let at = location(&colleague, &bytes).await;
    assert_eq!(resume(&colleague, &at).await, bytes.len(), "nothing is to be sent");
}

#[tokio::test]
async fn wrong_bytes_are_refused_and_gone() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let hash = Hash::of(b"right").to_string();
    let mut at = String::new();
    for _ in 0..1 {
        let answer = announce(&phone, &hash, 5).send().await.expect("an answer");
        at = answer.headers()["location"].to_str().expect("text").to_owned();
    }
    let answer = piece(&phone, &at, 0, "wrong").send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 460);
    let body: serde_json::Value = answer.json().await.expect("json");
    assert_eq!(body["code"], "blob_hash_mismatch");
    assert_eq!(refused(|| piece(&phone, &at, 0, "right"), 404).await.code, "upload_unknown", "the upload is gone");
    assert!(std::fs::read_dir(hub.data().join("blobs/parts")).expect("a folder").next().is_none());
    assert!(hub.hub.blobs.info(Hash::of(b"right")).await.expect("read").is_none());
}

#[tokio::test]
async fn bad_uploads_are_refused() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let other = Phone::enrolled(&hub, company.colleague).await;
    let hash = Hash::of(b"x").to_string();
    for bad in ["../../etc/passwd", "zz", &hash.to_uppercase()] {
        assert_eq!(refused(|| announce(&phone, bad, 1), 400).await.code, "bad_upload", "{bad}");
    }
    assert_eq!(refused(|| announce(&phone, &hash, 64 * 1024 * 1024 + 1), 413).await.code, "blob_too_large");
    let at = location(&phone, b"x").await;
    assert_eq!(refused(|| piece(&phone, &at, 0, "xy"), 413).await.code, "upload_too_long");
    assert_eq!(refused(|| piece(&other, &at, 0, "x"), 404).await.code, "upload_unknown", "another's upload");
    for path in ["/sync/v1/blobs/..%2f..%2fkeys%2fhub.key", "/sync/v1/uploads/..%2fx"] {
        let answer = phone.ask(Method::GET, path).send().await.expect("an answer");
        assert!(matches!(answer.status().as_u16(), 404 | 405), "{path}");
    }
    let gone = phone.ask(Method::DELETE, &at).header("tus-resumable", "1.0.0").send().await.expect("an answer");
    assert_eq!(gone.status(), 204);
    assert_eq!(refused(|| piece(&phone, &at, 0, "x"), 404).await.code, "upload_unknown");
}

/// A client of plain tus looks at nothing but `Location` in the answer to its announcement, and sends from the first byte.
#[tokio::test]
async fn a_client_of_plain_tus_may_send_what_is_here_already() {
    let (hub, company) = hub().await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let bytes = picture();
    upload(&phone, &bytes).await;
    let at = location(&phone, &bytes).await;
    let half = bytes.len() / 2;
    let first = piece(&phone, &at, 0, bytes[..half].to_vec()).send().await.expect("an answer");
    assert_eq!((first.status().as_u16(), offset(&first)), (204, half));
    let rest = piece(&phone, &at, half, bytes[half..].to_vec()).send().await.expect("an answer");
    assert_eq!((rest.status().as_u16(), offset(&rest)), (204, bytes.len()));
    assert_eq!(refused(|| piece(&phone, &at, half, bytes.clone()), 413).await.code, "upload_too_long");
    assert_eq!(resume(&phone, &at).await, bytes.len());
    assert_eq!(hub.hub.blobs.read(Hash::of(&bytes)).await.expect("it is here"), bytes);
}
