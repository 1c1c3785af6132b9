//! Whom to call: at the site, at the office, among colleagues; and what to know at the gate.

use super::kit::*;
use crate::domain::company::{CompanyChange, CompanyEvent, company_subject};
use crate::domain::ids::{CentreId, ContactId, SiteId};
use crate::domain::jobs::{Assignment, Cancellation, HelpAnswer, HelpCall, HelpCase, Job, JobEvent};
use crate::domain::people::{AccountEvent, PersonEvent, Role, Roles};
use crate::domain::sites::{Contact, SiteChange, SiteEvent};
use crate::domain::values::{Bilingual, Phone as Number};
use crate::kernel::{PersonId, Subject};
use crate::screens::*;
use crate::sync::protocol::Receipt;
use crate::text::Lang;

/// A colleague who works with me.
fn colleague() -> PersonId {
    id(5)
}

fn desk() -> PersonId {
    id(6)
}

/// A number comes to this phone.
pub fn reach(phone: &mut Phone, person: PersonId, number: &str) {
    let set = AccountEvent::PhoneSet { phone: Some(Number::parse(number).unwrap()) };
    phone.hub_sends(manager(), Subject::new("account", person.uuid()), &set);
}

/// Somebody of my centre.
pub fn hire(phone: &mut Phone, person: PersonId, name: &str, role: Role) {
    let (roles, centre) = (Roles::from([role]), Some(id::<CentreId>(3)));
    let registered = PersonEvent::Registered { name: Bilingual::same(name), roles, centre, language: Lang::En };
    phone.hub_sends(manager(), Subject::new("person", person.uuid()), &registered);
}

/// Everybody has a number, the site its second operator and what to know at the gate.
fn told(phone: &mut Phone) {
    hire(phone, colleague(), "Sun", Role::Engineer);
    hire(phone, desk(), "Lin", Role::Desk);
    reach(phone, colleague(), "138 0000 0005");
    reach(phone, desk(), "138 0000 0006");
    reach(phone, manager(), "0574-87000001-12");
    let letter = CompanyChange {
        name: Some(Bilingual::same("Fettle Ltd")),
        letter_phone: Some("400-800-1234".into()),
        ..CompanyChange::default()
    };
    phone.hub_sends(manager(), company_subject(), &CompanyEvent::Changed { change: letter });
    let site: SiteId = id(11);
    let contact = Contact {
        id: id::<ContactId>(7),
        name: "孙丽".into(),
        title: "操作员".into(),
        phone: Some(Number::parse("139 0000 0305").unwrap()),
        may_sign: false,
        messenger: "sunli_305".into(),
    };
    phone.hub_sends(manager(), site.into(), &SiteEvent::ContactSet { contact });
    let change = SiteChange {
        access: Some("8:00-17:30, register at the gate".into()),
        parking: Some("yard behind the station".into()),
        keys: Some("duty officer".into()),
        notes: Some("dog".into()),
        ..SiteChange::default()
    };
    phone.hub_sends(manager(), site.into(), &SiteEvent::Changed { change });
    let both = JobEvent::Assigned(Assignment { to: vec![me(), colleague()] });
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &both);
}

/// Names, and what is dialled.
fn dialled(rows: &[Row]) -> Vec<(String, String)> {
    let phones = rows.iter().filter_map(|row| row.phone.as_ref());
    phones.map(|phone| (phone.name.clone(), phone.dialled.clone())).collect()
}

#[test]
fn everyone_of_a_job_is_one_tap_away_on_each_screen_before_and_at_the_site() {
    let mut phone = Phone::ready(Lang::En);
    told(&mut phone);
    let all = [
        ("陈警官", "057487001000"),
        ("王建国", "057487001234"),
        ("孙丽", "13900000305"),
        ("Sun", "13800000005"),
        ("Li Na", "057487000001,12"),
        ("Lin", "13800000006"),
        ("Fettle Ltd", "4008001234"),
    ];
    let all: Vec<(String, String)> = all.map(|(name, number)| (name.to_owned(), number.to_owned())).into();
    let gate = ["8:00-17:30, register at the gate", "yard behind the station", "duty officer", "dog"];
    let Screen::Plan(plan) = phone.screen(Route::Plan { job: job_text() }) else { panic!() };
    let Screen::ReadyToLeave(ready) = phone.screen(Route::ReadyToLeave { job: job_text() }) else { panic!() };
    for section in [phone.job_screen().customer, plan.customer, ready.customer] {
        assert_eq!(dialled(&section.rows), all, "{section:#?}");
        let told: Vec<&str> = section.rows.iter().map(|row| row.detail.as_str()).collect();
        assert!(gate.iter().all(|text| told.contains(text)), "{told:?}");
        let mut keys: Vec<&str> = section.rows.iter().map(|row| row.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), section.rows.len(), "each row has a key of its own");
    }
    let Screen::Site(site) = phone.screen(Route::Site { site: id::<SiteId>(11).to_string() }) else { panic!() };
    assert_eq!(dialled(&site.contacts.rows), all[1..3], "who may sign first");
    assert_eq!(site.contacts.rows[0].trailing, "Authorised signatory");
}

