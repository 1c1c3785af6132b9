//! What stands in a cell, brought to the one form that rows have: days as 2026-03-01, yes and no, plain numbers, codes as printed. What a
//! spreadsheet spoilt is refused, never guessed.

use super::super::kinds::Holds;
use chrono::{Days, NaiveDate};
use fettle_core::domain::printed::tidy;

/// A cell as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    Text(String),
    Number(f64),
    Yes(bool),
    /// A day and time in a spreadsheet's count of days.
    Day(f64),
    /// A formula that was saved without what it gives.
    Formula,
    /// What the spreadsheet shows instead of a value, such as `#N/A`.
    Error(String),
}

/// Why a cell cannot be read: code and what stands there.
pub(super) type Wrong = (&'static str, String);

/// Whole numbers up to here are exact in a spreadsheet, and shown with all their digits.
const EXACT: f64 = 1e15;

/// The text of a cell of a column that holds `holds`. `from_1904`: days are counted from 1904, as old Macintosh books do.
///
/// # Errors
/// [`Wrong`].
pub(super) fn read(raw: &Raw, holds: Holds, from_1904: bool) -> Result<String, Wrong> {
    match raw {
        Raw::Text(text) => text_of(text, holds),
        Raw::Number(number) => match holds {
            Holds::Day => day_of(*number, from_1904).ok_or_else(|| ("import_not_a_day", number.to_string())),
            Holds::Yes if *number == 1.0 => Ok("yes".into()),
            Holds::Yes if *number == 0.0 => Ok("no".into()),
            Holds::Yes => Err(("import_not_yes_or_no", number.to_string())),
            // A code that became a number lost its zeros, or its last digits.
            Holds::Code if number.fract() != 0.0 || number.abs() >= EXACT => {
                Err(("import_spoilt_number", number.to_string()))
            }
            _ if number.abs() >= EXACT => Err(("import_spoilt_number", number.to_string())),
            _ => Ok(number.to_string()),
        },
        Raw::Yes(yes) if holds == Holds::Yes => Ok(if *yes { "yes" } else { "no" }.into()),
        Raw::Yes(yes) => Err(("import_became_yes_or_no", yes.to_string())),
        Raw::Day(count) => match (holds, day_of(*count, from_1904)) {
            (Holds::Day, Some(day)) => Ok(day),
            (Holds::Day, None) => Err(("import_not_a_day", count.to_string())),
            (_, day) => Err(("import_became_a_day", day.unwrap_or_else(|| count.to_string()))),
        },
        Raw::Formula => Err(("import_formula_empty", String::new())),
        Raw::Error(error) => Err(("import_cell_error", error.clone())),
    }
}

fn text_of(text: &str, holds: Holds) -> Result<String, Wrong> {
    let text = text.trim();
    // Our own files put an apostrophe before what a spreadsheet would take for a formula.
    let text = match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => text,
    };
    if text.is_empty() {
        return Ok(String::new());
    }
    match holds {
        Holds::Text => Ok(text.to_owned()),
        Holds::Code => {
            let code = tidy(text);
            if is_spoilt(&code) { Err(("import_spoilt_number", code)) } else { Ok(code) }
        }
        Holds::Number => number_of(text).ok_or_else(|| ("import_not_a_number", text.to_owned())),
        Holds::Yes => match text.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "是" => Ok("yes".into()),
            "no" | "n" | "false" | "0" | "否" => Ok("no".into()),
            _ => Err(("import_not_yes_or_no", text.to_owned())),
        },
        Holds::Day => written_day(text).ok_or_else(|| ("import_not_a_day", text.to_owned())),
    }
}

/// Whether this is how a spreadsheet writes a long number: `6.93217E+12`. No code of ours has that form.
fn is_spoilt(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some(power) = power.strip_prefix(['+', '-']) else { return false };
    let plain = match digits.split_once('.') {
        Some((whole, part)) => number(whole) && number(part),
        None => number(digits),
    };
    plain && number(power)
}

