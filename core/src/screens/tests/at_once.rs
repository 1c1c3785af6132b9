//! Two people at one field, a second tap, a sync in the midst: nothing is overwritten unseen, nothing is done twice.

use super::kit::*;
use crate::domain::jobs::{Job, JobEvent, JobField, Visit};
use crate::kernel::{Draft, Subject};
use crate::screens::*;
use crate::store::StoreError;
use crate::text::Lang;
use chrono::{DateTime, Utc};

fn plan() -> Route {
    Route::Plan { job: job_text() }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// What the desk agreed with the customer meanwhile.
fn desk_agrees(phone: &mut Phone) {
    let visit = Visit { from: at("2026-03-05T01:00:00Z"), to: at("2026-03-05T03:00:00Z"), with: "desk".into() };
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &JobEvent::VisitAgreed(visit));
}

fn state(phone: &Phone) -> Job {
    phone.app().store().get::<Job>(job().uuid()).unwrap().unwrap().state
}

const TYPED: &[(&str, &str)] = &[("from", "2026-03-03T09:00"), ("to", "2026-03-03T11:00"), ("with", "王建国")];

fn agree_on(phone: &Phone, drawn: &Drawn) -> Result<Outcome, AppError> {
    let button = find_button(&drawn.screen, "agree").unwrap();
    phone.app().act_on(&drawn.drawn, &button.action, &entries(TYPED))
}

#[test]
fn what_came_while_a_form_was_open_is_not_overwritten_unseen() {
    let mut phone = Phone::ready(Lang::En);
    let open = phone.app().draw(&plan()).unwrap();
    desk_agrees(&mut phone);
    agree_on(&phone, &open).unwrap();
    let job = state(&phone);
    assert_eq!(job.conflicts(), [JobField::Visit]);
    assert_eq!(job.visit.writes().len(), 2, "both stand until a person chooses");
    // From a form that shows what stands it is a change.
    let open = phone.app().draw(&plan()).unwrap();
    agree_on(&phone, &open).unwrap();
    assert!(state(&phone).conflicts().is_empty());
}

#[test]
fn a_form_that_was_half_filled_before_still_knows_what_it_was_drawn_from() {
    let mut phone = Phone::ready(Lang::En);
    phone.app().draw(&plan()).unwrap();
    phone.app().keep(&plan(), &entries(&TYPED[..2])).unwrap();
    phone.reopen(Lang::En);
    desk_agrees(&mut phone);
    // The fields show what was typed, not what the desk agreed.
    let open = phone.app().draw(&plan()).unwrap();
    let Screen::Plan(screen) = &open.screen else { panic!() };
    assert_eq!(screen.visit.fields[0].value, "2026-03-03T09:00");
    agree_on(&phone, &open).unwrap();
    assert_eq!(state(&phone).conflicts(), [JobField::Visit]);
    let kept = phone.app().kept(&plan()).unwrap();
    assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn a_second_tap_on_one_drawing_is_no_second_wish() {
    let phone = Phone::ready(Lang::En);
    let count = || phone.app().store().identity().unwrap().recorder.head.number;
    let route = Route::Diagnose { job: job_text() };
    let open = phone.app().draw(&route).unwrap();
    let typed = entries(&[("class", "hardware"), ("level", "2"), ("remark", "dark")]);
    let judge = find_button(&open.screen, "judge").unwrap().action;
    let before = count();
    let first = phone.app().act_on(&open.drawn, &judge, &typed).unwrap();
    let second = phone.app().act_on(&open.drawn, &judge, &typed).unwrap();
    assert_eq!((count() - before, &second), (1, &first), "the second answer is the first one's");
    // Other words on the same drawing are another wish, and so is the same on a new drawing.
    let other = entries(&[("class", "line"), ("level", "2"), ("remark", "dark")]);
    phone.app().act_on(&open.drawn, &judge, &other).unwrap();
    let again = phone.app().draw(&route).unwrap();
    phone.app().act_on(&again.drawn, &judge, &other).unwrap();
    assert_eq!(count() - before, 3);
    // What was refused was not done: it may be tried again.
    let wrong = entries(&[("class", "line"), ("level", "9"), ("remark", "")]);
    let again = phone.app().draw(&route).unwrap();
    for _ in 0..2 {
        phone.app().act_on(&again.drawn, &judge, &wrong).unwrap_err();
    }
    assert_eq!(count() - before, 3);
}

#[test]
fn a_photo_kept_by_a_double_tap_is_one_photo() {
    let phone = Phone::ready(Lang::En);
    let purpose = PhotoFor::Job { job: job_text() };
    let open = phone.app().draw(&Route::Photo { purpose: purpose.clone() }).unwrap();
    let action = Action::Photo { purpose, action: PhotoAction::Taken { bytes: phone_photo(), marks: Vec::new() } };
    for _ in 0..2 {
        phone.app().act_on(&open.drawn, &action, &entries(&[("caption", "gate")])).unwrap();
    }
    assert_eq!(state(&phone).photos.len(), 1);
}

#[test]
fn a_command_is_one_transaction_and_nobody_writes_in_the_midst() {
    let mut phone = Phone::ready(Lang::En);
    let store = phone.app().store().clone();
    let reading = phone.clock.now();
    let noted = |text: &str| Draft::new(Subject::new("job", job().uuid()), &JobEvent::Noted { text: text.into() });
    let notes = || state(&phone).notes.len();
    let before = store.identity().unwrap().recorder.head.number;

    // What fails in the end leaves nothing, though a part of it was recorded and could be read by the command itself.
    let failed: Result<(), StoreError> = store.decide(|| {
        store.record(me(), &[noted("first")], reading)?;
        assert_eq!(store.get::<Job>(job().uuid())?.unwrap().state.notes.len(), 1);
        store.record(me(), &[noted("second")], reading)?;
        Err(StoreError::BlobMissing)
    });
    assert!(matches!(failed, Err(StoreError::BlobMissing)));
    assert_eq!((notes(), store.identity().unwrap().recorder.head.number), (0, before));

    // A step that fails by itself, and whose failure is taken well, undoes only itself.
    let done: Result<(), StoreError> = store.decide(|| {
        store.record(me(), &[noted("kept")], reading)?;
        let refused: Result<(), StoreError> = store.decide(|| {
            store.record(me(), &[noted("undone")], reading)?;
            Err(StoreError::BlobMissing)
        });
        assert!(refused.is_err());
        Ok(())
    });
    done.unwrap();
    assert_eq!(notes(), 1);

    // A sync that comes in the midst waits.
    let seen = store.changes();
    let waiting = std::thread::scope(|scope| {
        let receiving = store.decide::<_, StoreError>(|| {
            let other = store.clone();
            let receiving =
                scope.spawn(move || other.learn_clock(crate::kernel::ClockAnchor { reading, hub_ms: 1, within_ms: 1 }));
            std::thread::sleep(std::time::Duration::from_millis(100));
            let waits = !receiving.is_finished();
            store.record(me(), &[noted("decided")], reading)?;
            Ok((receiving, waits))
        });
        let (receiving, waits) = receiving.unwrap();
        receiving.join().unwrap().unwrap();
        waits
    });
    assert!(waiting, "another writer waits until the command is done");
    assert!(seen.has_changed().unwrap());
    assert_eq!(notes(), 2);
    phone.hub_sends(manager(), Subject::new("job", job().uuid()), &JobEvent::Noted { text: "later".into() });
}
