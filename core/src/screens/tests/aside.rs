//! Settings, calls for help, past cases, machines, outings, and long lists.

use super::day;
use super::kit::*;
use crate::domain::ids::{CentreId, JobId};
use crate::domain::jobs::{Completion, HelpCall, HelpCase, Job, JobEvent, Judgement, Status};
use crate::domain::people::{Person, PersonChange, PersonEvent, Role, Roles};
use crate::domain::values::Bilingual;
use crate::kernel::{Body, Frontier, PersonId, Subject};
use crate::screens::*;
use crate::text::Lang;

fn colleague() -> PersonId {
    id(5)
}

/// Another engineer of the centre.
pub fn hire(phone: &mut Phone) {
    let (roles, centre) = (Roles::from([Role::Engineer]), Some(id::<CentreId>(3)));
    let name = Bilingual::new("陈强", "Chen Qiang");
    let event = PersonEvent::Registered { name, roles, centre, language: Lang::Zh };
    phone.hub_sends(manager(), Subject::new("person", colleague().uuid()), &event);
}

/// I am this from now on.
pub fn become_a(phone: &mut Phone, role: Role) {
    let event =
        PersonEvent::Changed { change: PersonChange { roles: Some(Roles::from([role])), ..PersonChange::default() } };
    phone.hub_sends(manager(), Subject::new("person", me().uuid()), &event);
}

fn job_subject() -> Subject {
    Subject::new("job", job().uuid())
}

#[test]
fn the_language_is_chosen_here_and_outlives_the_process() {
    let mut phone = Phone::ready(Lang::Zh);
    let title = |phone: &Phone| {
        let Screen::Settings(screen) = phone.screen(Route::Settings) else { panic!() };
        screen.head.title
    };
    assert_eq!(title(&phone), "设置");
    let told = phone.tap(Route::Settings, "language", &[("language", "en")]);
    assert_eq!(
        (told.notice.as_deref(), title(&phone).as_str(), phone.app().lang()),
        (Some("Saved"), "Settings", Lang::En)
    );
    phone.reopen(Lang::Zh);
    assert_eq!((title(&phone).as_str(), phone.app().lang()), ("Settings", Lang::En));
    let person: Person = phone.app().store().get(me().uuid()).unwrap().unwrap().state;
    assert_eq!(person.language, Lang::En, "who writes to this person elsewhere knows it too");
    let wrong = phone.try_tap(Route::Settings, "language", &[("language", "fr")]).unwrap_err();
    assert_eq!((wrong.code.as_str(), wrong.field.as_deref()), ("field_unreadable", Some("language")));
    phone.tap(Route::Settings, "language", &[("language", "")]);
    assert_eq!(phone.app().lang(), Lang::Zh, "as the phone again");
}

#[test]
fn the_language_can_be_chosen_before_any_hub_is_joined() {
    let phone = Phone::new(Lang::Zh);
    phone.tap(Route::Settings, "language", &[("language", "en")]);
    let Screen::Enrol(screen) = phone.screen(Route::Enrol) else { panic!() };
    assert_eq!(screen.head.title, "Enrol this phone");
}

#[test]
fn storage_says_what_is_here_and_what_waits() {
    let phone = Phone::ready(Lang::En);
    let rows = |phone: &Phone| {
        let Screen::Settings(screen) = phone.screen(Route::Settings) else { panic!() };
        screen.storage.rows
    };
    let before = rows(&phone);
    assert_eq!((before[1].title.as_str(), before[2].tone), ("Photos, signatures, documents: 0", Tone::Good));
    phone.take_photo(PhotoFor::Job { job: job_text() }, "门口");
    let after = rows(&phone);
    assert_eq!(after[1].title, "Photos, signatures, documents: 2", "the photo and its thumbnail");
    assert!(after[1].trailing.ends_with("kB") && after[2].tone == Tone::Warning, "{after:?}");
}

