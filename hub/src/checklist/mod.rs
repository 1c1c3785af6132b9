//! A checklist as a table, CSV or XLSX: one item a line. Read and written in the same form, so that a round trip changes nothing; each line that does
//! not read is told with its number and the reason. What a list may be is the domain's.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{Reading, Wrong, read};
pub use write::{book, written};

/// The columns, in the order in which they are written.
const COLUMNS: [&str; 14] = [
    "id",
    "section_zh",
    "section_en",
    "label_zh",
    "label_en",
    "kind",
    "required",
    "unit",
    "min",
    "max",
    "options",
    "depends_on",
    "repeat_for",
    "internal",
];
