//! What is registered can be changed, ended and taken back, each with its refusals.

use super::*;
use crate::domain::fields::Change;
use crate::domain::history::history;
use crate::domain::ids::CentreId;
use crate::domain::said::Piece;
use crate::domain::values::Money;

struct Books {
    log: Log,
    desk: Actor,
    manager: Actor,
}

fn books() -> Books {
    Books { log: Log::at("2026-01-01T00:00:00Z"), desk: actor([Role::Desk]), manager: actor([Role::Manager]) }
}

impl Books {
    fn write(&mut self, drafts: Result<Vec<Draft>, Refusal>) {
        let by = self.desk.person;
        self.log.write(by, drafts.unwrap());
    }
    fn customer(&mut self) -> CustomerId {
        let (id, desk) = (id(), self.desk.clone());
        let details = CustomerDetails { name: Bilingual::same("Police"), ..CustomerDetails::default() };
        self.write(register_customer(&desk, id, details, None));
        id
    }
    fn site(&mut self) -> SiteId {
        let (id, desk) = (id(), self.desk.clone());
        let details = SiteDetails::new(super::id(), super::id(), Bilingual::same("PS01"), "Asia/Shanghai");
        self.write(register_site(&desk, id, details, (&customer(), &open_centre())));
        id
    }
    fn machine(&mut self, site: SiteId, parent: Option<EquipmentId>) -> EquipmentId {
        let (id, desk) = (id(), self.desk.clone());
        let machines = self.machines();
        let state = Site { customer: Some(super::id()), ..Site::default() };
        self.write(register_equipment(&desk, id, details(site, parent), &state, &machines));
        id
    }
    fn machines(&self) -> Machines {
        self.log.all::<Equipment>().into_iter().map(|(id, machine)| (id.into(), machine)).collect()
    }
}

fn details(site: SiteId, parent: Option<EquipmentId>) -> EquipmentDetails {
    EquipmentDetails {
        site,
        pn: "PTZ-600".into(),
        sn: "SN1".into(),
        name: Bilingual::same("Camera"),
        class: "camera_ptz".into(),
        place: "gate".into(),
        parent,
        installed: None,
        warranty_end: None,
        life_end: None,
        contract: None,
    }
}

