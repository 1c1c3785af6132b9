//! Files as spreadsheets save them, made here.

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

fn one(name: &str, bytes: &[u8]) -> (Tables, Problems) {
    let mut problems = Problems::default();
    let tables = tables(&Files::from([(name.to_owned(), bytes.to_vec())]), &Headings::default(), &mut problems);
    (tables, problems)
}
fn said(problems: &Problems) -> Vec<(String, u64, String, String)> {
    problems.iter().map(|p| (p.sheet.clone(), p.line, p.column.clone(), p.code.clone())).collect()
}

const LIST: &str = "code,name_zh,name_en,industry\r\nA,小学,\"School; A, B\",education\r\nB,中学,,\r\n";

#[test]
fn a_list_reads_the_same_in_every_encoding_and_with_every_mark_between_cells() {
    let cells = |bytes: &[u8]| {
        let (mut tables, problems) = one("customers.csv", bytes);
        assert_eq!(said(&problems), []);
        tables.take("customers").into_iter().map(|row| row.cells).collect::<Vec<_>>()
    };
    let wanted = cells(LIST.as_bytes());
    assert_eq!(wanted.len(), 2);
    assert_eq!(&*wanted[0][2], "School; A, B");
    let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(LIST.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let semicolons = "编号;中文名称;英文名称;行业\nA;小学;\"School; A, B\";education\nB;中学;;\n";
    let tabs = "Code\tName (Chinese)\tName (English)\tIndustry\nA\t小学\tSchool; A, B\teducation\nB\t中学\t\t\n";
    let told = format!("sep=;\n{semicolons}");
    let chinese = encoding_rs::GB18030.encode(LIST).0.into_owned();
    for bytes in [utf16.as_slice(), semicolons.as_bytes(), tabs.as_bytes(), told.as_bytes(), &chinese] {
        assert_eq!(cells(bytes), wanted);
    }
    // Rows and columns of nothing are passed over, as spreadsheets write them.
    let padded = "code,name_zh,name_en,industry,,\nA,小学,\"School; A, B\",education,,\n,,,,,\n\nB,中学,,,,\n";
    assert_eq!(cells(padded.as_bytes()), wanted);
}

#[test]
fn a_list_is_known_by_its_name_or_by_its_headings_in_both_languages() {
    for name in ["customers.csv", "客户.csv", "Clients 2026.csv", "anything.csv"] {
        let (mut tables, problems) = one(name, "编号,中文名,English name,Sector\nA,小学,School,x\n".as_bytes());
        assert_eq!(said(&problems), [], "{name}");
        assert_eq!(tables.take("customers").len(), 1, "{name}");
    }
    let (_, problems) = one("notes.csv", "what,ever\n1,2\n".as_bytes());
    assert_eq!(said(&problems), [("".into(), 1, "".into(), "import_kind_unknown".into())]);
    let (_, problems) = one("customers.csv", "code,name_zh,code\nA,b,c\n".as_bytes());
    assert_eq!(said(&problems)[0].3, "import_column_twice");
    let (_, problems) = one("customers.csv", "code,name_zh,\nA,b,c\n".as_bytes());
    assert_eq!(said(&problems)[0].3, "import_heading_missing");
    let (_, problems) = one("customers.csv", "code,name_zh\nA\n".as_bytes());
    assert_eq!(said(&problems), [("".into(), 2, "".into(), "import_cells".into())]);
}

fn book(make: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut book = Workbook::new();
    make(&mut book);
    book.save_to_buffer().expect("a book")
}

#[test]
fn a_book_has_a_sheet_for_each_kind_with_its_own_days_and_numbers() {
    let bytes = book(|book| {
        let day = Format::new().set_num_format("yyyy/m/d");
        let sheet = book.add_worksheet().set_name("库存").unwrap();
        for (at, text) in (0..).zip(["库位", "备件编号", "序列号", "数量", "状态", "日期"]) {
            sheet.write_string(1, at, text).unwrap();
        }
        sheet.write_string(2, 0, "MAIN").unwrap();
        sheet.write_string(2, 1, "P-1001").unwrap();
        sheet.write_number(2, 2, 4562.0).unwrap();
        sheet.write_number(2, 3, 2.0).unwrap();
        sheet.write_string(2, 4, "new").unwrap();
        let when = ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
        sheet.write_datetime_with_format(2, 5, &when, &day).unwrap();
        let sheet = book.add_worksheet().set_name("Contacts").unwrap();
        for (at, text) in (0..).zip(["Site", "Name", "May sign", "Telephone"]) {
            sheet.write_string(0, at, text).unwrap();
        }
        sheet.write_string(1, 0, "FJ").unwrap();
        sheet.write_string(1, 1, "赵").unwrap();
        sheet.write_boolean(1, 2, false).unwrap();
        sheet.write_number(1, 3, 13_800_000_001.0).unwrap();
        book.add_worksheet().set_name("Empty").unwrap();
    });
    let (mut tables, problems) = one("company.xlsx", &bytes);
    assert_eq!(said(&problems), []);
    let stock = tables.take("stock");
    let row = &stock[0];
    assert_eq!((stock.len(), row.line), (1, 3));
    assert_eq!((row.cell("serial"), row.cell("quantity"), row.cell("date")), ("4562", "2", "2026-03-01"));
    assert_eq!(row.source.spot.told(), "company.xlsx/库存");
    let contacts = tables.take("contacts");
    assert_eq!((contacts[0].cell("phone"), contacts[0].cell("may_sign")), ("13800000001", "no"));
    assert!(contacts[0].has("phone") && !contacts[0].has("title"));
}

#[test]
fn what_a_spreadsheet_spoilt_in_a_book_is_refused_by_sheet_row_and_column() {
    let bytes = book(|book| {
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = book.add_worksheet().set_name("equipment").unwrap();
        for (at, text) in (0..).zip(["label", "site", "part_number", "serial_number", "name_zh", "class"]) {
            sheet.write_string(0, at, text).unwrap();
        }
        for row in 1..=4 {
            for (at, text) in (0..).zip(["L", "FJ", "P", "S", "名", "server"]) {
                sheet.write_string(row, at, text).unwrap();
            }
        }
        sheet.write_number(1, 3, 210_235_293_310_000_000.0).unwrap();
        let when = ExcelDateTime::from_ymd(2026, 3, 1).unwrap();
        sheet.write_datetime_with_format(2, 0, &when, &day).unwrap();
        sheet.write_boolean(3, 2, true).unwrap();
        sheet.write_formula(4, 3, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        let hidden = book.add_worksheet().set_name("stock").unwrap();
        hidden.set_hidden(true);
    });
    let (mut tables, problems) = one("x.xlsx", &bytes);
    let sheet = || "equipment".to_owned();
    let found = said(&problems);
    assert_eq!(
        found[..3],
        [
            (sheet(), 2, "serial_number".into(), "import_spoilt_number".into()),
            (sheet(), 3, "label".into(), "import_became_a_day".into()),
            (sheet(), 4, "part_number".into(), "import_became_yes_or_no".into()),
        ]
    );
    assert!(found.iter().any(|(sheet, _, _, code)| sheet == "stock" && code == "import_sheet_hidden"), "{found:?}");
    assert!(tables.take("equipment").iter().take(3).all(|row| row.bad));
}

#[test]
fn what_is_no_table_or_unpacks_to_too_much_is_refused_before_it_is_read() {
    let code = |name: &str, bytes: &[u8]| said(&one(name, bytes).1).first().map(|said| said.3.clone());
    assert_eq!(code("x.xlsx", b"PK\x03\x04 and nothing").as_deref(), Some("import_not_a_book"));
    assert_eq!(code("x.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0, 0]).as_deref(), Some("import_old_book"));
    assert_eq!(code("x.csv", &[0x89, b'P', b'N', b'G', 0, 1, 0, 2, 0, 0]).as_deref(), Some("import_not_a_text"));
    // A few kilobytes that unpack to more than any list.
    use std::io::Write;
    let mut packed = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let how = zip::write::SimpleFileOptions::default();
    packed.start_file("xl/sharedStrings.xml", how).unwrap();
    let zeros = vec![b'0'; 1024 * 1024];
    for _ in 0..260 {
        packed.write_all(&zeros).unwrap();
    }
    let bytes = packed.finish().unwrap().into_inner();
    assert!(bytes.len() < 1024 * 1024);
    assert_eq!(code("x.xlsx", &bytes).as_deref(), Some("import_too_large"));
}
