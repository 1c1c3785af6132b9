//! One row of what was read: cells by column, in the one form that reading gives them, and where they stand.

use super::kinds::{Kind, is_currency};
use super::problem::Spot;
use super::problems::Problems;
use chrono::NaiveDate;
use fettle_core::domain::values::{Bilingual, Money};
use fettle_core::kernel::Refusal;
use std::str::FromStr;
use std::sync::Arc;

/// Where the rows of a table come from, and which columns it has.
#[derive(Debug)]
pub struct Source {
    /// File and sheet.
    pub spot: Spot,
    /// What its rows are about.
    pub kind: &'static Kind,
    /// Which of the kind's columns it has.
    pub given: Vec<bool>,
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where it comes from.
    pub source: Arc<Source>,
    /// The line, 1 for the header.
    pub line: u64,
    /// What stands in the kind's columns, in their order.
    pub cells: Box<[Box<str>]>,
    /// Whether reading found something wrong with it already.
    pub bad: bool,
}

impl Row {
    /// The text of a cell; empty where there is none.
    pub fn cell(&self, column: &str) -> &str {
        self.source.kind.at(column).and_then(|at| self.cells.get(at)).map_or("", |cell| cell)
    }
    /// Where it stands, as it is told.
    pub fn place(&self) -> String {
        format!("{}:{}", self.source.spot.told(), self.line)
    }
    /// Whether the table has this column: what it does not have, its rows say nothing about.
    pub fn has(&self, column: &str) -> bool {
        self.source.kind.at(column).is_some_and(|at| self.source.given.get(at) == Some(&true))
    }
    /// Takes note that a cell is bad.
    pub fn bad(&self, problems: &mut Problems, column: &str, code: &str) {
        self.wrong(problems, column, code, self.cell(column));
    }
    /// Takes note of what is wrong with a part of a cell.
    pub fn wrong(&self, problems: &mut Problems, column: &str, code: &str, value: &str) {
        problems.add((&self.source.spot, self.source.kind.name), self.line, column, code, value);
    }
    /// Takes note of what the business refuses.
    pub fn refused(&self, problems: &mut Problems, column: &str, refusal: &Refusal, value: &str) {
        problems.refuse((&self.source.spot, self.source.kind.name), self.line, column, refusal, value);
    }
    /// The name in both languages; in one where the other is empty.
    pub fn name(&self) -> Bilingual {
        let (zh, en) = (self.cell("name_zh"), self.cell("name_en"));
        Bilingual::new(zh, if en.is_empty() { zh } else { en })
    }
    /// A cell that may be empty, read by `read`; what it cannot read is noted with `code`.
    pub fn read<T>(
        &self,
        problems: &mut Problems,
        column: &str,
        code: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.bad(problems, column, code);
        }
        value
    }
    /// A day.
    pub fn day(&self, problems: &mut Problems, column: &str) -> Option<NaiveDate> {
        self.read(problems, column, "import_not_a_day", |text| text.parse().ok())
    }
    /// A number.
    pub fn number<T: FromStr>(&self, problems: &mut Problems, column: &str) -> Option<T> {
        self.read(problems, column, "import_not_a_number", |text| text.parse().ok())
    }
    /// An amount of money from the columns `price_minor` and `currency`; none where nothing stands.
    pub fn price(&self, problems: &mut Problems) -> Option<Money> {
        let minor: Option<i64> = self.number(problems, "price_minor");
        let currency = self.cell("currency");
        if (minor.is_some() || !currency.is_empty()) && !is_currency(currency) {
            self.bad(problems, "currency", "import_not_a_currency");
        }
        if minor.is_some_and(|minor| minor < 0) {
            self.bad(problems, "price_minor", "import_price_negative");
        }
        minor.map(|minor| Money::new(minor, currency))
    }
    /// Yes or no; no where nothing stands.
    pub fn yes(&self, column: &str) -> bool {
        self.cell(column) == "yes"
    }
    /// The parts of a cell between `;`.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.cell(column).split(LIST).map(str::trim).filter(|part| !part.is_empty())
    }
}

/// What stands between the parts of a list.
pub const LIST: [char; 2] = [';', '；'];
