//! A list as a file: every item of it, as CSV or XLSX. Texts stay texts: a spreadsheet takes none of them for a formula, and no long number
//! is shortened.

use super::source::{Column, Source};
use crate::console::request::AuthContext;
use crate::error::{Fault, HubError};
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use fettle_core::kernel::fold::time;
use futures_util::stream::try_unfold;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// Items that are read at once.
const PART: usize = 500;
/// Items of an XLSX file at most: a spreadsheet has no more rows. CSV has no end.
const SHEET: usize = 1_000_000;

/// What a spreadsheet would take for a formula begins with an apostrophe, which it does not show and the import takes away again.
pub(super) fn plain(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

fn line(cells: impl Iterator<Item = String>) -> Result<Vec<u8>, HubError> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells).map_err(|e| HubError::Record(e.to_string()))?;
    writer.into_inner().map_err(|e| HubError::Record(e.to_string()))
}

fn name_of(auth: &AuthContext, path: &str, ending: &str) -> String {
    let day = time(auth.hub().clock.now_ms()).format("%Y-%m-%d");
    format!("attachment; filename=\"{}-{day}.{ending}\"", path.trim_matches('/').replace('/', "-"))
}

/// Where the writing of a file stands.
enum At {
    Head(Vec<u8>),
    Behind(Option<String>),
    End,
}

/// As CSV in UTF-8 with its mark, so that spreadsheets read Chinese. Written while it is sent: its length does not count.
pub(super) fn csv(auth: &AuthContext, path: &str, columns: &[Column], source: impl Source) -> Response {
    let mut head = vec![0xEF, 0xBB, 0xBF];
    head.extend(line(columns.iter().map(|column| plain(&column.text))).unwrap_or_default());
    let lines = try_unfold((source, At::Head(head)), |(source, at)| async {
        let after = match at {
            At::Head(head) => return Ok::<_, HubError>(Some((head, (source, At::Behind(None))))),
            At::Behind(after) => after,
            At::End => return Ok(None),
        };
        let items = source.page(after, PART).await?.items;
        let next = if items.len() < PART { At::End } else { At::Behind(items.last().map(|last| last.key.clone())) };
        let mut part = Vec::new();
        for item in items {
            part.extend(line(item.cells.into_iter().map(|cell| plain(&cell.text())))?);
        }
        Ok(Some((part, (source, next))))
    });
    let headers =
        [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, name_of(auth, path, "csv"))];
    (headers, Body::from_stream(lines)).into_response()
}

fn failed(e: &XlsxError) -> HubError {
    HubError::Record(e.to_string())
}

/// As XLSX, row by row into a temporary file: its length costs no memory.
///
/// # Errors
/// `list_too_long` for more than a spreadsheet holds; others when the hub fails.
pub(super) async fn xlsx(
    auth: &AuthContext,
    path: &str,
    columns: &[Column],
    source: impl Source,
) -> Result<Response, Fault> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(|e| failed(&e))?;
    let bold = Format::new().set_bold();
    for (at, column) in (0_u16..).zip(columns) {
        sheet.write_string_with_format(0, at, &column.text, &bold).map_err(|e| failed(&e))?;
    }
    let (mut row, mut after) = (0_u32, None);
    loop {
        let items = source.page(after, PART).await?.items;
        let full = items.len() == PART;
        after = items.last().map(|last| last.key.clone());
        for item in items {
            row += 1;
            if usize::try_from(row).unwrap_or(usize::MAX) > SHEET {
                return Err(Fault::bad("list_too_long").with("rows", SHEET));
            }
            for (at, cell) in (0_u16..).zip(item.cells) {
                sheet.write_string(row, at, cell.text()).map_err(|e| failed(&e))?;
            }
        }
        if !full {
            break;
        }
    }
    let bytes = tokio::task::spawn_blocking(move || workbook.save_to_buffer())
        .await
        .map_err(|e| HubError::Record(e.to_string()))?
        .map_err(|e| failed(&e))?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name_of(auth, path, "xlsx"))], bytes).into_response())
}
