//! A code that a phone can meet stands in the document that phones are written from.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use fettle_house::top;
use std::collections::BTreeSet;
use std::path::Path;

/// The codes of the faults that a source makes: the first text behind `Fault::new(` or `Fault::bad(`.
fn codes(source: &str, found: &mut BTreeSet<String>) {
    for maker in ["Fault::new(", "Fault::bad("] {
        for rest in source.split(maker).skip(1) {
            let call = rest.split(';').next().unwrap();
            let Some(code) = call.split('"').nth(1) else { continue };
            if !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') {
                found.insert(code.to_owned());
            }
        }
    }
}

fn collect(path: &Path, found: &mut BTreeSet<String>) {
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            collect(&entry.unwrap().path(), found);
        }
    } else {
        codes(&std::fs::read_to_string(path).unwrap(), found);
    }
}

#[test]
fn every_code_that_a_phone_can_meet_stands_in_the_document() {
    let mut found = BTreeSet::new();
    for part in ["hub/src/sync", "hub/src/blobs", "hub/src/server.rs"] {
        collect(&top().join(part), &mut found);
    }
    assert!(found.len() > 20, "{found:?}");
    let document = std::fs::read_to_string(top().join("docs/sync.md")).unwrap();
    let missing: Vec<&String> = found.iter().filter(|code| !document.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
