//! What is wrong with an import: file, sheet, row, column, reason.

use super::kinds::KINDS;
use fettle_core::kernel::Refusal;
use fettle_core::text::{Lang, text, text_with};
use std::borrow::Cow;

/// Where something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Spot {
    /// The file's name.
    pub file: String,
    /// The sheet's name in it; empty in a CSV file.
    pub sheet: String,
}

impl Spot {
    /// As it is told: `book.xlsx/Sites`.
    pub fn told(&self) -> String {
        if self.sheet.is_empty() { self.file.clone() } else { format!("{}/{}", self.file, self.sheet) }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// The file's name.
    pub file: String,
    /// The sheet's name in it; empty in a CSV file.
    pub sheet: String,
    /// The kind of things that the row is about; empty where that is not known.
    pub kind: Cow<'static, str>,
    /// The line in it, 1 for the header; 0 where the whole file is meant.
    pub line: u64,
    /// The column's name; empty where the whole row is meant.
    pub column: String,
    /// Stable code.
    pub code: String,
    /// What stands there.
    pub value: String,
}

impl Problem {
    /// The reason in words.
    pub fn reason(&self, lang: Lang) -> String {
        let args = [("value", self.value.clone()), ("column", heading(lang, &self.column))];
        for family in ["error-", "refusal-"] {
            // keys!: error-import-*
            let key = format!("{family}{}", self.code.replace('_', "-"));
            let text = text_with(lang, &key, &args);
            if text != key {
                return text;
            }
        }
        self.code.clone()
    }
    /// Where it stands: `sites.csv:12` or `book.xlsx/Sites:12`.
    pub fn place(&self) -> String {
        let spot = Spot { file: self.file.clone(), sheet: self.sheet.clone() };
        format!("{}:{}", spot.told(), self.line)
    }
}

/// A column's heading; what is no column of ours as it is.
pub fn heading(lang: Lang, column: &str) -> String {
    let ours = KINDS.iter().any(|kind| kind.at(column).is_some());
    // keys!: import-column-*
    if ours { text(lang, &format!("import-column-{}", column.replace('_', "-"))) } else { column.to_owned() }
}

/// What a kind of things is called.
pub fn kind_name(lang: Lang, kind: &str) -> String {
    // keys!: import-kind-*
    text(lang, &format!("import-kind-{kind}"))
}

/// All that is wrong, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    /// The first of them.
    all: Vec<Problem>,
    /// How many there are.
    count: usize,
}

impl Problems {
    /// Takes note of a problem.
    pub fn add(&mut self, (spot, kind): (&Spot, &'static str), line: u64, column: &str, code: &str, value: &str) {
        // What stands there is told, not repeated whole: a cell may hold a book.
        let value = value.chars().take(LONGEST).collect();
        let Spot { file, sheet } = spot.clone();
        self.count += 1;
        if self.all.len() >= MOST {
            return;
        }
        let kind = Cow::Borrowed(kind);
        self.all.push(Problem { file, sheet, kind, line, column: column.to_owned(), code: code.to_owned(), value });
    }
    /// Takes note of what the business refuses.
    pub fn refuse(&mut self, at: (&Spot, &'static str), line: u64, column: &str, refusal: &Refusal, value: &str) {
        self.add(at, line, column, refusal.code, value);
    }
    /// Whether all is good.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
    /// Forgets what came after `mark`.
    pub fn truncate(&mut self, mark: usize) {
        self.all.truncate(mark);
        self.count = self.count.min(mark);
    }
    /// One by one, the first [`MOST`].
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.all.iter()
    }
    /// How many there are; a mark to compare with later.
    pub fn len(&self) -> usize {
        self.count
    }
}

/// Problems that are kept: nobody reads more, and a table of nothing but problems takes no more memory for it.
const MOST: usize = 50_000;
/// Characters of a value that are told.
const LONGEST: usize = 200;
