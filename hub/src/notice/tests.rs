//! Notices as people have them are read to the same days, and each line that does not read is told.

use super::read::MOST_BYTES;
use super::*;
use chrono::NaiveDate;
use std::collections::BTreeMap;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// The days of a reading that took everything.
fn all(bytes: &[u8]) -> BTreeMap<NaiveDate, (bool, String)> {
    let reading = read(2027, "notice", bytes).expect("read");
    assert_eq!(reading.wrong, []);
    reading.notice.days.into_iter().map(|(day, said)| (day, (said.worked, said.name))).collect()
}

/// The codes of what was refused, by line.
fn wrong(text: &str) -> Vec<(u64, &'static str)> {
    let reading = read(2027, "notice", text.as_bytes()).expect("read");
    assert_eq!(reading.wrong.len(), reading.wrong_count);
    reading.wrong.iter().map(|wrong| (wrong.line, wrong.why.code)).collect()
}

const ICS: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x\r\n\
BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20270206\r\nDTEND;VALUE=DATE:20270208\r\nSUMMARY:春节（\r\n 休）\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:2\r\nDTSTART;VALUE=DATE:20270131\r\nSUMMARY:春节补班\r\nBEGIN:VALARM\r\nSUMMARY:x\r\nEND:VALARM\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nDTSTART:20270501\r\nDURATION:P2D\r\nSUMMARY;LANGUAGE=\"zh:CN\":劳动节\r\nX-APPLE-SPECIAL-DAY:WORK-HOLIDAY\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nDTSTART:20270601\r\nSUMMARY:off\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nDTSTART:20280101\r\nSUMMARY:元旦（休）\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

#[test]
fn a_table_and_an_icalendar_of_one_notice_are_the_same_days() {
    let named = |worked, name: &str| (worked, name.to_owned());
    let wanted = BTreeMap::from([
        (day("2027-01-31"), named(true, "春节")),
        (day("2027-02-06"), named(false, "春节")),
        (day("2027-02-07"), named(false, "春节")),
        (day("2027-05-01"), named(false, "劳动节")),
        (day("2027-05-02"), named(false, "劳动节")),
    ]);
    assert_eq!(all(ICS.as_bytes()), wanted);
    assert_eq!(read(2027, "x", ICS.as_bytes()).expect("read").notice.left_out, 1, "2028 is another notice's");
    let table = "日期;至;类型;名称\r\n2027年1月31日;;班;春节\r\n2027/2/6;2027-02-07;休;春节\r\n\r\n2027-5-1;2027-5-2;放假;劳动节\r\n";
    assert_eq!(all(table.as_bytes()), wanted);
    let chinese = encoding_rs::GB18030.encode(table).0;
    assert_eq!(all(&chinese), wanted, "as Excel in China writes it");
    let plain =
        "2027-01-31,work,春节\n2027-02-06,off,春节\n2027-02-07,off,春节\n2027-05-01,OFF,劳动节\n2027-05-02,off,劳动节";
    assert_eq!(all(plain.as_bytes()), wanted);
    let reading = read(2027, "x", plain.as_bytes()).expect("read");
    assert_eq!(all(written(&reading.notice.days).as_bytes()), wanted, "a round trip changes nothing");
    let formula = read(2027, "x", b"2027-05-01,off,'=1+1").expect("read").notice.days;
    assert_eq!(formula[&day("2027-05-01")].name, "=1+1");
    assert!(written(&formula).contains(",'=1+1"), "a name is no formula to a spreadsheet");
}

#[test]
fn each_line_that_does_not_read_is_told_with_its_number_and_reason() {
    let table = "day,what,name\n2027-02-30,off,a\n2027-02-08,maybe,b\n2027-03-10,work,c\n2027-02-06,off,d\n2027-02-06,work,e\n,off,f\n";
    assert_eq!(
        wrong(table),
        [
            (2, "calendar_day_unreadable"),
            (3, "calendar_kind_unclear"),
            (4, "calendar_worked_weekday"),
            (6, "calendar_day_twice"),
            (7, "calendar_day_unreadable"),
        ]
    );
    let spans = "day,until,what\n2027-02-08,2027-02-07,off\n2027-02-08,2027-12-31,off\n2027-02-08,x,off\n";
    assert_eq!(wrong(spans), [(2, "calendar_ends_before"), (3, "calendar_span_long"), (4, "calendar_day_unreadable")]);
    let event = |lines: &str| format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    for (lines, wanted) in [
        ("DTSTART:20270208T080000Z\nSUMMARY:off", (3, "calendar_not_whole_day")),
        ("DTSTART:20270208\nRRULE:FREQ=YEARLY\nSUMMARY:off", (4, "calendar_repeats")),
        ("DTSTART:20270208\nSUMMARY:母亲节", (2, "calendar_kind_unclear")),
        ("SUMMARY:off", (2, "calendar_day_unreadable")),
        ("DTSTART:20270230\nSUMMARY:off", (3, "calendar_day_unreadable")),
        ("DTSTART:20270208\nDURATION:PT8H\nSUMMARY:off", (4, "calendar_not_whole_day")),
        ("DTSTART:20270208\nDTEND:20270201\nSUMMARY:off", (2, "calendar_ends_before")),
        ("DTSTART:20270208\nno line\nSUMMARY:off", (4, "calendar_line_unreadable")),
        ("DTSTART:20270210\nSUMMARY:调休上班", (2, "calendar_worked_weekday")),
    ] {
        assert_eq!(wrong(&event(lines)), [wanted], "{lines}");
    }
    let many: String = (0..150).map(|n| format!("{n},off\n")).collect();
    let reading = read(2027, "x", many.as_bytes()).expect("read");
    assert_eq!((reading.wrong.len(), reading.wrong_count), (100, 150));
}

#[test]
fn a_file_that_is_none_is_refused_whole() {
    let code = |bytes: &[u8]| read(2027, "x", bytes).expect_err("refused").code;
    assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0\0\xff\xff"), "calendar_not_a_text");
    assert_eq!(code(&vec![b'a'; MOST_BYTES + 1]), "calendar_file_large");
    assert_eq!(code(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270208\nSUMMARY:off\n"), "calendar_not_ended");
}
