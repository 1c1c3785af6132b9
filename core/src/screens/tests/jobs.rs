//! Jobs that go another way than the usual one: solved from afar, cancelled meanwhile, repeated, grown out of a check.

use super::day;
use super::kit::*;
use crate::domain::checks::{CCTV, Check, checklist_id, shipped};
use crate::domain::ids::EquipmentId;
use crate::domain::jobs::{Cancellation, Completion, Job, JobEvent, RepeatReason, Report, ReportChange, Status};
use crate::kernel::{Body, Frontier, Subject};
use crate::screens::*;
use crate::text::Lang;

fn state(phone: &Phone) -> Job {
    phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state
}

#[test]
fn a_repair_is_solved_by_phone_and_leaves_my_day() {
    let phone = Phone::ready(Lang::En);
    let typed = [
        ("done", "recorder restarted with the guard"),
        ("cause", "operator_error"),
        ("diagnosis", "recorder was muted"),
        ("channel", "phone"),
        ("with", "Chen"),
    ];
    phone.tap(job_route(), "remote", &typed);
    let solved = state(&phone);
    assert_eq!(solved.status(), Status::SolvedRemotely);
    assert_eq!(solved.remote.unwrap().what.with, "Chen");
    let screen = phone.job_screen();
    assert_eq!(screen.tone, Tone::Good);
    assert!(screen.timeline.rows.iter().any(|row| row.detail.contains("recorder restarted")));
    assert!(!screen.buttons.iter().chain(&screen.work).any(|button| button.key == "remote"), "once is enough");
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert!(today.jobs.rows.iter().all(|row| row.key != job().to_string()));
}

#[test]
fn what_was_done_on_a_job_that_the_desk_cancelled_is_recorded_and_told() {
    let mut phone = Phone::ready(Lang::En);
    day::to_leaving(&phone);
    day::leave(&phone);
    phone.tap(job_route(), "arrive", &[]);
    phone.tap(job_route(), "start", &[]);
    phone.tap(job_route(), "backup", &[("decision", "refused"), ("by", "Chen")]);
    let cancelled = Cancellation { reason: "called in twice".into(), at_work: vec![me()] };
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &JobEvent::Cancelled(cancelled));
    // Told: on the job with the reason, on my day, and outside the app.
    let screen = phone.job_screen();
    assert!(screen.head.banners[0].text.contains("called in twice"), "{:?}", screen.head.banners);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert!(today.jobs.rows.iter().any(|row| row.key == job().to_string() && row.tone == Tone::Bad));
    assert!(phone.app().reminders().unwrap().iter().any(|reminder| reminder.key == format!("cancelled/{}", job())));
    // Recorded: evidence, a photo, work, a cost, the cause, the end.
    phone.tap(job_route(), "evidence", &[("equipment", &camera().to_string()), ("note", "0 V at the output")]);
    phone.take_photo(PhotoFor::Job { job: job_text() }, "the plug");
    phone.wait(20);
    phone.tap(job_route(), "work", &[("text", "plug made anew"), ("minutes", "20")]);
    phone.tap(job_route(), "cost", &[("kind", "hours"), ("payer", "us"), ("amount", "12,5"), ("basis", "1 h")]);
    phone.tap(job_route(), "cause", &[("cause", "connector_quality"), ("diagnosis", "loose")]);
    phone.tap(job_route(), "complete", &[("summary", "picture is back")]);
    let job = state(&phone);
    assert_eq!((job.status(), job.progress(), job.costs[0].what.amount), (Status::Cancelled, Status::Completed, 1_250));
    // What is left is to be signed, and the way back; then it is nobody's.
    day::sign(&phone).unwrap();
    assert_eq!(state(&phone).status(), Status::Signed);
}

