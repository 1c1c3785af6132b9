//! Reading: CSV in UTF-8 (RFC 4180; a byte order mark as spreadsheets write it is passed over) to rows that know where they stand.

use super::problem::Problems;
use chrono::NaiveDate;
use fettle_core::domain::printed::tidy;
use fettle_core::domain::values::Bilingual;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::str::FromStr;

/// Files by name, as bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The files that an import may have, with their columns; `*` marks those that must not be empty. In the order of import.
pub const COLUMNS: &[(&str, &[&str])] = &[
    ("centres.csv", &["code*", "name_zh*", "name_en*", "region*", "zone*"]),
    ("people.csv", &["login*", "name_zh*", "name_en*", "roles*", "centre", "phone", "language*"]),
    ("customers.csv", &["code*", "name_zh*", "name_en*", "industry*"]),
    (
        "sites.csv",
        &["code*", "customer*", "centre*", "name_zh*", "name_en*", "address*", "latitude", "longitude", "zone*"],
    ),
    ("contacts.csv", &["site*", "name*", "title", "phone", "may_sign*"]),
    (
        "contracts.csv",
        &[
            "number*",
            "customer*",
            "sites*",
            "services*",
            "answered_minutes",
            "on_site_minutes",
            "restored_minutes",
            "inspections_a_year*",
            "starts*",
            "ends*",
            "watermark*",
            "language*",
        ],
    ),
    (
        "equipment.csv",
        &[
            "label*",
            "site*",
            "part_number*",
            "serial_number",
            "name_zh*",
            "name_en*",
            "class*",
            "place",
            "parent",
            "warranty_end",
            "life_end",
            "contract",
        ],
    ),
    (
        "cards.csv",
        &[
            "number*",
            "name_zh*",
            "name_en*",
            "model*",
            "class*",
            "unit*",
            "serialised*",
            "minimum*",
            "reorder*",
            "maximum*",
            "price_minor",
            "currency",
            "fits",
            "gtin",
        ],
    ),
    ("places.csv", &["code*", "kind*", "name_zh*", "name_en*", "centre", "person", "bin"]),
    ("stock.csv", &["place*", "card*", "serial", "quantity*", "condition*", "date*"]),
];

/// Longest file, in bytes.
const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// Reads the files of a folder that an import knows; others are left alone.
///
/// # Errors
/// When the folder or a file cannot be read.
pub fn read_folder(folder: &Path) -> io::Result<Files> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if COLUMNS.iter().any(|(file, _)| *file == name) {
            if entry.metadata()?.len() > MAX_FILE_BYTES {
                return Err(io::Error::new(io::ErrorKind::FileTooLarge, name));
            }
            files.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The file.
    pub file: &'static str,
    /// The line, 1 for the header.
    pub line: u64,
    cells: BTreeMap<String, String>,
}

/// Columns that hold what is printed on things, or name a row by it: what copying brought in unseen is no part of it.
const PRINTED: [&str; 9] =
    ["label", "serial_number", "part_number", "serial", "number", "gtin", "card", "parent", "fits"];

/// The rows of one file; a file that is not there has none.
pub fn rows(files: &Files, file: &'static str, problems: &mut Problems) -> Vec<Row> {
    let Some(bytes) = files.get(file) else { return Vec::new() };
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let columns = COLUMNS.iter().find(|(name, _)| *name == file).map_or(&[][..], |(_, columns)| columns);
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(bytes);
    let header: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(str::to_owned).collect(),
        Err(_) => {
            problems.add(file, 1, "", "import_not_utf8", "");
            return Vec::new();
        }
    };
    let known: BTreeSet<&str> = columns.iter().map(|c| c.trim_end_matches('*')).collect();
    let before = problems.len();
    for column in &known {
        if !header.iter().any(|h| h == column) {
            problems.add(file, 1, column, "import_column_missing", column);
        }
    }
    for column in &header {
        if !known.contains(column.as_str()) {
            problems.add(file, 1, column, "import_column_unknown", column);
        }
    }
    if problems.len() > before {
        return Vec::new();
    }
    let mut found = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                problems.add(file, error.position().map_or(0, csv::Position::line), "", "import_not_utf8", "");
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != header.len() {
            problems.add(file, line, "", "import_cells", &record.len().to_string());
            continue;
        }
        let cell = |(column, cell): (&String, &str)| {
            let printed = PRINTED.contains(&column.as_str());
            (column.clone(), if printed { tidy(cell) } else { cell.to_owned() })
        };
        let cells = header.iter().zip(record.iter()).map(cell).collect();
        let row = Row { file, line, cells };
        for column in columns.iter().filter_map(|c| c.strip_suffix('*')) {
            if row.cell(column).is_empty() {
                row.bad(problems, column, "import_empty");
            }
        }
        found.push(row);
    }
    found
}

impl Row {
    /// The text of a cell; empty where there is none.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }
    /// Takes note that a cell is bad.
    pub fn bad(&self, problems: &mut Problems, column: &str, code: &str) {
        problems.add(self.file, self.line, column, code, self.cell(column));
    }
    /// The name in both languages.
    pub fn name(&self) -> Bilingual {
        Bilingual::new(self.cell("name_zh"), self.cell("name_en"))
    }
    /// A cell that may be empty, read by `read`; what it cannot read is noted with `code`.
    pub fn read<T>(
        &self,
        problems: &mut Problems,
        column: &str,
        code: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.cell(column);
        if text.is_empty() {
            return None;
        }
        let value = read(text);
        if value.is_none() {
            self.bad(problems, column, code);
        }
        value
    }
    /// A day such as `2026-03-01`.
    pub fn day(&self, problems: &mut Problems, column: &str) -> Option<NaiveDate> {
        self.read(problems, column, "import_not_a_day", |text| text.parse().ok())
    }
    /// A number.
    pub fn number<T: FromStr>(&self, problems: &mut Problems, column: &str) -> Option<T> {
        self.read(problems, column, "import_not_a_number", |text| text.parse().ok())
    }
    /// `yes` or `no`.
    pub fn yes(&self, problems: &mut Problems, column: &str) -> bool {
        let read = |text: &str| match text {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        self.read(problems, column, "import_not_yes_or_no", read).unwrap_or(false)
    }
    /// The parts of a cell between `;`.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.cell(column).split(';').map(str::trim).filter(|part| !part.is_empty())
    }
    /// The thing that a cell names; an unknown name is noted. Empty gives none.
    pub fn reference<T: Copy>(&self, problems: &mut Problems, column: &str, known: &BTreeMap<String, T>) -> Option<T> {
        self.read(problems, column, "import_unknown_reference", |text| known.get(text).copied())
    }
}
