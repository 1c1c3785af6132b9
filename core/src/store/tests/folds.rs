//! The golden file of the folds, `core/testdata/folds.txt`: one line a kind, `KIND FOLDS HASH`. The hash is of what the events of
//! `core/testdata/folds.json` come to, after each of them, and of what of it is indexed. A fold that gives something else has another number.

use crate::domain::any::{self, folds_of};
use crate::domain::calendars::{Calendar, calendar_subject};
use crate::domain::{filing, worklist};
use crate::kernel::{
    Aggregate, DeviceId, Draft, Event, EventId, Frontier, Hash, PersonId, Reading, Recorder, Subject, fold,
};
use crate::store::kinds;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;
use uuid::Uuid;

/// Events of one kind: the version that its bodies are written in, and who says what. An author whose letter is followed by `!` has seen
/// nothing of the record. `#7` in the data is the UUID of number 7, which is the seventh event's id too; `%7` a hash.
#[derive(Deserialize)]
struct Sample {
    v: u16,
    events: Vec<(String, String, serde_json::Value)>,
}

fn samples() -> BTreeMap<String, Sample> {
    serde_json::from_str(include_str!("../../../testdata/folds.json")).unwrap()
}

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

/// The data with its numbers written out.
fn written(data: &serde_json::Value) -> String {
    let (text, mut out) = (data.to_string(), String::new());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['#', '%']) {
        let (before, mark) = rest.split_at(at);
        let digits = mark[1..].bytes().take_while(u8::is_ascii_digit).count();
        let n: u128 = mark[1..=digits].parse().unwrap();
        out.push_str(before);
        if mark.starts_with('#') { write!(out, "{}", uuid(n)) } else { write!(out, "{n:064x}") }.unwrap();
        rest = &mark[1 + digits..];
    }
    out + rest
}

fn events(kind: &'static str, sample: &Sample) -> Vec<Event> {
    let subject = if kind == Calendar::KIND { calendar_subject(2027) } else { Subject::new(kind, uuid(1000)) };
    let mut authors: BTreeMap<char, Recorder> = BTreeMap::new();
    let mut all: Vec<Event> = Vec::new();
    for (n, (who, kind, data)) in sample.events.iter().enumerate() {
        let n = n as u128 + 1;
        let author = who.chars().next().unwrap();
        let known = if who.ends_with('!') { &[] } else { &all[..] };
        let after: Frontier = fold::<any::Opaque>(known).seen;
        let device = uuid(0xde00 + u128::from(u32::from(author)));
        let recorder = authors.entry(author).or_insert_with(|| Recorder::new(DeviceId::new(device)));
        // A minute each from 2026-11-18T01:00:00Z on.
        let ms = 1_794_963_600_000 + 60_000 * i64::try_from(n).unwrap();
        let reading = Reading { wall_ms: ms, mono_ms: ms.unsigned_abs(), boot: Uuid::nil(), counts_sleep: true };
        let draft = Draft {
            subject: subject.clone(),
            kind: kind.clone(),
            version: sample.v,
            body: written(data),
            blobs: Vec::new(),
        };
        let by = PersonId::new(uuid(0xbe00 + u128::from(u32::from(author))));
        all.push(recorder.record(reading, EventId::new(uuid(n)), by, after, &draft).unwrap());
    }
    all
}

/// The hash of what they come to.
fn digest(kind: &str, events: &[Event]) -> Hash {
    let known = kinds();
    let mut all = Vec::new();
    for n in 1..=events.len() {
        let projected = known.advance(kind, None, &events[..n]).unwrap().unwrap();
        all.extend(projected.doc);
        // What is not there says nothing: a part of the index that is new changes the kinds that have it and no other.
        let index = format!("{:?}\n", projected.index)
            .replace(", first_in: None", "")
            .replace(", closing: None", "")
            .replace(", words: []", "");
        all.extend(index.into_bytes());
    }
    Hash::of(&all)
}

#[test]
fn the_samples_have_every_type_of_event_and_each_has_an_effect() {
    let samples = samples();
    assert_eq!(samples.keys().collect::<BTreeSet<_>>().len(), any::KINDS.len());
    for (kind, types) in any::TYPES {
        let sample = samples.get(*kind).unwrap_or_else(|| panic!("no sample of {kind}"));
        let there: BTreeSet<&str> = sample.events.iter().map(|(_, of, _)| of.as_str()).collect();
        assert_eq!(there, types.iter().copied().collect(), "{kind}");
        let events = events(kind, sample);
        for event in &events {
            any::decodes(event).unwrap_or_else(|e| panic!("{kind} {}: {e:?}", event.header().kind));
        }
        assert_eq!(any::AnyFolded::fold(kind, &events).skipped(), 0, "{kind}");
    }
}

#[test]
fn a_fold_that_changes_has_another_number() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/folds.txt");
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    let before: BTreeMap<&str, (u32, &str)> = stored
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((words.next()?, (words.next()?.parse().ok()?, words.next()?)))
        })
        .collect();
    let samples = samples();
    let mut now = String::new();
    // What the filing of others hangs on, of all kinds together: its number is that of the rules of filing.
    let mut bases = String::new();
    for kind in any::KINDS {
        let events = events(kind, &samples[*kind]);
        for n in 1..=events.len() {
            writeln!(bases, "{:?}", filing::basis(&any::AnyFolded::fold(kind, &events[..n]))).unwrap();
        }
        let (folds, hash) = (folds_of(kind), digest(kind, &events).to_string());
        if let Some((known, was)) = before.get(kind) {
            assert!(*known <= u32::from(folds), "{kind}: FOLDS only rises, it was {known}");
            // Where only the samples became more, the line is taken out of the file by hand first.
            let same = *known != u32::from(folds) || *was == hash;
            assert!(same, "{kind}: its fold, its state's form or its index gives something else, so raise its FOLDS");
        }
        writeln!(now, "{kind} {folds} {hash}").unwrap();
    }
    let hash = Hash::of(bases.as_bytes()).to_string();
    if let Some((known, was)) = before.get("filing") {
        let same = *known != filing::FILING || *was == hash;
        assert!(
            same,
            "what others are filed by is another thing: raise FILING, so that all is filed anew before a hub serves"
        );
    }
    writeln!(now, "filing {} {hash}", filing::FILING).unwrap();
    if now != stored {
        assert!(std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always"), "INSTA_UPDATE=always renews {path:?}");
        std::fs::write(&path, now).unwrap();
    }
}

#[test]
fn what_only_adds_changes_nothing_that_others_hang_on() {
    let mut seen = 0;
    let samples = samples();
    for kind in any::KINDS {
        let events = events(kind, &samples[*kind]);
        for n in 1..events.len() {
            if !filing::only_adds(&events[n]) {
                continue;
            }
            let (before, after) = (any::AnyFolded::fold(kind, &events[..n]), any::AnyFolded::fold(kind, &events[..=n]));
            let all = |state: &any::AnyFolded| (filing::basis(state), filing::links(state), worklist::open(state));
            assert_eq!(all(&before), all(&after), "{kind} {}", events[n].header().kind);
            seen += 1;
        }
    }
    assert!(seen > 1, "the samples have none");
}
