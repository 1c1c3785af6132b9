//! Reading: files as people have them, to rows of our kinds. CSV in the usual encodings and XLSX; headings in both languages. Nothing here
//! knows what is on record, and nothing is guessed: what does not read is told with its file, row and column.

mod book;
mod cell;
mod headings;
mod line;
mod lines;
mod own;
#[cfg(test)]
mod tests;
mod text;
mod texts;

use super::kinds::Kind;
use super::problem::Spot;
use super::problems::Problems;
use super::row::{Row, Source};
use book::Book;
use cell::Raw;
use line::{Cells, Line};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

pub use own::{Headings, Means, plain};
pub use texts::{records, texts};

/// The text of a file's bytes, in the encodings that spreadsheets write.
///
/// # Errors
/// `import_not_a_text` for what is none, `import_encoding_unsure` for what reads as two different texts.
pub fn decoded(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, &'static str> {
    text::text(bytes)
}

/// A day in any form that people write: `2026-03-01`, `2026/3/1`, `2026年3月1日`.
pub fn day(written: &str) -> Option<chrono::NaiveDate> {
    let raw = Raw::Text(written.to_owned());
    cell::read(&raw, super::kinds::Holds::Day, false).ok()?.parse().ok()
}

/// Files by name, as bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Longest file, in bytes.
pub const MAX_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Longest text of a cell, in bytes: a record holds a whole row.
const LONGEST: usize = 20_000;

/// Reads a file, or those of a folder that may be tables; others of a folder are left alone.
///
/// # Errors
/// When the folder or a file cannot be read, or is too long.
pub fn read_folder(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    let mut take = |path: &Path| -> io::Result<()> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.metadata()?.len() > MAX_FILE_BYTES {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, name));
        }
        files.insert(name, std::fs::read(path)?);
        Ok(())
    };
    if folder.is_file() {
        take(folder)?;
        return Ok(files);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        // What a spreadsheet keeps beside an open book is none.
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(['.', '~']));
        if path.is_file() && !hidden && (is_book(&path) || of_file(&path).is_some()) {
            take(&path)?;
        }
    }
    Ok(files)
}

fn ending(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn is_book(path: &Path) -> bool {
    matches!(ending(path).as_str(), "xlsx" | "xlsm")
}

/// The kind that a file of texts is named after.
fn of_file(path: &Path) -> Option<&'static Kind> {
    let is_text = matches!(ending(path).as_str(), "csv" | "tsv" | "txt");
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    headings::by_name(&stem).filter(|_| is_text)
}

/// The rows of all files by kind.
#[derive(Debug, Default)]
pub struct Tables {
    rows: BTreeMap<&'static str, Vec<Row>>,
}

impl Tables {
    /// Takes the rows of a kind out.
    pub fn take(&mut self, kind: &str) -> Vec<Row> {
        self.rows.remove(kind).unwrap_or_default()
    }
    /// Whether there are rows of a kind.
    pub fn has(&self, kind: &str) -> bool {
        self.rows.contains_key(kind)
    }
}

/// Reads all files; `own`: what the company calls our columns.
pub fn tables(files: &Files, own: &Headings, problems: &mut Problems) -> Tables {
    let mut tables = Tables::default();
    let mut cells = Cells::default();
    for (name, bytes) in files {
        let spot = Spot { file: name.clone(), sheet: String::new() };
        if let Err(code) = file(spot.clone(), bytes, own, (&mut cells, &mut tables), problems) {
            problems.add((&spot, ""), 0, "", code, name);
            let kind = of_file(Path::new(name)).map_or("", |kind| kind.name);
            problems.unread(spot, kind);
        }
    }
    // Files in the order of their names, whatever they hold: a kind's rows in the order of its files.
    tables
}

fn file(
    spot: Spot,
    bytes: &[u8],
    own: &Headings,
    (cells, tables): (&mut Cells, &mut Tables),
    problems: &mut Problems,
) -> Result<(), &'static str> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err("import_too_large");
    }
    if book::is_old(bytes) {
        return Err("import_old_book");
    }
    if !book::is_packed(bytes) {
        let named = of_file(Path::new(&spot.file));
        let text = text::text(bytes)?;
        let mut table = Table::new(spot, named, (false, own), problems);
        lines::each(&text, cells, |line| table.line(line))?;
        table.put(tables);
        return Ok(());
    }
    let mut book = Book::open(bytes)?;
    let from_1904 = book.counts_from_1904();
    for (sheet, seen) in book.sheets() {
        let named = headings::by_name(&sheet);
        let spot = Spot { sheet: sheet.clone(), ..spot.clone() };
        if !seen {
            // Nobody sees what stands there: it is neither taken nor passed over without a word.
            if let Some(kind) = named {
                problems.add((&spot, kind.name), 0, "", "import_sheet_hidden", &sheet);
                problems.unread(spot, kind.name);
            }
            continue;
        }
        let mut table = Table::new(spot, named, (from_1904, own), problems);
        book.each(&sheet, cells, |line| table.line(line))?;
        table.put(tables);
    }
    Ok(())
}