#[test]
fn a_call_for_help_is_answered_by_whom_it_is_for() {
    let mut phone = Phone::ready(Lang::En);
    hire(&mut phone);
    let calls = |phone: &Phone| {
        let Screen::Calls(screen) = phone.screen(Route::Calls) else { panic!() };
        screen
    };
    phone.tap(Route::Calls, "call", &[("case", "accident"), ("text", "ladder fell")]);
    let screen = calls(&phone);
    assert_eq!((screen.mine.rows.len(), screen.to_me.rows.len()), (1, 0));
    // On a job that I go to as well: it is for me, and my day says so.
    let call = JobEvent::HelpCalled(HelpCall { case: HelpCase::CannotFinish, text: "要梯子".into() });
    phone.hub_sends(colleague(), job_subject(), &call);
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert_eq!(today.head.banners[0].open, Some(Route::Calls));
    assert_eq!(today.head.banners[0].text, "1 help request waits for your answer");
    let screen = calls(&phone);
    assert_eq!((screen.to_me.rows[0].tone, screen.to_me.rows[0].title.as_str()), (Tone::Bad, "Cannot finish in time"));
    phone.tap(Route::Calls, "answer", &[("text", "I bring one")]);
    let screen = calls(&phone);
    assert_eq!(screen.to_me.rows[0].tone, Tone::Good);
    assert!(screen.to_me.rows[0].detail.contains("I bring one"));
    let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
    assert!(today.head.banners.iter().all(|banner| banner.open != Some(Route::Calls)));
    // My own call is settled once.
    let settle = screen.mine.rows[0].buttons[0].clone();
    let nothing = phone.app().act(&settle.action, &entries(&[("text", "")])).unwrap_err();
    assert_eq!(nothing.code, "field_missing");
    phone.app().act(&settle.action, &entries(&[("text", "nobody hurt")])).unwrap();
    assert!(calls(&phone).mine.rows[0].buttons.is_empty());
}

#[test]
fn a_colleagues_call_elsewhere_is_shown_but_is_for_the_office() {
    let mut phone = Phone::ready(Lang::En);
    hire(&mut phone);
    let assigned = JobEvent::Assigned(crate::domain::jobs::Assignment { to: vec![colleague()] });
    let other: JobId = id(33);
    let reported = elsewhere(0, "漏水");
    for event in [reported, assigned, JobEvent::HelpCalled(HelpCall { case: HelpCase::Complaint, text: String::new() })]
    {
        phone.hub_sends(colleague(), Subject::new("job", other.uuid()), &event);
    }
    let Screen::Calls(screen) = phone.screen(Route::Calls) else { panic!() };
    assert_eq!((screen.to_me.rows.len(), screen.colleagues.rows.len()), (0, 1));
    become_a(&mut phone, Role::Manager);
    let Screen::Calls(screen) = phone.screen(Route::Calls) else { panic!() };
    assert_eq!((screen.to_me.rows.len(), screen.colleagues.rows.len()), (1, 0));
}

/// A report of another time.
fn elsewhere(n: u32, symptom: &str) -> JobEvent {
    JobEvent::Reported(crate::domain::jobs::Report {
        number: format!("SH-D2-{n}"),
        kind: crate::domain::jobs::sheet::JobKind::Repair,
        channel: crate::domain::jobs::sheet::Channel::Phone,
        caller: Default::default(),
        company: "海曙公安分局".into(),
        product: "球机".into(),
        symptom: symptom.into(),
        at: MORNING.parse().unwrap(),
        centre: id(3),
        customer: id(10),
        site: id(11),
        contract: None,
        equipment: vec![camera()],
        entitlement: None,
        origin: None,
        photos: Vec::new(),
        follows: None,
    })
}

/// Past cases of the same camera, every tenth of them about water.
pub fn past(phone: &mut Phone, count: u32) {
    let mut bodies = Vec::new();
    for n in 0..count {
        let subject = Subject::new("job", id::<JobId>(5_000 + u128::from(n)).uuid());
        let symptom = if n % 10 == 0 { "球罩进水" } else { "黑屏" };
        let judged = Judgement { class: crate::domain::jobs::FaultClass::Hardware, level: 3, remark: String::new() };
        let done = Completion { summary: "更换密封圈".into(), ..Completion::default() };
        for event in [elsewhere(n, symptom), JobEvent::Judged(judged), JobEvent::Completed(done)] {
            bodies.push((subject.clone(), event.encode()));
        }
    }
    phone.hub_sends_many(manager(), bodies, &Frontier::new());
}

