//! `fettle verify`.

use super::terminal::{Outcome, language, printable};
use crate::error::At;
use crate::export::{self, Verdict};
use crate::verify::{self, Depth, Report};
use clap::Args;
use fettle_core::text::{Lang, text, text_with};
use fettle_papers::{CheckOutcome, PaperVerdict, verify_pdf};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Tell whether a hub's data, a paper (PDF) or an export of events is as it was written
///
/// A file needs no network and no hub. With --data a data folder or a backup is checked, also beside a running hub: every chain, signature, blob,
/// sheet, state, filing and stream. Exit code: 0 unchanged, 1 changed, 2 not readable, 3 a paper as it was issued with something
/// added behind it, such as a signature of the customer's.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// PDF paper or exported events
    #[arg(required_unless_present = "data", conflicts_with = "data")]
    file: Option<PathBuf>,
    /// Public key of the company's hub, 64 hex digits; may be given several times
    #[arg(long = "key", value_name = "HEX", conflicts_with = "data")]
    keys: Vec<String>,
    /// Write a paper as it was issued to this file, without what was added behind it
    #[arg(long, value_name = "FILE", conflicts_with = "data")]
    issued: Option<PathBuf>,
    /// Data folder of a hub, or folder of a backup
    #[arg(long)]
    data: Option<PathBuf>,
    /// Only structure, ends of chains, presence of blobs
    #[arg(long, requires = "data")]
    quick: bool,
    /// The result as JSON
    #[arg(long, requires = "data")]
    json: bool,
}

impl Verify {
    pub(super) async fn run(self) -> Outcome {
        if let Some(data) = &self.data {
            return self.folder(data).await;
        }
        let file = self.file.as_deref().unwrap_or(Path::new(""));
        let bytes = std::fs::read(file).at(file)?;
        let code = if bytes.starts_with(b"%PDF") { self.paper(&bytes)? } else { self.events(&bytes) };
        Ok(ExitCode::from(code))
    }

    async fn folder(&self, data: &Path) -> Outcome {
        let lang = language();
        let depth = if self.quick { Depth::Quick } else { Depth::Full };
        let mut teller = Teller::new(lang);
        let report = verify::verify(data, depth, &mut |step, at, all| teller.step(step, at, all)).await?;
        if self.json {
            println!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            tell(&report, lang);
            println!("{}", text(lang, if report.holds() { "upkeep-holds" } else { "upkeep-does-not-hold" }));
        }
        Ok(ExitCode::from(u8::from(!report.holds())))
    }

    fn paper(&self, bytes: &[u8]) -> Result<u8, Box<dyn std::error::Error>> {
        let lang = language();
        let mut trusted = Vec::new();
        for key in &self.keys {
            let mut public = [0; 32];
            hex::decode_to_slice(key, &mut public)?;
            trusted.push(public);
        }
        let report = verify_pdf(bytes, (!trusted.is_empty()).then_some(trusted.as_slice()));
        for check in &report.checks {
            let mark = match check.outcome {
                CheckOutcome::Ok => "+",
                CheckOutcome::Failed => "-",
                CheckOutcome::Unknown => "?",
            };
            println!("{mark} {}  {}", check.text(lang), printable(&check.detail));
        }
        for line in report.text(lang).lines() {
            println!("{}", printable(line));
        }
        if let (Some(to), Some(issued)) = (&self.issued, report.issued) {
            std::fs::write(to, &bytes[..issued]).at(to)?;
        }
        Ok(match report.verdict {
            PaperVerdict::True | PaperVerdict::SignerUnknown => 0,
            PaperVerdict::Changed => 1,
            PaperVerdict::Added | PaperVerdict::AddedSignerUnknown => 3,
        })
    }

    fn events(&self, bytes: &[u8]) -> u8 {
        let lang = language();
        let report = export::check(bytes, &self.keys);
        for check in &report.checks {
            println!("{} {}", if check.holds { "+" } else { "-" }, printable(&check.text(lang)));
        }
        println!("{}", report.verdict.text(lang));
        match report.verdict {
            Verdict::True | Verdict::SignerUnknown => 0,
            Verdict::Changed => 1,
            Verdict::Unreadable => 2,
        }
    }
}

/// Tells on standard error how far a check is, at most once a second, where somebody looks.
pub(super) struct Teller {
    lang: Lang,
    told: Instant,
    watched: bool,
}

impl Teller {
    pub(super) fn new(lang: Lang) -> Self {
        Self { lang, told: Instant::now(), watched: std::io::stderr().is_terminal() }
    }
    pub(super) fn step(&mut self, step: &str, done: u64, all: u64) {
        if self.watched && self.told.elapsed() >= Duration::from_secs(1) {
            self.told = Instant::now();
            let args = [("done", done.to_string()), ("all", all.to_string())];
            eprintln!("{}", text_with(self.lang, &format!("upkeep-step-{step}"), &args));
        }
    }
}

/// Says what a check found, and what it looked at.
pub(super) fn tell(report: &Report, lang: Lang) {
    for finding in &report.findings {
        println!("- {} [{}]", printable(&finding.text(lang)), finding.code);
    }
    if report.more > 0 {
        println!("{}", text_with(lang, "upkeep-more", &[("count", report.more.to_string())]));
    }
    let counts = &report.counts;
    let args = [
        ("events", counts.events.to_string()),
        ("chains", counts.chains.to_string()),
        ("heads", counts.heads.to_string()),
        ("states", counts.states.to_string()),
        ("sheets", counts.sheets.to_string()),
        ("entries", counts.entries.to_string()),
        ("blobs", counts.blobs.to_string()),
    ];
    println!("{}", text_with(lang, "upkeep-counts", &args));
    if counts.states_of_other_folds > 0 {
        let args = [("count", counts.states_of_other_folds.to_string())];
        println!("{}", text_with(lang, "upkeep-other-folds", &args));
    }
    if counts.quarantined > 0 {
        println!("{}", text_with(lang, "upkeep-quarantined", &[("count", counts.quarantined.to_string())]));
    }
    if counts.waiting > 0 {
        println!("{}", text_with(lang, "upkeep-waiting", &[("count", counts.waiting.to_string())]));
    }
    if counts.returned > 0 || counts.missing > 0 {
        let args = [("returned", counts.returned.to_string()), ("missing", counts.missing.to_string())];
        println!("{}", text_with(lang, "upkeep-returned", &args));
    }
}
