//! What many seeds came to.

use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Clone, Default)]
pub struct Totals {
    pub seeds: u64,
    pub device_days: u64,
    /// Events that phones recorded.
    pub events: u64,
    /// Events that the console recorded.
    pub console_events: u64,
    pub requests: u64,
    pub sessions: u64,
    pub blobs: u64,
    pub sheets: u64,
    /// Faults that struck, by family.
    pub faults: BTreeMap<&'static str, u64>,
    /// Commands that were accepted, by name; `!` before the code of a refusal.
    pub acts: BTreeMap<String, u64>,
    pub violations: u64,
    /// Lines of pieces that were compared, and those that wrong clocks leave unclear.
    pub pieces: u64,
    pub unclear: u64,
    /// Months of ledgers that were closed in the end, so that no phone carries them.
    pub months_closed: u64,
    /// Places whose lines were compared between a phone that follows their ledger and the hub.
    pub ledgers: u64,
    /// Events whose time was compared with the true one.
    pub times: u64,
}

impl Totals {
    pub fn add(&mut self, other: &Self) {
        self.seeds += other.seeds;
        self.device_days += other.device_days;
        self.events += other.events;
        self.console_events += other.console_events;
        self.requests += other.requests;
        self.sessions += other.sessions;
        self.blobs += other.blobs;
        self.sheets += other.sheets;
        self.violations += other.violations;
        self.pieces += other.pieces;
        self.unclear += other.unclear;
        self.times += other.times;
        self.months_closed += other.months_closed;
        self.ledgers += other.ledgers;
        for (family, count) in &other.faults {
            *self.faults.entry(family).or_default() += count;
        }
        for (act, count) in &other.acts {
            *self.acts.entry(act.clone()).or_default() += count;
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seeds {}, simulated device-days {}", self.seeds, self.device_days)?;
        writeln!(
            f,
            "events of phones {}, of the console {}; sheets signed {}, blobs {}; sessions {}, requests {}",
            self.events, self.console_events, self.sheets, self.blobs, self.sessions, self.requests
        )?;
        let faults: Vec<String> = self.faults.iter().map(|(family, count)| format!("{family} {count}")).collect();
        writeln!(f, "faults {}: {}", self.faults.values().sum::<u64>(), faults.join(", "))?;
        writeln!(f, "lines of pieces {}, unclear {}; times {}", self.pieces, self.unclear, self.times)?;
        writeln!(f, "months closed {}, ledgers compared {}", self.months_closed, self.ledgers)?;
        write!(f, "violations {}", self.violations)
    }
}
