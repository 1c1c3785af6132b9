//! The number series of the company's form: a pattern such as `WX-{yyyy}{mm}{dd}-{nnn}`. The numbers of a series begin at 1 where its day, month
//! or year changes. Who counts sees to it that none is given twice.

use crate::kernel::Refusal;
use chrono::{Datelike, NaiveDate};

/// Longest pattern, in characters.
pub const LONGEST_PATTERN: usize = 40;
/// Most digits that a number is filled up to.
const MOST_DIGITS: usize = 9;

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// As it stands.
    Text(String),
    /// The year, with its century or without.
    Year { whole: bool },
    /// The month, two digits.
    Month,
    /// The day of the month, two digits.
    Day,
    /// The number, filled up with zeros to so many digits.
    Count(usize),
}

/// A pattern that gives every document a number of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPattern(Vec<Piece>);

impl FormPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// `form_pattern_too_long`; `form_pattern_unknown` (`piece`) for braces that mean nothing; `form_pattern_character` for what nobody can
    /// type or search for; `form_pattern_count` without a number, or with two; `form_pattern_repeats` where the same text comes again: a day
    /// without its month, a month without its year.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        if text.chars().count() > LONGEST_PATTERN {
            return Err(Refusal::new("form_pattern_too_long").with("most", LONGEST_PATTERN));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (plain, braces) = rest.split_once('{').map_or((rest, None), |(plain, braces)| (plain, Some(braces)));
            if !plain.is_empty() {
                pieces.push(Piece::Text(plain_text(plain)?));
            }
            let Some(braces) = braces else { break };
            let unknown = |piece: &str| Refusal::new("form_pattern_unknown").with("piece", piece);
            let (inside, behind) = braces.split_once('}').ok_or_else(|| unknown(braces))?;
            pieces.push(placeholder(inside).ok_or_else(|| unknown(inside))?);
            rest = behind;
        }
        let pattern = Self(pieces);
        pattern.must_be_unique()?;
        Ok(pattern)
    }

    fn must_be_unique(&self) -> Result<(), Refusal> {
        let has = |wanted: fn(&Piece) -> bool| self.0.iter().any(wanted);
        if self.0.iter().filter(|piece| matches!(piece, Piece::Count(_))).count() != 1 {
            return Err(Refusal::new("form_pattern_count"));
        }
        let (year, month) = (has(|piece| matches!(piece, Piece::Year { .. })), has(|piece| *piece == Piece::Month));
        let day = has(|piece| *piece == Piece::Day);
        if (day && !month) || (month && !year) {
            return Err(Refusal::new("form_pattern_repeats"));
        }
        Ok(())
    }

    /// What the numbers of a day have in common: they are counted within it.
    pub fn series(&self, day: NaiveDate) -> String {
        self.write(day, None)
    }

    /// The number of a day's document.
    pub fn number(&self, day: NaiveDate, count: u64) -> String {
        self.write(day, Some(count))
    }

    fn write(&self, day: NaiveDate, count: Option<u64>) -> String {
        let write = |piece: &Piece| match (piece, count) {
            (Piece::Text(text), _) => text.clone(),
            (Piece::Year { whole: true }, _) => format!("{:04}", day.year()),
            (Piece::Year { whole: false }, _) => format!("{:02}", day.year().rem_euclid(100)),
            (Piece::Month, _) => format!("{:02}", day.month()),
            (Piece::Day, _) => format!("{:02}", day.day()),
            (Piece::Count(digits), Some(count)) => format!("{count:0>width$}", width = *digits),
            (Piece::Count(_), None) => "{n}".to_owned(),
        };
        self.0.iter().map(write).collect()
    }
}

/// Text between placeholders: letters, digits and what separates them.
fn plain_text(text: &str) -> Result<String, Refusal> {
    match text.chars().find(|c| !c.is_alphanumeric() && !matches!(c, '-' | '/' | '_' | '.' | '(' | ')' | '〔' | '〕'))
    {
        Some(c) => Err(Refusal::new("form_pattern_character").with("character", c)),
        None => Ok(text.to_owned()),
    }
}

fn placeholder(inside: &str) -> Option<Piece> {
    Some(match inside {
        "yyyy" => Piece::Year { whole: true },
        "yy" => Piece::Year { whole: false },
        "mm" => Piece::Month,
        "dd" => Piece::Day,
        count if !count.is_empty() && count.len() <= MOST_DIGITS && count.chars().all(|c| c == 'n') => {
            Piece::Count(count.len())
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_pattern_numbers_by_day_month_or_year() {
        let read = |text| FormPattern::read(text).unwrap();
        let daily = read("WX-{yyyy}{mm}{dd}-{nnn}");
        assert_eq!(daily.number(day("2026-05-23"), 3), "WX-20260523-003");
        assert_eq!(daily.number(day("2026-05-23"), 12_345), "WX-20260523-12345", "a full series goes on");
        assert_ne!(daily.series(day("2026-05-23")), daily.series(day("2026-05-24")));
        let yearly = read("京维修〔{yyyy}〕{nnnn}");
        assert_eq!(yearly.number(day("2026-05-23"), 7), "京维修〔2026〕0007");
        assert_eq!(yearly.series(day("2026-01-01")), yearly.series(day("2026-12-31")));
        assert_eq!(read("{yy}{mm}.{n}").number(day("2026-05-23"), 8), "2605.8");
        assert_eq!(read("S{nnnnnn}").number(day("2026-05-23"), 9), "S000009");
    }

    #[test]
    fn a_pattern_that_repeats_or_means_nothing_is_refused() {
        let code = |text: &str| FormPattern::read(text).unwrap_err().code;
        for (text, refused) in [
            ("WX-{yyyy}", "form_pattern_count"),
            ("{n}{nn}", "form_pattern_count"),
            ("", "form_pattern_count"),
            ("{dd}-{nnn}", "form_pattern_repeats"),
            ("{mm}{dd}-{nnn}", "form_pattern_repeats"),
            ("{yyyy}{dd}-{nnn}", "form_pattern_repeats"),
            ("{week}-{nnn}", "form_pattern_unknown"),
            ("{nnn", "form_pattern_unknown"),
            ("{}{nnn}", "form_pattern_unknown"),
            ("{nnnnnnnnnn}", "form_pattern_unknown"),
            ("WX {nnn}", "form_pattern_character"),
            ("WX}{nnn}", "form_pattern_character"),
        ] {
            assert_eq!(code(text), refused, "{text}");
        }
        assert_eq!(code(&format!("{}{{n}}", "W".repeat(40))), "form_pattern_too_long");
    }

    proptest! {
        /// Within a pattern a number tells its series and its place in it.
        #[test]
        fn no_two_documents_have_one_number(days in prop::collection::vec(0i64..4_000, 2), counts in prop::collection::vec(1u64..3_000, 2)) {
            let from = day("2020-01-01");
            let on = |n: usize| from + chrono::TimeDelta::days(days[n]);
            for text in ["WX-{yyyy}{mm}{dd}-{nnn}", "{n}{yy}{mm}", "{yyyy}{n}", "A{nn}"] {
                let pattern = FormPattern::read(text).unwrap();
                let place = |n: usize| (pattern.series(on(n)), counts[n]);
                let number = |n: usize| pattern.number(on(n), counts[n]);
                prop_assert_eq!(place(0) == place(1), number(0) == number(1), "{}", text);
            }
        }
    }
}
