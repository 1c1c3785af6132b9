//! The simulator as a test: seeds that once found a bug, the same seed twice, and several hundred seeds of ten days.

#![allow(clippy::expect_used, clippy::panic, missing_docs, reason = "tests")]

use fettle_tests::sim::{Seed, Totals, play, shrunk};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const SEEDS: u64 = 300;
const DAYS: u64 = 10;
/// Machines that run this have two.
const JOBS: usize = 2;

/// Mostly a few phones, now and then a crowd.
fn phones(seed: u64) -> usize {
    match seed % 50 {
        0 => 12,
        n if n % 10 == 0 => 5,
        n => usize::try_from(2 + u64::from(n % 4 == 1)).expect("small"),
    }
}

fn tell(seed: &Seed, violations: &[String], faults: &[fettle_tests::sim::faults::Fault], tail: &[String]) -> String {
    let few: Vec<String> =
        shrunk(seed, faults).iter().map(|fault| format!("  {} {:?}", fault.at, fault.what)).collect();
    format!(
        "seed {} {} {} fails:\n  {}\nwith the faults\n{}\nthe trace ends\n  {}",
        seed.seed,
        seed.days,
        seed.phones,
        violations.join("\n  "),
        few.join("\n"),
        tail.join("\n  ")
    )
}

fn all_hold(seeds: &[Seed]) -> Totals {
    let next = AtomicU64::new(0);
    let totals = Mutex::new(Totals::default());
    let failed = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..JOBS {
            scope.spawn(|| {
                while let Some(seed) = seeds.get(usize::try_from(next.fetch_add(1, Ordering::SeqCst)).expect("small")) {
                    let outcome = play(seed);
                    totals.lock().expect("totals").add(&outcome.totals);
                    let mut failed = failed.lock().expect("failures");
                    // One is enough to begin with, and shrinking takes its time.
                    if !outcome.violations.is_empty() && failed.is_empty() {
                        failed.push(tell(seed, &outcome.violations, &outcome.faults, &outcome.tail));
                    }
                    if !failed.is_empty() {
                        return;
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().expect("failures");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    totals.into_inner().expect("totals")
}

#[test]
fn seeds_that_found_a_bug_find_none() {
    let mut seeds = Vec::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|kind| kind != "txt") {
            continue;
        }
        let text = std::fs::read_to_string(path).expect("a file");
        let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        seeds.extend(lines.map(|line| Seed::parse(line).expect("seed days phones")));
    }
    all_hold(&seeds);
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in [7, 8] {
        let seed = Seed::new(seed, 4, 4);
        let (once, again) = (play(&seed), play(&seed));
        assert_eq!(once.hash, again.hash, "seed {}", seed.seed);
        assert!(once.totals.events > 20, "something happened: {:?}", once.totals);
    }
}

#[test]
fn three_hundred_seeds_of_ten_days() {
    let seeds: Vec<Seed> = (1..=SEEDS).map(|seed| Seed::new(seed, DAYS, phones(seed))).collect();
    let totals = all_hold(&seeds);
    println!("{totals}");
    for family in [
        "acknowledgement lost",
        "messages",
        "killed",
        "disk full",
        "clocks",
        "versions",
        "re-filed",
        "upload interrupted",
        "hub moved",
        "hub restored",
        "restored or cloned",
        "user switched",
        "key rotated",
        "revoked",
    ] {
        assert!(totals.faults.contains_key(family), "no fault of family {family} struck");
    }
    assert!(totals.sheets > 20 && totals.blobs > 100, "plausible work: {totals}");
}
