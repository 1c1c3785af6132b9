//! My day reads what is mine, however much else is open.

use super::aside::become_a;
use super::kit::*;
use crate::domain::jobs::{Assignment, HelpAnswer, HelpCall, HelpCase, Job, JobEvent, Report};
use crate::domain::people::Role;
use crate::kernel::{Body, Frontier, PersonId, Subject};
use crate::screens::*;
use crate::text::Lang;

fn subject(n: u128) -> Subject {
    Subject::new("job", id::<uuid::Uuid>(n))
}

fn today(phone: &Phone) -> TodayScreen {
    let Screen::Today(screen) = phone.screen(Route::Today) else { panic!() };
    screen
}

/// How many states my day and the reminders read.
fn read(phone: &Phone) -> usize {
    let before = phone.app().store().states_read();
    today(phone);
    phone.app().reminders().unwrap();
    phone.app().store().states_read() - before
}

/// Reports `count` jobs like the phone's own, and gives them to somebody.
fn given(phone: &mut Phone, from: u128, count: u128, to: PersonId) {
    let report = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state.report.unwrap().what;
    let bodies = (from..from + count).flat_map(|n| {
        let reported = JobEvent::Reported(Report { number: format!("SH-D4-{n}"), ..report.clone() });
        let assigned = JobEvent::Assigned(Assignment { to: vec![to] });
        [(subject(n), reported.encode()), (subject(n), assigned.encode())]
    });
    phone.hub_sends_many(manager(), bodies.collect(), &Frontier::new());
}

#[test]
fn my_day_reads_what_is_mine_and_nothing_else_that_is_open() {
    let mut phone = Phone::ready(Lang::En);
    let few = read(&phone);
    given(&mut phone, 10_000, 300, manager());
    assert_eq!(read(&phone), few, "beside 300 open jobs of colleagues");
    let rows = today(&phone).jobs.rows.len();
    given(&mut phone, 20_000, 3, me());
    assert_eq!(today(&phone).jobs.rows.len(), rows + 3);
    assert!(read(&phone) <= few + 2 * 3 * 4, "each with its site, customer and contract, twice: {}", read(&phone));
    // Taken away again, they are not read.
    for n in 20_000..20_003 {
        phone.hub_sends(manager(), subject(n), &JobEvent::Assigned(Assignment { to: vec![manager()] }));
    }
    // That they were taken away is said once: each is looked at for that.
    phone.app().reminders().unwrap();
    assert_eq!((today(&phone).jobs.rows.len(), read(&phone)), (rows, few));
}

/// Somebody with three hundred open jobs: what stands beside each is read for the rows that are shown.
#[test]
fn of_many_jobs_of_mine_only_those_that_are_shown_are_read_with_what_belongs_to_them() {
    let mut phone = Phone::ready(Lang::En);
    let drawn = |phone: &Phone| {
        let before = phone.app().store().states_read();
        let jobs = today(phone).jobs;
        (phone.app().store().states_read() - before, jobs)
    };
    let (few, _) = drawn(&phone);
    given(&mut phone, 10_000, 300, me());
    let (read, jobs) = drawn(&phone);
    assert_eq!((jobs.rows.len(), jobs.more.is_some()), (40, true));
    // Each job itself, since what is due first is known of all of them only; and site, customer and contract of forty.
    assert!(read <= few + 300 + 40 * 3, "{read}, and {few} before");
    // Reminders say no more of them than before.
    let before = phone.app().store().states_read();
    phone.app().reminders().unwrap();
    // Those that are said to be new, with what belongs to them.
    assert!(phone.app().store().states_read() - before <= few + 301 + 8 * 3);
}

#[test]
fn a_call_on_a_colleagues_job_reaches_the_office_until_it_is_answered() {
    let mut phone = Phone::ready(Lang::En);
    given(&mut phone, 10_000, 300, id(99));
    let calls = |phone: &Phone| -> Vec<String> {
        let banners = today(phone).head.banners.into_iter();
        banners.filter(|banner| banner.open == Some(Route::Calls)).map(|banner| banner.text).collect()
    };
    let call = JobEvent::HelpCalled(HelpCall { case: HelpCase::ALL[0], text: "the mast leans".into() });
    phone.hub_sends(manager(), subject(10_007), &call);
    let called = phone.app().store().get::<Job>(subject(10_007).id()).unwrap().unwrap().state.help[0].moment.event;
    assert!(calls(&phone).is_empty(), "an engineer hears of calls on the own jobs");
    become_a(&mut phone, Role::Manager);
    let few = read(&phone);
    assert_eq!(calls(&phone).len(), 1);
    given(&mut phone, 20_000, 300, id(99));
    assert_eq!(read(&phone), few, "beside 600 open jobs");
    let answer = HelpAnswer { call: called, text: "on my way".into() };
    phone.hub_sends(manager(), subject(10_007), &JobEvent::HelpAnswered(answer));
    assert!(calls(&phone).is_empty() && read(&phone) <= few);
}

/// A cost has the currency that was typed; the next one is proposed in it.
#[test]
fn a_cost_has_a_currency_of_its_own() {
    let phone = Phone::ready(Lang::En);
    super::day::to_leaving(&phone);
    super::day::leave(&phone);
    super::day::work(&phone);
    let cost = |amount: &str, currency: &str| {
        let fields = [("kind", "hours"), ("payer", "us"), ("amount", amount), ("currency", currency), ("basis", "1 h")];
        phone.tap(job_route(), "cost", &fields);
    };
    let proposed = || {
        let button = find_button(&phone.screen(job_route()), "cost").unwrap();
        button.ask.iter().find(|field| field.key == "currency").map(|field| field.value.clone()).unwrap()
    };
    let costs = || phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state.costs;
    let before = costs().len();
    assert_eq!(proposed(), costs().last().map_or("CNY".to_owned(), |cost| cost.what.currency.clone()));
    cost("1200", "jpy");
    assert_eq!(proposed(), "JPY");
    cost("300", "");
    let said: Vec<(i64, String)> =
        costs()[before..].iter().map(|cost| (cost.what.amount, cost.what.currency.clone())).collect();
    assert_eq!(said, [(1_200, "JPY".to_owned()), (300, "JPY".to_owned())]);
}
