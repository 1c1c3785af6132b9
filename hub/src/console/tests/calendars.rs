//! Calendars in the browser: a notice is brought, looked at against what is known, published, and published again; a missing one is told.

use super::browser::{Answer, Browser, hidden};
use super::kept::{refused, wrong};
use crate::testing::TestHub;
use chrono::{Datelike, NaiveDate};
use fettle_core::domain::calendar::WorkingDays;
use fettle_core::domain::calendars::{Calendar, calendar_subject};
use fettle_core::kernel::fold::time;

const NOTICE: &str = "日期,类型,名称\n2027-01-31,班,春节\n2027-02-08,休,春节\n2027-02-10,休,春节\n";

async fn bring(browser: &mut Browser, fields: &[(&str, &str)], file: Option<(&str, &str)>) -> Answer {
    let page = browser.get("/calendars/import?year=2027").await;
    let token = hidden(&page.body, "token").unwrap_or_default();
    let mut body = String::new();
    for (name, value) in [("token", token.as_str())].iter().chain(fields) {
        body += &format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    if let Some((name, text)) = file {
        body += &format!(
            "--cut\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: text/plain\r\n\r\n{text}\r\n"
        );
    }
    body += "--cut--\r\n";
    browser.raw("/calendars/import", "multipart/form-data; boundary=cut", body.into_bytes()).await
}

/// The hidden fields of a page on which a notice is looked at.
fn held(answer: &Answer) -> Vec<(&'static str, String)> {
    let of = |name| hidden(&answer.body, name).unwrap_or_default().replace("&#34;", "\"");
    vec![("days", of("days")), ("source", of("source")), ("left", of("left"))]
}

async fn publish(browser: &mut Browser, fields: &[(&'static str, String)], more: &[(&str, &str)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post("/calendars/2027/publish", &[&fields[..], more].concat()).await
}

async fn known(hub: &TestHub) -> Option<Calendar> {
    let id = calendar_subject(2027).id();
    hub.hub.ledger.get::<Calendar>(id).await.expect("read").map(|folded| folded.state)
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[tokio::test]
async fn a_notice_is_looked_at_published_and_published_again() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let mut other = Browser::of(&hub, "admin").await;
    let looked = bring(&mut admin, &[("year", "2027")], Some(("notice.csv", NOTICE))).await;
    assert_eq!(looked.status, 200, "{}", looked.body);
    for said in ["Working days of 2027", "2027-01-31 Sun", "2027-02-09 Tue", "working day", "day off", "春节"] {
        assert!(looked.body.contains(said), "{said}: {}", looked.body);
    }
    assert!(known(&hub).await.is_none(), "nothing is published by looking");
    let stale = bring(&mut other, &[("year", "2027"), ("days", "2027-02-09,off,x")], None).await;
    let command = uuid::Uuid::now_v7().to_string();
    let fields = held(&looked);
    let sent: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    for _ in 0..2 {
        let done = admin.post_as(&command, "/calendars/2027/publish", &sent).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/calendars/2027?done=1"), "{}", done.body);
    }
    let calendar = known(&hub).await.expect("published");
    assert_eq!((calendar.count(), calendar.source.as_str()), ((2, 1), "notice.csv"));
    let events = hub.hub.ledger.events_of(&calendar_subject(2027)).await.expect("read");
    assert_eq!(events.len(), 1, "twice is once");
    let days = hub.hub.ledger.working_days([2027]).await.expect("read");
    assert!(days.is_working_day(day("2027-01-31")) && !days.is_working_day(day("2027-02-10")));

    // Who looked before that sees it now, and publishes on.
    let late = publish(&mut other, &held(&stale), &[]).await;
    assert!(refused(&late).starts_with("Somebody published 2027 meanwhile."), "{}", late.body);
    assert_eq!(known(&hub).await, Some(calendar));
    assert_eq!(publish(&mut other, &held(&late), &[]).await.status, 303);
    let page = admin.get("/calendars/2027").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("2027-02-09") && !page.body.contains("notice.csv"), "it replaced the whole year");
    assert!(page.body.contains("<del>day off</del> → <ins>working day</ins>"), "the history says what changed");
    assert_eq!(page.body.matches("<strong>Published</strong>").count(), 2, "{}", page.body);

    // The file is in the form that is brought.
    let file = admin.get("/calendars/2027/days.csv").await;
    assert_eq!((file.status, file.kind.as_str()), (200, "text/csv; charset=utf-8"));
    let again = bring(&mut admin, &[("year", "2027")], Some(("days.csv", &file.body))).await;
    assert!(again.body.contains("No day becomes another one."), "{}", again.body);
    assert_eq!(publish(&mut admin, &held(&again), &[]).await.status, 303);
    let events = hub.hub.ledger.events_of(&calendar_subject(2027)).await.expect("read");
    assert_eq!(events.len(), 2, "what is on record already is no event");
}

#[tokio::test]
async fn lines_that_do_not_read_are_told_and_published_without_only_when_that_is_said() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let ics = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20270208\nDTEND;VALUE=DATE:20270210\nSUMMARY:春节（休）\nEND:VEVENT\n\
               BEGIN:VEVENT\nDTSTART:20270509\nSUMMARY:母亲节\nEND:VEVENT\nEND:VCALENDAR\n";
    let looked = bring(&mut admin, &[("year", "2027")], Some(("notice.ics", ics))).await;
    assert!(
        looked.body.contains("“母亲节” says neither that the day is off nor that it is worked."),
        "{}",
        looked.body
    );
    assert!(looked.body.contains("<td class=\"num\">7</td>"), "on which line: {}", looked.body);
    let no = publish(&mut admin, &held(&looked), &[]).await;
    assert_eq!(wrong(&no), "1 lines were not taken. Tick the box to publish without them, or mend the file.");
    assert!(known(&hub).await.is_none());
    assert_eq!(publish(&mut admin, &held(&no), &[("partial", "yes")]).await.status, 303);
    assert_eq!(known(&hub).await.expect("published").count(), (2, 0));

    for (fields, file, said) in [
        (vec![("year", "20027")], None, "20027 is not a year that a calendar can be of."),
        (vec![("year", "x")], None, "x is not a year that a calendar can be of."),
        (vec![("year", "2027"), ("days", "")], None, "Nothing is said of 2027: choose a file, or type days."),
        (
            vec![("year", "2027")],
            Some(("x.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n")),
            "The file is cut off: it ends within an event.",
        ),
    ] {
        assert_eq!(wrong(&bring(&mut admin, &fields, file).await), said);
    }
    admin.get("/calendars/import").await;
    let forged = admin.post("/calendars/2027/publish", &[("days", "2027-13-01,off"), ("source", "")]).await;
    assert!(refused(&forged).contains("is not a day"), "{}", forged.body);
}

#[tokio::test]
async fn calendars_are_published_by_who_keeps_them_and_read_by_all() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    for login in ["admin", "manager", "desk", "engineer", "keeper"] {
        let mut browser = Browser::of(&hub, login).await;
        for path in ["/calendars", "/calendars?as=csv", "/calendars/2026", "/calendars/2026/days.csv"] {
            assert_eq!(browser.get(path).await.status, 200, "{login} {path}");
        }
        for path in ["/calendars/2050", "/calendars/x", "/calendars/2050/days.csv"] {
            assert_eq!(browser.get(path).await.status, 404, "{login} {path}");
        }
        // The manager here is a centre's; the house's days are the head office's.
        let wanted = if login == "admin" { 200 } else { 403 };
        assert_eq!(browser.get("/calendars/import").await.status, wanted, "{login}");
        let sent = browser.post("/calendars/2027/publish", &[("days", "2027-02-08,off"), ("source", "")]).await;
        assert_eq!(sent.status, if login == "admin" { 303 } else { 403 }, "{login}: {}", sent.body);
    }
    let mut admin = Browser::of(&hub, "admin").await;
    admin.get("/calendars").await;
    assert_eq!(admin.post("/language", &[("lang", "zh-CN"), ("back", "/calendars")]).await.location, "/calendars");
    let list = admin.get("/calendars").await.body;
    assert!(list.contains("工作日历") && list.contains("程序自带") && list.contains("/calendars/2027\""), "{list}");
    assert!(admin.get("/calendars/2027").await.body.contains("2027-02-08 周一"));
}