/// The name in the messenger is copied by a tap; whoever has none has no such icon.
#[test]
fn a_messengers_name_is_copied_beside_the_number() {
    let mut phone = Phone::ready(Lang::En);
    told(&mut phone);
    let rows = phone.job_screen().customer.rows;
    let of = |name: &str| rows.iter().find(|row| row.title.starts_with(name)).unwrap();
    assert_eq!(of("孙丽").message.as_deref(), Some("sunli_305"));
    assert_eq!(of("孙丽").detail, "139 0000 0305 · WeChat sunli_305");
    assert_eq!(of("王建国").message, None);
}

#[test]
fn a_job_names_one_of_the_desk_and_the_calls_for_help_all() {
    let mut phone = Phone::ready(Lang::En);
    for (n, name) in [(6, "Lin"), (8, "Mei")] {
        hire(&mut phone, id(n), name, Role::Desk);
        reach(&mut phone, id(n), &format!("138 0000 000{n}"));
    }
    let names = |rows: &[Row]| dialled(rows).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let of_job = names(&phone.job_screen().customer.rows);
    assert!(of_job.contains(&"Lin".to_owned()) && !of_job.contains(&"Mei".to_owned()), "{of_job:?}");
    assert_eq!(names(&calls(&phone).people.rows), ["Lin", "Mei"]);
}

#[test]
fn what_is_no_number_is_shown_and_not_dialled_and_whose_number_is_unknown_here_is_named() {
    let mut phone = Phone::ready(Lang::En);
    hire(&mut phone, colleague(), "Sun", Role::Engineer);
    let both = JobEvent::Assigned(Assignment { to: vec![me(), colleague()] });
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &both);
    let rows = phone.job_screen().customer.rows;
    let sun = rows.iter().find(|row| row.title.starts_with("Sun")).unwrap();
    assert!(sun.phone.is_none() && sun.detail.is_empty());
    assert!(!rows.iter().any(|row| row.title.starts_with("Li Na")), "nobody is helped by a manager without a number");
    assert!(super::super::queries::people::number("x", "ask at the gate").is_none());
}

fn calls(phone: &Phone) -> CallsScreen {
    let Screen::Calls(screen) = phone.screen(Route::Calls) else { panic!() };
    screen
}

/// Who is out needs no list to ask for help: the main button is the job in hand, until a call about it waits.
#[test]
fn the_main_button_of_the_calls_is_help_for_the_job_in_hand() {
    let phone = Phone::ready(Lang::En);
    assert!(calls(&phone).buttons.is_empty(), "nobody is out");
    super::day::to_leaving(&phone);
    super::day::leave(&phone);
    let main = calls(&phone).buttons.remove(0);
    assert!(main.primary && main.label == "Ask for help: Drum Tower Station", "{main:?}");
    phone.tap(Route::Calls, "call_here", &[("case", "cannot_finish"), ("text", "needs two")]);
    let state: Job = phone.app().store().get(job().uuid()).unwrap().unwrap().state;
    assert_eq!((state.help.len(), state.help[0].call.case), (1, HelpCase::CannotFinish));
    assert!(calls(&phone).buttons.is_empty(), "it waits for its answer");
}

#[test]
fn an_agreed_visit_is_a_text_for_the_customer_in_the_language_of_the_contract() {
    let mut phone = Phone::ready(Lang::En);
    reach(&mut phone, me(), "138 0000 0001");
    let plan = Route::Plan { job: job_text() };
    phone.tap(plan, "agree", &[("from", "2026-03-03T10:30"), ("to", "2026-03-03T12:00"), ("with", "陈警官")]);
    let rows = phone.job_screen().customer.rows;
    let text = rows.iter().find_map(|row| row.message.clone()).unwrap();
    assert_eq!(text, "上门服务：鼓楼派出所，3月3日 10:30 至 12:00。工程师：张伟，电话 138 0000 0001");
}

/// The hub has all that is here.
pub fn sent(phone: &Phone) {
    let store = phone.app().store().clone();
    while let Some(batch) = store.batch(1, 1 << 20).unwrap() {
        let head = batch.head.head;
        let receipt = Receipt { number: head.number, hash: head.hash, at: 1, quarantined: None, notices: Vec::new() };
        store.receipts(&[receipt]).unwrap();
    }
}

