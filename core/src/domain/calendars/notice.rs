//! A notice while it is put together from a file or a form: each day is taken, left to another year, or refused.

use super::{NoticeDay, Said};
use crate::domain::calendar::{is_weekend, may_name};
use crate::kernel::Refusal;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Years that a calendar may be of: another one is a slip of typing.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;
/// Longest name of a day and longest source, in characters.
const LONGEST: usize = 100;

/// A year that a calendar may be of.
///
/// # Errors
/// `calendar_year_unknown`.
pub fn calendar_year(year: i32) -> Result<i32, Refusal> {
    if YEARS.contains(&year) { Ok(year) } else { Err(Refusal::new("calendar_year_unknown").with("value", year)) }
}

/// A notice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Notice {
    /// Of which year.
    pub year: i32,
    /// The days that it names.
    pub days: BTreeMap<NaiveDate, Said>,
    /// Where it comes from; may be empty.
    pub source: String,
    /// Days that were said and are another year's.
    pub left_out: usize,
}

impl Notice {
    /// An empty one.
    pub fn of(year: i32, source: &str) -> Self {
        Self { year, source: short(source), ..Self::default() }
    }
    /// Takes in what is said of a day. A day that is another year's is left out and counted.
    ///
    /// # Errors
    /// `calendar_day_twice` where it was said before and otherwise; `calendar_worked_weekday` for a day that is worked anyway.
    pub fn say(&mut self, day: NaiveDate, worked: bool, name: &str) -> Result<(), Refusal> {
        if !may_name(self.year, day) {
            self.left_out += 1;
            return Ok(());
        }
        if worked && !is_weekend(day) {
            return Err(Refusal::new("calendar_worked_weekday").with("day", day));
        }
        match self.days.get(&day) {
            Some(said) if said.worked != worked => return Err(Refusal::new("calendar_day_twice").with("day", day)),
            Some(_) => {}
            None => {
                self.days.insert(day, Said { worked, name: short(name) });
            }
        }
        Ok(())
    }
    /// The days as an event names them.
    pub(super) fn named(&self) -> Vec<NoticeDay> {
        let named =
            |(day, said): (&NaiveDate, &Said)| NoticeDay { day: *day, worked: said.worked, name: said.name.clone() };
        self.days.iter().map(named).collect()
    }
}

fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}
