//! Rows of a damaged SQLite file, read page by page where SQLite itself cannot find its way: each cell of a leaf that still has the form of
//! a record, also in the pages of the log. Whoever takes them judges by what the row says of itself; nothing here is trusted.
//!
//! The form is that of <https://www.sqlite.org/fileformat2.html>, table leaves only. Pages have SQLite's usual 4,096 bytes, as ours always do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

const PAGE: usize = 4096;
const WAL_HEADER: u64 = 32;
const FRAME_HEADER: u64 = 24;
/// Largest record that is put together, in bytes: an event with its header and body is smaller.
const MOST: usize = 4 << 20;

/// A value of a column.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::store) enum Value {
    Null,
    Int(i64),
    Real,
    Text(String),
    Blob(Vec<u8>),
}

/// The file and its log, as pages.
struct Pages {
    main: File,
    count: u64,
    log: Option<File>,
    /// Frames of each page, by their place in the log.
    frames: BTreeMap<u64, Vec<u64>>,
}

/// Calls `each` for every row that can be read, with its rowid; the same row may come several times, in several versions.
pub(in crate::store) fn rows(main: &Path, log: &Path, each: &mut dyn FnMut(i64, &[Value])) -> std::io::Result<()> {
    let mut pages = Pages::open(main, log)?;
    let mut page = vec![0; PAGE];
    for number in 1..=pages.count {
        pages.main_page(number, &mut page)?;
        pages.leaf(&page, if number == 1 { 100 } else { 0 }, each);
    }
    pages.rows_of_log(each)
}

/// As [`rows`], of the log's pages alone, and also of tables without rowids, with rowid 0: such as fit into one page.
pub(in crate::store) fn rows_of_log(
    main: &Path,
    log: &Path,
    each: &mut dyn FnMut(i64, &[Value]),
) -> std::io::Result<()> {
    let mut pages = Pages::open(main, log)?;
    let mut page = vec![0; PAGE];
    for place in pages.frames.values().flatten().copied().collect::<Vec<_>>() {
        pages.log_page(place, &mut page)?;
        bare_rows(&page, each);
    }
    pages.rows_of_log(each)
}

/// Rows of a leaf of a table without rowids.
fn bare_rows(page: &[u8], each: &mut dyn FnMut(i64, &[Value])) {
    if page.first() != Some(&10) {
        return;
    }
    for cell in 0..u16_at(page, 3).min(PAGE / 4) {
        let read = || {
            let (length, at) = varint(page, u16_at(page, 8 + 2 * cell))?;
            let record = page.get(at..at.checked_add(usize::try_from(length).ok()?)?)?;
            values(record, &columns(record, record.len())?)
        };
        if let Some(values) = read() {
            each(0, &values);
        }
    }
}

impl Pages {
    fn rows_of_log(&mut self, each: &mut dyn FnMut(i64, &[Value])) -> std::io::Result<()> {
        let mut page = vec![0; PAGE];
        let places: Vec<(u64, u64)> = self.frames.iter().flat_map(|(n, at)| at.iter().map(|at| (*n, *at))).collect();
        for (number, place) in places {
            self.log_page(place, &mut page)?;
            self.leaf(&page, if number == 1 { 100 } else { 0 }, each);
        }
        Ok(())
    }
    fn open(main: &Path, log: &Path) -> std::io::Result<Self> {
        let main = File::open(main)?;
        // A last page that was cut off is read as far as it goes.
        let count = main.metadata()?.len().div_ceil(PAGE as u64);
        let mut pages = Self { main, count, log: File::open(log).ok(), frames: BTreeMap::new() };
        if let Some(log) = &mut pages.log {
            let length = log.metadata()?.len();
            let mut place = WAL_HEADER;
            while place + FRAME_HEADER + PAGE as u64 <= length {
                let mut number = [0; 4];
                log.seek(SeekFrom::Start(place))?;
                log.read_exact(&mut number)?;
                pages.frames.entry(u64::from(u32::from_be_bytes(number))).or_default().push(place + FRAME_HEADER);
                place += FRAME_HEADER + PAGE as u64;
            }
        }
        Ok(pages)
    }
    fn main_page(&mut self, number: u64, page: &mut [u8]) -> std::io::Result<()> {
        self.main.seek(SeekFrom::Start((number - 1) * PAGE as u64))?;
        fill(&mut self.main, page)
    }
    fn log_page(&mut self, place: u64, page: &mut [u8]) -> std::io::Result<()> {
        let Some(log) = &mut self.log else { return Ok(()) };
        log.seek(SeekFrom::Start(place))?;
        fill(log, page)
    }

    /// The rows of a leaf: at the places that its pointers name, and wherever else something reads as a row. A damaged head or pointer costs
    /// nothing, a damaged row itself only.
    fn leaf(&mut self, page: &[u8], head: usize, each: &mut dyn FnMut(i64, &[Value])) {
        // Pages of indexes (2, 10) and inner pages (5) have no rows of ours; any other type byte may be a damaged one.
        if matches!(page.get(head), Some(2 | 5 | 10)) {
            return;
        }
        let mut tried = BTreeSet::new();
        let cells = u16_at(page, head + 3).min(PAGE / 4);
        for cell in 0..cells {
            let at = u16_at(page, head + 8 + 2 * cell);
            if tried.insert(at)
                && let Some((rowid, values, _)) = self.cell(page, at)
            {
                each(rowid, &values);
            }
        }
        let mut at = head + 8;
        while at < PAGE {
            // Most rows begin with a short length; what is not a row fails within a few bytes.
            match self.cell(page, at) {
                Some((rowid, values, end)) if values.len() >= 3 => {
                    if tried.insert(at) {
                        each(rowid, &values);
                    }
                    at = end.max(at + 1);
                }
                _ => at += 1,
            }
        }
    }

