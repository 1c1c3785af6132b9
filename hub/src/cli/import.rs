//! `fettle import`.

use super::terminal::{Outcome, is_new, language, printable, tell_new};
use crate::audit::{Action, Note};
use crate::clock::Clock;
use crate::error::{Fault, HubError};
use crate::hub::{Hub, Options};
use crate::import::{self, Plan};
use clap::Args;
use fettle_core::text::{Lang, text, text_with};
use std::path::PathBuf;
use std::process::ExitCode;

/// Import a folder of CSV files: people, customers, sites, contracts, equipment, parts, stock
///
/// Nothing is imported unless every row is good. What the hub knows already is passed over, so an import may be repeated. The columns are
/// those of the sample company in hub/sample/company.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Folder with the CSV files
    folder: PathBuf,
    /// Data folder of the hub, which must not be running
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Import the good rows although others are bad
    #[arg(long)]
    partial: bool,
    /// Only say what would be done
    #[arg(long)]
    preview: bool,
}

impl Import {
    pub(super) async fn run(self) -> Outcome {
        let lang = language();
        let files = import::read_folder(&self.folder).map_err(|e| {
            let fault = Fault::bad("folder_unreadable").with("folder", self.folder.display());
            HubError::from(fault.with("why", e))
        })?;
        if files.is_empty() {
            eprintln!("{}", text(lang, "import-no-files"));
            return Ok(ExitCode::from(2));
        }
        let new = is_new(&self.data);
        let hub = Hub::open(Options::new(self.data.clone(), Clock::system())).await?;
        if new {
            tell_new(&self.data);
        }
        let (plan, done) = if self.preview {
            (import::preview(&hub, &files).await?, false)
        } else {
            import::import(&hub, hub.ledger.system(), &files, self.partial).await?
        };
        tell(&plan, lang);
        if !self.preview {
            crate::lists::publish_shipped(&hub.ledger).await?;
        }
        if done {
            hub.accounts.audit.note(Note::new(Action::Imported)).await?;
        }
        let key = if done { "import-done" } else { "import-nothing-done" };
        println!("{}", text(lang, key));
        Ok(if plan.problems.is_empty() || done { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// Problems row by row, then what is new and what was known, file by file.
fn tell(plan: &Plan, lang: Lang) {
    for problem in plan.problems.iter().chain(plan.differs.iter()) {
        let place = if problem.column.is_empty() { String::new() } else { format!(" {}", problem.column) };
        println!("{}:{}{place}: {}", problem.file, problem.line, printable(&problem.reason(lang)));
    }
    let mut files: Vec<&str> = plan.new.keys().chain(plan.known.keys()).copied().collect();
    files.sort_unstable();
    files.dedup();
    for file in files {
        let count =
            |map: &std::collections::BTreeMap<&'static str, usize>| map.get(file).copied().unwrap_or(0).to_string();
        let args = [("file", file.to_owned()), ("new", count(&plan.new)), ("known", count(&plan.known))];
        println!("{}", text_with(lang, "import-count", &args));
    }
}
