//! `fettle backup`.

use super::terminal::{Outcome, language};
use crate::clock::Clock;
use crate::upkeep;
use clap::Args;
use fettle_core::text::{text, text_with};
use std::path::PathBuf;
use std::process::ExitCode;

/// Back the hub up, also while it serves: database, blobs, keys
///
/// TARGET is a folder that is made, or one file if its name ends with .tar. Blobs that the newest other backup in the same place has are
/// linked, not copied. Until it is whole and checked it has another name. Exit code: 0 whole, 1 whole but the hub's own data is damaged, 2 not
/// made.
#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Folder or .tar file to make
    target: PathBuf,
    /// Data folder of the hub
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Leave the hub's secret keys out; restoring then needs them from elsewhere
    #[arg(long)]
    without_key: bool,
}

impl Backup {
    pub(super) async fn run(self) -> Outcome {
        let lang = language();
        let done = upkeep::backup(&self.data, &self.target, !self.without_key, &Clock::system()).await?;
        let args = [
            ("target", done.target.display().to_string()),
            ("events", done.manifest.events.to_string()),
            ("blobs", done.manifest.blobs.to_string()),
            ("copied", done.copied.to_string()),
            ("linked", done.linked.to_string()),
        ];
        println!("{}", text_with(lang, "upkeep-backed-up", &args));
        println!("{}", text(lang, if done.manifest.with_key { "upkeep-with-key" } else { "upkeep-without-key" }));
        if !done.noted {
            println!("{}", text(lang, "upkeep-not-noted"));
        }
        let restorable = if done.report.holds() { "upkeep-would-restore" } else { "upkeep-would-not-restore" };
        println!("{}", text(lang, restorable));
        for finding in &done.report.findings {
            println!("- {}", finding.text(lang));
        }
        Ok(ExitCode::from(u8::from(!done.report.holds())))
    }
}
