//! Tests of people: the table of permissions as a whole, and what an administrator can and cannot do.

use super::permission::{TABLE, allowed};
use super::*;
use crate::domain::any::{KINDS, TYPES};
use crate::domain::fields::Master;
use crate::domain::testing::{Log, actor, fresh, id};
use crate::domain::values::{Bilingual, Phone};
use crate::kernel::{Aggregate, Draft, Refusal, Subject};
use crate::text::Lang;
use std::collections::BTreeSet;

/// Nobody has anything still.
const NOTHING: PersonOpenItems = PersonOpenItems { jobs: 0, slips: 0, parts: 0, owed: 0 };

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    result.unwrap_err().code
}

#[test]
fn every_event_is_in_the_table_once_and_the_table_has_no_other() {
    let events: BTreeSet<String> =
        TYPES.iter().flat_map(|(kind, types)| types.iter().map(move |event| format!("{kind}.{event}"))).collect();
    let table: BTreeSet<String> = TABLE.iter().map(|(event, _)| (*event).to_owned()).collect();
    assert_eq!(table.difference(&events).collect::<Vec<_>>(), Vec::<&String>::new(), "in the table only");
    assert_eq!(events.difference(&table).collect::<Vec<_>>(), Vec::<&String>::new(), "not in the table");
    assert_eq!(table.len(), TABLE.len(), "a type stands twice");
    assert_eq!(KINDS.iter().collect::<BTreeSet<_>>().len(), KINDS.len(), "a kind stands twice");
}

#[test]
fn the_whole_table_is_what_each_role_can_do() {
    for (event, may) in TABLE {
        // These the hub alone records.
        assert!(
            !may.is_empty()
                || ["job.doubted", "job.overdue", "place.overdue", "take.overdue", "skills.overdue", "device.enrolled"]
                    .contains(event),
            "{event} is for nobody"
        );
        let (kind, event_type) = event.split_once('.').unwrap();
        for role in Role::ALL {
            assert_eq!(allowed(&Roles::from([*role]), kind, event_type), may.contains(role), "{event} by {role:?}");
            assert_eq!(actor([*role]).may(event), may.contains(role), "{event} by {role:?}");
        }
        assert!(!allowed(&Roles::default(), kind, event_type), "{event} without a role");
        assert!(!may.contains(&Role::CustomerContact), "{event}: a customer's contact records nothing here");
        // What the desk does, the manager does too.
        assert!(!may.contains(&Role::Desk) || may.contains(&Role::Manager), "{event}");
    }
    let every = Roles::from_iter(Role::ALL.iter().copied());
    assert!(!allowed(&every, "job", "never_heard_of"));
    assert!(!allowed(&every, "unheard_of", "reported"));
}

#[test]
fn who_does_what() {
    let may = |role, event: &str| actor([role]).may(event);
    for (role, can, cannot) in [
        (Role::Engineer, "job.completed", "job.cancelled"),
        (Role::Maintainer, "check.answered", "job.assigned"),
        (Role::Desk, "job.reported", "job.signed"),
        (Role::Manager, "take.approved", "person.registered"),
        (Role::StockKeeper, "take.issued", "job.reported"),
        (Role::Administrator, "device.revoked", "take.approved"),
        (Role::Integrator, "job.left", "contract.agreed"),
    ] {
        assert!(may(role, can), "{role:?} {can}");
        assert!(!may(role, cannot), "{role:?} {cannot}");
    }
    // Several roles add up.
    let both = actor([Role::Engineer, Role::StockKeeper]);
    assert!(both.may("job.completed") && both.may("take.issued") && !both.may("take.approved"));
}

fn new_person() -> NewPerson {
    NewPerson {
        name: Bilingual::new("周明远", "Zhou Mingyuan"),
        roles: [Role::Engineer].into(),
        centre: None,
        language: Lang::Zh,
        login: Some("zhou".into()),
        phone: Some(Phone::parse("138 0000 0001").unwrap()),
    }
}

#[test]
fn what_is_private_of_a_person_is_separate() {
    let admin = actor([Role::Administrator]);
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let person: PersonId = id();
    log.write(admin.person, register_person(&admin, person, new_person(), None).unwrap());
    let events: Vec<_> = log.of(&Subject::new("person", person.uuid())).collect();
    assert!(events.iter().all(|event| !event.body_text().unwrap().contains("138")), "everyone's phone reads this");
    assert_eq!(log.get::<Account>(person.uuid()).phone.unwrap().dialled(), "13800000001");
    assert!(log.get::<Person>(person.uuid()).active);
}

