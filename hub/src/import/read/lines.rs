//! CSV: what stands between the cells is recognised, quotes are RFC 4180's.

use super::cell::Raw;
use super::headings;
use super::line::{Cells, Line};

/// What may stand between cells.
const BETWEEN: [u8; 3] = [b',', b';', b'\t'];

/// Gives every line with something in it to `take`, with its number.
///
/// # Errors
/// `import_too_large` for more than `Cells` takes.
pub(super) fn each(text: &str, cells: &mut Cells, mut take: impl FnMut(Line)) -> Result<(), &'static str> {
    // A line `sep=;` at the beginning is for spreadsheets.
    let (text, told, skipped) = match text.split_once('\n') {
        Some((first, rest)) => match first.trim_end().strip_prefix("sep=") {
            Some(sep) if sep.len() == 1 => (rest, sep.bytes().next(), 1),
            _ => (text, None, 0),
        },
        None => (text, None, 0),
    };
    let between = told.unwrap_or_else(|| recognised(text));
    let mut reader = reader(text, between);
    let mut record = csv::StringRecord::new();
    // A text that is one already has no record that is none.
    while reader.read_record(&mut record).unwrap_or(false) {
        let number = record.position().map_or(0, csv::Position::line) + skipped;
        let found: Vec<Option<Raw>> = record
            .iter()
            .map(|cell| cell.trim())
            .map(|cell| (!cell.is_empty()).then(|| Raw::Text(cell.to_owned())))
            .collect();
        if found.iter().all(Option::is_none) {
            continue;
        }
        cells.count(found.len())?;
        take(Line { number, cells: found, short: true });
    }
    Ok(())
}

fn reader(text: &str, between: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(between).from_reader(text.as_bytes())
}

/// The one with which most headings are ours; a comma where nothing tells them apart.
fn recognised(text: &str) -> u8 {
    let met = |between: u8| {
        let first = reader(text, between).into_records().filter_map(Result::ok);
        let first = first.map(|record| record.iter().map(str::to_owned).collect::<Vec<_>>());
        first.take(20).find(|cells| cells.iter().any(|cell| !cell.trim().is_empty())).map_or(0, |h| headings::met(&h))
    };
    let mut best = (0, b',');
    for between in BETWEEN {
        let hits = met(between);
        if hits > best.0 {
            best = (hits, between);
        }
    }
    best.1
}