/// The desk corrects what it wrote down wrongly: the phone shows it so, and says who changed what from what.
#[test]
fn a_corrected_report_is_shown_with_what_it_said_before() {
    let mut phone = Phone::ready(Lang::En);
    let before = state(&phone).report.unwrap().what;
    let change = ReportChange {
        caller: Some("Ms Gao".into()),
        symptom: Some("picture flickers".into()),
        at: Some(before.at - chrono::TimeDelta::minutes(5)),
        equipment: Some(vec![id::<EquipmentId>(799), camera()]),
        ..ReportChange::default()
    };
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &JobEvent::ReportChanged { change });
    let screen = phone.job_screen();
    assert_eq!(screen.symptom, "picture flickers");
    assert!(screen.customer.rows.iter().any(|row| row.title.contains("Ms Gao")), "{:#?}", screen.customer);
    let line = screen.timeline.rows.iter().find(|row| row.title == "Report corrected").expect("a line");
    let said: Vec<&str> = line.detail.lines().collect();
    assert_eq!(said[0], format!("Caller: {} → Ms Gao", before.caller.name), "{said:?}");
    assert_eq!(said[1], format!("Symptom: {} → picture flickers", before.symptom));
    assert!(said[2].starts_with("Time of the call: ") && said[2].contains(" → "), "{said:?}");
    // A machine that this phone does not have is told as such, not as nothing.
    assert!(said[3].starts_with("Machines: ") && said[3].contains("not on this phone"), "{said:?}");
    assert!(line.trailing.contains("Li Na"), "who: {line:?}");
}

/// The same fault, mended and signed for `days` ago.
fn mended_before(phone: &mut Phone, days: i64) -> Subject {
    let report = state(phone).report.unwrap().what;
    let earlier = Subject::new("job", id::<uuid::Uuid>(77));
    let number = "SH-D1-3".to_owned();
    let reported = Report { number, at: report.at - chrono::TimeDelta::days(days + 1), ..report };
    phone.hub_sends(manager(), earlier.clone(), &JobEvent::Reported(reported));
    let done = Completion { summary: "接头重做".into(), ..Completion::default() };
    phone.hub_sends(me(), earlier.clone(), &JobEvent::Completed(done));
    earlier
}

#[test]
fn a_fault_that_came_back_is_shown_as_a_repeat_and_put_down_to_something() {
    let mut phone = Phone::ready(Lang::En);
    assert!(phone.job_screen().flags.rows.is_empty());
    let earlier = mended_before(&mut phone, 2);
    // Reported again afterwards: the call of this phone's job was before.
    let report = state(&phone).report.unwrap().what;
    phone.wait(3 * 24 * 60);
    let again = Subject::new("job", id::<uuid::Uuid>(78));
    let at = report.at + chrono::TimeDelta::days(3);
    let reported = JobEvent::Reported(Report { number: "SH-D1-9".into(), at, ..report });
    phone.hub_sends(manager(), again.clone(), &reported);
    let route = Route::Job { job: again.id().to_string() };
    let Screen::Job(screen) = phone.screen(route.clone()) else { panic!() };
    let row = &screen.flags.rows[0];
    assert_eq!((row.title.as_str(), row.tone), ("Repeats SH-D1-3", Tone::Warning));
    assert_eq!(row.open, Some(Route::Case { job: earlier.id().to_string() }));
    phone.tap(route.clone(), "repeat", &[("reason", "workmanship"), ("remark", "loose again")]);
    let put_down = phone.app().store().get::<Job>(again.id()).unwrap().unwrap().state.repeat;
    assert_eq!(put_down.get().unwrap().reason, RepeatReason::Workmanship);
    let Screen::Job(screen) = phone.screen(route) else { panic!() };
    assert_eq!(screen.flags.rows[0].tone, Tone::Plain);
    assert!(screen.flags.rows[0].detail.contains("loose again"));
}

