//! What is told of taking an import back, record by record.

use fettle_core::kernel::{PersonId, Refusal, Subject};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far taking back is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It is looked at; nothing is recorded.
    Looking,
    /// It was looked at.
    Looked,
    /// It began.
    Begun,
    /// All that can be taken back is.
    Done,
    /// Something stood against it; what was taken back before stays so.
    Failed,
}

/// Records of a kind, by what became or would become of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Brought by the import, and ended.
    pub ended: usize,
    /// Changed by the import, and as before.
    pub restored: usize,
    /// Left as they are.
    pub left: usize,
}

/// A record that is left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Which.
    pub subject: Subject,
    /// The code of the reason.
    pub code: String,
    /// What the reason's text says.
    pub args: Vec<(String, String)>,
    /// Who wrote it since, where that is the reason.
    pub by: Option<PersonId>,
}

/// What became of taking an import back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Who wanted it.
    pub by: PersonId,
    /// Since when, in milliseconds since 1970 UTC.
    pub at: u64,
    /// How far it is.
    pub stage: Stage,
    /// Records by kind.
    pub counts: BTreeMap<String, Count>,
    /// The first of those that are left as they are.
    pub left: Vec<Left>,
    /// Records that were looked at, and all.
    pub progress: (usize, usize),
    /// Whether it is recorded, and not only looked at.
    pub is_real: bool,
    /// What stood against it; empty for nothing.
    pub outcome: String,
}

impl Undo {
    pub(super) fn new(by: PersonId, at: u64, stage: Stage) -> Self {
        let (counts, left) = (BTreeMap::new(), Vec::new());
        let is_real = stage == Stage::Begun;
        Self { by, at, stage, counts, left, progress: (0, 0), is_real, outcome: String::new() }
    }
    /// Whether anything would be, or was, taken back.
    pub fn is_any(&self) -> bool {
        self.counts.values().any(|count| count.ended + count.restored > 0)
    }
    /// Whether it began: then what is missing of the import does not come any more.
    pub fn has_begun(&self) -> bool {
        matches!(self.stage, Stage::Begun | Stage::Done) || (self.stage == Stage::Failed && self.is_real)
    }
    /// Whether it is under way, where its batch is.
    pub fn ends_later(&self) -> bool {
        matches!(self.stage, Stage::Looking | Stage::Begun)
    }
    pub(super) fn note(&mut self, subject: &Subject, fate: &Fate) {
        let count = self.counts.entry(subject.kind().to_owned()).or_default();
        match fate {
            Fate::Nothing => {}
            Fate::Ended => count.ended += 1,
            Fate::Restored => count.restored += 1,
            Fate::Left(refusal, by) => {
                count.left += 1;
                if self.left.len() < SHOWN {
                    let args = refusal.args.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
                    let code = refusal.code.to_owned();
                    self.left.push(Left { subject: subject.clone(), code, args, by: *by });
                }
            }
        }
    }
}

/// Records that are left as they are and told one by one.
const SHOWN: usize = 200;

/// What becomes of a record.
#[derive(Debug)]
pub(super) enum Fate {
    /// Nothing: it is as it would be.
    Nothing,
    /// It ends.
    Ended,
    /// It says again what it said before.
    Restored,
    /// It stays as it is; who wrote it since, where that is why.
    Left(Refusal, Option<PersonId>),
}
