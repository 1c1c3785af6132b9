//! `fettle import-rescue`.

use super::terminal::{Outcome, language, printable};
use crate::clock::Clock;
use crate::data::Place;
use crate::error::{Fault, HubError};
use crate::hub::{Hub, Options};
use crate::rescue::inbox::{self, Answer};
use clap::Args;
use fettle_core::text::{Lang, text, text_with};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Take in what phones held unsent: bundles that a lost or broken phone handed over
///
/// Every event is judged as if its phone had pushed it; nothing is dropped, and a bundle may be taken in any number of times. The hub may be
/// running: then it takes the bundles in itself. Exit code: 0 all that was in the bundles is in, 1 something is damaged or quarantined, 2
/// a file is no bundle of this hub.
#[derive(Debug, Args)]
pub(super) struct ImportRescue {
    /// Bundles (`.fettle-rescue`)
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Data folder of the hub
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Print one JSON value a bundle
    #[arg(long)]
    json: bool,
}

/// How long a running hub may take for one bundle.
const PATIENCE: Duration = Duration::from_secs(600);

impl ImportRescue {
    pub(super) async fn run(self) -> Outcome {
        if !Place::is_made(&self.data) {
            return Err(HubError::from(Fault::bad("no_hub").with("folder", self.data.display())).into());
        }
        let options = Options::new(self.data.clone(), Clock::system());
        let hub = match Hub::open(options).await {
            Ok(hub) => Some(hub),
            Err(HubError::Locked(_)) => None,
            Err(e) => return Err(e.into()),
        };
        let mut worst = 0;
        for file in &self.files {
            let answer = match &hub {
                Some(hub) => match hub.import_rescue(file, None).await {
                    Ok(report) => Some(Answer::Imported(Box::new(report))),
                    Err(HubError::Fault(fault)) => Some(Answer::Refused(fault.code.to_owned())),
                    Err(e) => return Err(e.into()),
                },
                None => inbox::hand_in(&self.data, file, PATIENCE).await?,
            };
            worst = worst.max(self.tell(file, answer.as_ref(), language()));
        }
        Ok(ExitCode::from(worst))
    }

    /// Prints the answer to one bundle and gives its exit code.
    fn tell(&self, file: &Path, answer: Option<&Answer>, lang: Lang) -> u8 {
        if self.json
            && let Some(answer) = answer
            && let Ok(line) = serde_json::to_string(&answer)
        {
            println!("{}", printable(&line));
        }
        let name = [("file", file.display().to_string())];
        match answer {
            Some(Answer::Imported(report)) => {
                if !self.json {
                    println!("{}", text_with(lang, "hub-rescue-file", &name));
                    for line in report.lines(lang) {
                        println!("  {}", printable(&line));
                    }
                }
                u8::from(!report.damage.none() || !report.quarantined.is_empty() || !report.blobs_unreadable.is_empty())
            }
            Some(Answer::Refused(code)) => {
                if !self.json {
                    println!("{}", text_with(lang, "hub-rescue-file", &name));
                    println!("  {}", text(lang, &format!("error-{}", code.replace('_', "-"))));
                }
                2
            }
            None => {
                println!("{}", text(lang, "hub-rescue-later"));
                1
            }
        }
    }
}
