//! Tests of sites: entitlement at its boundaries, contracts, contacts; [`kept`] has what is changed and ended, [`concurrent`] what two write at once.

mod concurrent;
mod kept;
mod older;

use super::*;
use crate::domain::jobs::sheet::Entitlement as Basis;
use crate::domain::people::{Actor, Centre, Role};
use crate::domain::testing::{Log, actor, id};
use crate::domain::values::{Bilingual, Phone, Position};
use crate::kernel::{Draft, Refusal};
use crate::text::Lang;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    result.unwrap_err().code
}
fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}
fn terms(site: SiteId) -> Terms {
    Terms {
        customer: id(),
        number: "HT-1".into(),
        sites: [site].into(),
        services: [JobKind::Repair, JobKind::Inspection].into(),
        promises: BTreeMap::new(),
        inspections_a_year: 4,
        starts: day("2026-03-01"),
        ends: day("2026-12-31"),
        watermark: false,
        language: SheetLanguage::Chinese,
    }
}

fn customer() -> Customer {
    Customer { name: Bilingual::same("Police"), ..Customer::default() }
}

fn open_centre() -> Centre {
    Centre { name: Bilingual::same("BJ"), open: true, ..Centre::default() }
}

/// Agrees a contract whose sites are all the customer's.
fn agree(actor: &Actor, id: ContractId, terms: Terms) -> Result<Vec<Draft>, Refusal> {
    let own = Site { customer: Some(terms.customer), ..Site::default() };
    let sites = terms.sites.iter().map(|site| (*site, own.clone())).collect();
    agree_contract(actor, id, terms, About { customer: &customer(), sites: &sites, number_taken: false })
}

/// A site in Shanghai's zone with one machine under warranty to the end of June.
struct Place {
    site_id: SiteId,
    site: Site,
    machine: Equipment,
}

fn place(zone: &str) -> Place {
    let site = Site { zone: zone.into(), customer: Some(id()), ..Site::default() };
    let machine = Equipment { warranty_end: Some(day("2026-06-30")), ..Equipment::default() };
    Place { site_id: id(), site, machine }
}

impl Place {
    fn ask(&self, contracts: &[(ContractId, Contract)], kind: JobKind, moment: &str) -> Entitled {
        let question = Question {
            equipment: Some(&self.machine),
            site: (self.site_id, &self.site),
            customer: None,
            kind,
            at: at(moment),
        };
        question.answer(contracts.iter().map(|(id, contract)| (id.uuid(), contract.clone())))
    }
    fn contract(&self, change: impl FnOnce(&mut Terms)) -> (ContractId, Contract) {
        let mut terms = terms(self.site_id);
        change(&mut terms);
        let mut log = Log::at("2026-01-01T00:00:00Z");
        let (manager, contract) = (actor([Role::Manager]), id::<ContractId>());
        log.write(manager.person, agree(&manager, contract, terms).unwrap());
        (contract, log.get(contract.uuid()))
    }
}

#[test]
fn the_last_day_of_warranty_counts_in_the_zone_of_the_site() {
    let shanghai = place("Asia/Shanghai");
    let basis = |place: &Place, moment| place.ask(&[], JobKind::Repair, moment).basis;
    assert_eq!(basis(&shanghai, "2026-06-30T15:59:59Z"), Basis::InWarranty, "23:59:59 on the last day");
    assert_eq!(basis(&shanghai, "2026-06-30T16:00:00Z"), Basis::Chargeable, "midnight after it");
    let london = place("Europe/London");
    assert_eq!(basis(&london, "2026-06-30T16:00:00Z"), Basis::InWarranty, "still the last day in London");
    let clause = shanghai.ask(&[], JobKind::Repair, "2026-06-30T15:59:59Z").clause;
    assert_eq!(clause.text(Lang::En), "The equipment is under warranty until 2026-06-30, that day included.");
    assert_eq!(shanghai.ask(&[], JobKind::Repair, "2026-07-01T00:00:00Z").clause.code, "warranty_ended");
}

