//! What has to be true after rest. `hub` looks into the hub's files, `phone` into each phone's, both against the journals; `states`
//! compares what they make of it.

mod hub;
mod phone;
mod states;

use crate::stage::Staged;
use fettle_core::kernel::{EventId, Hash};
use fettle_tests::kills::{Line, read};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;
use std::path::Path;
use std::process::Command;

/// What the journal of one phone says.
#[derive(Default)]
struct Word {
    events: BTreeSet<EventId>,
    receipts: BTreeSet<EventId>,
    blobs: BTreeSet<Hash>,
}

/// What was there.
#[derive(Default)]
pub struct Counts {
    events: usize,
    receipts: usize,
    blobs: usize,
    on_hub: i64,
    blobs_on_hub: i64,
    bytes_on_hub: i64,
    said: BTreeMap<String, u64>,
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "events: {} in the journals, {} acknowledged, {} of phones on the hub",
            self.events, self.receipts, self.on_hub
        )?;
        writeln!(
            f,
            "blobs: {} in the journals, {} on the hub ({} KiB)",
            self.blobs,
            self.blobs_on_hub,
            self.bytes_on_hub / 1024
        )?;
        write!(f, "sessions and writes ended with:")?;
        for (code, count) in &self.said {
            write!(f, " {code} {count}")?;
        }
        Ok(())
    }
}

/// Looks everything through.
///
/// # Errors
/// When something cannot be looked at.
pub async fn look(folder: &Path, hub: &Path, staged: &Staged) -> Result<(Counts, Vec<String>), Box<dyn Error>> {
    let (mut counts, mut found) = (Counts::default(), Vec::new());
    let mut words = Vec::new();
    for n in 0..staged.codes.len() {
        let mut word = Word::default();
        for line in read(&folder.join(format!("journal-{n}")))? {
            match line {
                Line::Event(id) => drop(word.events.insert(id)),
                Line::Receipt(id) => drop(word.receipts.insert(id)),
                Line::Blob(hash) => drop(word.blobs.insert(hash)),
                Line::Said(code) => *counts.said.entry(code).or_default() += 1,
                Line::Complaint(text) => found.push(format!("phone-{n}: {text}")),
            }
        }
        counts.events += word.events.len();
        counts.receipts += word.receipts.len();
        counts.blobs += word.blobs.len();
        let log = std::fs::read(folder.join(format!("phone-{n}.log")))?;
        panics(&format!("phone-{n}"), &log, &mut found);
        words.push(word);
    }
    for log in ["hub", "hub-1"].map(|name| folder.join(format!("{name}.log"))).iter().filter(|log| log.exists()) {
        panics("hub", &std::fs::read(log)?, &mut found);
    }
    let data = folder.join("hub");
    // Before anything opens it for writing.
    verified(hub, &data, &mut found)?;
    if !data.join("hub.db").exists() {
        // On a server: carried to a file, and looked at there.
        let carried = Command::new(hub).args(["move", "--to-file", "--data"]).arg(&data).output()?;
        if !carried.status.success() {
            return Err(format!("not carried: {}", String::from_utf8_lossy(&carried.stderr)).into());
        }
    }
    let devices = hub::look(&data, &words, staged, &mut counts, &mut found)?;
    for (n, word) in words.iter().enumerate() {
        phone::look(&folder.join(format!("phone-{n}/home/fettle.db")), n, word, &devices, &mut found)?;
    }
    states::compare(folder, staged, &mut found).await?;
    if counts.receipts == 0 || counts.blobs_on_hub == 0 {
        found.push("nothing came through: this run shows nothing".into());
    }
    Ok((counts, found))
}

fn panics(name: &str, log: &[u8], found: &mut Vec<String>) {
    for line in String::from_utf8_lossy(log).lines().filter(|line| line.contains("panicked at")) {
        found.push(format!("{name}: {line}"));
    }
}

/// The hub's own check of its data.
fn verified(hub: &Path, data: &Path, found: &mut Vec<String>) -> Result<(), Box<dyn Error>> {
    let said = Command::new(hub).args(["verify", "--data"]).arg(data).output()?;
    // An older hub has no such option.
    let unknown = String::from_utf8_lossy(&said.stderr).contains("unexpected argument '--data'");
    if !said.status.success() && !unknown {
        let text = String::from_utf8_lossy(&said.stdout);
        found.push(format!("fettle verify --data: {}\n{text}{}", said.status, String::from_utf8_lossy(&said.stderr)));
    }
    Ok(())
}
