//! The worklist on the phone: what was written concurrently and what does not fit, with the buttons of who may decide.

use super::aside::become_a;
use super::kit::*;
use crate::domain::any::{AnyFolded, FLAGS, KINDS};
use crate::domain::checks::shipped;
use crate::domain::company::company_subject;
use crate::domain::ids::{CentreId, CustomerId, MovementId, SiteId};
use crate::domain::jobs::{Departure, Job, JobEvent, JobField, Visit};
use crate::domain::parts::{Movement, MovementDetails, MovementEvent, Reason, StockKey};
use crate::domain::people::{Role, permission};
use crate::domain::values::Quantity;
use crate::kernel::{Frontier, PersonId, Subject};
use crate::screens::*;
use crate::text::Lang;
use std::collections::{BTreeMap, BTreeSet};

fn subject() -> Subject {
    Subject::new("job", job().uuid())
}

fn list(phone: &Phone) -> WorklistScreen {
    let Screen::Worklist(screen) = phone.screen(Route::Worklist) else { panic!() };
    screen
}

#[test]
fn what_was_written_concurrently_is_decided_by_who_may() {
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
    assert!(
        conflict.title.contains("two people entered") && conflict.buttons[0].label.contains("Li Na"),
        "{conflict:#?}"
    );
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

/// Events of the shared table about `subject`, as others send them who did not see each other.
fn sent(phone: &mut Phone, subject: &Subject, events: &serde_json::Value) {
    let of = |role: &str| -> PersonId {
        match role {
            "engineer" => me(),
            "manager" => manager(),
            "desk" => id(6),
            "keeper" => id(7),
            "admin" => id(8),
            "deputy" => id(4),
            _ => id(5),
        }
    };
    let list = shipped()[0].id();
    for event in events.as_array().expect("events") {
        let mut data = event["data"].to_string();
        for (name, id) in [
            ("$job", job().to_string()),
            ("$other_job", patrol().to_string()),
            ("$list", list.to_string()),
            ("$card", supply().to_string()),
            ("$place", store_room().to_string()),
            ("$other_place", quarantine().to_string()),
            ("$centre", id::<CentreId>(3).to_string()),
            ("$customer", id::<CustomerId>(10).to_string()),
            ("$site", id::<SiteId>(11).to_string()),
            ("$engineer", me().to_string()),
            ("$manager", manager().to_string()),
        ] {
            data = data.replace(&format!("\"{name}\""), &format!("\"{id}\""));
        }
        let body = (event["type"].as_str().unwrap().to_owned(), data);
        phone.hub_sends_many(of(event["by"].as_str().unwrap()), vec![(subject.clone(), body)], &Frontier::new());
        phone.wait(1);
    }
}

/// Each kind that can carry a flag, each field of a job that can be written concurrently and each kind of master data, as the types name them: on the
/// list with the name of its record before who may settle it, without a button before who may not, and gone from it once it is settled there.
#[test]
fn a_flag_and_a_conflict_of_every_kind_are_listed_and_settled() {
    let mut phone = Phone::ready(Lang::En);
    let table: serde_json::Value =
        serde_json::from_str(include_str!("../../../testdata/worklist/points.json")).unwrap();
    let flagged = FLAGS.iter().filter(|(_, codes)| !codes.is_empty());
    let flagged = flagged.map(|(kind, _)| (*kind, &table["flags"][*kind], "decide"));
    let conflicting = JobField::ALL.iter().map(|field| ("job", &table["fields"][field.code()], "choose"));
    let kept = KINDS.iter().filter(|kind| AnyFolded::new(kind).written().is_some());
    let kept = kept.map(|kind| (*kind, &table["kept"][*kind], "choose"));
    let all = flagged.chain(conflicting).chain([("check", &table["item"], "choose")]).chain(kept);
    let mut made: BTreeMap<&str, uuid::Uuid> = BTreeMap::new();
    for (n, (kind, events, button)) in all.enumerate() {
        assert!(events.is_array(), "no case for a {kind} that waits for {button}");
        let subject = match kind {
            "job" => subject(),
            "company" => company_subject(),
            // A price has the id of what it is the price of.
            "contract_price" | "card_price" => Subject::new(kind, made[kind.trim_end_matches("_price")]),
            "account" | "skills" => Subject::new(kind, made["person"]),
            _ => Subject::new(kind, id::<uuid::Uuid>(900 + n as u128)),
        };
        made.insert(kind, subject.id());
        sent(&mut phone, &subject, events);
        let may = permission::who(kind, if button == "choose" { "conflict_settled" } else { "flag_settled" });
        let other = Role::ALL.iter().find(|role| !may.contains(role)).expect("not everybody settles it");
        become_a(&mut phone, *other);
        let read = list(&phone);
        assert_eq!((read.mine.rows.len(), read.others.rows.len()), (0, 1), "{kind} {events} as {other:?}: {read:#?}");
        assert!(read.others.rows[0].buttons.is_empty(), "{kind} as {other:?}: {read:#?}");
        // Who looks after master data settles all of it, a manager everything else.
        let master = button == "choose" && AnyFolded::new(kind).written().is_some();
        become_a(&mut phone, if master { Role::Administrator } else { Role::Manager });
        let waiting = list(&phone).mine.rows;
        assert_eq!(waiting.len(), 1, "{kind} {events}: {waiting:#?}");
        let row = &waiting[0];
        assert!(!row.detail.is_empty(), "{kind}: its record has no name");
        assert!(!row.title.is_empty() && !row.title.starts_with("flag-"), "{row:#?}");
        let offered: Vec<&Button> = row.buttons.iter().filter(|offered| offered.key == button).collect();
        let labels: BTreeSet<&str> = offered.iter().map(|offered| offered.label.as_str()).collect();
        // Of a conflict both values stand beside each other.
        assert_eq!(labels.len(), if button == "choose" { 2 } else { 1 }, "{row:#?}");
        phone.app().act(&offered[0].action, &entries(&[("decision", "looked into it")])).unwrap();
        let read = list(&phone);
        assert!(read.mine.rows.is_empty() && read.others.rows.is_empty(), "{kind}: settled");
    }
}

/// The serial number of a piece becomes known later: who carries it says it, and so does who keeps the store; nobody else.
#[test]
fn a_piece_without_a_serial_number_gets_it_from_who_has_it() {
    let mut phone = Phone::ready(Lang::En);
    let moved = |n: u128, from, to| {
        let details = MovementDetails {
            from,
            unread: true,
            reason: Reason::Take,
            ..MovementDetails::opening(supply(), Quantity::pieces(1), to)
        };
        (Subject::new("movement", id::<MovementId>(n).uuid()), MovementEvent::Recorded { details })
    };
    for (subject, event) in [moved(800, Some(store_room()), bag()), moved(801, None, store_room())] {
        phone.hub_sends(manager(), subject, &event);
    }
    let screen = list(&phone);
    assert_eq!((screen.mine.rows.len(), screen.others.rows.len()), (1, 1), "{screen:#?}");
    let row = &screen.mine.rows[0];
    assert_eq!(row.buttons.iter().map(|button| button.key.as_str()).collect::<Vec<_>>(), ["identify"]);
    assert!(row.detail.contains("PTZ power supply") && row.detail.contains("Zhang Wei's bag"), "{row:#?}");
    let identify = row.buttons[0].action.clone();
    let missing = phone.app().act(&identify, &[]).unwrap_err();
    assert_eq!((missing.code.as_str(), missing.field.as_deref()), ("field_missing", Some("serial")));
    let kind = phone.app().act(&identify, &entries(&[("serial", "6901234567892")])).unwrap_err();
    assert_eq!(kind.code, "code_without_serial", "the number of the card is no piece");
    // Spelled as the books spell it, however it was scanned.
    phone.app().act(&identify, &entries(&[("serial", "ＰＳ－９００１")])).unwrap();
    let known: Movement = phone.app().store().get(id::<MovementId>(800).uuid()).unwrap().unwrap().state;
    assert_eq!((known.serial(), known.flags.len()), (Some("PS-9001"), 0));
    let places: Vec<StockKey> =
        phone.app().store().piece(supply(), "PS-9001").unwrap().into_iter().map(|line| line.key).collect();
    assert!(places.len() == 1 && places[0].place == bag(), "{places:?}");
    // What lies in the store is the keeper's to say.
    let other = Action::Worklist {
        subject: moved(801, None, store_room()).0.to_string(),
        point: list(&phone).others.rows[0].key.split_once("/flag/").map(|(_, rest)| format!("flag/{rest}")).unwrap(),
        action: WorklistAction::Identify,
    };
    let no = phone.app().act(&other, &entries(&[("serial", "PS-9003")])).unwrap_err();
    assert_eq!(no.code, "not_allowed");
    become_a(&mut phone, Role::StockKeeper);
    phone.app().act(&other, &entries(&[("serial", "PS-9003")])).unwrap();
    assert!(list(&phone).mine.rows.is_empty() && list(&phone).others.rows.is_empty());
    let late = phone.app().act(&other, &entries(&[("serial", "PS-9004")])).unwrap_err();
    assert_eq!(late.code, "movement_not_unread");
}