#[test]
fn past_cases_are_found_by_words_of_both_languages_and_by_machine() {
    let mut phone = Phone::ready(Lang::Zh);
    past(&mut phone, 100);
    let found = |words: &str, equipment: Option<&str>| {
        let route = Route::Knowledge { words: words.into(), equipment: equipment.map(str::to_owned) };
        let Screen::Knowledge(screen) = phone.screen(route) else { panic!() };
        screen.cases
    };
    assert_eq!(found("进水", None).rows.len(), 10);
    assert_eq!(
        found("hardware PTZ 密封圈 进水", None).rows.len(),
        10,
        "all words, whoever wrote them in which language"
    );
    assert_eq!(found("进水 nothing-like-it", None).rows.len(), 0);
    assert_eq!(found("ptz-0117", None).rows.len(), 40, "a serial number, by pages");
    assert_eq!(found("进水", Some(&camera().to_string())).rows.len(), 10);
    assert_eq!(found("", Some(&id::<JobId>(21).to_string())).rows.len(), 0, "another model");
    // What is not done yet is no past case.
    assert!(found("", None).rows.iter().all(|row| row.key != job_text()));
    let typed = phone.tap(Route::Knowledge { words: String::new(), equipment: None }, "search", &[("words", " 进水 ")]);
    assert_eq!(typed.route, Some(Route::Knowledge { words: "进水".into(), equipment: None }));
    let first = found("进水", None).rows[0].open.clone().unwrap();
    let Screen::Case(case) = phone.screen(first) else { panic!() };
    assert_eq!((case.symptom.as_str(), case.done.rows[0].title.as_str()), ("球罩进水", "更换密封圈"));
}

/// All rows of a section, page by page.
fn pages(phone: &Phone, route: &Route, first: Section) -> (Vec<Row>, usize) {
    let (key, mut more, mut rows, mut count) = (first.key, first.more, first.rows, 1);
    while let Some(cursor) = more {
        let next = phone.app().page(route, &key, &cursor).unwrap();
        (more, count) = (next.more, count + 1);
        rows.extend(next.rows);
    }
    (rows, count)
}

#[test]
fn long_lists_come_by_pages_without_a_gap_or_a_double() {
    let mut phone = Phone::ready(Lang::Zh);
    past(&mut phone, 100);
    let route = Route::Knowledge { words: String::new(), equipment: None };
    let Screen::Knowledge(screen) = phone.screen(route.clone()) else { panic!() };
    let (rows, count) = pages(&phone, &route, screen.cases);
    let mut keys: Vec<String> = rows.into_iter().map(|row| row.key).collect();
    assert!(keys.is_sorted_by(|a, b| a > b), "newest first");
    keys.dedup();
    assert_eq!((keys.len(), count), (100, 3));
    let route = Route::Equipment { equipment: camera().to_string() };
    let Screen::Equipment(screen) = phone.screen(route.clone()) else { panic!() };
    let (rows, count) = pages(&phone, &route, screen.history);
    assert_eq!((rows.len(), count), (101, 3), "the open job too");
    assert_eq!(phone.app().page(&route, "about", "[1]").unwrap_err().code, "id_unreadable");
    assert_eq!(phone.app().page(&Route::Today, "jobs", "nonsense").unwrap_err().code, "id_unreadable");
}

#[test]
fn a_job_leads_to_its_machine_its_contract_and_its_place() {
    let phone = Phone::ready(Lang::En);
    let screen = phone.job_screen();
    let map = screen.customer.rows[0].map.clone().unwrap();
    assert_eq!((map.latitude, map.longitude, map.label.as_str()), (29.8745, 121.544, "Drum Tower Station"));
    // One answer, its days with their years; what else the machine is entitled to is on its own screen.
    let [answer] = screen.entitlement.rows.as_slice() else { panic!("{:?}", screen.entitlement) };
    assert_eq!(answer.trailing, "1 Jan 2026 to 31 Dec 2026");
    assert_eq!(answer.open, screen.equipment.rows[0].open);
    let open = screen.equipment.rows[0].open.clone().unwrap();
    let Screen::Equipment(machine) = phone.screen(open) else { panic!() };
    assert_eq!(machine.head.title, "PTZ camera");
    // Its warranty is over; the contract covers repairs.
    assert_eq!((machine.entitlement.rows.len(), machine.entitlement.rows[0].tone), (1, Tone::Good));
    assert_eq!(machine.history.rows[0].open, Some(job_route()));
}

