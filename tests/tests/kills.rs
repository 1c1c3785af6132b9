//! Real processes killed at random moments, for half a minute; `tests/kills` does it for as long as wanted.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::process::Command;

#[test]
fn a_hub_and_phones_that_are_killed_lose_and_double_nothing() {
    let run = Command::new(env!("CARGO_BIN_EXE_fettle-kills"))
        .args(["--minutes", "0.6", "--kills", "60", "--phones", "3", "--jobs", "9"])
        .args(["--phone", env!("CARGO_BIN_EXE_fettle-phone")])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    println!("{said}{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(run.status.code(), Some(0), "something is lost or doubled, see above");
    let line = said.lines().find_map(|line| line.strip_prefix("kills: ")).expect("a count");
    let kills: u32 = line.split(' ').next().unwrap().parse().unwrap();
    assert!(kills >= 15, "only {kills} kills: this machine is too slow to show anything");
}
