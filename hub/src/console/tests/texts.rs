//! Every key that a template names is in the catalogue, and every event that a timeline can show has a text.

use fettle_core::domain::checks::CheckEvent;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::domain::parts::TakeEvent;
use fettle_core::kernel::Body;
use fettle_core::text::{Lang, text};
use std::path::Path;

#[test]
fn templates_name_no_unknown_text() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("templates") {
            let path = entry.expect("a file").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    let mut count = 0;
    for file in files {
        let source = std::fs::read_to_string(file).expect("text");
        for call in ["p.t(\"", "p.t1(\""] {
            for rest in source.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                for lang in Lang::ALL {
                    assert_ne!(text(lang, key), key, "no text in {}", lang.tag());
                }
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count} keys found");
}

#[test]
fn every_event_of_a_timeline_has_a_text() {
    let keys = JobEvent::TYPES.iter().map(|kind| format!("console-event-{}", kind.replace('_', "-")));
    let takes = TakeEvent::TYPES.iter().map(|kind| format!("console-event-take-{}", kind.replace('_', "-")));
    let checks = ["started", "completed"].map(|kind| {
        assert!(CheckEvent::TYPES.contains(&kind));
        format!("console-event-check-{kind}")
    });
    for key in keys.chain(takes).chain(checks) {
        for lang in Lang::ALL {
            assert_ne!(text(lang, &key), key);
        }
    }
}
