//! Lists as tables are read back as written, and each line that does not read is told.

use super::*;
use fettle_core::domain::checks::shipped;

#[test]
fn every_shipped_list_comes_back_from_its_table_as_it_was() {
    for list in shipped() {
        let table = written(&list.items);
        let reading = read(table.as_bytes()).expect("read");
        assert_eq!(
            (reading.items.as_slice(), reading.wrong.as_slice()),
            (list.items.as_slice(), &[][..]),
            "{}",
            list.code
        );
        let semicolons = {
            let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
            let mut reader = csv::ReaderBuilder::new();
            for record in reader.has_headers(false).from_reader(table.as_bytes()).records() {
                writer.write_record(&record.expect("a line")).expect("written");
            }
            writer.into_inner().expect("bytes")
        };
        assert_eq!(read(&semicolons).expect("read").items, list.items, "as Excel writes it elsewhere");
        let bytes = book(list).expect("a workbook");
        assert_eq!(read(&bytes).expect("read").items, list.items, "{} as a workbook", list.code);
    }
}

#[test]
fn each_line_that_does_not_read_is_told_with_its_number_and_reason() {
    let table = "id,label_zh,kind,required,min,options,depends_on\n\
                 a,甲,pass_fail,yes,,,\n\
                 b,乙,maybe,,,,\n\
                 c,丙,number,,x,,\n\
                 d,丁,choice,,,one|二,\n\
                 e,戊,text,perhaps,,,\n\
                 f,己,text,,,,a\n\
                 g,庚,choice,no,,bad|坏|bad|out; good|好|good,a=fail\n";
    let reading = read(table.as_bytes()).expect("read");
    let wrong: Vec<_> = reading.wrong.iter().map(|wrong| (wrong.line, wrong.why.code)).collect();
    assert_eq!(
        wrong,
        [
            (3, "checklist_kind_unknown"),
            (4, "checklist_number_unreadable"),
            (5, "checklist_option_unreadable"),
            (6, "checklist_yes_unreadable"),
            (7, "checklist_dependence_unreadable"),
        ]
    );
    assert_eq!(reading.items.iter().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["a", "g"]);
    let code = |bytes: &[u8]| read(bytes).expect_err("refused").code;
    assert_eq!(code(b"id,label_zh\na,b\n"), "checklist_column_missing");
    assert_eq!(code(b"id,kind,colour\na,text,red\n"), "checklist_column_unknown");
    assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0\0\xff\xff"), "checklist_file_unreadable");
}

#[test]
fn what_may_pass_together_and_what_is_known_stand_in_the_table() {
    let table = "id,label_en,kind,together,known_by\n\
                 a,Hand tools,pass_fail,yes,same_day\n\
                 b,Meter,pass_fail,,\n\
                 c,Van,pass_fail,perhaps,\n\
                 d,Weather,pass_fail,yes,the_sky\n";
    let reading = read(table.as_bytes()).expect("read");
    let said: Vec<_> =
        reading.items.iter().map(|item| (item.together, item.known_by.map(|by| by.code().to_owned()))).collect();
    assert_eq!(said, [(true, Some("same_day".to_owned())), (false, None)]);
    let wrong: Vec<_> = reading.wrong.iter().map(|wrong| (wrong.line, wrong.why.code)).collect();
    assert_eq!(wrong, [(4, "checklist_yes_unreadable"), (5, "checklist_known_unknown")]);
}
