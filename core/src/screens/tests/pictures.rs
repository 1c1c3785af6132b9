//! Every screen in both languages, in the middle of real work, as text that is compared with `snapshots/`.

use super::aside;
use super::day;
use super::keeper;
use super::kit::*;
use super::paint::paint;
use crate::domain::checks::{CCTV, checklist_id};
use crate::screens::*;
use crate::text::Lang;

/// How large a file is in bytes changes with every index of the schema.
fn without_sizes(picture: &str) -> String {
    let sized = |line: &str| ["kB", "MB", "GB"].iter().any(|unit| line.ends_with(unit));
    let line = |line: &str| match line.rsplit_once(" | ").filter(|_| sized(line)) {
        Some((told, size)) => format!("{told} | ... {}\n", size.rsplit(' ').next().unwrap_or_default()),
        None => format!("{line}\n"),
    };
    picture.lines().map(line).collect()
}

/// Shows a screen in both languages and compares.
fn compare(phone: &mut Phone, name: &str, route: &Route) {
    for lang in Lang::ALL {
        phone.reopen(lang);
        let picture = without_sizes(&paint(&phone.app().screen(route).unwrap()));
        // A key that has no text shows as itself.
        for prefix in ["screen-", "papers-", "job-", "refusal-", "error-", "flag-", "parts-"] {
            let bare =
                picture.split_whitespace().find(|word| word.trim_matches(['[', ']', '(', ')']).starts_with(prefix));
            assert!(bare.is_none_or(|word| !word.contains('-') || word.contains('_')), "{name} {lang:?}: {bare:?}");
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(format!("{name}.{}", lang.tag()), picture));
    }
    phone.reopen(Lang::Zh);
}

#[test]
fn before_the_work() {
    let mut phone = Phone::new(Lang::Zh);
    compare(&mut phone, "enrol", &Route::Enrol);
    phone.enrol();
    compare(&mut phone, "lock_settings", &Route::Lock);
    let typed = entries(&[("pin", "271828"), ("again", "271828"), ("minutes", "5")]);
    phone.app().act(&LockAction::Set.into(), &typed).unwrap();
    compare(&mut phone, "lock", &Route::Lock);
    let mut phone = Phone::ready(Lang::Zh);
    day::take_first(&phone);
    phone.wait(4 * 24 * 60);
    compare(&mut phone, "today_overdue", &Route::Today);
    compare(&mut phone, "job_late", &job_route());
    compare(&mut phone, "diagnose", &Route::Diagnose { job: job_text() });
    compare(&mut phone, "plan", &Route::Plan { job: job_text() });
    compare(&mut phone, "parts_bag", &Route::PartsBag);
    let take = Route::Take { job: Some(job_text()), card: Some(supply().to_string()), serial: None };
    compare(&mut phone, "take", &take);
    compare(&mut phone, "return", &Route::Return { debt: None, code: Some("PS-9001".into()) });
    let unknown = Some("ACME-77".into());
    compare(&mut phone, "scan_unknown", &Route::Scan { purpose: ScanFor::Return, unknown });
}

#[test]
fn in_the_middle_of_the_work() {
    let mut phone = Phone::ready(Lang::Zh);
    day::to_leaving(&phone);
    phone.tap(Route::ReadyToLeave { job: job_text() }, "begin", &[]);
    let ready = day::begun(&phone, "ready_to_leave");
    let answer = Action::Check { check: ready.clone(), action: CheckAction::Answer { slot: "tools_hand".into() } };
    phone.app().act(&answer, &entries(&[("answer", "pass")])).unwrap();
    compare(&mut phone, "ready_to_leave", &Route::ReadyToLeave { job: job_text() });
    day::fill(&phone, &ready);
    phone.tap(Route::ReadyToLeave { job: job_text() }, "leave", &[]);
    day::work(&phone);
    compare(&mut phone, "job_working", &job_route());
    let evidence = PhotoFor::Evidence { job: job_text(), equipment: None };
    compare(&mut phone, "photo", &Route::Photo { purpose: evidence });
    let action = JobAction::OpenCheck { checklist: checklist_id(CCTV, 1).to_string() };
    let outcome = phone.app().act(&Action::Job { job: patrol().to_string(), action }, &[]).unwrap();
    let Some(Route::Checklist { check }) = outcome.route else { panic!() };
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: check.clone() }) else { panic!() };
    let fails = |item: &&ItemCard| item.answers.iter().any(|tap| tap.button.key == "answer-fail");
    let slot = screen.groups.iter().flat_map(|g| &g.items).find(fails).unwrap().slot.clone();
    let answer = Action::Check { check: check.clone(), action: CheckAction::Answer { slot } };
    phone.app().act(&answer, &entries(&[("answer", "fail"), ("remark", "支架松动")])).unwrap();
    compare(&mut phone, "checklist_out_of_limits", &Route::Checklist { check });
    compare(&mut phone, "sync", &Route::Sync);
}

#[test]
fn beside_the_work() {
    let mut phone = Phone::ready(Lang::Zh);
    compare(&mut phone, "settings", &Route::Settings);
    aside::hire(&mut phone);
    phone.tap(Route::Calls, "call", &[("case", "accident"), ("text", "梯子倒了")]);
    compare(&mut phone, "calls", &Route::Calls);
    aside::past(&mut phone, 12);
    compare(&mut phone, "knowledge", &Route::Knowledge { words: "进水".into(), equipment: Some(camera().to_string()) });
    compare(&mut phone, "equipment", &Route::Equipment { equipment: camera().to_string() });
    compare(&mut phone, "search", &Route::Search { words: "王建国".into(), customer: None });
    let site = id::<crate::domain::ids::SiteId>(11).to_string();
    compare(&mut phone, "site", &Route::Site { site });
    day::to_leaving(&phone);
    day::leave(&phone);
    compare(&mut phone, "outing", &Route::Outing { job: job_text() });
    day::work(&phone);
    day::finish(&phone);
    compare(&mut phone, "case", &Route::Case { job: job_text() });
    let mut phone = keeper::store(Lang::Zh);
    keeper::give_back(&phone);
    compare(&mut phone, "stock", &Route::Stock);
    let Screen::Stock(stock) = phone.screen(Route::Stock) else { panic!() };
    compare(&mut phone, "inspect", stock.quarantine.rows[0].open.as_ref().unwrap());
    let place = store_room().to_string();
    let purpose = ScanFor::Count { place: place.clone() };
    phone.app().act(&Action::Scan { purpose, action: ScanAction::Typed }, &entries(&[("code", "RJ-45")])).unwrap();
    compare(&mut phone, "stocktake", &Route::Stocktake { place });
}

#[test]
fn at_the_signature() {
    let mut phone = Phone::ready(Lang::Zh);
    day::to_leaving(&phone);
    day::leave(&phone);
    day::work(&phone);
    day::finish(&phone);
    let sheet = Route::SheetAndSign { job: job_text(), document: String::new() };
    compare(&mut phone, "sheet_to_sign", &sheet);
    compare(&mut phone, "sheet_side", &Route::SheetSide { job: job_text(), document: String::new() });
    phone.tap(sheet.clone(), "language_both", &[]);
    compare(&mut phone, "sheet_in_both", &sheet);
    day::sign(&phone).unwrap();
    compare(&mut phone, "sheet_signed", &sheet);
    compare(&mut phone, "job_signed", &job_route());
}
