//! Lines of a table become items.

use super::COLUMNS;
use crate::import::texts;
use fettle_core::domain::checks::{Choice, Dependence, Item, Kind};
use fettle_core::domain::jobs::sheet::Bilingual;
use fettle_core::kernel::Refusal;
use std::str::FromStr;

/// Most bytes of a file.
const MOST_BYTES: usize = 1024 * 1024;
/// Most lines that are told one by one.
const MOST_WRONG: usize = 100;

/// A line that was not taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Wrong {
    /// Its number, from 1.
    pub line: u64,
    /// Why.
    pub why: Refusal,
}

/// What a table says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The items that read.
    pub items: Vec<Item>,
    /// The first lines that did not.
    pub wrong: Vec<Wrong>,
}

/// Reads the items of a table.
///
/// # Errors
/// A refusal of the whole: `checklist_file_unreadable`, `checklist_column_missing`, `checklist_column_unknown`.
pub fn read(bytes: &[u8]) -> Result<Reading, Refusal> {
    let unreadable = || Refusal::new("checklist_file_unreadable");
    if bytes.len() > MOST_BYTES {
        return Err(unreadable());
    }
    let mut lines = texts(bytes).map_err(|_| unreadable())?.into_iter();
    let Some((_, headings)) = lines.next() else { return Ok(Reading::default()) };
    let headings: Vec<String> = headings.iter().map(|heading| heading.trim().to_lowercase()).collect();
    for must in ["id", "kind"] {
        if !headings.iter().any(|heading| heading == must) {
            return Err(Refusal::new("checklist_column_missing").with("value", must));
        }
    }
    if let Some(other) = headings.iter().find(|heading| !heading.is_empty() && !COLUMNS.contains(&heading.as_str())) {
        return Err(Refusal::new("checklist_column_unknown").with("value", other));
    }
    let mut reading = Reading::default();
    for (line, cells) in lines {
        match item(&Cells { headings: &headings, cells: &cells }) {
            Ok(item) => reading.items.push(item),
            Err(why) if reading.wrong.len() < MOST_WRONG => reading.wrong.push(Wrong { line, why }),
            Err(_) => {}
        }
    }
    Ok(reading)
}

/// The cells of a line by their headings.
struct Cells<'a> {
    headings: &'a [String],
    cells: &'a [String],
}

impl<'a> Cells<'a> {
    fn get(&self, name: &str) -> &'a str {
        let at = self.headings.iter().position(|heading| heading == name);
        let text = at.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim());
        // Our own files put an apostrophe before what a spreadsheet would take for a formula.
        text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(text)
    }
    /// A text in both languages; who gives one gives it for both.
    fn both(&self, name: &str) -> Bilingual {
        let (zh, en) = (self.get(&format!("{name}_zh")), self.get(&format!("{name}_en")));
        Bilingual::new(if zh.is_empty() { en } else { zh }, if en.is_empty() { zh } else { en })
    }
    fn yes(&self, name: &str) -> Result<bool, Refusal> {
        match self.get(name).to_lowercase().as_str() {
            "yes" | "y" | "1" | "true" | "是" => Ok(true),
            "" | "no" | "n" | "0" | "false" | "否" => Ok(false),
            other => Err(Refusal::new("checklist_yes_unreadable").with("value", other)),
        }
    }
    fn number<T: FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        match self.get(name) {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| Refusal::new("checklist_number_unreadable").with("column", name).with("value", text)),
        }
    }
}

fn item(cells: &Cells<'_>) -> Result<Item, Refusal> {
    let required = cells.yes("required")?;
    let depends_on = match cells.get("depends_on") {
        "" => None,
        text => {
            let (item, answer) = text
                .split_once('=')
                .ok_or_else(|| Refusal::new("checklist_dependence_unreadable").with("value", text))?;
            Some(Dependence { item: item.trim().to_owned(), answer: answer.trim().to_owned() })
        }
    };
    Ok(Item {
        id: cells.get("id").to_owned(),
        section: cells.both("section"),
        label: cells.both("label"),
        kind: kind(cells)?,
        required,
        depends_on,
        repeat_for: Some(cells.get("repeat_for").to_owned()).filter(|class| !class.is_empty()),
        internal: cells.yes("internal")?,
    })
}

fn kind(cells: &Cells<'_>) -> Result<Kind, Refusal> {
    Ok(match cells.get("kind") {
        "pass_fail" => Kind::PassFail,
        "choice" => Kind::Choice { options: options(cells.get("options"))? },
        "number" => {
            Kind::Number { unit: cells.get("unit").to_owned(), min: cells.number("min")?, max: cells.number("max")? }
        }
        "duration" => Kind::Duration { min: cells.number("min")?, max: cells.number("max")? },
        "count" => Kind::Count,
        "text" => Kind::Text,
        "photo" => Kind::Photo,
        "scan" => Kind::Scan,
        other => return Err(Refusal::new("checklist_kind_unknown").with("value", other)),
    })
}

/// Options between semicolons, each `code|中文|English`, with `|out` behind it where choosing it counts as out of limits.
fn options(text: &str) -> Result<Vec<Choice>, Refusal> {
    let option = |text: &str| {
        let parts: Vec<&str> = text.split('|').map(str::trim).collect();
        let (code, zh, en, out) = match parts.as_slice() {
            [code, zh, en] => (code, zh, en, false),
            [code, zh, en, "out"] => (code, zh, en, true),
            _ => return Err(Refusal::new("checklist_option_unreadable").with("value", text)),
        };
        Ok(Choice { code: (*code).to_owned(), label: Bilingual::new(*zh, *en), out })
    };
    text.split(';').map(str::trim).filter(|option| !option.is_empty()).map(option).collect()
}
