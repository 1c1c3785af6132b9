//! The worklist on the phone: what was written apart and what does not fit, with the buttons of who may decide.

use super::aside::become_a;
use super::kit::*;
use crate::domain::jobs::{Departure, Job, JobEvent, JobField, Visit};
use crate::domain::people::Role;
use crate::kernel::Subject;
use crate::screens::*;
use crate::text::Lang;

fn subject() -> Subject {
    Subject::new("job", job().uuid())
}

fn list(phone: &Phone) -> WorklistScreen {
    let Screen::Worklist(screen) = phone.screen(Route::Worklist) else { panic!() };
    screen
}

#[test]
fn what_was_written_apart_is_decided_by_who_may() {
    let mut phone = Phone::ready(Lang::En);
    assert!(list(&phone).mine.rows.is_empty() && list(&phone).others.rows.is_empty());
    let open = phone.app().draw(&Route::Plan { job: job_text() }).unwrap();
    let at = |text: &str| text.parse().unwrap();
    let visit = Visit { from: at("2026-03-05T01:00:00Z"), to: at("2026-03-05T03:00:00Z"), with: "desk".into() };
    phone.hub_sends(manager(), subject(), &JobEvent::VisitAgreed(visit));
    let button = find_button(&open.screen, "agree").unwrap();
    let typed = entries(&[("from", "2026-03-03T09:00"), ("to", "2026-03-03T11:00"), ("with", "x")]);
    phone.app().act_on(&open.drawn, &button.action, &typed).unwrap();
    phone.hub_sends(manager(), subject(), &JobEvent::Left(Departure { check: None }));

    // An engineer reads what others decide, and the job's own screen leads here.
    let read = list(&phone);
    assert!(read.mine.rows.is_empty(), "{read:#?}");
    assert_eq!(read.others.rows.len(), 2, "{read:#?}");
    assert!(read.others.rows.iter().all(|row| row.buttons.is_empty() && row.trailing.contains("Manager")));
    assert!(phone.job_screen().head.banners.iter().any(|banner| banner.open == Some(Route::Worklist)));

    become_a(&mut phone, Role::Manager);
    let read = list(&phone);
    let conflict = read.mine.rows.iter().find(|row| row.buttons.len() == 2).expect("two values to choose from");
    assert!(conflict.title.contains("written apart") && conflict.buttons[0].label.contains("Li Na"), "{conflict:#?}");
    phone.app().act(&conflict.buttons[0].action, &[]).unwrap();
    let flag = list(&phone).mine.rows[0].clone();
    let missing = phone.app().act(&flag.buttons[0].action, &[]).unwrap_err();
    assert_eq!(missing.field.as_deref(), Some("decision"));
    phone.app().act(&flag.buttons[0].action, &entries(&[("decision", "he told me")])).unwrap();
    let late = phone.app().act(&flag.buttons[0].action, &entries(&[("decision", "again")])).unwrap_err();
    assert_eq!(late.code, "flag_unknown");
    assert!(list(&phone).mine.rows.is_empty());
    let state = phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state;
    assert!(!state.conflicts().contains(&JobField::Visit) && state.open_flags().next().is_none());
}
