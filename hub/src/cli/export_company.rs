//! `fettle export-company`.

use super::terminal::{Outcome, is_new, language};
use crate::audit::{Action, Note};
use crate::clock::Clock;
use crate::error::{Fault, HubError};
use crate::hub::{Hub, Options};
use crate::import;
use clap::Args;
use fettle_core::text::text;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write the company in the form that `import` reads: centres, people, customers, sites, contacts, contracts, equipment, parts, places, opening stock
#[derive(Debug, Args)]
pub(super) struct ExportCompany {
    /// A folder for CSV files, or a file that ends with `.xlsx`
    to: PathBuf,
    /// Data folder of the hub, which must not be running; of one that runs the console's Import page gives the same
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
}

impl ExportCompany {
    pub(super) async fn run(self) -> Outcome {
        if is_new(&self.data) {
            return Err(HubError::from(Fault::bad("no_hub").with("folder", self.data.display())).into());
        }
        let hub = Hub::open(Options::new(self.data, Clock::system())).await?;
        let is_book = self.to.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
        if is_book {
            std::fs::write(&self.to, import::book(&hub, language()).await?)?;
        } else {
            import::folder(&hub, &self.to).await?;
        }
        hub.accounts.audit.note(Note::new(Action::Exported)).await?;
        println!("{}", text(language(), "import-exported"));
        Ok(ExitCode::SUCCESS)
    }
}
