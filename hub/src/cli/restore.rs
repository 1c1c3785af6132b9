//! `fettle restore`.

use super::terminal::{Outcome, language};
use super::verify::{Teller, tell};
use crate::clock::Clock;
use crate::upkeep::{self, Asked};
use clap::Args;
use fettle_core::kernel::fold::time;
use fettle_core::text::{text, text_with};
use std::path::PathBuf;
use std::process::ExitCode;

/// Put a backup back into a new data folder
///
/// Everything is checked first. Phones are told to start over and hand in what the backup lacks. Exit code: 0 restored, 1 the backup is damaged
/// and nothing was restored, 2 not possible.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// Folder or .tar file that `fettle backup` made
    backup: PathBuf,
    /// Data folder to make; nothing is overwritten
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// File with the hub's secret key, for a backup without it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Restore what there is although the check finds damage
    #[arg(long)]
    although_damaged: bool,
}

impl Restore {
    pub(super) async fn run(self) -> Outcome {
        let lang = language();
        let asked =
            Asked { backup: &self.backup, data: &self.data, key: self.key.as_deref(), damaged: self.although_damaged };
        let mut teller = Teller::new(lang);
        let done = upkeep::restore(asked, &Clock::system(), &mut |step, at, all| teller.step(step, at, all)).await?;
        tell(&done.report, lang);
        if !done.done {
            println!("{}", text(lang, "upkeep-not-restored"));
            return Ok(ExitCode::from(1));
        }
        let args = [
            ("data", done.data.display().to_string()),
            ("hub", done.manifest.hub.clone()),
            ("at", time(done.manifest.at).to_rfc3339()),
            ("events", done.manifest.events.to_string()),
        ];
        println!("{}", text_with(lang, "upkeep-restored", &args));
        let args = [("old", done.manifest.console.clone()), ("new", done.console.clone())];
        println!("{}", text_with(lang, "upkeep-restored-console", &args));
        for key in ["upkeep-comes-back", "upkeep-gone", "upkeep-passwords"] {
            println!("{}", text(lang, key));
        }
        Ok(ExitCode::SUCCESS)
    }
}
