//! `fettle verify`.

use super::{Outcome, language};
use crate::export::{self, Verdict};
use clap::Args;
use fettle_papers::{CheckOutcome, PaperVerdict, verify_pdf};
use std::path::PathBuf;
use std::process::ExitCode;

/// Tell whether a paper (PDF) or an export of events is as it was issued; no network, no hub needed
///
/// Exit code: 0 unchanged, 1 changed, 2 not readable.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// PDF paper or exported events
    file: PathBuf,
    /// Public key of the company's hub, 64 hex digits; may be given several times
    #[arg(long = "key", value_name = "HEX")]
    keys: Vec<String>,
}

impl Verify {
    pub(super) async fn run(self) -> Outcome {
        let bytes = std::fs::read(&self.file)?;
        let code = if bytes.starts_with(b"%PDF") { self.paper(&bytes)? } else { self.events(&bytes) };
        Ok(ExitCode::from(code))
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
            println!("{mark} {}  {}", check.text(lang), check.detail);
        }
        println!("{}", report.verdict.text(lang));
        Ok(u8::from(report.verdict == PaperVerdict::Changed))
    }

    fn events(&self, bytes: &[u8]) -> u8 {
        let lang = language();
        let report = export::check(bytes, &self.keys);
        for check in &report.checks {
            println!("{} {}", if check.holds { "+" } else { "-" }, check.text(lang));
        }
        println!("{}", report.verdict.text(lang));
        match report.verdict {
            Verdict::True | Verdict::SignerUnknown => 0,
            Verdict::Changed => 1,
            Verdict::Unreadable => 2,
        }
    }
}
