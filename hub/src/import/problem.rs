//! What is wrong with an import: file, sheet, row, column, reason. All of it together is `problems`.

use super::kinds::KINDS;
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