#[test]
fn photos_of_the_check_are_on_the_repair_that_grew_out_of_it() {
    let phone = Phone::ready(Lang::En);
    let list = shipped().iter().find(|list| list.code == CCTV).unwrap();
    let action = JobAction::OpenCheck { checklist: checklist_id(CCTV, list.version).to_string() };
    let outcome = phone.app().act(&Action::Job { job: patrol().to_string(), action }, &[]).unwrap();
    let Some(Route::Checklist { check }) = outcome.route else { panic!() };
    let Screen::Checklist(screen) = phone.screen(Route::Checklist { check: check.clone() }) else { panic!() };
    let fails = |item: &&ItemCard| item.answers.iter().any(|tap| tap.button.key == "answer-fail");
    let slot = screen.groups.iter().flat_map(|g| &g.items).find(fails).unwrap().slot.clone();
    let act =
        |action| phone.app().act(&Action::Check { check: check.clone(), action }, &entries(&[("answer", "fail")]));
    for caption in ["loose bracket", "rust"] {
        phone.take_photo(PhotoFor::Item { check: check.clone(), slot: slot.clone() }, caption);
    }
    act(CheckAction::Answer { slot: slot.clone() }).unwrap();
    act(CheckAction::OfferRepair { slot }).unwrap();
    let check: Check = phone.app().store().get(check.parse().unwrap()).unwrap().unwrap().state;
    let repair = check.repairs.values().flatten().next().copied().unwrap();
    let Screen::Job(screen) = phone.screen(Route::Job { job: repair.to_string() }) else { panic!() };
    assert_eq!(screen.timeline.rows.iter().filter(|row| row.photo.is_some()).count(), 2);
    let keys: std::collections::BTreeSet<_> = screen.timeline.rows.iter().map(|row| &row.key).collect();
    assert_eq!(keys.len(), screen.timeline.rows.len(), "each row is one of its own");
    let Screen::Photo(screen) = phone.screen(Route::Photo { purpose: PhotoFor::Job { job: repair.to_string() } })
    else {
        panic!()
    };
    let captions: Vec<&str> = screen.taken.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!(captions, ["loose bracket", "rust"]);
}

/// A site of five hundred jobs about other machines: what screens of one job and one machine read is what they show.
#[test]
fn the_history_of_a_machine_is_read_without_the_jobs_of_its_site() {
    let mut phone = Phone::ready(Lang::En);
    let report = state(&phone).report.unwrap().what;
    let camera_route = Route::Equipment { equipment: camera().to_string() };
    let routes = [job_route(), Route::Diagnose { job: job_text() }, camera_route.clone()];
    let read = |phone: &Phone| {
        routes.clone().map(|route| {
            let before = phone.app().store().states_read();
            phone.screen(route);
            phone.app().store().states_read() - before
        })
    };
    let send = |phone: &mut Phone, from: u128, count: u128, equipment: Vec<EquipmentId>| {
        let reported = |n: u128| {
            let at = report.at - chrono::TimeDelta::hours(i64::try_from(n).unwrap());
            let (number, equipment) = (format!("SH-D3-{n}"), equipment.clone());
            let report = Report { number, at, equipment, ..report.clone() };
            (Subject::new("job", id::<uuid::Uuid>(n)), JobEvent::Reported(report).encode())
        };
        phone.hub_sends_many(manager(), (from..from + count).map(reported).collect(), &Frontier::new());
    };
    let few = read(&phone);
    send(&mut phone, 10_000, 500, vec![id(21)]);
    assert_eq!(read(&phone), few, "beside 500 jobs of the site");
    assert_eq!(phone.job_screen().equipment.rows[0].trailing, "");
    // Of a machine with a long history: counted by the index, and read as far as a page goes.
    send(&mut phone, 20_000, 100, vec![camera()]);
    assert_eq!(phone.job_screen().equipment.rows[0].trailing, "100 earlier jobs");
    let many = read(&phone);
    assert!(few.iter().zip(many).all(|(few, many)| many <= few + 50), "{few:?} {many:?}");
    let Screen::Equipment(machine) = phone.screen(camera_route) else { panic!() };
    assert_eq!(machine.history.rows.len(), 40);
    assert_eq!(machine.history.rows[0].open, Some(job_route()), "the newest first");
    assert!(machine.history.more.is_some());
}
