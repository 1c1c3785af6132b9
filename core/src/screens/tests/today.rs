//! My day for eight jobs: in the order in which they are gone to, each with what decides it.

use super::aside::hire;
use super::day;
use super::kit::*;
use crate::domain::jobs::{Assignment, Job, JobEvent, Report, Visit};
use crate::kernel::Subject;
use crate::screens::*;
use crate::text::Lang;
use chrono::{DateTime, Utc};

fn today(phone: &Phone) -> TodayScreen {
    let Screen::Today(screen) = phone.screen(Route::Today) else { panic!() };
    screen
}

fn row(screen: &TodayScreen, number: u128) -> &Row {
    let key = id::<crate::domain::ids::JobId>(number).to_string();
    screen.jobs.rows.iter().find(|row| row.key == key).unwrap()
}

fn report(phone: &Phone) -> Report {
    phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state.report.unwrap().what
}

/// A job of mine like the phone's own, with a visit at these hours of a day in March, by the clock of Shanghai.
fn visited(phone: &mut Phone, number: u128, day: u32, hours: (u32, u32)) {
    let report = Report { number: format!("SH-D1-{number}"), ..report(phone) };
    let subject = Subject::new("job", id::<uuid::Uuid>(number));
    phone.hub_sends(manager(), subject.clone(), &JobEvent::Reported(report));
    phone.hub_sends(manager(), subject.clone(), &JobEvent::Assigned(Assignment { to: vec![me()] }));
    let at = |hour: u32| format!("2026-03-{day:02}T{hour:02}:00:00+08:00").parse::<DateTime<Utc>>().unwrap();
    let visit = Visit { from: at(hours.0), to: at(hours.1), with: "陈警官".into() };
    phone.hub_sends(manager(), subject, &JobEvent::VisitAgreed(visit));
}

/// Keys of jobs as their numbers in the tests, with a heading before the first of each group.
fn order(screen: &TodayScreen) -> Vec<String> {
    let name = |key: &str| u128::from_str_radix(&key.replace('-', "")[28..], 16).unwrap().to_string();
    let rows = screen.jobs.rows.iter();
    rows.flat_map(|row| [row.heading.clone(), name(&row.key)]).filter(|one| !one.is_empty()).collect()
}

#[test]
fn the_day_is_in_its_order_and_what_waits_stands_apart() {
    let mut phone = Phone::ready(Lang::En);
    visited(&mut phone, 70, 2, (14, 15));
    visited(&mut phone, 71, 2, (10, 11));
    visited(&mut phone, 72, 2, (8, 8));
    // Both of the phone's own jobs have no visit; the patrol waits for the customer.
    day::to_leaving(&phone);
    day::leave(&phone);
    phone.tap(job_route(), "arrive", &[]);
    phone.tap(job_route(), "start", &[]);
    let seen = today(&phone);
    assert_eq!(order(&seen)[..2], ["Overdue", "72"], "its time is over");
    let of_today = order(&seen).into_iter().skip_while(|one| one != "Today").collect::<Vec<_>>();
    assert_eq!(of_today[..2], ["Today", "30"], "where I am comes first");
    let at = |name: &str| of_today.iter().position(|one| one == name).unwrap();
    assert!(at("71") < at("70"), "ten before two: {of_today:?}");
    phone.tap(job_route(), "wait_parts", &[("reason", "power supply")]);
    phone.tap(Route::Outing { job: job_text() }, "come_back", &[]);
    let seen = today(&phone);
    let ends = order(&seen);
    assert_eq!(ends[ends.len() - 2..], ["Waiting", "30"]);
    assert_eq!(seen.jobs.title, "", "each group has its own");
    // A page that begins within a group does not say its title again.
    for number in 100..150 {
        visited(&mut phone, number, 2, (16, 17));
    }
    let first = today(&phone).jobs;
    let more = phone.app().page(&Route::Today, "jobs", first.more.as_deref().unwrap()).unwrap();
    assert_eq!((more.rows[0].heading.as_str(), first.rows.len()), ("", 40));
}

#[test]
fn a_row_says_when_where_what_and_what_runs_out() {
    let mut phone = Phone::ready(Lang::En);
    hire(&mut phone);
    visited(&mut phone, 70, 2, (10, 11));
    visited(&mut phone, 71, 3, (10, 11));
    let both = JobEvent::Assigned(Assignment { to: vec![me(), id(5)] });
    phone.hub_sends(manager(), Subject::new("job", id::<uuid::Uuid>(70)), &both);
    let seen = today(&phone);
    let of_today = row(&seen, 70);
    assert_eq!((of_today.lead.as_str(), row(&seen, 71).lead.as_str()), ("10:00", "3 Mar\n10:00"));
    assert_eq!(of_today.title, "Drum Tower Station · Haishu Police", "the site first");
    assert_eq!(of_today.detail, "大门东侧球机黑屏");
    assert!(of_today.note.starts_with("Response due "), "which promise: {}", of_today.note);
    assert!(of_today.note.contains("公园路 88 号") && of_today.note.ends_with("with Chen Qiang"), "{}", of_today.note);
    assert!(!of_today.note.contains("km"), "nobody said where the phone is");
    // A tap that brought it along.
    let here = entries(&[("position", "29.8845,121.544,12,5")]);
    phone.app().act(&Action::Go { route: Route::Today }, &here).unwrap();
    assert!(row(&today(&phone), 70).note.contains("1.2 km"), "{}", row(&today(&phone), 70).note);
    phone.wait(20);
    assert!(!row(&today(&phone), 70).note.contains("km"), "it may have gone on");
    phone.wait(600);
    assert!(row(&today(&phone), 70).note.contains("overdue since"));
}