    /// The row that begins at `at`, and where it ends in the page.
    fn cell(&mut self, page: &[u8], at: usize) -> Option<(i64, Vec<Value>, usize)> {
        let (length, at) = varint(page, at)?;
        let (rowid, at) = varint(page, at)?;
        let length = usize::try_from(length).ok().filter(|length| (4..=MOST).contains(length))?;
        let local = local(length);
        let here = page.get(at..at.checked_add(local)?)?;
        // The record's own head says whether it can be one, before anything is gathered.
        let columns = columns(here, length)?;
        let mut end = at + local;
        let record = if local == length {
            here.to_vec()
        } else {
            let next = u32_at(page, end)?;
            end += 4;
            self.gather(here, length, u64::from(next))?
        };
        Some((rowid.cast_signed(), values(&record, &columns)?, end))
    }

    /// A record that goes on in further pages. Each is taken from the log where it is there; who uses the row checks what it says.
    fn gather(&mut self, here: &[u8], length: usize, first: u64) -> Option<Vec<u8>> {
        let mut record = here.to_vec();
        let (mut next, mut page) = (first, vec![0; PAGE]);
        while record.len() < length {
            match self.frames.get(&next).and_then(|places| places.last().copied()) {
                Some(place) => self.log_page(place, &mut page).ok()?,
                None if (1..=self.count).contains(&next) => self.main_page(next, &mut page).ok()?,
                None => return None,
            }
            let rest = (length - record.len()).min(PAGE - 4);
            record.extend_from_slice(page.get(4..4 + rest)?);
            next = u64::from(u32_at(&page, 0)?);
        }
        Some(record)
    }
}

/// How much of a record stands in its leaf.
fn local(length: usize) -> usize {
    let most = PAGE - 35;
    if length <= most {
        return length;
    }
    let least = (PAGE - 12) * 32 / 255 - 23;
    let local = least + (length - least) % (PAGE - 4);
    if local <= most { local } else { least }
}

/// The serial types of a record of `length` bytes; `None` when it is none.
fn columns(record: &[u8], length: usize) -> Option<Vec<u64>> {
    let (head, mut at) = varint(record, 0)?;
    let head = usize::try_from(head).ok().filter(|head| (2..=64).contains(head))?;
    let (mut types, mut body) = (Vec::new(), 0_usize);
    while at < head {
        let (kind, after) = varint(record, at)?;
        at = after;
        body = body.checked_add(size(kind)?)?;
        types.push(kind);
    }
    (at == head && head.checked_add(body)? == length).then_some(types)
}

fn size(kind: u64) -> Option<usize> {
    match kind {
        0 | 8 | 9 => Some(0),
        1..=4 => usize::try_from(kind).ok(),
        5 => Some(6),
        6 | 7 => Some(8),
        10 | 11 => None,
        long => usize::try_from((long - 12) / 2).ok().filter(|size| *size <= MOST),
    }
}

fn values(record: &[u8], types: &[u64]) -> Option<Vec<Value>> {
    let (head, _) = varint(record, 0)?;
    let mut rest = record.get(usize::try_from(head).ok()?..)?;
    let mut values = Vec::with_capacity(types.len());
    for kind in types {
        let (bytes, after) = rest.split_at_checked(size(*kind)?)?;
        rest = after;
        values.push(match kind {
            0 => Value::Null,
            1..=6 => {
                let negative = bytes.first().is_some_and(|first| *first & 0x80 != 0);
                let start = if negative { -1 } else { 0 };
                Value::Int(bytes.iter().fold(start, |n: i64, byte| n << 8 | i64::from(*byte)))
            }
            7 => Value::Real,
            8 => Value::Int(0),
            9 => Value::Int(1),
            long if long % 2 == 0 => Value::Blob(bytes.to_vec()),
            _ => Value::Text(String::from_utf8(bytes.to_vec()).ok()?),
        });
    }
    Some(values)
}

/// A variable-length integer at `at`, and where it ends.
fn varint(bytes: &[u8], at: usize) -> Option<(u64, usize)> {
    let mut value = 0_u64;
    for (place, byte) in bytes.get(at..)?.iter().take(9).enumerate() {
        if place == 8 {
            return Some((value << 8 | u64::from(*byte), at + 9));
        }
        value = value << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, at + place + 1));
        }
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> usize {
    let pair = bytes.get(at..at + 2).and_then(|pair| pair.try_into().ok()).unwrap_or_default();
    usize::from(u16::from_be_bytes(pair))
}
fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

/// Fills `page` as far as the file goes, the rest with zeros.
fn fill(file: &mut File, page: &mut [u8]) -> std::io::Result<()> {
    let mut got = 0;
    while let Some(rest) = page.get_mut(got..).filter(|rest| !rest.is_empty()) {
        match file.read(rest)? {
            0 => {
                rest.fill(0);
                break;
            }
            read => got += read,
        }
    }
    Ok(())
}
