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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::tests::import;
    use crate::import::{Wanted, read_folder};
    use crate::testing::TestHub;
    use std::path::Path;

    #[tokio::test]
    async fn the_company_is_written_as_a_folder_and_as_a_book_and_reads_as_it_was() {
        let hub = TestHub::start().await;
        let sample = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/company")).expect("read");
        import(&hub.hub, sample, Wanted::default()).await.expect("imported");
        let out = tempfile::tempdir().expect("a folder");
        let run = async |data: &Path, to: &str| {
            let command = ExportCompany { to: out.path().join(to), data: data.to_owned() };
            command.run().await.is_ok()
        };
        // Beside a hub that runs, and of none, nothing is written.
        assert!(!run(hub.data(), "running").await);
        assert!(!run(&out.path().join("nowhere"), "none").await);
        assert!(!out.path().join("running").exists() && !out.path().join("none").exists());
        let stopped = hub.stop().await;
        for to in ["company", "company.xlsx"] {
            assert!(run(stopped.data(), to).await, "{to}");
        }
        let hub = stopped.start().await;
        for to in ["company", "company.xlsx"] {
            let files = read_folder(&out.path().join(to)).expect("read");
            let (plan, done) = import(&hub.hub, files, Wanted::default()).await.expect("imported");
            assert!(done && plan.differs.is_empty() && plan.new_of("equipment") == 0, "{to}: {:?}", plan.problems);
            assert_eq!((plan.known_of("equipment"), plan.known_of("customers")), (234, 3), "{to}");
        }
    }
}
