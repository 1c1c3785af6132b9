//! What is wrong with an import: file, row, column, reason.

use fettle_core::kernel::Refusal;
use fettle_core::text::{Lang, text_with};
use std::collections::BTreeSet;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The file's name.
    pub file: String,
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
        let args = [("value", self.value.clone()), ("column", self.column.clone())];
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
}

/// All that is wrong, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Takes note of a problem.
    pub fn add(&mut self, file: &str, line: u64, column: &str, code: &str, value: &str) {
        let (file, column) = (file.to_owned(), column.to_owned());
        self.0.push(Problem { file, line, column, code: code.to_owned(), value: value.to_owned() });
    }
    /// Takes note of what the business refuses.
    pub fn refuse(&mut self, file: &str, line: u64, column: &str, refusal: &Refusal, value: &str) {
        self.add(file, line, column, refusal.code, value);
    }
    /// Whether all is good.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// One by one.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }
    /// How many there are; a mark to compare with later.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Rows that are not imported, as file and line.
    pub fn rows(&self) -> BTreeSet<(&str, u64)> {
        self.0.iter().map(|p| (p.file.as_str(), p.line)).collect()
    }
}
