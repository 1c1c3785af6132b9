//! Whom to call: at the site, at the office, among colleagues; and what to know at the gate.

use super::kit::*;
use crate::domain::company::{CompanyChange, CompanyEvent, company_subject};
use crate::domain::ids::{CentreId, ContactId, SiteId};
use crate::domain::jobs::{Assignment, JobEvent};
use crate::domain::people::{AccountEvent, PersonEvent, Role, Roles};
use crate::domain::sites::{Contact, SiteChange, SiteEvent};
use crate::domain::values::{Bilingual, Phone as Number};
use crate::kernel::{PersonId, Subject};
use crate::screens::*;
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
    assert_eq!(site.contacts.rows[0].trailing, "May sign");
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
