//! What was read of a notice so far: the days that were taken, and the lines that were not.

use chrono::{Days, NaiveDate};
use fettle_core::domain::calendars::Notice;
use fettle_core::kernel::Refusal;

/// Most lines that are told one by one.
const MOST_WRONG: usize = 100;
/// Most days that one line may speak of.
const MOST_DAYS: i64 = 31;

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// Its number, from 1.
    pub line: u64,
    /// Why.
    pub why: Refusal,
}

/// What a file says of a year.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The days that read.
    pub notice: Notice,
    /// The lines that did not, the first hundred of them.
    pub wrong: Vec<Wrong>,
    /// How many did not.
    pub wrong_count: usize,
}

impl Reading {
    pub(super) fn wrong(&mut self, line: u64, why: Refusal) {
        self.wrong_count += 1;
        if self.wrong.len() < MOST_WRONG {
            self.wrong.push(Wrong { line, why });
        }
    }
    /// Takes in the days from `first` to `last`.
    pub(super) fn span(&mut self, line: u64, (first, last): (NaiveDate, NaiveDate), worked: bool, name: &str) {
        if last < first {
            return self.wrong(line, Refusal::new("calendar_ends_before").with("day", last));
        }
        if (last - first).num_days() >= MOST_DAYS {
            return self.wrong(line, Refusal::new("calendar_span_long").with("count", MOST_DAYS));
        }
        let mut day = first;
        while day <= last {
            if let Err(why) = self.notice.say(day, worked, name) {
                return self.wrong(line, why);
            }
            let Some(next) = day.checked_add_days(Days::new(1)) else { return };
            day = next;
        }
    }
}

/// Whether a word says that a day is worked, or off; none where it says neither or both.
pub(super) fn kind_of(word: &str) -> Option<bool> {
    let word = word.trim().to_lowercase();
    match word.as_str() {
        "work" | "worked" | "workday" | "班" | "上班" | "补班" | "调休上班" => Some(true),
        "off" | "holiday" | "休" | "假" | "放假" | "休息" | "调休" => Some(false),
        _ => None,
    }
}