#[test]
fn first_and_last_day_of_a_contract_count() {
    let place = place("Asia/Shanghai");
    let contract = place.contract(|_| {});
    let ask = |moment| place.ask(std::slice::from_ref(&contract), JobKind::Inspection, moment);
    let answer = |moment| (ask(moment).basis, ask(moment).clause.code);
    assert_eq!(answer("2026-02-28T15:59:59Z"), (Basis::Chargeable, "contract_not_begun".into()));
    assert_eq!(answer("2026-02-28T16:00:00Z"), (Basis::InContract, "contract_covers".into()));
    assert_eq!(answer("2026-12-31T15:59:59Z"), (Basis::InContract, "contract_covers".into()));
    assert_eq!(answer("2026-12-31T16:00:00Z"), (Basis::Chargeable, "contract_ended".into()));
    let found = ask("2026-05-01T00:00:00Z");
    assert_eq!((found.contract, found.clause.args["contract"].as_str()), (Some(contract.0), "HT-1"));
    assert!(found.clause.text(Lang::Zh).contains("HT-1"));
}

#[test]
fn warranty_comes_before_contract_and_covers_repairs_only() {
    let place = place("Asia/Shanghai");
    let contracts = [place.contract(|_| {})];
    assert_eq!(place.ask(&contracts, JobKind::Repair, "2026-05-01T00:00:00Z").basis, Basis::InWarranty);
    assert_eq!(place.ask(&contracts, JobKind::Inspection, "2026-05-01T00:00:00Z").basis, Basis::InContract);
    let training = place.ask(&contracts, JobKind::Training, "2026-05-01T00:00:00Z");
    assert_eq!((training.basis, training.clause.code.as_str()), (Basis::Chargeable, "service_not_in_contract"));
    assert_eq!(place.ask(&[], JobKind::Training, "2026-05-01T00:00:00Z").clause.code, "no_contract");
}

#[test]
fn the_contract_that_covers_decides_whichever_is_listed() {
    let mut place = place("Asia/Shanghai");
    let of_another_site = place.contract(|terms| terms.sites = [id()].into());
    let old = place.contract(|terms| {
        terms.number = "HT-0".into();
        (terms.starts, terms.ends) = (day("2025-01-01"), day("2025-12-31"));
    });
    let running = place.contract(|_| {});
    let ask = |place: &Place, contracts: &[(ContractId, Contract)]| {
        place.ask(contracts, JobKind::Inspection, "2026-08-01T00:00:00Z")
    };
    assert_eq!(ask(&place, std::slice::from_ref(&of_another_site)).clause.code, "warranty_ended");
    assert_eq!(ask(&place, &[old.clone(), running.clone()]).contract, Some(running.0));
    place.machine.contract = Some(of_another_site.0);
    assert_eq!(ask(&place, &[of_another_site.clone(), old]).contract, Some(of_another_site.0), "listed by name");
}

#[test]
fn an_ended_contract_covers_until_its_end() {
    let place = place("Asia/Shanghai");
    let manager = actor([Role::Manager]);
    let mut log = Log::at("2026-01-01T00:00:00Z");
    let contract: ContractId = id();
    log.write(manager.person, agree(&manager, contract, terms(place.site_id)).unwrap());
    let agreed = log.get::<Contract>(contract.uuid());
    log.write(manager.person, end_contract(&manager, contract, &agreed, day("2026-08-31"), "sold").unwrap());
    let contracts = [(contract, log.get::<Contract>(contract.uuid()))];
    let basis = |moment| place.ask(&contracts, JobKind::Inspection, moment).basis;
    assert_eq!(basis("2026-08-31T12:00:00Z"), Basis::InContract);
    assert_eq!(basis("2026-09-01T12:00:00Z"), Basis::Chargeable);
}

