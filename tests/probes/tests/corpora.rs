//! The fuzzers' corpora, and every input that ever failed, through the fuzzed functions without a fuzzer; then mutations of them, the same on
//! every machine. `tests/fuzz/README.md` says what each asserts.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, missing_docs, reason = "tests")]

use fettle_probes::PROBES;
use fettle_probes::mutate::{Random, mutated};
#[cfg(feature = "hub")]
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

/// The files of a folder by name, which has to be there.
fn inputs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

/// Runs one input; what fails is kept where a person can find it.
fn run(probe: fettle_probes::Probe, name: &str, from: &str, data: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| probe(data))).is_err() {
        let kept = std::env::temp_dir().join(format!("fettle-{name}-failed"));
        std::fs::write(&kept, data).unwrap();
        panic!("{name} fails on {from}; the input is in {}", kept.display());
    }
}

fn replay(name: &str) {
    let (_, probe, mutations) = PROBES.iter().find(|(known, ..)| *known == name).expect("a probe of this name");
    let corpus = inputs(&fuzz().join("corpus").join(name));
    assert!(!corpus.is_empty(), "{name} has a corpus");
    let all: Vec<_> = corpus.into_iter().chain(inputs(&fuzz().join("crashes").join(name))).collect();
    for (from, data) in &all {
        run(*probe, name, from, data);
    }
    let mut random = Random::new(name.len() as u64 + 4);
    // More of them, where nobody waits: what a fuzzer without coverage would find.
    let times = std::env::var("FETTLE_MUTATIONS").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    for n in 0..*mutations * times {
        let (from, data) = &all[random.below(all.len())];
        run(*probe, name, &format!("{from}, mutation {n}"), &mutated(data, &mut random));
    }
}

macro_rules! corpora {
    ($($name:ident)+) => {
        $(#[test]
        fn $name() {
            replay(stringify!($name));
        })+
    };
}

corpora! { bodies camera checklist events label photo rescue scan session sheet stroke }
#[cfg(feature = "hub")]
corpora! { bundle console import paper push upload }

#[test]
#[cfg(feature = "hub")]
fn every_probe_has_a_target_a_corpus_and_a_test() {
    let probes: BTreeSet<String> = PROBES.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let stems = |folder: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(fuzz().join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(probes, stems("fuzz_targets"));
    assert_eq!(probes, stems("corpus"));
    assert!(stems("crashes").is_subset(&probes));
    let manifest = std::fs::read_to_string(fuzz().join("Cargo.toml")).unwrap();
    let tests = include_str!("corpora.rs");
    let calls: BTreeSet<&str> = tests
        .split("corpora! { ")
        .skip(1)
        .filter_map(|rest| rest.split_once(" }"))
        .flat_map(|(names, _)| names.split(' '))
        .collect();
    for name in &probes {
        assert!(manifest.contains(&format!("name = \"{name}\"")) && calls.contains(name.as_str()), "{name}");
    }
}
