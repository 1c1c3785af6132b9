//! A notice as a table: `day,until,what,name`, in this order or under headings of either language. What is typed into the form has the same form.

use super::reading::{Reading, kind_of};
use crate::import::{day, records};
use chrono::NaiveDate;
use fettle_core::domain::calendars::Said;
use fettle_core::kernel::Refusal;
use std::collections::BTreeMap;

/// Headings of each column.
const DAY: &[&str] = &["day", "date", "from", "start", "日期", "日", "开始", "起"];
const UNTIL: &[&str] = &["until", "to", "end", "结束", "至", "止"];
const WHAT: &[&str] = &["what", "kind", "type", "类型", "安排", "休班"];
const NAME: &[&str] = &["name", "holiday", "节日", "名称", "说明"];

/// Where each column stands.
struct Columns {
    day: usize,
    until: Option<usize>,
    what: usize,
    name: Option<usize>,
}

impl Columns {
    /// Of a line of headings; none where it is none.
    fn of(cells: &[String]) -> Option<Self> {
        let at = |names: &[&str]| {
            cells.iter().position(|cell| names.iter().any(|name| cell.trim().eq_ignore_ascii_case(name)))
        };
        Some(Self { day: at(DAY)?, until: at(UNTIL), what: at(WHAT)?, name: at(NAME) })
    }
    /// Without headings: day, what, name.
    fn plain() -> Self {
        Self { day: 0, until: None, what: 1, name: Some(2) }
    }
}

/// Reads the lines of a table.
pub(super) fn read(text: &str, reading: &mut Reading) {
    let mut columns: Option<Columns> = None;
    for (line, cells) in records(text) {
        let columns = match &columns {
            Some(columns) => columns,
            None => match Columns::of(&cells) {
                Some(headings) => {
                    columns = Some(headings);
                    continue;
                }
                None => columns.insert(Columns::plain()),
            },
        };
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let unread = |value: &str| Refusal::new("calendar_day_unreadable").with("value", value);
        let Some(first) = day(cell(columns.day)) else {
            reading.wrong(line, unread(cell(columns.day)));
            continue;
        };
        let until = columns.until.map(cell).filter(|until| !until.is_empty());
        let Some(last) = until.map_or(Some(first), day) else {
            reading.wrong(line, unread(until.unwrap_or_default()));
            continue;
        };
        let Some(worked) = kind_of(cell(columns.what)) else {
            reading.wrong(line, Refusal::new("calendar_kind_unclear").with("value", cell(columns.what)));
            continue;
        };
        reading.span(line, (first, last), worked, unguarded(columns.name.map_or("", cell)));
    }
}

/// What a spreadsheet takes for a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// A name that stays a text in a spreadsheet, as every file of ours writes it.
fn guarded(name: &str) -> String {
    let name = name.replace(['\r', '\n'], " ");
    if name.starts_with(FORMULA) { format!("'{name}") } else { name }
}

fn unguarded(name: &str) -> &str {
    name.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(name)
}

/// Days as a table that reads as the same days.
pub fn written(days: &BTreeMap<NaiveDate, Said>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Into memory nothing fails.
    writer.write_record(["day", "what", "name"]).ok();
    for (day, said) in days {
        let what = if said.worked { "work" } else { "off" };
        writer.write_record([day.to_string(), what.to_owned(), guarded(&said.name)]).ok();
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