#[test]
fn persons_need_a_name_a_role_and_a_plain_login() {
    let admin = actor([Role::Administrator]);
    let register = |new| code(register_person(&admin, id(), new, None));
    assert_eq!(register(NewPerson { name: Bilingual::default(), ..new_person() }), "name_missing");
    assert_eq!(register(NewPerson { roles: Roles::default(), ..new_person() }), "roles_missing");
    assert_eq!(register(NewPerson { login: Some("a b".into()), ..new_person() }), "login_invalid");
    assert_eq!(code(register_person(&actor([Role::Manager]), id(), new_person(), None)), "not_allowed");
    assert_eq!(code(Phone::parse("call me")), "phone_invalid");
    assert_eq!(code(Phone::parse("12")), "phone_invalid");
}

#[test]
fn somebody_is_left_who_can_give_roles() {
    let admin = actor([Role::Administrator]);
    let mut log = Log::at("2026-11-18T01:00:00Z");
    log.write(admin.person, register_person(&admin, admin.person, new_person(), None).unwrap());
    let me = log.get::<Person>(admin.person.uuid());
    let desk = || PersonChange { roles: Some([Role::Desk].into()), ..PersonChange::default() };
    assert_eq!(code(change_person(&admin, admin.person, &me, desk(), None)), "own_administration");
    assert_eq!(code(deactivate_person(&admin, admin.person, &me, NOTHING, &[], "leaving")), "own_administration");
    assert_eq!(code(change_person(&admin, id(), &Person::default(), desk(), None)), "person_unknown");
}

#[test]
fn a_person_who_leaves_takes_no_phone_along() {
    let admin = actor([Role::Administrator]);
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let (person, phone): (PersonId, DeviceId) = (id(), id());
    log.write(admin.person, register_person(&admin, person, new_person(), None).unwrap());
    let enrolled = DeviceEvent::Enrolled {
        person,
        name: "Phone".into(),
        short: "A7".into(),
        public_key: "00".into(),
        app: "0.1.0".into(),
        succeeds: None,
        code_by: None,
    };
    let subject = Subject::new("device", phone.uuid());
    log.write(admin.person, vec![Draft::new(subject.clone(), &enrolled)]);
    let device = log.get::<Device>(phone.uuid());
    let known = log.get::<Person>(person.uuid());
    assert_eq!(code(deactivate_person(&admin, person, &known, NOTHING, &[], "")), "reason_missing");
    assert_eq!(code(reactivate_person(&admin, person, &known)), "person_active");
    let drafts = deactivate_person(&admin, person, &known, NOTHING, &[(phone, device)], "moved away").unwrap();
    log.write(admin.person, drafts);
    assert!(!log.get::<Person>(person.uuid()).active);
    let device = log.get::<Device>(phone.uuid());
    assert_eq!(device.revoked.as_ref().unwrap().reason, "moved away");
    assert_eq!(code(revoke_device(&admin, phone, &device, "again")), "device_revoked");
    // Even a second enrolment under the old id does not bring it back.
    log.write(admin.person, vec![Draft::new(subject, &enrolled)]);
    assert!(log.get::<Device>(phone.uuid()).revoked.is_some());
    // What its app is, is said once; its history tells from which to which, and why it ended.
    let device = log.get::<Device>(phone.uuid());
    assert!(app_named(phone, &device, "0.1.0").is_empty() && app_named(phone, &device, "").is_empty());
    assert!(app_named(phone, &Device::default(), "0.2.0").is_empty(), "nobody's");
    log.write(admin.person, app_named(phone, &device, "0.2.0"));
    assert_eq!(log.get::<Device>(phone.uuid()).app, "0.2.0");
    let events: Vec<_> = log.events.iter().filter(|event| event.header().subject.kind() == "device").cloned().collect();
    let steps = crate::domain::history::history(&Subject::new("device", phone.uuid()), &events);
    let said: Vec<_> = steps.iter().map(|step| step.key("device")).collect();
    let wanted = ["app-updated", "enrolled", "revoked", "enrolled"].map(|what| format!("history-device-{what}"));
    assert_eq!(said, wanted);
    let changed: Vec<_> = steps.iter().flat_map(|step| &step.changes).map(|change| change.field.as_str()).collect();
    assert_eq!(changed, ["app", "revoked", "app"]);
    // Nor does their coming back.
    let gone = log.get::<Person>(person.uuid());
    assert_eq!(code(deactivate_person(&admin, person, &gone, NOTHING, &[], "again")), "person_inactive");
    log.write(admin.person, reactivate_person(&admin, person, &gone).unwrap());
    assert!(log.get::<Person>(person.uuid()).active && log.get::<Device>(phone.uuid()).revoked.is_some());
}