#[test]
fn promises_have_defaults() {
    let place = place("Asia/Shanghai");
    let urgent = SlaTarget { answered_min: 10, on_site_min: 240, restored_min: 480 };
    let (_, contract) = place.contract(|terms| terms.promises = [(1, urgent)].into());
    assert_eq!(contract.sla(1), urgent);
    assert_eq!(contract.sla(3), SlaTarget { answered_min: 30, on_site_min: 1440, restored_min: 1440 });
}

#[test]
fn contracts_that_make_no_sense_are_refused() {
    let manager = actor([Role::Manager]);
    let refused = |change: &dyn Fn(&mut Terms)| {
        let mut terms = terms(id());
        change(&mut terms);
        code(agree(&manager, id(), terms))
    };
    assert_eq!(refused(&|terms| terms.number = " ".into()), "contract_number_missing");
    assert_eq!(refused(&|terms| terms.sites.clear()), "contract_sites_missing");
    assert_eq!(refused(&|terms| terms.services.clear()), "contract_services_missing");
    assert_eq!(refused(&|terms| terms.ends = day("2026-02-28")), "contract_backwards");
    assert_eq!(refused(&|terms| terms.promises = [(5, SlaTarget::default())].into()), "level_invalid");
    let nothing = SlaTarget { on_site_min: 0, ..SlaTarget::default() };
    assert_eq!(refused(&|terms| terms.promises = [(2, nothing)].into()), "promise_empty");
    for role in [Role::Engineer, Role::Desk] {
        assert_eq!(code(agree(&actor([role]), id(), terms(id()))), "not_allowed");
    }
}

#[test]
fn who_may_sign_can_be_reached() {
    let desk = actor([Role::Desk]);
    let mut log = Log::at("2026-01-01T00:00:00Z");
    let site: SiteId = id();
    let new = SiteDetails::new(id(), id(), Bilingual::same("PS01"), "Asia/Shanghai");
    let about = (&customer(), &open_centre());
    let bad = SiteDetails { zone: "Shanghai".into(), ..new.clone() };
    assert_eq!(code(register_site(&desk, site, bad, about)), "zone_unknown");
    log.write(desk.person, register_site(&desk, site, new, about).unwrap());
    let contact = Contact {
        id: id(),
        name: "赵建国".into(),
        title: "科长".into(),
        phone: Some(Phone::parse("13900000101").unwrap()),
        may_sign: true,
        messenger: String::new(),
    };
    let state = log.get::<Site>(site.uuid());
    let without = Contact { phone: None, ..contact.clone() };
    assert_eq!(code(set_contact(&desk, site, &state, without.clone())), "signer_unreachable");
    assert_eq!(code(set_contact(&desk, site, &Site::default(), contact.clone())), "site_unknown");
    log.write(desk.person, set_contact(&desk, site, &state, contact.clone()).unwrap());
    let guard = Contact { id: id(), may_sign: false, ..without };
    log.write(desk.person, set_contact(&desk, site, &state, guard).unwrap());
    let state = log.get::<Site>(site.uuid());
    assert_eq!(state.contacts.len(), 2);
    assert_eq!(state.signers().collect::<Vec<_>>(), [&contact]);
    assert_eq!(code(Position::new(90_000_001, 0, None)), "position_invalid");
}

#[test]
fn a_label_belongs_to_one_machine() {
    let engineer = actor([Role::Engineer]);
    let machine: EquipmentId = id();
    let bare = Equipment::default();
    assert_eq!(code(bind_label(&engineer, machine, &bare, "", None)), "code_empty");
    assert_eq!(code(bind_label(&engineer, machine, &bare, "FJ-SV1", Some(id()))), "code_taken");
    let mut log = Log::at("2026-01-01T00:00:00Z");
    log.write(engineer.person, bind_label(&engineer, machine, &bare, "FJ-SV1", None).unwrap());
    let labelled = log.get::<Equipment>(machine.uuid());
    assert_eq!(bind_label(&engineer, machine, &labelled, "FJ-SV1", Some(machine)), Ok(vec![]));
}