#[tokio::test]
async fn in_november_who_keeps_calendars_is_told_that_next_year_is_missing() {
    let hub = TestHub::start().await;
    hub.company(true).await;
    // To a November whose next year nothing is known of, whenever this runs.
    let now = time(hub.hub.clock.now_ms());
    let mut year = now.year();
    while WorkingDays::default().knows(year + 1) || day(&format!("{year}-11-02")) <= now.date_naive() {
        year += 1;
    }
    let to = day(&format!("{year}-11-02")).and_hms_opt(4, 0, 0).expect("a time").and_utc();
    hub.set_ahead(u64::try_from((to - now).num_milliseconds()).expect("ahead"));
    let mut admin = Browser::of(&hub, "admin").await;
    // The year that runs is asked for first.
    for missing in [year, year + 1] {
        let told = format!("The notice of working days of {missing} is missing");
        let page = admin.get("/worklist").await.body;
        if WorkingDays::default().knows(missing) {
            continue;
        }
        assert!(page.contains(&told) && page.contains(&format!("/calendars/import?year={missing}\"")), "{page}");
        assert!(admin.get("/calendars").await.body.contains("missing"));
        let mut desk = Browser::of(&hub, "desk").await;
        assert!(!desk.get("/worklist").await.body.contains(&told), "who can do nothing about it is not told");
        let (path, days) = (format!("/calendars/{missing}/publish"), format!("{missing}-10-01,off,国庆节"));
        admin.get("/calendars/import").await;
        assert_eq!(admin.post(&path, &[("days", &days), ("source", "")]).await.status, 303);
        assert!(!admin.get("/worklist").await.body.contains(&told));
    }
}