/// A table while it is read: its first line with something in it are the headings.
struct Table<'a> {
    spot: Spot,
    named: Option<&'static Kind>,
    from_1904: bool,
    own: &'a Headings,
    problems: &'a mut Problems,
    /// Which column stands where, once the headings are read; nothing where they are no use.
    reading: Option<Option<Reading>>,
    rows: Vec<Row>,
}

struct Reading {
    source: Arc<Source>,
    /// Of each place in a line its column; nothing where there is no heading.
    columns: Vec<Option<Means>>,
}

impl<'a> Table<'a> {
    fn new(
        spot: Spot,
        named: Option<&'static Kind>,
        (from_1904, own): (bool, &'a Headings),
        problems: &'a mut Problems,
    ) -> Self {
        Self { spot, named, from_1904, own, problems, reading: None, rows: Vec::new() }
    }
    fn line(&mut self, line: Line) {
        match &self.reading {
            None => self.reading = Some(self.headings(&line)),
            Some(None) => {}
            Some(Some(reading)) => {
                let row = row(reading, line, self.from_1904, self.problems);
                self.rows.extend(row);
            }
        }
    }
    fn headings(&mut self, line: &Line) -> Option<Reading> {
        let texts: Vec<String> = line
            .cells
            .iter()
            .map(|cell| match cell {
                Some(Raw::Text(text)) => text.trim().to_owned(),
                Some(Raw::Number(number)) => number.to_string(),
                _ => String::new(),
            })
            .collect();
        let Some(kind) = self.named.or_else(|| headings::by_headings(&texts, self.own)) else {
            self.problems.add((&self.spot, ""), line.number, "", "import_kind_unknown", &texts.join(", "));
            return None;
        };
        let before = self.problems.len();
        let mut columns = Vec::with_capacity(texts.len());
        let mut given = vec![false; kind.columns.len()];
        for text in &texts {
            // A column without a heading has to be empty.
            let means = headings::means(kind, text, self.own);
            match means {
                None if text.is_empty() => {}
                None => self.problems.add((&self.spot, kind.name), line.number, text, "import_column_unknown", text),
                Some(Means::Column(at)) if given[at] => {
                    self.problems.add((&self.spot, kind.name), line.number, text, "import_column_twice", text);
                }
                Some(Means::Column(at)) => given[at] = true,
                Some(Means::Nothing) => {}
            }
            columns.push(means);
        }
        for (column, given) in kind.columns.iter().zip(&given) {
            if column.must && !given {
                let at = (&self.spot, kind.name);
                self.problems.add(at, line.number, column.name, "import_column_missing", column.name);
            }
        }
        if self.problems.len() > before {
            self.problems.unread(self.spot.clone(), kind.name);
            return None;
        }
        let source = Arc::new(Source { spot: self.spot.clone(), kind, given });
        Some(Reading { source, columns })
    }
    fn put(self, tables: &mut Tables) {
        if let Some(Some(reading)) = &self.reading {
            tables.rows.entry(reading.source.kind.name).or_default().extend(self.rows);
        }
    }
}

/// A line as a row; nothing for one whose cells do not stand under its headings.
fn row(reading: &Reading, line: Line, from_1904: bool, problems: &mut Problems) -> Option<Row> {
    let source = &reading.source;
    let at = (&source.spot, source.kind.name);
    let long = line.cells.iter().skip(reading.columns.len()).any(Option::is_some);
    if long || (line.short && line.cells.len() < reading.columns.len()) {
        problems.add(at, line.number, "", "import_cells", &line.cells.len().to_string());
        return None;
    }
    let before = problems.len();
    let mut cells = vec![Box::<str>::default(); source.kind.columns.len()].into_boxed_slice();
    for (raw, to) in line.cells.iter().zip(&reading.columns) {
        let (raw, to) = match (raw, to) {
            (Some(raw), Some(Means::Column(to))) => (raw, to),
            (Some(_), None) => {
                problems.add(at, line.number, "", "import_heading_missing", "");
                continue;
            }
            _ => continue,
        };
        let column = &source.kind.columns[*to];
        match cell::read(raw, column.holds, from_1904) {
            Ok(text) if text.len() > LONGEST => problems.add(at, line.number, column.name, "import_too_long", &text),
            Ok(text) => cells[*to] = text.into_boxed_str(),
            Err((code, value)) => problems.add(at, line.number, column.name, code, &value),
        }
    }
    let bad_cells = problems.len() > before;
    for (column, cell) in source.kind.columns.iter().zip(&cells) {
        // What does not read was told already.
        if column.must && cell.is_empty() && !bad_cells {
            problems.add(at, line.number, column.name, "import_empty", "");
        }
    }
    let bad = problems.len() > before;
    Some(Row { source: Arc::clone(source), line: line.number, cells, bad })
}