#[test]
fn a_call_for_help_says_whether_it_is_sent_and_who_answered_with_the_number() {
    let mut phone = Phone::ready(Lang::En);
    reach(&mut phone, manager(), "138 0000 0002");
    // From the job it leads to where it is seen how far it is, and whom to ring meanwhile.
    let done = phone.tap(job_route(), "help_complaint", &[]);
    assert_eq!(done.route, Some(Route::Calls));
    let screen = calls(&phone);
    assert!(screen.mine.rows[0].detail.contains("not sent yet"), "{:?}", screen.mine.rows[0]);
    assert_eq!(screen.mine.rows[0].phone, None);
    assert_eq!(dialled(&screen.people.rows), [("Li Na".to_owned(), "13800000002".to_owned())]);
    sent(&phone);
    let row = calls(&phone).mine.rows[0].clone();
    assert!(row.detail.contains("nobody has answered yet") && !row.detail.contains("not sent"), "{row:?}");
    let state: Job = phone.app().store().get(job().uuid()).unwrap().unwrap().state;
    let answer = HelpAnswer { call: state.help[0].moment.event, text: "I ring them".into() };
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &JobEvent::HelpAnswered(answer));
    let row = calls(&phone).mine.rows[0].clone();
    assert!(row.detail.contains("Li Na: I ring them"), "{row:?}");
    assert_eq!(row.phone.map(|phone| phone.dialled).as_deref(), Some("13800000002"));
}

#[test]
fn after_an_accident_the_ambulance_the_fire_brigade_and_the_police_are_one_tap_away() {
    let phone = Phone::ready(Lang::En);
    phone.tap(job_route(), "help_complaint", &[]);
    assert!(calls(&phone).people.rows.is_empty(), "nobody's number is here");
    phone.tap(job_route(), "help_accident", &[]);
    let numbers: Vec<String> = dialled(&calls(&phone).people.rows).into_iter().map(|(_, number)| number).collect();
    assert_eq!(numbers, ["120", "119", "110"]);
    let accident = calls(&phone).mine.rows.into_iter().find(|row| row.title == "Accident").unwrap();
    phone.app().act(&accident.buttons[0].action, &entries(&[("text", "nobody hurt")])).unwrap();
    assert!(calls(&phone).people.rows.is_empty());
}

#[test]
fn who_has_to_answer_is_reminded_outside_the_app_with_the_number_to_ring() {
    let mut phone = Phone::ready(Lang::En);
    hire(&mut phone, colleague(), "Sun", Role::Engineer);
    reach(&mut phone, colleague(), "138 0000 0005");
    let both = JobEvent::Assigned(Assignment { to: vec![me(), colleague()] });
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &both);
    let call = JobEvent::HelpCalled(HelpCall { case: HelpCase::Accident, text: "ladder".into() });
    phone.hub_sends(colleague(), Subject::new("job", job().uuid()), &call);
    let said = |phone: &Phone| {
        let all = phone.app().reminders().unwrap().into_iter();
        all.filter(|one| one.key.starts_with("help/")).collect::<Vec<_>>()
    };
    let reminders = said(&phone);
    let [one] = reminders.as_slice() else { panic!("{reminders:?}") };
    assert_eq!((one.title.as_str(), one.route.clone()), ("Help is needed", Route::Calls));
    assert!(one.text.contains("Accident") && one.text.contains("Sun"), "{one:?}");
    let row = calls(&phone).to_me.rows[0].clone();
    assert_eq!(row.phone.map(|phone| phone.dialled).as_deref(), Some("13800000005"));
    phone.tap(Route::Calls, "answer", &[("text", "I am there")]);
    assert!(said(&phone).is_empty());
}

#[test]
fn a_call_for_help_stands_on_the_worklist_of_the_office_and_is_answered_there() {
    let mut phone = Phone::ready(Lang::En);
    hire(&mut phone, colleague(), "Sun", Role::Engineer);
    reach(&mut phone, colleague(), "138 0000 0005");
    let call = JobEvent::HelpCalled(HelpCall { case: HelpCase::ExtraDemands, text: "a second camera".into() });
    phone.hub_sends(colleague(), Subject::new("job", job().uuid()), &call);
    super::aside::become_a(&mut phone, Role::Desk);
    let Screen::Worklist(list) = phone.screen(Route::Worklist) else { panic!() };
    assert!(list.mine.rows.iter().any(|row| row.title.contains("a second camera")), "{:#?}", list.mine);
    let row = list.mine.rows.iter().find(|row| row.title.contains("a second camera")).unwrap();
    assert_eq!(row.phone.as_ref().map(|phone| phone.dialled.as_str()), Some("13800000005"));
    phone.tap(Route::Worklist, "decide", &[("decision", "I ring them")]);
    let state: Job = phone.app().store().get(job().uuid()).unwrap().unwrap().state;
    assert_eq!(state.help[0].answers[0].what, "I ring them");
    let Screen::Worklist(list) = phone.screen(Route::Worklist) else { panic!() };
    assert!(list.mine.rows.is_empty());
}

#[test]
fn a_call_on_a_job_that_was_cancelled_under_somebody_waits_for_an_answer_too() {
    let mut phone = Phone::ready(Lang::En);
    super::day::to_leaving(&phone);
    super::day::leave(&phone);
    let cancelled = Cancellation { reason: "found the plug".into(), at_work: vec![me()] };
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &JobEvent::Cancelled(cancelled));
    phone.tap(job_route(), "help_accident", &[]);
    let screen = calls(&phone);
    assert_eq!((screen.mine.rows.len(), screen.mine.rows[0].title.as_str()), (1, "Accident"));
    assert_eq!(screen.people.rows.len(), 3);
}