/// A number as it stands, without zeros behind the point. Marks of thousands are refused: in some countries they are the point.
fn number_of(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !number(whole) || !number(part) {
        return None;
    }
    let part = part.trim_end_matches('0');
    let sign = if text.starts_with('-') { "-" } else { "" };
    Some(if part.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{part}") })
}

/// `2026-03-01`, `2026/3/1`, `2026年3月1日`; a time of midnight behind it is none.
fn written_day(text: &str) -> Option<String> {
    let text = ["T00:00:00", " 00:00:00", " 0:00:00", " 00:00", " 0:00"]
        .iter()
        .find_map(|midnight| text.strip_suffix(midnight))
        .unwrap_or(text);
    let parts: Vec<&str> = match text.strip_suffix('日') {
        Some(chinese) => {
            let (year, rest) = chinese.split_once('年')?;
            let (month, day) = rest.split_once('月')?;
            vec![year.trim(), month.trim(), day.trim()]
        }
        None if text.contains('/') => text.split('/').collect(),
        None => text.split('-').collect(),
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if year.len() != 4 || !(1..=2).contains(&month.len()) || !(1..=2).contains(&day.len()) {
        return None;
    }
    if ![year, month, day].iter().all(|part| number(part)) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    Some(day.to_string())
}

/// A whole day of a spreadsheet's count. The count from 1900 has a 29 February 1900, which never was: what stands before March 1900 is none.
fn day_of(count: f64, from_1904: bool) -> Option<String> {
    const LAST: f64 = 2_958_465.0;
    if count.fract() != 0.0 || !(0.0..=LAST).contains(&count) {
        return None;
    }
    // Whole and within bounds.
    let days = count as u64;
    let zero = if from_1904 { NaiveDate::from_ymd_opt(1904, 1, 1)? } else { NaiveDate::from_ymd_opt(1899, 12, 30)? };
    if !from_1904 && days <= 60 {
        return None;
    }
    Some(zero.checked_add_days(Days::new(days))?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, holds: Holds) -> Result<String, &'static str> {
        read(&Raw::Text(text.into()), holds, false).map_err(|wrong| wrong.0)
    }

    #[test]
    fn days_are_read_in_every_form_that_people_and_spreadsheets_write() {
        for written in ["2026-03-01", "2026/3/1", "2026/03/01", "2026年3月1日", "2026/3/1 0:00", " 2026-3-1 "] {
            assert_eq!(text(written, Holds::Day).unwrap(), "2026-03-01", "{written}");
        }
        for none in [
            "2026-02-30",
            "2026/13/1",
            "1 March",
            "03/01/2026",
            "26/3/1",
            "2026-03-01 08:00",
            "20260301",
            "2026.3.1",
            "+026/3/1",
        ] {
            assert_eq!(text(none, Holds::Day), Err("import_not_a_day"), "{none}");
        }
        let counted = |raw: Raw, from_1904| read(&raw, Holds::Day, from_1904).map_err(|wrong| wrong.0);
        assert_eq!(counted(Raw::Day(46_082.0), false).unwrap(), "2026-03-01");
        assert_eq!(counted(Raw::Number(46_082.0), false).unwrap(), "2026-03-01");
        assert_eq!(counted(Raw::Day(44_620.0), true).unwrap(), "2026-03-01");
        assert_eq!(counted(Raw::Day(61.0), false).unwrap(), "1900-03-01");
        for none in [60.0, 0.0, -1.0, 46_082.5, 3e9, f64::NAN] {
            assert_eq!(counted(Raw::Day(none), false), Err("import_not_a_day"), "{none}");
        }
    }

    #[test]
    fn what_a_spreadsheet_spoilt_is_refused() {
        for spoilt in ["6.93E+12", "6.93217E+12", "2.10235E+17", "1E+15", "6.9e+12", "1.2E-05"] {
            assert_eq!(text(spoilt, Holds::Code), Err("import_spoilt_number"), "{spoilt}");
        }
        for code in ["SV-2U-400", "1E5", "E+12", "00004562", "PTZ-600-DB-IN001", "2.E+1X"] {
            assert_eq!(text(code, Holds::Code).unwrap(), code);
        }
        let number = |n: f64| read(&Raw::Number(n), Holds::Code, false).map_err(|wrong| wrong.0);
        assert_eq!(number(13_800_000_001.0).unwrap(), "13800000001");
        assert_eq!(
            (number(210_235_293_310_000_000.0), number(1.5)),
            (Err("import_spoilt_number"), Err("import_spoilt_number"))
        );
        assert_eq!(read(&Raw::Day(46_082.0), Holds::Code, false), Err(("import_became_a_day", "2026-03-01".into())));
        assert_eq!(read(&Raw::Error("#N/A".into()), Holds::Text, false).unwrap_err().0, "import_cell_error");
        assert_eq!(read(&Raw::Formula, Holds::Text, false).unwrap_err().0, "import_formula_empty");
    }

    #[test]
    fn numbers_words_for_yes_and_our_own_apostrophe() {
        for (written, number) in [("2.0", "2"), ("39.9042", "39.9042"), ("-0.50", "-0.5"), ("12", "12")] {
            assert_eq!(text(written, Holds::Number).unwrap(), number);
        }
        for none in ["38,000", "1E3", "３", "twelve", "1.2.3", "+5", "."] {
            assert_eq!(text(none, Holds::Number), Err("import_not_a_number"), "{none}");
        }
        for (written, yes) in
            [("YES", "yes"), ("是", "yes"), ("1", "yes"), ("true", "yes"), ("否", "no"), ("0", "no"), ("False", "no")]
        {
            assert_eq!(text(written, Holds::Yes).unwrap(), yes);
        }
        assert_eq!(text("maybe", Holds::Yes), Err("import_not_yes_or_no"));
        assert_eq!(read(&Raw::Yes(true), Holds::Yes, false).unwrap(), "yes");
        for (written, meant) in
            [("'=1+1", "=1+1"), ("'-12V", "-12V"), ("'tis", "'tis"), ("''=1", "''=1"), ("\u{a0}x\u{3000}", "x")]
        {
            assert_eq!(text(written, Holds::Text).unwrap(), meant);
        }
        assert_eq!(text("'+8613800000001", Holds::Code).unwrap(), "+8613800000001");
    }
}