#[test]
fn a_customer_is_changed_ended_and_taken_back() {
    let mut books = books();
    let desk = books.desk.clone();
    let empty = CustomerDetails::default();
    assert_eq!(code(register_customer(&desk, id(), empty.clone(), None)), "name_missing");
    let of_none = CustomerDetails { name: Bilingual::same("K"), centre: Some(id()), ..empty };
    assert_eq!(code(register_customer(&desk, id(), of_none.clone(), None)), "centre_unknown");
    assert_eq!(code(register_customer(&desk, id(), of_none.clone(), Some(&Centre::default()))), "centre_unknown");
    assert_eq!(code(register_customer(&actor([Role::Engineer]), id(), of_none, None)), "not_allowed");
    let customer = books.customer();
    let now = |books: &Books| books.log.get::<Customer>(customer.uuid());
    let change = |industry: &str| CustomerChange { industry: Some(industry.into()), ..CustomerChange::default() };
    let nothing = change_customer(&desk, customer, &now(&books), CustomerChange::default(), None);
    assert_eq!(nothing, Ok(vec![]));
    assert_eq!(change_customer(&desk, customer, &now(&books), change(""), None), Ok(vec![]), "it says that already");
    let nameless = CustomerChange { name: Some(Bilingual::default()), ..CustomerChange::default() };
    assert_eq!(code(change_customer(&desk, customer, &now(&books), nameless, None)), "name_missing");
    let to = CustomerChange { centre: Some(Some(id())), ..CustomerChange::default() };
    assert_eq!(code(change_customer(&desk, customer, &now(&books), to, Some(&Centre::default()))), "centre_unknown");
    assert_eq!(code(change_customer(&desk, id(), &Customer::default(), change("x"), None)), "customer_unknown");
    let drafts = change_customer(&desk, customer, &now(&books), change("police"), None);
    books.write(drafts);
    assert_eq!((now(&books).industry.as_str(), now(&books).name.zh.as_str()), ("police", "Police"));

    let end = |books: &Books, standing, reason| end_customer(&desk, customer, &now(books), standing, reason);
    assert_eq!(code(end(&books, (0, 0), " ")), "reason_missing");
    assert_eq!(end(&books, (2, 3), "moved").unwrap_err(), Refusal::new("jobs_open").with("count", 3));
    assert_eq!(end(&books, (2, 0), "moved").unwrap_err(), Refusal::new("sites_in_use").with("count", 2));
    assert_eq!(code(take_customer_back(&desk, customer, &now(&books))), "customer_active");
    let drafts = end(&books, (0, 0), "moved");
    books.write(drafts);
    assert_eq!(now(&books).ended.as_deref(), Some("moved"));
    assert_eq!(code(end(&books, (0, 0), "again")), "customer_ended");
    let new = SiteDetails::new(customer, id(), Bilingual::same("S"), "Asia/Shanghai");
    assert_eq!(code(register_site(&desk, id(), new, (&now(&books), &open_centre()))), "customer_ended");
    let drafts = take_customer_back(&desk, customer, &now(&books));
    books.write(drafts);
    assert_eq!(now(&books).ended, None);

    // Everything of it stands in its history, newest first.
    let steps = history(&customer.into(), &books.log.events);
    let what: Vec<&str> = steps.iter().map(|step| step.what.as_str()).collect();
    assert_eq!(what, ["reactivated", "deactivated", "changed", "registered"]);
    let industry = &steps[2].changes[0];
    assert_eq!((industry.field.as_str(), &industry.from), ("industry", &vec![]));
    assert_eq!(industry.to, [Piece::Typed("police".into())]);
    assert_eq!(steps[0].changes[0].from, [Piece::Typed("moved".into())]);
    assert!(steps.iter().all(|step| step.by == desk.person));
}

#[test]
fn a_site_is_changed_closed_and_opened_again() {
    let mut books = books();
    let desk = books.desk.clone();
    let site = books.site();
    let now = |books: &Books| books.log.get::<Site>(site.uuid());
    let change = |books: &Books, change, centre| change_site(&desk, site, &now(books), change, centre);
    let some = SiteChange::default;
    let (shut_centre, here) = (Centre::default(), open_centre());
    assert_eq!(code(change(&books, SiteChange { zone: Some("Mars".into()), ..some() }, None)), "zone_unknown");
    assert_eq!(code(change(&books, SiteChange { name: Some(Bilingual::default()), ..some() }, None)), "name_missing");
    let to: CentreId = id();
    let moved = SiteChange { centre: Some(Some(to)), ..some() };
    assert_eq!(code(change(&books, moved.clone(), Some(&shut_centre))), "centre_unknown");
    let drafts = change(&books, moved, Some(&here));
    books.write(drafts);
    let position = Some(Position::parse("39.887, 116.369").unwrap());
    let drafts = change(&books, SiteChange { position: Some(position), keys: Some("guard".into()), ..some() }, None);
    books.write(drafts);
    let state = now(&books);
    assert_eq!((state.centre, state.position, state.keys.as_str()), (Some(to), position, "guard"));
    let drafts = change(&books, SiteChange { position: Some(None), ..some() }, None);
    books.write(drafts);
    assert_eq!(now(&books).position, None, "what a change names as nothing is nothing");

    let close = |books: &Books, jobs, reason| close_site(&desk, site, &now(books), jobs, reason);
    assert_eq!(close(&books, 1, "sold").unwrap_err(), Refusal::new("jobs_open").with("count", 1));
    assert_eq!(code(close(&books, 0, "")), "reason_missing");
    let about = (&customer(), &open_centre());
    assert_eq!(code(reopen_site(&desk, site, &now(&books), about)), "site_in_use");
    let drafts = close(&books, 0, "sold");
    books.write(drafts);
    assert_eq!(code(close(&books, 0, "sold")), "site_closed");
    let at = register_equipment(&desk, id(), details(site, None), &now(&books), &Machines::new());
    assert_eq!(code(at), "site_closed");
    let ended = Customer { ended: Some("gone".into()), ..customer() };
    assert_eq!(code(reopen_site(&desk, site, &now(&books), (&ended, &open_centre()))), "customer_ended");
    assert_eq!(code(reopen_site(&desk, site, &now(&books), (&customer(), &Centre::default()))), "centre_unknown");
    let drafts = reopen_site(&desk, site, &now(&books), about);
    books.write(drafts);
    assert_eq!(now(&books).closed, None);
    assert_eq!(code(change_site(&desk, id(), &Site::default(), some(), None)), "site_unknown");
}

