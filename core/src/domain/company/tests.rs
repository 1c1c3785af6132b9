//! The company's record is changed field by field, by administrators.

use super::*;
use crate::domain::people::Role;
use crate::domain::testing::{Log, actor};
use crate::domain::values::Bilingual;

fn company(log: &Log) -> Company {
    log.get(company_subject().id())
}

fn named(name: &str) -> CompanyChange {
    CompanyChange { name: Some(Bilingual::same(name)), ..CompanyChange::default() }
}

#[test]
fn the_letterhead_is_changed_field_by_field_by_administrators() {
    let admin = actor([Role::Administrator]);
    let mut log = Log::at("2026-11-18T01:00:00Z");
    let none = Company::default();
    let phone = CompanyChange { letter_phone: Some("010-1".into()), ..CompanyChange::default() };
    assert_eq!(change_company(&actor([Role::Manager]), &none, named("A")).unwrap_err().code, "not_allowed");
    assert_eq!(change_company(&admin, &none, phone.clone()).unwrap_err().code, "name_missing");
    assert_eq!(change_company(&admin, &none, named("")).unwrap_err().code, "name_missing");
    log.write(admin.person, change_company(&admin, &none, named("A")).unwrap());
    log.write(admin.person, change_company(&admin, &company(&log), phone.clone()).unwrap());
    assert_eq!((company(&log).name.zh.as_str(), company(&log).letter_phone.as_str()), ("A", "010-1"));
    assert_eq!(change_company(&admin, &company(&log), phone).unwrap(), [], "what it says already");
    assert_eq!(change_company(&admin, &company(&log), named("")).unwrap_err().code, "name_missing");
}

#[test]
fn two_names_written_concurrently_wait_for_one_to_be_chosen() {
    let (admin, other) = (actor([Role::Administrator]), actor([Role::Administrator]));
    let mut log = Log::at("2026-11-18T01:00:00Z");
    log.write_concurrently(admin.person, 0, change_company(&admin, &Company::default(), named("A")).unwrap());
    log.write_concurrently(other.person, 0, change_company(&other, &Company::default(), named("B")).unwrap());
    let both = log.any(&company_subject());
    assert!(company(&log).written.is_in_conflict("name"));
    let chosen = log.events[0].origin();
    log.write(admin.person, both.choose(&company_subject(), "name", chosen).unwrap());
    assert_eq!((company(&log).name.zh.as_str(), company(&log).written.is_in_conflict("name")), ("A", false));
}

#[test]
fn the_logo_is_a_blob_of_its_event_and_a_pattern_that_repeats_is_refused() {
    use crate::kernel::{BlobRef, Hash};
    let admin = actor([Role::Administrator]);
    let mut log = Log::at("2026-11-18T01:00:00Z");
    log.write(admin.person, change_company(&admin, &Company::default(), named("A")).unwrap());
    let logo = BlobRef { hash: Hash::of(b"logo"), size: 4, media_type: "image/png".into() };
    let with = CompanyChange { letter_logo: Some(Some(logo.clone())), ..CompanyChange::default() };
    let drafts = change_company(&admin, &company(&log), with).unwrap();
    assert_eq!(drafts[0].blobs, std::slice::from_ref(&logo), "whoever has the event may fetch it");
    log.write(admin.person, drafts);
    assert_eq!(company(&log).letter_logo, Some(logo));
    let without = CompanyChange { letter_logo: Some(None), ..CompanyChange::default() };
    log.write(admin.person, change_company(&admin, &company(&log), without).unwrap());
    assert_eq!(company(&log).letter_logo, None);
    let pattern = |text: &str| CompanyChange { form_pattern: Some(text.into()), ..CompanyChange::default() };
    let refused = change_company(&admin, &company(&log), pattern("{dd}-{nnn}")).unwrap_err();
    assert_eq!(refused.code, "form_pattern_repeats");
    log.write(admin.person, change_company(&admin, &company(&log), pattern("WX-{yyyy}-{nnn}")).unwrap());
    assert_eq!(company(&log).form_pattern, "WX-{yyyy}-{nnn}");
    log.write(admin.person, change_company(&admin, &company(&log), pattern("")).unwrap());
    assert_eq!(company(&log).form_pattern, "", "a series may end");
}