#[test]
fn a_person_is_renamed_moved_and_gets_another_login() {
    let (admin, manager) = (actor([Role::Administrator]), actor([Role::Manager]));
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let (person, centre): (PersonId, CentreId) = (id(), id());
    log.write(admin.person, register_person(&admin, person, new_person(), None).unwrap());
    log.write(admin.person, open_centre(&admin, centre, Bilingual::same("BJ"), "North", "Asia/Shanghai").unwrap());
    let state = |log: &Log| log.get::<Person>(person.uuid());
    let open = log.get::<Centre>(centre.uuid());
    let here = state(&log);
    let some = PersonChange::default;
    let to = |centre| PersonChange { centre: Some(centre), ..some() };
    let change = |log: &mut Log, change, to: Option<&Centre>| {
        let drafts = change_person(&admin, person, &state(log), change, to).unwrap();
        log.write(admin.person, drafts);
    };
    change(&mut log, to(Some(centre)), Some(&open));
    assert_eq!(state(&log).centre, Some(centre));
    // Roles leave the centre as it is; head office is written, not left out.
    change(&mut log, PersonChange { roles: Some([Role::Desk].into()), ..some() }, None);
    assert_eq!((state(&log).centre, state(&log).roles), (Some(centre), [Role::Desk].into()));
    change(&mut log, to(None), None);
    assert_eq!(state(&log).centre, None);
    let renamed = || PersonChange { name: Some(Bilingual::same("周")), language: Some(Lang::En), ..some() };
    change(&mut log, renamed(), None);
    assert_eq!((state(&log).name.zh.as_str(), state(&log).centre, state(&log).language), ("周", None, Lang::En));
    assert!(change_person(&admin, person, &state(&log), renamed(), None).unwrap().is_empty(), "said already");
    let closed = Centre::default();
    assert_eq!(code(change_person(&admin, person, &here, to(Some(centre)), Some(&closed))), "centre_unknown");
    assert_eq!(code(change_person(&admin, person, &here, to(Some(centre)), None)), "centre_unknown");
    assert_eq!(code(change_person(&manager, person, &here, to(None), None)), "not_allowed");
    let unnamed = PersonChange { name: Some(Bilingual::default()), ..some() };
    assert_eq!(code(change_person(&admin, person, &here, unnamed, None)), "name_missing");
    let nothing = PersonChange { roles: Some(Roles::default()), ..some() };
    assert_eq!(code(change_person(&admin, person, &here, nothing, None)), "roles_missing");
    assert_eq!(code(change_person(&admin, id(), &Person::default(), renamed(), None)), "person_unknown");

    let account = log.get::<Account>(person.uuid());
    let login = |login: Option<&str>| set_login(&admin, person, &here, &account, login.map(str::to_owned));
    assert!(login(Some("zhou")).unwrap().is_empty(), "the same one is no change");
    for bad in ["", "z", " zhou", "zhou ", "zhou\u{200B}", "zh ou", &"z".repeat(41)] {
        assert_eq!(code(login(Some(bad))), "login_invalid", "{bad:?}");
    }
    log.write(admin.person, login(None).unwrap());
    assert_eq!(log.get::<Account>(person.uuid()).login, None);
}

#[test]
fn a_centre_has_a_zone_that_exists() {
    let admin = actor([Role::Administrator]);
    let open = |zone| open_centre(&admin, fresh().into(), Bilingual::same("BJ"), "North", zone);
    assert_eq!(code(open("Asia/Peking")), "zone_unknown");
    assert!(open("Asia/Shanghai").is_ok());
}

#[test]
fn a_centre_that_version_1_changed_and_closed_is_read() {
    use crate::kernel::Body;
    use serde_json::{json, value::to_raw_value};
    let read = |kind, data: serde_json::Value| CentreEvent::decode(kind, 1, &to_raw_value(&data).unwrap()).unwrap();
    let change = CentreChange { region: Some("North".into()), ..CentreChange::default() };
    assert_eq!(read("changed", json!({"region": "North"})), CentreEvent::Changed { change });
    assert_eq!(read("closed", json!({})), CentreEvent::Closed { reason: String::new() });
    assert_eq!(read("closed", json!({"reason": "moved"})), CentreEvent::Closed { reason: "moved".into() });
}