/// Who called is one tap away, and so is the way there; a job that waits for its answer has that in their place.
#[test]
fn a_row_rings_who_called_and_shows_the_way() {
    let mut phone = Phone::ready(Lang::En);
    visited(&mut phone, 70, 2, (10, 11));
    let route = Route::Job { job: id::<crate::domain::ids::JobId>(70).to_string() };
    let new = row(&today(&phone), 70).clone();
    assert_eq!(new.buttons.iter().map(|button| button.key.as_str()).collect::<Vec<_>>(), ["accept"]);
    assert!(new.phone.is_none() && new.map.is_none(), "{new:?}");
    phone.tap(route, "accept", &[]);
    let accepted = row(&today(&phone), 70).clone();
    assert!(accepted.buttons.is_empty(), "{accepted:?}");
    let rung = accepted.phone.unwrap();
    assert_eq!((rung.name.as_str(), rung.dialled.as_str()), ("陈警官", "057487001000"));
    assert!(accepted.map.unwrap().label.contains("Drum Tower Station"));
}

/// Nobody's number came with the report: the first of the site's people who can be reached.
#[test]
fn a_row_without_a_callers_number_rings_the_site() {
    let mut phone = Phone::ready(Lang::En);
    let mut said = Report { number: "SH-D1-71".into(), ..report(&phone) };
    said.caller.phone = String::new();
    let subject = Subject::new("job", id::<uuid::Uuid>(71));
    phone.hub_sends(manager(), subject.clone(), &JobEvent::Reported(said));
    phone.hub_sends(manager(), subject, &JobEvent::Assigned(Assignment { to: vec![me()] }));
    phone.tap(Route::Job { job: id::<crate::domain::ids::JobId>(71).to_string() }, "accept", &[]);
    let rung = row(&today(&phone), 71).phone.clone().unwrap();
    assert_eq!((rung.name.as_str(), rung.dialled.as_str()), ("王建国", "057487001234"));
}

#[test]
fn the_main_button_is_the_next_stop_and_empty_cards_are_left_out() {
    let mut phone = Phone::ready(Lang::En);
    let seen = today(&phone);
    let main = &seen.buttons[0];
    assert!(main.primary && main.key == "next" && main.label == "Next: Drum Tower Station", "{main:?}");
    assert_eq!((seen.buttons[1].key.as_str(), seen.buttons[1].primary), ("scan", false));
    assert!(seen.debts.rows.is_empty() && seen.debts.empty.is_empty());
    assert!(seen.papers.rows.is_empty() && seen.papers.empty.is_empty());
    for job in [job(), patrol()] {
        let away = JobEvent::Assigned(Assignment { to: vec![manager()] });
        phone.hub_sends(manager(), Subject::new("job", job.uuid()), &away);
    }
    let free = today(&phone);
    assert_eq!((free.buttons[0].key.as_str(), free.jobs.empty.as_str()), ("scan", "No jobs today."));
}

#[test]
fn who_declines_says_why_and_goes_elsewhere_first() {
    let phone = Phone::ready(Lang::En);
    let told = phone.tap(job_route(), "decline", &[("reason", "no car")]);
    assert_eq!(told.notice.as_deref(), Some("Declined. The service desk will see it."));
    let seen = today(&phone);
    assert_eq!(order(&seen), ["Today", "31", "Waiting", "30"]);
    assert!(row(&seen, 30).detail.starts_with("Declined") && row(&seen, 30).buttons.is_empty());
    let Screen::Job(screen) = phone.screen(job_route()) else { panic!() };
    assert!(screen.timeline.rows.iter().any(|row| row.title == "Declined" && row.detail == "no car"));
    assert!(screen.flags.rows[0].title.contains("no car"), "it waits for the desk: {:?}", screen.flags);
}

/// What is unsent is a count in every title bar of ours; in words only where the day begins, and on the sync screen itself.
#[test]
fn what_is_unsent_is_a_count_in_every_title_bar() {
    let phone = Phone::ready(Lang::En);
    assert_eq!(phone.job_screen().head.unsent, None);
    phone.take_photo(PhotoFor::Job { job: job_text() }, "gate");
    let unsent = phone.job_screen().head.unsent.unwrap();
    assert_eq!((unsent.records, unsent.files, unsent.label.as_str(), &unsent.open), (1, 2, "3", &Route::Sync));
    assert_eq!(unsent.text, "Waiting to send: 1 record, 2 files");
    assert!(phone.job_screen().head.banners.is_empty(), "no banner beside the work");
    let banners = today(&phone).head.banners;
    assert_eq!(banners.iter().filter(|banner| banner.open == Some(Route::Sync)).count(), 1);
    let Screen::Settings(settings) = phone.screen(Route::Settings) else { panic!() };
    assert_eq!(settings.head.unsent, Some(unsent));
    assert_eq!(settings.notices.rows.len(), 3, "what does not come while the app is away, and what helps");
}
