//! The daily report: what was done since the one before, signed each day, on the same mechanism as the sheet.

use super::*;
use crate::domain::jobs::document::DailyReport;

fn day(n: u32) -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 3, n).unwrap()
}

fn told(n: u32) -> DayReport {
    DayReport {
        day: day(n), done: format!("第 {n} 天完成布线"), next: "明天接线".into(), reason: String::new()
    }
}

/// Minutes into the third, fourth ... of March at the site (the day begins at 01:00 UTC, 09:00 there).
fn on(n: i64, minutes: i64) -> i64 {
    (n - 4) * 24 * 60 + minutes
}

fn work(phone: &mut Phone, minutes: i64, text: &str) -> EventId {
    phone.now = at(minutes);
    let work = Work { from: at(minutes), to: None, text: text.into() };
    phone.ok(|job, me| c::record_work(job, me, work))
}

impl Day {
    fn build_daily(&self) -> Result<DailyReport, Refusal> {
        self.with_sources(build_daily)
    }
    fn sign_daily(&mut self) -> Result<EventId, Refusal> {
        let seen = hash_hex(&self.build_daily()?.canonical_bytes().unwrap());
        let (actor, now) = (self.eng.actor(), self.eng.now);
        let drafts = self.with_sources(|sources| c::sign_daily(sources, &actor, hand(&seen), now))?;
        Ok(self.eng.record(drafts))
    }
    fn report_day(&mut self, n: u32, reason: &str) {
        let report = DayReport { reason: reason.into(), ..told(n) };
        self.eng.ok(|job, me| c::report_day(job, me, day(n), report));
    }
}

fn texts(report: &DailyReport) -> Vec<&str> {
    report.work.iter().map(|one| one.entry.text.as_str()).collect()
}

#[test]
fn a_day_is_reported_signed_and_the_work_goes_on() {
    let mut day4 = Day::working();
    assert_eq!(day4.build_daily().unwrap_err().code, "day_not_reported");
    work(&mut day4.eng, on(4, 90), "拉线");
    assert_eq!(
        day4.eng.no(|job, me| c::report_day(job, me, day(4), DayReport { done: " ".into(), ..told(4) })),
        "text_missing"
    );
    assert_eq!(day4.eng.no(|job, me| c::report_day(job, me, day(3), told(4))), "day_ahead");
    day4.report_day(4, "");
    let report = day4.build_daily().unwrap();
    assert_eq!((report.day, report.revision, texts(&report)), (day(4), 0, vec!["拉线"]));
    assert_eq!((report.done.as_str(), report.next.as_str()), ("第 4 天完成布线", "明天接线"));
    assert_eq!(report.site.customer.zh, "公安分局");
    assert_eq!(DailyReport::parse(&report.canonical_bytes().unwrap()).unwrap(), report);
    // Only the one that was shown.
    let (actor, now) = (day4.eng.actor(), day4.eng.now);
    let other = day4.with_sources(|sources| c::sign_daily(sources, &actor, hand(&Hash::of(b"x").to_string()), now));
    assert_eq!(other.unwrap_err().code, "sheet_changed");
    day4.sign_daily().unwrap();
    let job = day4.eng.job();
    let signed = job.daily_of(day(4)).unwrap();
    assert!(signed.by_hand() && signed.document.agrees() == Some(true));
    assert_eq!((job.status(), flags(&job)), (Status::Working, Vec::new()), "the work goes on");
    assert!(job.current_sheet().is_none() && job.customer_signed().is_none(), "it is not the service report");
    assert_eq!(day4.build_daily().unwrap_err().code, "day_not_reported", "once");
    // The next day has what came since, and nothing twice.
    work(&mut day4.eng, on(5, 30), "接线");
    day4.report_day(5, "");
    let report = day4.build_daily().unwrap();
    assert_eq!((report.day, texts(&report)), (day(5), vec!["接线"]));
    day4.sign_daily().unwrap();
    // And the service report at the end has all of it.
    let finding = CauseFinding { cause: Cause::LineDamaged, diagnosis: "断线".into() };
    day4.eng.ok(|job, me| c::find_cause(job, me, finding));
    day4.eng.ok(|job, me| c::complete(job, me, &[], Completion { summary: "正常".into(), ..Completion::default() }));
    let sheet = day4.build().unwrap();
    assert_eq!(sheet.work.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), ["拉线", "接线", "正常"]);
    day4.sign().unwrap();
    let job = day4.eng.job();
    assert_eq!((job.documents.len(), job.sheets().count(), job.status()), (3, 1, Status::Signed));
    assert!(flags(&job).is_empty(), "{:?}", flags(&job));
}