#[test]
fn a_contact_is_changed_and_removed() {
    let mut books = books();
    let desk = books.desk.clone();
    let site = books.site();
    let now = |books: &Books| books.log.get::<Site>(site.uuid());
    let contact = Contact {
        id: id(),
        name: "Zhao".into(),
        title: String::new(),
        phone: None,
        may_sign: false,
        messenger: String::new(),
    };
    let drafts = set_contact(&desk, site, &now(&books), contact.clone());
    books.write(drafts);
    let change = |books: &Books, change| change_contact(&desk, site, &now(books), contact.id, change);
    let signs = ContactChange { may_sign: Some(true), ..ContactChange::default() };
    assert_eq!(code(change(&books, signs.clone())), "signer_unreachable");
    assert_eq!(
        code(change(&books, ContactChange { name: Some(" ".into()), ..ContactChange::default() })),
        "name_missing"
    );
    assert_eq!(code(change_contact(&desk, site, &now(&books), id(), signs.clone())), "contact_unknown");
    let phone = Phone::parse("13900000101").ok();
    let reachable = ContactChange { title: Some("Head".into()), phone: Some(phone.clone()), ..signs };
    let drafts = change(&books, reachable);
    books.write(drafts);
    let state = now(&books);
    assert_eq!(state.contacts[&contact.id], Contact { title: "Head".into(), phone, may_sign: true, ..contact.clone() });
    let drafts = remove_contact(&desk, site, &state, contact.id);
    books.write(drafts);
    assert!(now(&books).contacts.is_empty() && now(&books).former.contains_key(&contact.id));
    assert_eq!(code(remove_contact(&desk, site, &now(&books), contact.id)), "contact_unknown");
    let gone = &history(&site.into(), &books.log.events)[0];
    assert_eq!((gone.what.as_str(), gone.changes.len()), ("contact_removed", 4));
}

