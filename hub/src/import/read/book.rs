//! XLSX: sheet by sheet, cell by cell, never as a whole sheet in memory. What unpacks to more than any company's list is refused before it is
//! read.

use super::cell::Raw;
use super::line::{Cells, Line};
use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use std::io::{Cursor, Read};

/// Bytes that a book may unpack to.
const UNPACKED: u64 = 256 * 1024 * 1024;
/// Files in a book.
const FILES: usize = 2_000;
/// Columns of a sheet.
const COLUMNS: u32 = 200;

/// A book.
pub(super) struct Book<'a> {
    book: Xlsx<Cursor<&'a [u8]>>,
}

/// Whether these are the first bytes of a packed file.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Whether these are the first bytes of a book of before 2007, or of one with a password.
pub(super) fn is_old(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

impl<'a> Book<'a> {
    /// Opens a book, once it is known what it unpacks to.
    ///
    /// # Errors
    /// `import_too_large`, `import_not_a_book`.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, &'static str> {
        unpacks(bytes)?;
        Ok(Self { book: Xlsx::new(Cursor::new(bytes)).map_err(|_| "import_not_a_book")? })
    }
    /// Names of its sheets, and whether they are seen.
    pub(super) fn sheets(&self) -> Vec<(String, bool)> {
        let seen = |visible| matches!(visible, SheetVisible::Visible);
        self.book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), seen(sheet.visible))).collect()
    }
    /// Whether its days are counted from 1904.
    pub(super) fn counts_from_1904(&self) -> bool {
        self.book.has_1904_epoch()
    }
    /// Gives every line of a sheet with something in it to `take`.
    ///
    /// # Errors
    /// `import_too_large`, `import_not_a_book`.
    pub(super) fn each(
        &mut self,
        sheet: &str,
        cells: &mut Cells,
        mut take: impl FnMut(Line),
    ) -> Result<(), &'static str> {
        let mut reader = match self.book.worksheet_cells_reader(sheet) {
            Ok(reader) => reader,
            // A sheet that is only a picture has no cells.
            Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(()),
            Err(_) => return Err("import_not_a_book"),
        };
        let mut line: Option<Line> = None;
        while let Some(cell) = reader.next_cell_with_formula().map_err(|_| "import_not_a_book")? {
            let Some(raw) = raw(&cell.value, cell.formula.is_some()) else { continue };
            let (row, column) = cell.pos;
            if column >= COLUMNS {
                return Err("import_too_large");
            }
            let number = u64::from(row) + 1;
            if line.as_ref().is_none_or(|line| line.number != number) {
                if let Some(done) = line.take() {
                    if done.number > number {
                        return Err("import_not_a_book");
                    }
                    take(done);
                }
                line = Some(Line { number, cells: Vec::new(), short: false });
            }
            if let Some(line) = &mut line {
                let at = column as usize;
                cells.count(1)?;
                if line.cells.len() <= at {
                    line.cells.resize(at + 1, None);
                }
                line.cells[at] = Some(raw);
            }
        }
        if let Some(line) = line {
            take(line);
        }
        Ok(())
    }
}

fn raw(value: &DataRef<'_>, formula: bool) -> Option<Raw> {
    let text = |text: &str| (!text.trim().is_empty()).then(|| Raw::Text(text.to_owned()));
    match value {
        // Some programs save formulas without what they give: an empty cell that is none.
        DataRef::Empty if formula => Some(Raw::Formula),
        DataRef::Empty => None,
        DataRef::String(found) => text(found),
        DataRef::SharedString(found) => text(found),
        DataRef::Int(number) => Some(Raw::Number(*number as f64)),
        DataRef::Float(number) => Some(Raw::Number(*number)),
        DataRef::Bool(yes) => Some(Raw::Yes(*yes)),
        DataRef::DateTime(time) if time.is_datetime() => Some(Raw::Day(time.as_f64())),
        DataRef::DateTime(time) => Some(Raw::Error(time.as_f64().to_string())),
        DataRef::DateTimeIso(found) | DataRef::DurationIso(found) => text(found),
        DataRef::Error(error) => Some(Raw::Error(error.to_string())),
    }
}

/// Unpacks everything once and keeps nothing: what a packed file says of its own size need not be true.
fn unpacks(bytes: &[u8]) -> Result<(), &'static str> {
    let mut packed = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| "import_not_a_book")?;
    if packed.len() > FILES {
        return Err("import_too_large");
    }
    let mut left = UNPACKED;
    for at in 0..packed.len() {
        let file = packed.by_index(at).map_err(|_| "import_not_a_book")?;
        let read = std::io::copy(&mut file.take(left + 1), &mut std::io::sink()).map_err(|_| "import_not_a_book")?;
        left = left.checked_sub(read).ok_or("import_too_large")?;
    }
    Ok(())
}
