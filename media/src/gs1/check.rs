//! Check digits (General Specifications 7.9) and six-digit dates (7.12).

use super::Gs1Error;
use chrono::{Datelike, Months, NaiveDate};

/// Whether the last of the digits is their check digit; false if there is anything but digits.
pub(super) fn digit_is_right(digits: &str) -> bool {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    // Weights 1, 3, 1, 3 ... from the check digit leftwards: the sum is a multiple of ten.
    let weights = [1, 3].into_iter().cycle();
    let sum: u32 = digits.bytes().rev().zip(weights).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    sum.is_multiple_of(10)
}

/// YYMMDD; day 00 means the last of the month.
pub(super) fn date(ai: &str, value: &str, this_year: i32) -> Result<NaiveDate, Gs1Error> {
    let wrong = || Gs1Error::Date { ai: ai.into() };
    let part = |range| value.get(range).and_then(|p: &str| p.parse::<u32>().ok()).ok_or_else(wrong);
    let (yy, month, day) = (part(0..2)?, part(2..4)?, part(4..6)?);
    let year = century(yy as i32, this_year);
    if day > 0 {
        return NaiveDate::from_ymd_opt(year, month, day).ok_or_else(wrong);
    }
    let first = NaiveDate::from_ymd_opt(year, month, 1).ok_or_else(wrong)?;
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
    last.filter(|d| d.month() == month).ok_or_else(wrong)
}

/// The year with these last two digits from 49 years ago to 50 years ahead.
fn century(yy: i32, this_year: i32) -> i32 {
    // Clock values far outside the calendar come from broken devices; they must not overflow.
    let this_year = this_year.clamp(1_000, 9_000);
    let distance = yy - this_year.rem_euclid(100);
    let same_century = this_year + distance;
    match distance {
        51..=99 => same_century - 100,
        -99..=-50 => same_century + 100,
        _ => same_century,
    }
}
