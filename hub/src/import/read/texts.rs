//! Lines of a table as texts, whatever kind of file it is: for tables that are none of the company's kinds.

use super::book::{self, Book};
use super::cell::Raw;
use super::line::Cells;
use super::text;

/// What may stand between cells.
const BETWEEN: [u8; 3] = [b',', b';', b'\t'];

/// The lines of CSV with something in them, each with its number. What stands between the cells is what the first line has most of.
pub fn records(text: &str) -> Vec<(u64, Vec<String>)> {
    let of = |between: u8| records_by(text, between);
    let cells = |between: &u8| of(*between).next().map_or(0, |(_, cells)| cells.len());
    of(BETWEEN.into_iter().rev().max_by_key(cells).unwrap_or(b',')).collect()
}

fn records_by(text: &str, between: u8) -> impl Iterator<Item = (u64, Vec<String>)> + '_ {
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.flexible(true).has_headers(false).delimiter(between).from_reader(text.as_bytes());
    let cells = |record: csv::StringRecord| {
        let line = record.position().map_or(0, csv::Position::line);
        (line, record.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>())
    };
    let records = reader.into_records().filter_map(Result::ok);
    records.map(cells).filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty()))
}

/// The lines of a file: CSV, or the first sheet of a book that is seen.
///
/// # Errors
/// As of the import: `import_not_a_text`, `import_encoding_unsure`, `import_old_book`, `import_not_a_book`, `import_too_large`.
pub fn texts(bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>, &'static str> {
    if book::is_old(bytes) {
        return Err("import_old_book");
    }
    if !book::is_packed(bytes) {
        return Ok(records(&text::text(bytes)?));
    }
    let mut book = Book::open(bytes)?;
    let Some((sheet, _)) = book.sheets().into_iter().find(|(_, seen)| *seen) else { return Ok(Vec::new()) };
    let mut lines = Vec::new();
    let said = |cell: &Option<Raw>| match cell {
        Some(Raw::Text(text)) => text.trim().to_owned(),
        Some(Raw::Number(number)) => number.to_string(),
        Some(Raw::Yes(yes)) => if *yes { "yes" } else { "no" }.to_owned(),
        _ => String::new(),
    };
    book.each(&sheet, &mut Cells::default(), |line| lines.push((line.number, line.cells.iter().map(said).collect())))?;
    Ok(lines)
}
