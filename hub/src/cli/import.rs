//! `fettle import`.

use super::terminal::{Outcome, is_new, language, printable, tell_new};
use crate::clock::Clock;
use crate::error::{Fault, HubError};
use crate::hub::{Hub, Options};
use crate::import::command;
use crate::import::inbox::{self, Answer};
use crate::import::{Brought, Told, Wanted, heading, kind_name, read_folder};
use clap::Args;
use fettle_core::text::{Lang, text, text_with};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Import tables: centres, people, customers, sites, contacts, contracts, equipment, parts, places, stock
///
/// CSV in the usual encodings, or XLSX with a sheet for each kind. Nothing is imported unless every row is good. What the hub knows already is
/// passed over, so an import may be repeated. The columns are those of the sample company in hub/sample/company, with English or Chinese headings.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Folder with CSV and XLSX files, or one file
    folder: PathBuf,
    /// Data folder of the hub, which may be running: then it imports by itself
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// Import the good rows although others are bad
    #[arg(long)]
    partial: bool,
    /// Take what rows of known things say otherwise than the record
    #[arg(long)]
    update: bool,
    /// What the import is called in the list of imports; without it the names of its files stand there
    #[arg(long, default_value = "")]
    name: String,
    /// Only say what would be done
    #[arg(long)]
    preview: bool,
}

impl Import {
    pub(super) async fn run(self) -> Outcome {
        let lang = language();
        let files = read_folder(&self.folder).map_err(|e| {
            let fault = Fault::bad("folder_unreadable").with("folder", self.folder.display());
            HubError::from(fault.with("why", e))
        })?;
        if files.is_empty() {
            eprintln!("{}", text(lang, "import-no-files"));
            return Ok(ExitCode::from(2));
        }
        let brought = Brought::named(&self.name, files);
        let wanted = Wanted { partial: self.partial, update: self.update };
        let new = is_new(&self.data);
        let (told, done) = match Hub::open(Options::new(self.data.clone(), Clock::system())).await {
            Ok(hub) => {
                if new {
                    tell_new(&self.data);
                }
                let id = crate::random::uuid(hub.clock.now_ms())?;
                let answer = command::carry_out(&hub, id, brought, wanted, self.preview).await?;
                if !self.preview {
                    crate::lists::publish_shipped(&hub.ledger).await?;
                }
                answer
            }
            // A hub that runs imports by itself: two programs that write one chain of records would spoil it.
            Err(HubError::Locked(_)) => {
                match inbox::hand_in(&self.data, brought, wanted, self.preview, PATIENCE).await? {
                    Some(Answer::Looked { told, done }) => (told, done),
                    Some(Answer::Refused(code)) => {
                        eprintln!("{}", text(lang, &format!("error-{}", code.replace('_', "-"))));
                        return Ok(ExitCode::from(2));
                    }
                    None => {
                        println!("{}", text(lang, "import-later"));
                        return Ok(ExitCode::from(1));
                    }
                }
            }
            Err(e) => return Err(e.into()),
        };
        tell(&told, lang);
        if !self.update && told.differs.iter().any(|difference| difference.takes) {
            println!("{}", text(lang, "import-differs-left"));
        }
        let key = if done { "import-done" } else { "import-nothing-done" };
        println!("{}", text(lang, key));
        Ok(if told.wrong == 0 || done { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

/// How long a running hub may take.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// Problems row by row, then differences, then what is new and what was known, kind by kind.
fn tell(told: &Told, lang: Lang) {
    for problem in &told.problems {
        let place = if problem.column.is_empty() { String::new() } else { format!(" {}", problem.column) };
        println!("{}{place}: {}", printable(&problem.place()), printable(&problem.reason(lang)));
    }
    for said in &told.differs {
        let place = format!("{}:{}", said.spot.told(), said.line);
        let words = if said.left {
            text(lang, "import-person-left")
        } else if said.back {
            text_with(lang, "import-taken-up", &[("reason", said.old.clone())])
        } else {
            let args = [("column", heading(lang, &said.column)), ("old", said.old.clone()), ("new", said.new.clone())];
            text_with(lang, "import-differs", &args)
        };
        println!("{} {}: {}", printable(&place), printable(&said.what), printable(&words));
    }
    for (kind, count) in &told.counts {
        let args = [
            ("kind", kind_name(lang, kind)),
            ("new", count.new.to_string()),
            ("changed", count.changed.to_string()),
            ("known", count.known.to_string()),
            ("bad", count.bad.to_string()),
        ];
        println!("{}", text_with(lang, "import-count", &args));
    }
}
