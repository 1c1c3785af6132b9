//! Reading the entries of a form: what is missing or not a number is said of its field, before any command sees it.

use super::blocks::{Entry, Field};
use super::error::Problem;
use super::known;
use super::view::View;
use crate::domain::ids::CardId;
use crate::domain::local_time;
use crate::domain::values::{Money, read_thousandths};
use chrono::{DateTime, Utc};
use std::str::FromStr;

/// The entries that came with an action.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form<'a>(pub &'a [Entry]);

impl Form<'_> {
    /// The trimmed value of `key`; empty when it was left out.
    pub fn text(&self, key: &str) -> &str {
        self.0.iter().find(|e| e.key == key).map_or("", |e| e.value.trim())
    }
    /// The value of `key`, which has to be there.
    pub fn required(&self, key: &str) -> Result<&str, Problem> {
        match self.text(key) {
            "" => Err(Problem::error("field_missing").at(key)),
            text => Ok(text),
        }
    }
    /// The value of `key` read as `T`; `None` when it was left out. Full-width digits are digits.
    pub fn read<T: FromStr>(&self, key: &str) -> Result<Option<T>, Problem> {
        match self.text(key) {
            "" => Ok(None),
            text => text
                .parse()
                .or_else(|_| half_width(text).parse())
                .map(Some)
                .map_err(|_| Problem::error("field_unreadable").at(key)),
        }
    }
    /// A number with a point as the decimal mark. A comma is what many keyboards give for it; but `1,200` is twelve hundred to one reader
    /// and one and a fifth to another, and is never guessed.
    ///
    /// # Errors
    /// `number_ambiguous` for a comma with exactly three digits behind it, and for more marks than a decimal number has.
    pub fn decimal(&self, key: &str) -> Result<String, Problem> {
        let text = half_width(self.required(key)?);
        let Some((whole, part)) = text.split_once(',') else { return Ok(text) };
        let marks = |s: &str| s.contains([',', '.']);
        let grouped = part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit());
        if marks(whole) || marks(part) || grouped {
            return Err(Problem::error("number_ambiguous").with("typed", &text).at(key));
        }
        Ok(format!("{whole}.{part}"))
    }
    /// As [`Self::read`], but it has to be there.
    pub fn need<T: FromStr>(&self, key: &str) -> Result<T, Problem> {
        self.read(key)?.ok_or_else(|| Problem::error("field_missing").at(key))
    }
    /// The serial number that was typed or scanned, of a piece of `card`; `None` when it was left out.
    pub fn serial(&self, view: &View<'_>, key: &str, card: Option<CardId>) -> Result<Option<String>, Problem> {
        known::serial(view, self.text(key), card).map_err(|problem| problem.at(key))
    }
    /// A chosen code, through the enum's own reader.
    pub fn choice<T>(&self, key: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
        from_code(self.required(key)?).ok_or_else(|| Problem::error("field_unreadable").at(key))
    }
    /// An amount of money, with no more digits behind the point than its currency has.
    pub fn money(&self, key: &str, currency: &str) -> Result<Money, Problem> {
        let money = Money::parse(&self.decimal(key)?, currency).ok().filter(|money| money.minor >= 0);
        money.ok_or_else(|| Problem::error("field_unreadable").at(key))
    }
    /// An amount with at most three digits behind the point, in thousandths of its unit; zero or more.
    pub fn thousandths(&self, key: &str) -> Result<i64, Problem> {
        read_thousandths(&self.decimal(key)?).ok_or_else(|| Problem::error("field_unreadable").at(key))
    }
    /// Whether a switch is on.
    pub fn on(&self, key: &str) -> bool {
        self.text(key) == "true"
    }
    /// A local time at the site, as an instant.
    pub fn time(&self, key: &str, zone: chrono_tz::Tz, now: DateTime<Utc>) -> Result<DateTime<Utc>, Problem> {
        local_time::read(self.required(key)?, zone, now).map_err(|refusal| Problem::from(refusal).at(key))
    }
}

/// Full-width digits, letters and marks, and the minus of typesetters, as the ones of ASCII: the same number, typed with a Chinese keyboard.
fn half_width(text: &str) -> String {
    let half = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2212}' => '-',
        other => other,
    };
    text.chars().map(half).collect::<String>().trim().to_owned()
}

/// Puts kept entries back into fields.
pub(crate) fn refill<'a>(fields: impl IntoIterator<Item = &'a mut Field>, kept: &[Entry]) {
    for field in fields {
        if let Some(entry) = kept.iter().find(|e| e.key == field.key) {
            field.value.clone_from(&entry.value);
        }
    }
}
