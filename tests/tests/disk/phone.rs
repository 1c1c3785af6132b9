//! The phone's process killed at writes and syncs of a fixed script, with and without the power going.

use super::notes::{Foreign, foreign};
use super::script::Work;
use fettle_tests::disk::{Disk, Plan};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Loss {
    /// Only the process died.
    Process,
    /// The process died; what it showed after its restart has to outlive the power too.
    ProcessThenPower,
    Power,
}

fn changes(foreign: &Foreign) -> u64 {
    let root = tempfile::tempdir().unwrap();
    let disk = Disk::new(root.path(), 0);
    let mut work = Work::new(&disk, root.path(), foreign);
    work.go_on().unwrap();
    work.check();
    disk.counts().changes()
}

fn crash(foreign: &Foreign, k: u64, loss: Loss, seed: u64) {
    let root = tempfile::tempdir().unwrap();
    let disk = Disk::new(root.path(), seed);
    let mut work = Work::new(&disk, root.path(), foreign);
    disk.plan(Plan::kill(k));
    work.go_on().expect_err("killed");
    assert!(disk.dead(), "an error without a kill at {k}");
    work.close();
    match loss {
        Loss::Process => disk.restart(),
        Loss::ProcessThenPower => {
            disk.restart();
            // Renewing the clone nonce would sync the log by itself.
            work.platform.no_clone_nonce = true;
            let before = work.shown();
            disk.kill();
            work.close();
            disk.power_loss_of_all();
            assert_eq!(work.shown(), before, "shown, then lost; killed at {k}");
            work.platform.no_clone_nonce = false;
        }
        Loss::Power => disk.power_loss(),
    }
    work.check();
    work.go_on().unwrap_or_else(|e| panic!("goes on after {k} {loss:?}: {e}"));
    work.check();
}

fn killed(every: usize) {
    let foreign = foreign();
    let n = changes(&foreign);
    assert!(n > 150, "{n}");
    for k in (1..=n).step_by(every) {
        crash(&foreign, k, Loss::Process, k);
        crash(&foreign, k, Loss::Power, 1000 + k);
        crash(&foreign, k, Loss::Power, 2000 + k);
    }
}

fn shown_then_power(every: usize) {
    let foreign = foreign();
    for k in (1..=changes(&foreign)).step_by(every) {
        crash(&foreign, k, Loss::ProcessThenPower, k);
    }
}

#[test]
fn killed_at_writes_and_syncs() {
    killed(7);
}

#[test]
fn what_was_shown_after_a_kill_outlives_the_power() {
    shown_then_power(3);
}

#[test]
#[ignore = "minutes: every single one"]
fn killed_at_every_write_and_sync() {
    killed(1);
    shown_then_power(1);
}