#[test]
fn a_contract_is_extended_ended_and_priced() {
    let mut books = books();
    let manager = books.manager.clone();
    let contract: ContractId = id();
    let terms = terms(id());
    let own = Site { customer: Some(terms.customer), ..Site::default() };
    let mut sites: BTreeMap<SiteId, Site> = terms.sites.iter().map(|site| (*site, own.clone())).collect();
    let foreign: SiteId = id();
    sites.insert(foreign, Site { customer: Some(id()), name: Bilingual::same("Other"), ..Site::default() });
    let k = customer();
    let about = |sites| About { customer: &k, sites, number_taken: false };
    let ended = Customer { ended: Some("gone".into()), ..customer() };
    let of = |customer| agree_contract(&manager, contract, terms.clone(), About { customer, ..about(&sites) });
    assert_eq!(code(of(&ended)), "customer_ended");
    assert_eq!(code(of(&Customer::default())), "customer_unknown");
    let taken = About { number_taken: true, ..about(&sites) };
    assert_eq!(code(agree_contract(&manager, contract, terms.clone(), taken)), "contract_number_taken");
    books.write(agree_contract(&manager, contract, terms.clone(), about(&sites)));
    let now = |books: &Books| books.log.get::<Contract>(contract.uuid());
    let some = ContractChange::default;
    let change = |books: &Books, change| change_contract(&manager, contract, &now(books), change, about(&sites));
    let with = ContractChange { sites: Some([foreign].into()), ..some() };
    assert_eq!(change(&books, with).unwrap_err(), Refusal::new("contract_site_of_other").with("site", "Other"));
    let unknown = ContractChange { sites: Some([id()].into()), ..some() };
    assert_eq!(code(change(&books, unknown)), "contract_site_of_other");
    assert_eq!(code(change(&books, ContractChange { ends: Some(day("2026-01-01")), ..some() })), "contract_backwards");
    let drafts = change(&books, ContractChange { ends: Some(day("2027-12-31")), ..some() });
    books.write(drafts);
    assert_eq!(now(&books).ends, day("2027-12-31"));

    let end = |books: &Books, on, reason| end_contract(&manager, contract, &now(books), day(on), reason);
    assert_eq!(code(end(&books, "2026-08-31", "")), "reason_missing");
    assert_eq!(code(end(&books, "2026-02-01", "sold")), "contract_backwards");
    assert_eq!(code(end(&books, "2028-01-01", "sold")), "contract_ends_before");
    let drafts = end(&books, "2026-08-31", "sold");
    books.write(drafts);
    assert_eq!((now(&books).ends, now(&books).ended_because.as_str()), (day("2026-08-31"), "sold"));
    let drafts = change(&books, ContractChange { ends: Some(day("2027-12-31")), ..some() });
    books.write(drafts);
    assert_eq!((now(&books).ends, now(&books).ended_because.as_str()), (day("2027-12-31"), ""), "taken up again");

    // Many are ended, one of which had ended already, only later: taken back it ends as it would have.
    let drafts = end(&books, "2026-10-31", "moved");
    books.write(drafts);
    let before = now(&books);
    let many = ManyContracts::ContractEnd { day: day("2026-08-31"), reason: "sold".into() };
    let drafts = many.on(&manager, contract, &before, about(&sites));
    books.write(drafts);
    assert_eq!((now(&books).ends, now(&books).ended_because.as_str()), (day("2026-08-31"), "sold"));
    let drafts = many.back(&manager, contract, (&now(&books), &before), about(&sites));
    books.write(drafts);
    assert_eq!((now(&books).ends, now(&books).ended_because.as_str()), (day("2026-10-31"), "moved"));
    assert_eq!(now(&books).written.conflicts().count(), 0);
    let drafts = change(&books, ContractChange { ends: Some(day("2027-12-31")), ..some() });
    books.write(drafts);

    let price = |books: &Books, minor, currency: &str| {
        let state = books.log.get::<Price>(contract.uuid());
        set_price(&manager, contract, (&now(books), &state), Money::new(minor, currency), "yearly")
    };
    assert_eq!(code(price(&books, -1, "CNY")), "price_negative");
    assert_eq!(code(price(&books, 1, "yuan")), "currency_invalid");
    let drafts = price(&books, 5_000_000, "CNY");
    books.write(drafts);
    assert_eq!(price(&books, 5_000_000, "CNY"), Ok(vec![]));
    assert_eq!(books.log.get::<Price>(contract.uuid()).value, Some(Money::new(5_000_000, "CNY")));
    let desk = books.desk.clone();
    let state = now(&books);
    let none = set_price(&desk, contract, (&state, &Price::default()), Money::new(1, "CNY"), "");
    assert_eq!(code(none), "not_allowed");
}

