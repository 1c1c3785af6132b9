//! `fettle move`.

use super::terminal::{Outcome, language};
use crate::clock::Clock;
use crate::upkeep;
use clap::Args;
use fettle_core::text::text_with;
use std::path::PathBuf;
use std::process::ExitCode;

/// Carry the hub's database to a PostgreSQL server, or back to a file in the data folder
///
/// The hub must not run. Blobs and keys stay where they are. All rows are carried and checked; the database before stays as it was. Phones notice and
/// compare what they have. Exit code: 0 carried and whole, 1 carried and damaged as it was before, 2 not carried.
#[derive(Debug, Args)]
pub(super) struct Move {
    /// Data folder of the hub
    #[arg(long, default_value = "fettle-data")]
    data: PathBuf,
    /// The server's database, such as postgres://fettle@db.example.com/fettle: it must be there and have no hub in it
    #[arg(long, value_name = "URL", required_unless_present = "to_file")]
    to: Option<String>,
    /// Back to a file in the data folder
    #[arg(long, conflicts_with = "to")]
    to_file: bool,
}

impl Move {
    pub(super) async fn run(self) -> Outcome {
        let lang = language();
        let moved = upkeep::relocate(&self.data, self.to.as_deref(), &Clock::system()).await?;
        println!("{}", text_with(lang, "upkeep-moved", &[("rows", moved.rows.to_string())]));
        for finding in &moved.report.findings {
            println!("- {}", finding.text(lang));
        }
        Ok(ExitCode::from(u8::from(!moved.report.holds())))
    }
}
