//! What a thief finds who copies the phone's folder after a day's work: nothing that tells something.

use super::day;
use super::kit::*;
use crate::domain::jobs::Job;
use crate::kernel::{Hash, Subject};
use crate::screens::*;
use crate::store::{Enrolment, KeyStore};
use crate::sync::protocol::Enrolled;
use crate::text::Lang;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const TOKEN: &str = "TOKEN-9f8a7b6c5d4e";

/// Every text in a document that is neither an id, a hash, a time, nor a code of a state.
fn texts(value: &Value, found: &mut BTreeSet<Vec<u8>>) {
    match value {
        Value::Object(map) => map.values().for_each(|inner| texts(inner, found)),
        Value::Array(all) => all.iter().for_each(|inner| texts(inner, found)),
        Value::String(text) => {
            let code = text.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c == '/');
            let id = uuid::Uuid::parse_str(text).is_ok() || text.parse::<Hash>().is_ok();
            let time = text.parse::<chrono::DateTime<chrono::Utc>>().is_ok();
            if text.len() >= 6 && !code && !id && !time {
                found.insert(text.as_bytes().to_vec());
                // A document inside a text, such as the signed sheet.
                if let Ok(inner) = serde_json::from_str::<Value>(text) {
                    texts(&inner, found);
                }
            }
        }
        _ => {}
    }
}

fn walk(folder: &Path, see: &mut impl FnMut(&Path, &[u8])) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, see) } else { see(&path, &std::fs::read(&path).unwrap()) }
    }
}

/// The secrets that stand in any file, or in its name.
fn found(home: &Path, secrets: &BTreeSet<Vec<u8>>) -> BTreeSet<String> {
    // By their first bytes, so that each file is read once.
    let mut starts: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
    secrets.iter().for_each(|s| starts.entry(&s[..6]).or_default().push(s));
    let mut out = BTreeSet::new();
    walk(home, &mut |path, bytes| {
        for haystack in [path.as_os_str().as_encoded_bytes(), bytes] {
            for (at, window) in haystack.windows(6).enumerate() {
                for secret in starts.get(window).into_iter().flatten() {
                    if haystack[at..].starts_with(secret) {
                        out.insert(format!("{}: {}", path.display(), String::from_utf8_lossy(secret)));
                    }
                }
            }
        }
    });
    out
}

#[test]
fn the_raw_files_of_a_phone_after_a_days_work_tell_nothing() {
    let phone = Phone::ready(Lang::Zh);
    let enrolled = Enrolled {
        person: me(),
        short: "A7".into(),
        token: TOKEN.into(),
        hub_name: "Fettle Shanghai".into(),
        hub_key: "00".repeat(32),
        now: 0,
        certificate: None,
    };
    let store = phone.app().store();
    store
        .enrolled(&Enrolment { hub_url: "http://hub.of-the-company.test".into(), pins: Vec::new(), enrolled })
        .unwrap();
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    let half = entries(&[("text", "HALF-FILLED 半填的草稿")]);
    phone.app().keep(&Route::Plan { job: job_text() }, &half).unwrap();
    day::finish(&phone);
    day::sign(&phone).unwrap();
    let upload = store.next_upload(&BTreeSet::new()).unwrap().unwrap();
    store.upload_url(upload.blob.hash, Some("http://hub/sync/v1/blobs/UPLOAD-17")).unwrap();

    let mut secrets: BTreeSet<Vec<u8>> = BTreeSet::new();
    let named = [
        "海曙公安分局",
        "鼓楼派出所",
        "0574-8700",
        "王建国",
        "陈警官",
        "公园路",
        "SH-D1-7",
        "6901234567892",
        "PTZ-0117",
        "PS-9001",
        "PS-OLD-3",
        "电源老化损坏",
        "HALF-FILLED",
        "半填的草稿",
        TOKEN,
        "hub.of-the-company.test",
        "UPLOAD-17",
        "HT-2026-01",
        "\"screen\":\"plan\"",
    ];
    secrets.extend(named.iter().map(|text| text.as_bytes().to_vec()));
    secrets.insert(store.identity().unwrap().key.seed().to_vec());
    secrets.insert(phone.keys.get("vault/1").unwrap().expect("the vault's key"));
    let mut blobs = BTreeSet::new();
    let batch = store.batch(100_000, usize::MAX).unwrap().unwrap();
    for event in &batch.events {
        texts(&serde_json::from_str(event.body_text().unwrap()).unwrap(), &mut secrets);
        blobs.extend(event.header().blobs.iter().map(|blob| blob.hash));
    }
    for event in store.timeline(&Subject::new("job", job().uuid())).unwrap() {
        texts(&serde_json::from_str(event.body_text().unwrap()).unwrap(), &mut secrets);
    }
    assert!(blobs.len() >= 3, "photos, thumbnails and strokes: {}", blobs.len());
    for hash in blobs {
        let bytes = store.blob(hash).unwrap();
        for part in bytes.chunks(97).filter(|part| part.len() > 32) {
            secrets.insert(part.to_vec());
        }
    }
    // All of them are known to the phone: what is looked for is really there.
    assert!(secrets.len() > 1000, "{}", secrets.len());
    let job = store.get::<Job>(job().uuid()).unwrap().unwrap().state;
    assert!(job.current_sheet().unwrap().document.text.text().unwrap().contains("PS-9001"));
    assert_eq!(store.by_code("PTZ-0117").unwrap(), [Subject::new("equipment", camera().uuid())]);

    assert_eq!(found(phone.home(), &secrets), BTreeSet::new(), "while the app runs");
    phone.app().pause();
    assert_eq!(found(phone.home(), &secrets), BTreeSet::new(), "after it closed");
    // The search finds what is there.
    std::fs::write(phone.home().join("blobs/left"), "x王建国y").unwrap();
    assert_eq!(found(phone.home(), &secrets).len(), 1);
}