#[test]
fn a_machine_moves_with_its_parts_and_is_part_of_no_circle() {
    let mut books = books();
    let desk = books.desk.clone();
    let (here, there): (SiteId, SiteId) = (id(), id());
    let rack = books.machine(here, None);
    let server = books.machine(here, Some(rack));
    let disk = books.machine(here, Some(server));
    let other = books.machine(there, None);
    let site = Site { customer: Some(id()), ..Site::default() };
    let change = |books: &Books, of: EquipmentId, change, to| {
        let machines = books.machines();
        change_equipment(&desk, of, &machines[&of], change, to, &machines)
    };
    let some = EquipmentChange::default;
    let part_of = |parent: EquipmentId| EquipmentChange { parent: Some(Some(parent)), ..some() };
    assert_eq!(code(change(&books, rack, part_of(disk), None)), "parent_circle");
    assert_eq!(code(change(&books, rack, part_of(rack), None)), "own_parent");
    assert_eq!(code(change(&books, rack, part_of(other), None)), "parent_elsewhere");
    assert_eq!(
        code(change(&books, rack, EquipmentChange { pn: Some(" ".into()), ..some() }, None)),
        "part_number_missing"
    );
    let to = EquipmentChange { site: Some(Some(there)), ..some() };
    assert_eq!(code(change(&books, server, to.clone(), None)), "site_unknown");
    let shut = Site { closed: Some("sold".into()), ..site.clone() };
    assert_eq!(code(change(&books, server, to.clone(), Some(&shut))), "site_closed");
    let drafts = change(&books, server, to, Some(&site));
    books.write(drafts);
    let machines = books.machines();
    assert_eq!((machines[&server].site, machines[&server].parent), (Some(there), None), "the rack stays behind");
    assert_eq!((machines[&disk].site, machines[&disk].parent), (Some(there), Some(server)));
    assert_eq!(machines[&rack].site, Some(here));

    let retire = |books: &Books, of: EquipmentId, reason| {
        let machines = books.machines();
        retire_equipment(&desk, of, &machines[&of], &machines, reason)
    };
    assert_eq!(retire(&books, server, "old").unwrap_err(), Refusal::new("parts_in_use").with("count", 1));
    assert_eq!(code(retire(&books, disk, " ")), "reason_missing");
    for machine in [disk, server] {
        let drafts = retire(&books, machine, "old");
        books.write(drafts);
    }
    assert_eq!(code(retire(&books, server, "old")), "equipment_retired");
    assert_eq!(code(change(&books, other, part_of(server), None)), "parent_retired");
    let back = |books: &Books, of: EquipmentId, site: &Site| {
        let machines = books.machines();
        reinstate_equipment(&desk, of, &machines[&of], site, &machines)
    };
    assert_eq!(code(back(&books, disk, &site)), "parent_retired");
    assert_eq!(code(back(&books, other, &site)), "equipment_in_use");
    assert_eq!(code(back(&books, server, &shut)), "site_closed");
    let drafts = back(&books, server, &site);
    books.write(drafts);
    assert_eq!(books.machines()[&server].retired, None);
    let known = register_equipment(&desk, server, details(there, None), &site, &books.machines());
    assert_eq!(code(known), "equipment_known");
    assert_eq!(
        code(change(&books, rack, EquipmentChange { name: Some(Bilingual::default()), ..some() }, None)),
        "name_missing"
    );

    let drafts = bind_label(&desk, rack, &books.machines()[&rack], "FJ-1", None);
    books.write(drafts);
    assert_eq!(code(unbind_label(&desk, rack, &books.machines()[&rack], "FJ-2")), "code_unknown");
    let drafts = unbind_label(&desk, rack, &books.machines()[&rack], "FJ-1");
    books.write(drafts);
    assert!(books.machines()[&rack].codes.is_empty());
}

#[test]
fn a_form_says_only_what_was_changed_on_it() {
    let shown = Customer { name: Bilingual::same("K"), industry: "police".into(), ..Customer::default() };
    let typed = CustomerChange { code: Some("C-1".into()), ..CustomerChange::of(&shown) };
    let changed = typed.since(&shown);
    assert_eq!(changed, CustomerChange { code: Some("C-1".into()), ..CustomerChange::default() });
}

#[test]
fn a_position_is_read_as_maps_show_it() {
    for text in ["39.887, 116.369", "39.887,116.369", "39.8870001 116.3690009", "39.887，116.369"] {
        assert_eq!(Position::parse(text).unwrap().degrees(), "39.887000, 116.369000", "{text}");
    }
    assert_eq!(Position::parse("-0.5, -70").unwrap().degrees(), "-0.500000, -70.000000");
    for bad in ["", "39.887", "a, b", "91, 0", "0, 181", "1, 2, 3", "1.a, 2", "1234, 2", "--1, 2"] {
        assert_eq!(code(Position::parse(bad)), "position_invalid", "{bad}");
    }
}