/// Promise 2: what a colleague recorded that the signer had not seen is on the next report, and never taken as seen.
#[test]
fn what_the_signer_of_a_day_had_not_seen_is_on_the_next_report() {
    let mut day4 = Day::working();
    let mut other = Phone::new(3, Role::Engineer);
    other.learn(&day4.eng);
    work(&mut day4.eng, on(4, 90), "拉线");
    work(&mut other, on(4, 95), "装支架");
    day4.report_day(4, "");
    day4.sign_daily().unwrap();
    day4.eng.learn(&other);
    let signed = day4.eng.job().daily_of(day(4)).unwrap().document.daily().unwrap();
    assert_eq!(texts(&signed), ["拉线"]);
    day4.eng.now = at(on(5, 60));
    day4.report_day(5, "");
    assert_eq!(texts(&day4.build_daily().unwrap()), ["装支架"]);
    day4.sign_daily().unwrap();
    assert!(flags(&day4.eng.job()).is_empty());
}

#[test]
fn a_day_reported_again_replaces_its_report_and_the_old_one_stays() {
    let mut day4 = Day::working();
    work(&mut day4.eng, on(4, 90), "拉线");
    day4.report_day(4, "");
    day4.sign_daily().unwrap();
    let first = day4.eng.job().daily_of(day(4)).unwrap().clone();
    work(&mut day4.eng, on(4, 100), "漏记的");
    assert_eq!(day4.eng.no(|job, me| c::report_day(job, me, day(4), told(4))), "reason_missing");
    day4.report_day(4, "漏记一项");
    let report = day4.build_daily().unwrap();
    assert_eq!((report.revision, report.amendment.as_str(), texts(&report)), (1, "漏记一项", vec!["拉线", "漏记的"]));
    assert_eq!(report.replaces, Some(first.hash().to_string()));
    day4.sign_daily().unwrap();
    let job = day4.eng.job();
    assert_eq!((job.documents.len(), &job.documents[0]), (2, &first), "on record unchanged");
    assert!(job.is_replaced(&job.documents[0]) && !job.is_replaced(&job.documents[1]));
    assert!(flags(&job).is_empty(), "{:?}", flags(&job));
    // A further party answers to the one that counts.
    let answer = |hash: Hash| {
        move |job: &Job, me: &Actor| {
            c::answer_document(
                job,
                me,
                Party::Integrator,
                hand(&hash.to_string()),
                SheetLanguage::Chinese,
                at(on(4, 200)),
            )
        }
    };
    assert_eq!(day4.eng.no(answer(first.hash())), "document_replaced");
    let second = job.documents[1].hash();
    day4.eng.ok(answer(second));
    assert_eq!(day4.eng.job().documents[1].parties().len(), 2);
}

#[test]
fn one_day_signed_twice_concurrently_is_flagged() {
    let mut day4 = Day::working();
    work(&mut day4.eng, on(4, 90), "拉线");
    day4.report_day(4, "");
    let mut other = day4.clone();
    other.eng = Phone::new(3, Role::Engineer);
    other.eng.learn(&day4.eng);
    other.eng.now = at(on(4, 120));
    day4.sign_daily().unwrap();
    other.sign_daily().unwrap();
    day4.eng.learn(&other.eng);
    assert_eq!(flags(&day4.eng.job()), ["signed_twice"]);
}

/// Whoever judges holds a daily report against the record, as the sheet.
#[test]
fn a_daily_report_that_says_something_else_than_the_record_is_told() {
    let mut day4 = Day::working();
    work(&mut day4.eng, on(4, 90), "拉线");
    day4.report_day(4, "");
    let honest = day4.build_daily().unwrap();
    let around = Around {
        customer: vec![Customer { name: Bilingual::new("公安分局", "Police branch"), ..Customer::default() }],
        site: vec![Site { zone: "Asia/Shanghai".into(), ..Site::default() }],
        equipment: [(camera(), vec![Equipment { pn: "PTZ-1".into(), sn: "SN9".into(), ..Equipment::default() }])]
            .into(),
        engineer: vec![crate::domain::people::Person { name: Bilingual::same("李"), ..Default::default() }],
    };
    let unlike = |change: fn(&mut DailyReport)| {
        let mut report = honest.clone();
        change(&mut report);
        let found = daily_differences(&report, &day4.eng.job(), day4.eng.person, &around);
        found.into_iter().map(|field| field.code().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(unlike(|_| {}), Vec::<String>::new());
    assert_eq!(unlike(|it| it.number = "X".into()), ["number"]);
    assert_eq!(unlike(|it| it.done = "全部完成".into()), ["work"]);
    assert_eq!(unlike(|it| it.work.clear()), Vec::<String>::new(), "what is left out is on the next one");
    assert_eq!(unlike(|it| it.work.push(it.work[0].clone())), ["work"], "nothing twice");
    assert_eq!(unlike(|it| it.work[0].event = uuid(404)), ["work"], "nothing that nobody recorded");
    assert_eq!(unlike(|it| it.work[0].entry.text = "别的".into()), ["work"]);
    assert_eq!(unlike(|it| it.engineer.name = "nobody".into()), ["engineer"]);
    assert_eq!(unlike(|it| it.site.customer = Bilingual::same("Somebody else")), ["customer"]);
    assert_eq!(unlike(|it| it.equipment.clear()), ["equipment"]);
}