#[test]
fn a_fault_is_reported_from_its_machine() {
    let phone = Phone::ready(Lang::En);
    let route = Route::Equipment { equipment: camera().to_string() };
    let typed =
        [("symptom", "no picture at night"), ("caller", "陈警官"), ("phone", "0574-8700 1000"), ("channel", "phone")];
    let outcome = phone.tap(route.clone(), "report", &typed);
    let Some(Route::Job { job }) = outcome.route else { panic!("{outcome:?}") };
    let job: JobId = job.parse().unwrap();
    let job: Job = phone.app().store().get(job.uuid()).unwrap().unwrap().state;
    let report = &job.report.as_ref().unwrap().what;
    assert_eq!((report.equipment.as_slice(), job.status()), ([camera()].as_slice(), Status::Reported));
    assert!(report.entitlement.is_some() && report.contract.is_some(), "as it was answered now: {report:?}");
    let refused = phone.try_tap(route, "report", &[("symptom", "x"), ("caller", "y")]).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.field.as_deref()), ("field_missing", Some("channel")));
}

#[test]
fn an_outing_is_open_from_leaving_to_coming_back() {
    let mut phone = Phone::ready(Lang::En);
    hire(&mut phone);
    let route = Route::Outing { job: job_text() };
    let out = |phone: &Phone| {
        let Screen::Today(today) = phone.screen(Route::Today) else { panic!() };
        today.head.banners.iter().any(|banner| banner.open == Some(Route::Outing { job: job_text() }))
    };
    day::to_leaving(&phone);
    assert!(!out(&phone));
    day::leave(&phone);
    assert!(out(&phone));
    let Screen::Outing(screen) = phone.screen(route.clone()) else { panic!() };
    let arrive = screen.buttons[0].clone();
    assert!(arrive.position && arrive.primary && arrive.key == "arrive");
    phone.app().act(&arrive.action, &entries(&[("position", "29.87451,121.54402,12.3")])).unwrap();
    let Screen::Outing(screen) = phone.screen(route.clone()) else { panic!() };
    let map = screen.steps.rows[2].map.clone().unwrap();
    assert_eq!((map.latitude, map.longitude), (29.87451, 121.54402));
    assert!(screen.steps.rows[..3].iter().all(|row| row.tone == Tone::Good));
    assert!(screen.steps.rows[3..].iter().all(|row| row.tone == Tone::Plain));
    // A colleague is out too.
    phone.hub_sends(colleague(), Subject::new("job", patrol().uuid()), &JobEvent::Arrived(Default::default()));
    let Screen::Outing(screen) = phone.screen(route.clone()) else { panic!() };
    assert_eq!(screen.out.rows.len(), 1);
    phone.tap(route.clone(), "come_back", &[]);
    assert!(!out(&phone));
    let state: Job = phone.app().store().get(job().uuid()).unwrap().unwrap().state;
    assert_eq!(state.status(), Status::Assigned, "nothing was done: it is to be gone to again");
    // The next way needs its own list.
    let Screen::ReadyToLeave(ready) = phone.screen(Route::ReadyToLeave { job: job_text() }) else { panic!() };
    assert!(ready.groups.is_empty());
}

#[test]
fn a_position_that_cannot_be_read_keeps_nobody_from_arriving() {
    for (text, known) in [("", false), ("here", false), ("91,0", false), ("29.8,121.5", true), ("29.8,121.5,-3", true)]
    {
        let phone = Phone::ready(Lang::En);
        day::to_leaving(&phone);
        day::leave(&phone);
        let arrive = find_button(&phone.screen(job_route()), "arrive").unwrap();
        phone.app().act(&arrive.action, &entries(&[("position", text)])).unwrap();
        let state: Job = phone.app().store().get(job().uuid()).unwrap().unwrap().state;
        assert_eq!(state.visits[0].position.is_some(), known, "{text}");
        assert!(state.visits[0].arrived.is_some());
    }
}
