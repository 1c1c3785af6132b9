//! A list as a table.

use super::COLUMNS;
use fettle_core::domain::checks::{Choice, Definition, Item, Kind};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

fn options(options: &[Choice]) -> String {
    let one = |option: &Choice| {
        let out = if option.out { "|out" } else { "" };
        format!("{}|{}|{}{out}", option.code, option.label.zh, option.label.en)
    };
    options.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The cells of an item, in the order of [`COLUMNS`].
fn cells(item: &Item) -> [String; 14] {
    let text = |number: Option<String>| number.unwrap_or_default();
    let (kind, unit, min, max, choices) = match &item.kind {
        Kind::PassFail => ("pass_fail", "", String::new(), String::new(), String::new()),
        Kind::Choice { options: all } => ("choice", "", String::new(), String::new(), options(all)),
        Kind::Number { unit, min, max } => {
            let said = |limit: &Option<_>| text(limit.as_ref().map(ToString::to_string));
            ("number", unit.as_str(), said(min), said(max), String::new())
        }
        Kind::Duration { min, max } => {
            let said = |limit: &Option<u32>| text(limit.map(|limit| limit.to_string()));
            ("duration", "", said(min), said(max), String::new())
        }
        Kind::Count => ("count", "", String::new(), String::new(), String::new()),
        Kind::Text => ("text", "", String::new(), String::new(), String::new()),
        Kind::Photo => ("photo", "", String::new(), String::new(), String::new()),
        Kind::Scan => ("scan", "", String::new(), String::new(), String::new()),
    };
    let depends = item.depends_on.as_ref().map(|on| format!("{}={}", on.item, on.answer));
    [
        item.id.clone(),
        item.section.zh.clone(),
        item.section.en.clone(),
        item.label.zh.clone(),
        item.label.en.clone(),
        kind.to_owned(),
        if item.required { "yes" } else { "no" }.to_owned(),
        unit.to_owned(),
        min,
        max,
        choices,
        text(depends),
        text(item.repeat_for.clone()),
        if item.internal { "yes" } else { "no" }.to_owned(),
    ]
}

/// What a spreadsheet would take for a formula stays a text.
fn guarded(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell }
}

/// The items as CSV.
pub fn written(items: &[Item]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Into memory nothing fails.
    writer.write_record(COLUMNS).ok();
    for item in items {
        writer.write_record(cells(item).map(guarded)).ok();
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The items as a workbook.
///
/// # Errors
/// When the workbook cannot be made.
pub fn book(list: &Definition) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let bold = Format::new().set_bold();
    for (at, column) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, at, column, &bold)?;
    }
    for (row, item) in (1_u32..).zip(&list.items) {
        for (at, cell) in (0_u16..).zip(cells(item)) {
            sheet.write_string(row, at, cell)?;
        }
    }
    workbook.save_to_buffer()
}
