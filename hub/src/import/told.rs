//! What is told of a plan: in the preview, in the answer to a command, on the page of a batch.

use super::difference::Difference;
use super::plan::{Count, Plan};
use super::problem::Problem;
use crate::random;
use fettle_core::text::Lang;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Problems and differences that a page shows.
const SHOWN: usize = 200;

/// What is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Rows by kind.
    pub counts: BTreeMap<String, Count>,
    /// How many problems there are.
    pub wrong: usize,
    /// The first of them.
    pub problems: Vec<Problem>,
    /// The first differences.
    pub differs: Vec<Difference>,
    /// Headings of which nobody said yet what they stand for, with the kind of their table.
    #[serde(default)]
    pub headings: Vec<(String, String)>,
}

/// Headings that are asked about.
const ASKED: usize = 50;

fn unknown(plan: &Plan) -> Vec<(String, String)> {
    let unknown = plan.problems.iter().filter(|problem| problem.code == "import_column_unknown");
    let all: BTreeSet<_> = unknown.map(|problem| (problem.kind.to_string(), problem.value.clone())).collect();
    all.into_iter().take(ASKED).collect()
}

impl Told {
    /// Of a plan.
    pub fn of(plan: &Plan) -> Self {
        Self {
            counts: plan.counts.iter().map(|(kind, count)| ((*kind).to_owned(), *count)).collect(),
            wrong: plan.problems.len(),
            problems: plan.problems.iter().cloned().collect(),
            differs: plan.differs.clone(),
            headings: unknown(plan),
        }
    }
    /// The beginning of it: what a page shows.
    #[must_use]
    pub fn brief(mut self) -> Self {
        self.problems.truncate(SHOWN);
        self.differs.truncate(SHOWN);
        self
    }
    /// What tells two plans apart: who agreed to one has not seen the other.
    pub fn digest(&self) -> String {
        let said = (&self.counts, self.wrong, self.differs.iter().take(SHOWN).collect::<Vec<_>>());
        random::digest(&serde_json::to_string(&said).unwrap_or_default())
    }
    /// The problems as a CSV file, for whoever mends the tables.
    pub fn csv(&self, lang: Lang) -> Vec<u8> {
        let mut writer =
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(vec![0xEF, 0xBB, 0xBF]);
        for problem in &self.problems {
            let line = problem.line.to_string();
            let reason = problem.reason(lang);
            let cells = [&problem.file, &problem.sheet, &line, &problem.column, &problem.value, &problem.code, &reason];
            // Into memory: it does not fail.
            writer.write_record(cells.map(|cell| plain(cell))).ok();
        }
        writer.into_inner().unwrap_or_default()
    }
}

/// What a spreadsheet would take for a formula begins with an apostrophe, which reading takes away again.
pub(super) fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
