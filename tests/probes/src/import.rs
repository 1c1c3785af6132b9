//! Import files: any tables. A line `== name.csv` begins each file.

use fettle_core::domain::any::AnyFolded;
use fettle_core::kernel::{DeviceId, EventId, PersonId, Reading, Recorder};
use fettle_hub::import::{Files, Known, Plan, plan};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A folder of files.
pub fn import(data: &[u8]) {
    let mut files = Files::new();
    let mut name = String::new();
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_prefix(b"== ") {
            Some(rest) => name = String::from_utf8_lossy(rest).trim().to_owned(),
            None => files.entry(name.clone()).or_default().extend_from_slice(line),
        }
    }
    let first = planned(&files);
    let second = planned(&files);
    assert_eq!((&first.drafts, &first.problems, &first.counts), (&second.drafts, &second.problems, &second.counts));
    for problem in first.problems.iter() {
        assert!(files.contains_key(&problem.file) && !problem.code.is_empty());
        for lang in fettle_core::text::Lang::ALL {
            let reason = problem.reason(lang);
            assert!(!reason.is_empty() && reason != problem.code, "{} has a text", problem.code);
        }
    }
    recorded(&first);
}

fn planned(files: &Files) -> Plan {
    let mut next = 0u128;
    plan(files, Known::default(), &mut || {
        next += 1;
        Uuid::from_u128(next)
    })
}

/// What is planned is what a fold takes: nothing of it is malformed.
fn recorded(plan: &Plan) {
    let mut recorder = Recorder::new(DeviceId::new(Uuid::from_u128(0xa)));
    let mut states: BTreeMap<_, AnyFolded> = BTreeMap::new();
    for (draft, n) in plan.drafts.iter().zip(0u32..) {
        let reading = Reading { wall_ms: 1_795_050_000_000, mono_ms: 1, boot: Uuid::nil(), counts_sleep: true };
        let id = EventId::new(Uuid::from_u128(0x1_0000 + u128::from(n)));
        let by = PersonId::new(Uuid::from_u128(9));
        // A cell of a quarter of a megabyte is too much for an event; the ledger says so.
        let Ok(event) = recorder.record(reading, id, by, Default::default(), draft) else { continue };
        let state = states.entry(draft.subject.clone()).or_insert_with(|| AnyFolded::new(draft.subject.kind()));
        assert!(state.push(&event));
        assert_eq!(state.skipped(), 0, "{} {}: {}", draft.subject, draft.kind, draft.body);
    }
}
