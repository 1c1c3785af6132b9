//! `fettle backup` as a process, killed at random moments beside a hub that serves: the data folder stays whole, and half a backup is nothing
//! that `fettle restore` or `fettle verify` takes for a whole one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use fettle_hub::testing::TestHub;
use fettle_tests::kills::Dice;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The hub's binary: `fettle-kills` has the same `main`.
fn fettle(arguments: &[&Path]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fettle-kills"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(arguments: &[&Path]) -> Output {
    fettle(arguments).output().unwrap()
}

fn path(text: &str) -> &Path {
    Path::new(text)
}

/// Events and blobs that a whole check counts; `None` where it finds something wrong, or nothing to read.
fn whole(folder: &Path) -> Option<(u64, u64)> {
    checked(&[path("verify"), path("--data"), folder, path("--json")])
}

fn checked(arguments: &[&Path]) -> Option<(u64, u64)> {
    let checked = run(arguments);
    let report: serde_json::Value = serde_json::from_slice(&checked.stdout).ok()?;
    let count = |name: &str| report["counts"][name].as_u64();
    if checked.status.code() != Some(0) {
        return None;
    }
    Some((count("events")?, count("blobs")?))
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}

const KILLS: u32 = 15;
/// Some are through before they are killed.
const TRIES: u32 = 100;
const BLOBS: u64 = 120;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_that_is_killed_leaves_the_hub_whole_and_no_half_that_passes_for_a_backup() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    for _ in 0..30 {
        hub.job(&company, vec![company.engineer]).await;
    }
    let mut dice = Dice::new(7);
    for _ in 0..BLOBS {
        let bytes: Vec<u8> = (0..3_000).flat_map(|_| dice.draw().to_le_bytes()).collect();
        hub.hub.blobs.put(bytes, "image/jpeg").await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("backups");
    let begun = Instant::now();
    let done = run(&[path("backup"), path("--data"), hub.data(), &place.join("first")]);
    assert_eq!(done.status.code(), Some(0), "{done:?}");
    let mut length = begun.elapsed();
    let held = whole(hub.data()).expect("the hub's own data hold");
    assert_eq!((whole(&place.join("first")), held.1), (Some(held), BLOBS));
    // The next ones link nothing: they take as long.
    std::fs::remove_dir_all(place.join("first")).unwrap();

    let (mut killed, mut half, mut stood) = (0, 0, 0);
    for n in 0..TRIES {
        if killed == KILLS {
            break;
        }
        let target = place.join(if n % 3 == 2 { "copy.tar" } else { "copy" });
        let mut backup = fettle(&[path("backup"), path("--data"), hub.data(), &target]).spawn().unwrap();
        let moment = dice.draw() % (u64::try_from(length.as_micros()).unwrap() * 11 / 10);
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_micros(moment) && backup.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let took = begun.elapsed();
        backup.kill().unwrap();
        if backup.wait().unwrap().code().is_none() {
            killed += 1;
        } else {
            // It was quicker than the first, on a machine that does other things too: the next ones are killed earlier.
            length = took;
        }
        // The hub goes on, and the audit is its only change.
        hub.job(&company, vec![company.engineer]).await;
        for left in names(&place).iter().filter(|left| !left.to_string_lossy().ends_with(".lock")) {
            let stands = *left == target;
            stood += u32::from(stands);
            half += u32::from(!stands);
            let mut candidates = vec![left.clone()];
            candidates.extend([left.join("whole.tar")].into_iter().filter(|file| file.exists()));
            for candidate in candidates {
                let data = folder.path().join(format!("restored-{n}"));
                let restored = run(&[path("restore"), &candidate, path("--data"), &data]);
                if restored.status.code() == Some(0) {
                    let (events, blobs) = whole(&data).expect("what was restored is whole");
                    assert!(events >= held.0 && blobs == held.1, "{n}: {} gave {events} {blobs}", candidate.display());
                    std::fs::remove_dir_all(&data).unwrap();
                } else {
                    assert!(!data.exists(), "{n}: nothing is left of a restore that was refused");
                    assert!(!stands, "{n}: what has the name of a backup is one: {restored:?}");
                }
                if let Some((events, blobs)) = candidate.is_dir().then(|| whole(&candidate)).flatten() {
                    assert!(events >= held.0 && blobs == held.1, "{n}: {} passes for whole", candidate.display());
                }
            }
            if stands {
                std::fs::remove_dir_all(&target).or_else(|_| std::fs::remove_file(&target)).unwrap();
            }
        }
        let quick = checked(&[path("verify"), path("--data"), hub.data(), path("--json"), path("--quick")]);
        assert!(quick.is_some(), "{n}: the data folder is whole");
    }
    assert!(whole(hub.data()).is_some(), "the data folder is whole");
    println!("{killed} killed in {length:?} each: {half} halves looked at, {stood} stood");
    assert!(killed == KILLS && half > 0, "{killed} killed, {half} halves: nothing is shown");
    for name in ["copy", "copy.tar"] {
        let done = run(&[path("backup"), path("--data"), hub.data(), &place.join(name)]);
        assert_eq!(done.status.code(), Some(0), "{done:?}");
    }
    assert_eq!(names(&place), [place.join("copy"), place.join("copy.tar")], "what killed ones left is gone");
    let backups = |lines: &[fettle_hub::audit::Line]| lines.iter().filter(|line| line.action == "backed_up").count();
    let lines = hub.hub.accounts.audit.lines(None, 1_000).await.unwrap();
    assert!(backups(&lines) >= 3 + stood as usize, "each that stands is noted");
}