#[test]
fn a_person_that_version_1_changed_is_read() {
    use crate::kernel::Body;
    use serde_json::{json, value::to_raw_value};
    let read = |data: serde_json::Value| PersonEvent::decode("changed", 1, &to_raw_value(&data).unwrap()).unwrap();
    let some = PersonChange::default;
    let roles = PersonChange { roles: Some([Role::Desk].into()), ..some() };
    assert_eq!(read(json!({"roles": ["desk"]})), PersonEvent::Changed { change: roles });
    // Head office was written; what was left out stays.
    let moved = PersonChange { centre: Some(None), name: Some(Bilingual::same("L")), ..some() };
    let data = json!({"name": {"zh": "L", "en": "L"}, "centre": null});
    assert_eq!(read(data), PersonEvent::Changed { change: moved });
}

#[test]
fn what_two_administrators_wrote_concurrently_is_chosen_and_nobody_chooses_their_own_role_away() {
    let (admin, other) = (actor([Role::Administrator]), actor([Role::Administrator]));
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let chief = NewPerson { roles: [Role::Administrator].into(), ..new_person() };
    log.write(other.person, register_person(&other, admin.person, chief, None).unwrap());
    let seen = log.events.len();
    let drawn = log.get::<Person>(admin.person.uuid());
    let write = |log: &mut Log, roles: Roles| {
        let change = PersonChange { roles: Some(roles), ..PersonChange::default() };
        log.write_concurrently(other.person, seen, change_person(&other, admin.person, &drawn, change, None).unwrap());
        log.events.last().unwrap().origin()
    };
    let desk = write(&mut log, [Role::Desk].into());
    let both = write(&mut log, [Role::Administrator, Role::Desk].into());
    let state = log.get::<Person>(admin.person.uuid());
    assert_eq!(state.written().conflicts().collect::<Vec<_>>(), ["person.roles"]);
    let settle = |by: &Actor, chosen| settle_person(by, admin.person, &state, "person.roles", chosen);
    assert_eq!(code(settle(&admin, desk)), "own_administration");
    assert_eq!(code(settle(&actor([Role::Manager]), both)), "not_allowed");
    assert_eq!(code(settle(&other, crate::domain::testing::id())), "conflict_unknown");
    log.write(other.person, settle(&other, desk).unwrap());
    let state = log.get::<Person>(admin.person.uuid());
    assert_eq!((state.roles.clone(), state.in_conflict()), ([Role::Desk].into(), false));
    assert_eq!(state.posts.last().unwrap().roles, state.roles, "work is judged by what was chosen");
}

#[test]
fn the_same_number_is_no_event_and_the_history_says_what_was_before() {
    use crate::domain::history::history;
    let admin = actor([Role::Administrator]);
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let id: PersonId = id();
    log.write(admin.person, register_person(&admin, id, new_person(), None).unwrap());
    let (person, account) = (log.get::<Person>(id.uuid()), log.get::<Account>(id.uuid()));
    let same = account.phone.clone();
    assert!(set_phone(&admin, id, &person, &account, same).unwrap().is_empty());
    log.write(admin.person, set_phone(&admin, id, &person, &account, None).unwrap());
    log.write(admin.person, deactivate_person(&admin, id, &person, NOTHING, &[], "moved away").unwrap());
    let steps = |kind| {
        let subject = Subject::new(kind, id.uuid());
        let events: Vec<_> = log.of(&subject).cloned().collect();
        history(&subject, &events).into_iter().map(move |step| (step.key(kind), step.changes)).collect::<Vec<_>>()
    };
    let of_person = steps("person");
    let keys: Vec<&str> = of_person.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["history-person-deactivated", "history-person-registered"]);
    assert!(of_person[0].1.iter().any(|change| change.field == "person.left" && change.from.is_empty()));
    let of_account = steps("account");
    assert_eq!(of_account[0].0, "history-account-phone-set");
    assert!(of_account[0].1.iter().any(|change| !change.from.is_empty() && change.to.is_empty()), "{of_account:?}");
    for key in keys.into_iter().chain(of_account.iter().map(|(key, _)| key.as_str())) {
        assert_ne!(crate::text::text(Lang::En, key), key, "has a text");
    }
}
