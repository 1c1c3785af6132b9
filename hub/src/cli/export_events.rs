//! `fettle export-events`.

use super::terminal::{Outcome, is_new};
use crate::audit::{Action, Note};
use crate::clock::Clock;
use crate::error::{At, Fault, HubError};
use crate::export::Selection;
use crate::hub::{Hub, Options};
use clap::Args;
use fettle_core::domain::ids::JobId;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write events with their chains and signatures to a file that `fettle verify` checks anywhere; the hub must not be running
#[derive(Debug, Args)]
pub(super) struct ExportEvents {
    /// Data folder of the hub
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Only one job with its checks and takes, by its id
    #[arg(long)]
    job: Option<JobId>,
    /// File to write
    file: PathBuf,
}

impl ExportEvents {
    pub(super) async fn run(self) -> Outcome {
        if is_new(&self.data) {
            return Err(HubError::from(Fault::bad("no_hub").with("folder", self.data.display())).into());
        }
        let hub = Hub::open(Options::new(self.data, Clock::system())).await?;
        let selection = self.job.map_or(Selection::All, Selection::Job);
        let mut file = std::fs::File::create(&self.file).at(&self.file)?;
        hub.export_events(selection, &mut file).await?;
        file.sync_all()?;
        hub.accounts.audit.note(Note::new(Action::Exported)).await?;
        Ok(ExitCode::SUCCESS)
    }
}
