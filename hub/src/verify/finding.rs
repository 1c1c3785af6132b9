//! What a check found, and how it tells people.

use fettle_core::text::{Lang, text_with};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

// keys!: upkeep-finding-*
// keys!: upkeep-step-*

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable code; its text is `upkeep-finding-<code>` with `-` for `_`.
    pub code: &'static str,
    /// What its text mentions.
    pub args: BTreeMap<&'static str, String>,
}

impl Finding {
    /// Its text.
    pub fn text(&self, lang: Lang) -> String {
        let args: Vec<(&str, String)> = self.args.iter().map(|(name, value)| (*name, value.clone())).collect();
        text_with(lang, &format!("upkeep-finding-{}", self.code.replace('_', "-")), &args)
    }
}

/// What was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Events on record.
    pub events: u64,
    /// Of those, in quarantine.
    pub quarantined: u64,
    /// Chains, one a device.
    pub chains: u64,
    /// Signed heads.
    pub heads: u64,
    /// Aggregates refolded.
    pub states: u64,
    /// Of those, the ones that another version's fold made: they are rebuilt by a hub that serves, and were not compared.
    pub states_of_other_folds: u64,
    /// Signed sheets.
    pub sheets: u64,
    /// Entries of streams.
    pub entries: u64,
    /// Blobs that are here.
    pub blobs: u64,
    /// Their bytes.
    pub blob_bytes: u64,
    /// Blobs that events name and that have not arrived yet.
    pub waiting: u64,
    /// Files among the blobs that the database does not know: of uploads that a crash cut before they were entered. Harmless.
    pub strays: u64,
    /// Events of retired consoles that phones brought back.
    pub returned: u64,
    /// Events of retired consoles that are still missing, as far as numbers tell.
    pub missing: u64,
}

/// What a check came to. Findings beyond [`MOST`] are counted only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What is not as it was written.
    pub findings: Vec<Finding>,
    /// Findings that are not listed.
    pub more: u64,
    /// What was looked at.
    pub counts: Counts,
    /// Blobs that events name and that have not arrived yet, at most [`MOST`] of them.
    pub waiting: BTreeSet<String>,
}

/// Findings kept.
pub const MOST: usize = 1_000;

/// Who is told how far a check is: the step (its text is `upkeep-step-<step>`), how much is done, and how much there is.
pub type Progress<'a> = &'a mut (dyn FnMut(&'static str, u64, u64) + Send);

/// A check under way.
pub struct Findings<'a> {
    /// What it came to so far.
    pub report: Report,
    progress: Progress<'a>,
}

impl<'a> Findings<'a> {
    /// A check that tells `progress` how far it is.
    pub fn new(progress: Progress<'a>) -> Self {
        Self { report: Report::default(), progress }
    }
    /// Notes something.
    pub fn add<const N: usize>(&mut self, code: &'static str, args: [(&'static str, String); N]) {
        if self.report.findings.len() < MOST {
            self.report.findings.push(Finding { code, args: args.into() });
        } else {
            self.report.more += 1;
        }
    }
    /// Tells how far it is.
    pub fn step(&mut self, step: &'static str, done: u64, all: u64) {
        (self.progress)(step, done, all);
    }
}

impl Report {
    /// Whether nothing was found.
    pub fn holds(&self) -> bool {
        self.findings.is_empty() && self.more == 0
    }
    /// Whether there is a finding with this code.
    pub fn has(&self, code: &str) -> bool {
        self.findings.iter().any(|finding| finding.code == code)
    }
}
