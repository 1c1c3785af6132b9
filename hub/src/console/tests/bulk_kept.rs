//! One act on many records of the other lists: customers and sites, contracts, machines, parts and people. Each is done by a command of its own, told
//! row by row, and taken back once as far as nobody changed it since.

use super::browser::{Answer, Browser, hidden};
use super::bulk::said;
use super::kept::{led_to, state, wrong};
use crate::bulk::{Act, Became, Bulk};
use crate::testing::{Company, TestHub, parts};
use fettle_core::domain::ids::{CardId, ContractId, CustomerId, SiteId};
use fettle_core::domain::parts::{Card, CardClass, CardDetails};
use fettle_core::domain::people::{Person, PersonChange, PersonEvent};
use fettle_core::domain::sites::{
    Contract, ContractEvent, Customer, CustomerChange, CustomerDetails, CustomerEvent, Equipment, JobKind, ManySites,
    SheetLanguage, Site, SiteChange, SiteDetails, SiteEvent, Terms,
};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    (hub, company)
}

async fn site(hub: &TestHub, company: &Company, name: &str) -> SiteId {
    let id = SiteId::new(hub.fresh());
    let details = SiteDetails::new(company.customer, company.centre, Bilingual::same(name), "Asia/Shanghai");
    hub.record(company.desk, vec![Draft::new(id.into(), &SiteEvent::Registered { details })]).await;
    id
}

async fn customer(hub: &TestHub, company: &Company, name: &str) -> CustomerId {
    let id = CustomerId::new(hub.fresh());
    let details =
        CustomerDetails { name: Bilingual::same(name), centre: Some(company.centre), ..CustomerDetails::default() };
    hub.record(company.desk, vec![Draft::new(id.into(), &CustomerEvent::Registered { details })]).await;
    id
}

async fn contract(hub: &TestHub, company: &Company, number: &str, ends: &str) -> ContractId {
    let id = ContractId::new(hub.fresh());
    let terms = Terms {
        customer: company.customer,
        number: number.into(),
        sites: BTreeSet::from([company.site]),
        services: BTreeSet::from([JobKind::Repair]),
        promises: BTreeMap::new(),
        inspections_a_year: 0,
        starts: "2026-01-01".parse().expect("a day"),
        ends: ends.parse().expect("a day"),
        watermark: false,
        language: SheetLanguage::Both,
    };
    hub.record(company.manager, vec![Draft::new(id.into(), &ContractEvent::Agreed { terms })]).await;
    id
}

/// A machine, entered by its form.
async fn machine(desk: &mut Browser, site: SiteId, name: &str, parent: &str) -> Uuid {
    let site = site.to_string();
    desk.get(&format!("/equipment/new?site={site}")).await;
    let fields = [("site", site.as_str()), ("name_zh", name), ("pn", "PN-1"), ("sn", name), ("parent", parent)];
    led_to(&desk.post("/equipment/new", &fields).await, "equipment")
}

/// The page that asks what an act on these wants to know.
async fn asked(browser: &mut Browser, list: &str, act: &str, ids: &[Uuid]) -> Answer {
    let ids: Vec<String> = ids.iter().map(|id| format!("&record={id}")).collect();
    browser.get(&format!("/{list}?act={act}{}", ids.concat())).await
}

fn joined(ids: &[Uuid]) -> String {
    ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" ")
}

/// The preview of an act on these.
async fn looked(browser: &mut Browser, list: &str, act: &str, ids: &[Uuid], more: &[(&str, &str)]) -> Answer {
    asked(browser, list, act, ids).await;
    let records = joined(ids);
    let mut fields = vec![("act", act), ("records", records.as_str())];
    fields.extend_from_slice(more);
    let look = browser.post(&format!("/bulk/{list}/look"), &fields).await;
    assert_eq!(look.status, 200, "{}", look.body);
    look
}

/// What the preview offers is done: where it is told, and the page.
async fn agreed(
    browser: &mut Browser,
    list: &str,
    (act, look): (&str, &Answer),
    more: &[(&str, &str)],
) -> (String, Answer) {
    let records = hidden(&look.body, "records").unwrap_or_else(|| panic!("nothing is offered: {}", look.body));
    let mut fields = vec![("act", act), ("records", records.as_str())];
    fields.extend_from_slice(more);
    let done = browser.post(&format!("/bulk/{list}"), &fields).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let told = browser.get(&done.location).await;
    assert_eq!(told.status, 200, "{}", told.body);
    (done.location, told)
}

/// It is taken back: the page of that.
async fn taken_back(browser: &mut Browser, told: &str) -> Answer {
    browser.get(told).await;
    let back = browser.post(&format!("{told}/back"), &[]).await;
    assert_eq!(back.status, 303, "{}", back.body);
    browser.get(&back.location).await
}

#[tokio::test]
async fn sites_go_to_another_centre_by_head_office_alone_and_back() {
    let (hub, company) = hub().await;
    let (second, third) = (site(&hub, &company, "PS02").await, site(&hub, &company, "PS03").await);
    let (first, there) = (company.site, company.other_centre.to_string());
    let moved = SiteChange { centre: Some(Some(company.other_centre)), ..SiteChange::default() };
    hub.record(company.admin, vec![Draft::new(third.into(), &SiteEvent::Changed { change: moved })]).await;
    let all = [first.uuid(), second.uuid(), third.uuid()];
    let of = async |id: SiteId| state::<Site>(&hub, id.uuid()).await.centre;

    // Who is of a centre is offered nothing, and may do nothing of it.
    let mut desk = Browser::of(&hub, "desk").await;
    let list = desk.get("/sites").await.body;
    assert!(!list.contains("id=\"bulk\"") && !list.contains("name=\"record\""), "{list}");
    assert_eq!(asked(&mut desk, "sites", "site_centre", &all).await.status, 403);
    let forged = [("act", "site_centre"), ("records", &joined(&all)), ("centre", &there)];
    assert_eq!(desk.post("/bulk/sites", &forged).await.status, 403);
    assert_eq!((desk.get("/sites?act=sell").await.status, desk.post("/bulk/moons", &forged).await.status), (400, 404));

    let mut admin = Browser::of(&hub, "admin").await;
    let list = admin.get("/sites").await.body;
    for id in all {
        assert!(list.contains(&format!("name=\"record\" value=\"{id}\"")), "a box for each: {list}");
    }
    assert!(list.contains("All of this page") && list.contains("data-does=\"act\""), "{list}");
    let nothing = admin.get("/sites?act=site_centre").await;
    assert!(nothing.status == 200 && nothing.body.contains("Nothing was ticked."), "{}", nothing.body);
    let form = asked(&mut admin, "sites", "site_centre", &all).await;
    assert_eq!(hidden(&form.body, "records").as_deref(), Some(joined(&all).as_str()), "{}", form.body);
    let whole = admin.get("/sites?act=site_centre&all=yes&q=PS02").await;
    assert_eq!(hidden(&whole.body, "records"), Some(second.to_string()), "all of the filter");

    let before = hub.hub.ledger.newest();
    let centre = [("centre", there.as_str())];
    let look = looked(&mut admin, "sites", "site_centre", &all, &centre).await;
    assert!(said(&look, "PS02").ends_with("New: 上海. Until now: 北京"), "{}", said(&look, "PS02"));
    assert!(said(&look, "PS03").ends_with("Not It is so already."), "{}", said(&look, "PS03"));
    assert!(look.body.contains("2 will be changed") && look.body.contains("One is left out"), "{}", look.body);
    assert_eq!(hub.hub.ledger.newest(), before, "looking records nothing");

    // Somebody changes one of them after it was shown; the other is done, once.
    let noted = SiteChange { notes: Some("dog".into()), ..SiteChange::default() };
    hub.record(company.desk, vec![Draft::new(second.into(), &SiteEvent::Changed { change: noted })]).await;
    let records = hidden(&look.body, "records").expect("the sites");
    let fields = [("act", "site_centre"), ("records", records.as_str()), ("centre", there.as_str())];
    let command = Uuid::now_v7().to_string();
    let done = admin.post_as(&command, "/bulk/sites", &fields).await;
    assert_eq!((done.status, done.location.clone()), (303, format!("/bulk/sites/{command}")));
    assert_eq!(admin.post_as(&command, "/bulk/sites", &fields).await.location, done.location, "twice is once");
    assert_eq!(hub.hub.ledger.newest(), before + 2, "the note and one site");
    assert_eq!((of(first).await, of(second).await), (Some(company.other_centre), Some(company.centre)));
    let told = admin.get(&done.location).await;
    assert!(said(&told, "PS02").contains("It changed after it was shown here"), "{}", told.body);
    assert!(said(&told, "和平里派出所").contains("Done 上海"), "{}", told.body);
    assert_eq!(desk.get(&done.location).await.status, 404, "nobody else's");

    let back = taken_back(&mut admin, &done.location).await;
    assert!(said(&back, "和平里派出所").contains("Taken back 北京"), "{}", back.body);
    assert_eq!(of(first).await, Some(company.centre));
    let newest = hub.hub.ledger.newest();
    let again = taken_back(&mut admin, &done.location).await;
    assert!(again.body.contains("Taken back") && hub.hub.ledger.newest() == newest, "once");

    // All of it is listed: for who asked.
    let listed = admin.get("/bulk").await.body;
    assert!(listed.contains("Give to another centre: 2") && listed.contains("Taken back: Give to another centre: 1"));
    assert!(listed.contains(&done.location) && !desk.get("/bulk").await.body.contains("Give to"), "{listed}");
}

#[tokio::test]
async fn customers_go_back_to_their_centre_unless_somebody_chose_another_since() {
    let (hub, company) = hub().await;
    let (one, other) = (customer(&hub, &company, "Harbour").await, customer(&hub, &company, "Airport").await);
    let there = company.other_centre.to_string();
    let mut admin = Browser::of(&hub, "admin").await;
    let centre = [("centre", there.as_str())];
    let look = looked(&mut admin, "customers", "customer_centre", &[one.uuid(), other.uuid()], &centre).await;
    let (told, page) = agreed(&mut admin, "customers", ("customer_centre", &look), &centre).await;
    assert!(page.body.contains("2 were changed"), "{}", page.body);
    // Head office takes one of them over itself.
    let change = CustomerChange { centre: Some(None), ..CustomerChange::default() };
    hub.record(company.admin, vec![Draft::new(other.into(), &CustomerEvent::Changed { change })]).await;
    let back = taken_back(&mut admin, &told).await;
    assert!(said(&back, "Harbour").contains("Taken back 北京"), "{}", back.body);
    assert!(
        said(&back, "Airport").contains("Somebody changed it since") && said(&back, "Airport").contains("Head office")
    );
    let of = async |id: CustomerId| state::<Customer>(&hub, id.uuid()).await.centre;
    assert_eq!((of(one).await, of(other).await), (Some(company.centre), None));
}

#[tokio::test]
async fn contracts_are_extended_and_ended_by_two_at_once_and_taken_back() {
    let (hub, company) = hub().await;
    let (one, two) =
        (contract(&hub, &company, "HT-1", "2026-06-30").await, contract(&hub, &company, "HT-2", "2027-03-15").await);
    let ids = [one.uuid(), two.uuid()];
    let ends = async |id: ContractId| state::<Contract>(&hub, id.uuid()).await.ends.to_string();
    let (mut manager, mut admin) = (Browser::of(&hub, "manager").await, Browser::of(&hub, "admin").await);
    let mut desk = Browser::of(&hub, "desk").await;
    assert_eq!(asked(&mut desk, "contracts", "contract_end", &ids).await.status, 403);
    asked(&mut manager, "contracts", "contract_months", &ids).await;
    let records = joined(&ids);
    let many = [("act", "contract_months"), ("records", records.as_str()), ("months", "many")];
    assert_eq!(wrong(&manager.post("/bulk/contracts/look", &many).await), "“many” is not a whole number.");
    let look = looked(&mut manager, "contracts", "contract_months", &ids, &[("months", "999")]).await;
    assert!(hidden(&look.body, "records").is_none(), "nothing is offered");
    assert!(said(&look, "HT-1").contains("a number of months from 1 to 120"), "{}", look.body);

    // Two have the same preview: the first one's is done, the other is told.
    let year = [("months", "12")];
    let look = looked(&mut manager, "contracts", "contract_months", &ids, &year).await;
    assert!(said(&look, "HT-1").ends_with("New: 2027-06-30. Until now: 2026-06-30"), "{}", look.body);
    let of_admin = looked(&mut admin, "contracts", "contract_months", &ids, &year).await;
    let (told, _) = agreed(&mut manager, "contracts", ("contract_months", &look), &year).await;
    let (_, late) = agreed(&mut admin, "contracts", ("contract_months", &of_admin), &year).await;
    assert!(said(&late, "HT-1").contains("It changed after it was shown here"), "{}", late.body);
    assert_eq!((ends(one).await, ends(two).await), ("2027-06-30".into(), "2028-03-15".into()), "by one year, not two");
    taken_back(&mut manager, &told).await;
    assert_eq!((ends(one).await, ends(two).await), ("2026-06-30".into(), "2027-03-15".into()));

    // To one day: what runs longer is left out.
    let day = [("day", "2026-12-31")];
    let look = looked(&mut manager, "contracts", "contract_until", &ids, &day).await;
    assert!(said(&look, "HT-2").contains("Not The contract runs to 2027-03-15 already"), "{}", look.body);
    assert_eq!(hidden(&look.body, "records"), Some(one.to_string()));
    agreed(&mut manager, "contracts", ("contract_until", &look), &day).await;
    assert_eq!(ends(one).await, "2026-12-31");

    // What ended runs again as it would have.
    let end = [("day", "2026-03-31"), ("reason", "sold")];
    asked(&mut manager, "contracts", "contract_end", &ids).await;
    let why = [("act", "contract_end"), ("records", records.as_str()), ("day", "2026-03-31")];
    assert_eq!(wrong(&manager.post("/bulk/contracts/look", &why).await), "Please give a reason.");
    let look = looked(&mut manager, "contracts", "contract_end", &ids, &end).await;
    let (told, _) = agreed(&mut manager, "contracts", ("contract_end", &look), &end).await;
    let known: Contract = state(&hub, two.uuid()).await;
    assert_eq!((known.ends.to_string().as_str(), known.ended_because.as_str()), ("2026-03-31", "sold"));
    taken_back(&mut manager, &told).await;
    let known: Contract = state(&hub, two.uuid()).await;
    assert_eq!((known.ends.to_string().as_str(), known.ended_because.as_str()), ("2027-03-15", ""));
    assert_eq!(ends(one).await, "2026-12-31");
}

#[tokio::test]
async fn machines_move_with_their_parts_and_retire_parts_first_and_come_back_so() {
    let (hub, company) = hub().await;
    let there = site(&hub, &company, "PS02").await;
    let mut desk = Browser::of(&hub, "desk").await;
    let rack = machine(&mut desk, company.site, "rack", "").await;
    let server = machine(&mut desk, company.site, "server", "rack").await;
    let lamp = machine(&mut desk, company.site, "lamp", "").await;
    let all = [rack, server, lamp];
    let now = async |id: Uuid| state::<Equipment>(&hub, id).await;
    asked(&mut desk, "equipment", "machine_move", &all).await;
    let records = joined(&all);
    let nowhere = [("act", "machine_move"), ("records", records.as_str()), ("site", "moon")];
    assert_eq!(wrong(&desk.post("/bulk/equipment/look", &nowhere).await), "Nothing answers “moon”.");
    let look = looked(&mut desk, "equipment", "machine_move", &all, &[("site", "PS02")]).await;
    assert!(said(&look, "rack").ends_with("New: PS02. Until now: 和平里派出所 One part goes along."), "{}", look.body);
    assert!(said(&look, "server").contains("Not It is part of another machine that was chosen"), "{}", look.body);
    let to = hidden(&look.body, "site").expect("the site");
    let (told, _) = agreed(&mut desk, "equipment", ("machine_move", &look), &[("site", &to)]).await;
    for id in all {
        assert_eq!(now(id).await.site, Some(there));
    }
    taken_back(&mut desk, &told).await;
    for id in all {
        assert_eq!(now(id).await.site, Some(company.site), "back again");
    }
    assert_eq!(now(server).await.parent.map(|id| id.uuid()), Some(rack), "as part of what it was");

    // A part that moves alone is part of nothing there, and is part of it again when it comes back.
    let look = looked(&mut desk, "equipment", "machine_move", &[server], &[("site", "PS02")]).await;
    let (told, _) = agreed(&mut desk, "equipment", ("machine_move", &look), &[("site", &to)]).await;
    assert_eq!((now(server).await.site, now(server).await.parent), (Some(there), None));
    taken_back(&mut desk, &told).await;
    assert_eq!(now(server).await.parent.map(|id| id.uuid()), Some(rack));

    // Of a whole and its part the part goes out of use first; alone the whole is refused.
    let old = [("reason", "old")];
    let alone = looked(&mut desk, "equipment", "machine_retire", &[rack, lamp], &old).await;
    assert!(said(&alone, "rack").contains("Not Parts of it that are still in use: 1."), "{}", alone.body);
    let look = looked(&mut desk, "equipment", "machine_retire", &all, &old).await;
    let (told, page) = agreed(&mut desk, "equipment", ("machine_retire", &look), &old).await;
    assert!(page.body.contains("3 were changed") && said(&page, "rack").contains("out of use"), "{}", page.body);
    let back = taken_back(&mut desk, &told).await;
    assert!(back.body.contains("3 were changed"), "{}", back.body);
    assert!(now(rack).await.retired.is_none() && now(server).await.retired.is_none());

    // A machine of another centre is not there, whatever the form says.
    let details = SiteDetails::new(hub.fresh().into(), company.other_centre, Bilingual::same("Far"), "Asia/Shanghai");
    let far = SiteId::new(hub.fresh());
    hub.record(company.admin, vec![Draft::new(far.into(), &SiteEvent::Registered { details })]).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let foreign = machine(&mut admin, far, "foreign", "").await;
    let look = looked(&mut desk, "equipment", "machine_retire", &[lamp, foreign], &old).await;
    assert!(!look.body.contains(&foreign.to_string()), "{}", look.body);
    let forged = [("act", "machine_retire"), ("records", &joined(&[lamp, foreign])), ("reason", "old")];
    let done = desk.post("/bulk/equipment", &forged).await;
    assert!(desk.get(&done.location).await.body.contains("There is no such equipment."));
    assert!(now(foreign).await.retired.is_none() && now(lamp).await.retired.is_some());
}

#[tokio::test]
async fn parts_get_another_reorder_point_within_their_levels_and_another_class() {
    let (hub, _) = hub().await;
    let mut ids = Vec::new();
    for (number, maximum) in [("P-1", 9_000), ("P-2", 3_000)] {
        let details = CardDetails { reorder: 1_000, maximum, minimum: 0, ..parts::card(number, false) };
        let details = CardDetails { name: Bilingual::same(number), ..details };
        let id = CardId::new(hub.fresh());
        hub.record(hub.hub.ledger.system(), vec![parts::registered(id, details)]).await;
        ids.push(id.uuid());
    }
    let mut keeper = Browser::of(&hub, "keeper").await;
    assert!(!keeper.get("/cards").await.body.contains("id=\"bulk\""), "who keeps one store keeps no cards");
    let mut manager = Browser::of(&hub, "manager").await;
    let five = [("reorder", "5")];
    let look = looked(&mut manager, "cards", "card_reorder", &ids, &five).await;
    assert!(said(&look, "P-1").ends_with("New: 5. Until now: 1"), "{}", look.body);
    assert!(said(&look, "P-2").contains("Not "), "above its maximum: {}", look.body);
    let (told, _) = agreed(&mut manager, "cards", ("card_reorder", &look), &five).await;
    let reorder = async |id: Uuid| state::<Card>(&hub, id).await.details.expect("known").reorder;
    assert_eq!((reorder(ids[0]).await, reorder(ids[1]).await), (5_000, 1_000));
    taken_back(&mut manager, &told).await;
    assert_eq!(reorder(ids[0]).await, 1_000);

    let class = [("class", "critical")];
    let look = looked(&mut manager, "cards", "card_class", &ids, &class).await;
    let (told, _) = agreed(&mut manager, "cards", ("card_class", &look), &class).await;
    let of = async |id: Uuid| state::<Card>(&hub, id).await.class();
    assert_eq!(of(ids[1]).await, Some(CardClass::Critical));
    taken_back(&mut manager, &told).await;
    assert_ne!(of(ids[1]).await, Some(CardClass::Critical));
}

#[tokio::test]
async fn people_move_to_another_centre_and_back_by_their_administrator() {
    let (hub, company) = hub().await;
    let ids = [company.engineer.uuid(), company.colleague.uuid()];
    let mut manager = Browser::of(&hub, "manager").await;
    assert!(!manager.get("/people").await.body.contains("id=\"bulk\""));
    assert_eq!(asked(&mut manager, "people", "person_centre", &ids).await.status, 403);
    let mut admin = Browser::of(&hub, "admin").await;
    let there = company.other_centre.to_string();
    let centre = [("centre", there.as_str())];
    let look = looked(&mut admin, "people", "person_centre", &ids, &centre).await;
    assert!(said(&look, "张工").ends_with("New: 上海. Until now: 北京"), "{}", look.body);
    let (told, _) = agreed(&mut admin, "people", ("person_centre", &look), &centre).await;
    let of = async |id: Uuid| state::<Person>(&hub, id).await.centre;
    assert_eq!((of(ids[0]).await, of(ids[1]).await), (Some(company.other_centre), Some(company.other_centre)));
    let change = PersonChange { centre: Some(None), ..PersonChange::default() };
    let moved = Draft::new(Subject::new("person", ids[1]), &PersonEvent::Changed { change });
    hub.record(company.admin, vec![moved]).await;
    let back = taken_back(&mut admin, &told).await;
    assert!(said(&back, "陈工").contains("Somebody changed it since"), "{}", back.body);
    assert_eq!((of(ids[0]).await, of(ids[1]).await), (Some(company.centre), None));
}

/// An act of the administrator that nothing was done for yet: sites to another centre, or what takes such an act back.
fn sites_move(hub: &TestHub, company: &Company, undoes: Option<Uuid>) -> Bulk {
    Bulk {
        id: Uuid::now_v7(),
        person: company.admin,
        act: Act::Sites(ManySites::SiteCentre { to: company.other_centre }),
        drawn: hub.hub.ledger.drawn(),
        undoes,
    }
}

/// Two go on with one act at once: the site is out of the second one's reach because the first one's was done.
#[tokio::test]
async fn what_was_done_is_not_called_refused_by_another_who_goes_on_with_it() {
    let (hub, company) = hub().await;
    let (bulk, site) = (sites_move(&hub, &company, None), company.site.uuid());
    hub.hub.bulks.begin(&bulk, &[site], hub.hub.clock.now_ms()).await.expect("begun");
    let refused = Became::Refused { key: "refusal-site_unknown".into(), args: BTreeMap::new() };
    for (said, stands) in [(&refused, &refused), (&Became::Done, &Became::Done), (&refused, &Became::Done)] {
        hub.hub.bulks.became(bulk.id, site, said).await.expect("noted");
        let (_, items) = hub.hub.bulks.get(bulk.id, company.admin).await.expect("read").expect("there");
        assert_eq!(items, [(site, Some(stands.clone()))]);
    }
}

/// What it takes back was forgotten: nobody knows any more what that was, and it must not be done once more.
#[tokio::test]
async fn what_takes_back_an_act_that_was_forgotten_does_nothing() {
    let (hub, company) = hub().await;
    let bulk = sites_move(&hub, &company, Some(Uuid::now_v7()));
    hub.hub.bulks.begin(&bulk, &[company.site.uuid()], hub.hub.clock.now_ms()).await.expect("begun");
    let (mut admin, told) = (Browser::of(&hub, "admin").await, format!("/bulk/sites/{}", bulk.id));
    admin.get(&told).await;
    let newest = hub.hub.ledger.newest();
    assert_eq!(admin.post(&format!("{told}/again"), &[]).await.status, 404);
    assert_eq!(hub.hub.ledger.newest(), newest);
    assert_eq!(state::<Site>(&hub, company.site.uuid()).await.centre, Some(company.centre));
}

#[tokio::test]
async fn an_act_that_was_cut_goes_on_with_those_that_are_left() {
    let (hub, company) = hub().await;
    let second = site(&hub, &company, "PS02").await;
    let bulk = sites_move(&hub, &company, None);
    let ids = [company.site.uuid(), second.uuid()];
    hub.hub.bulks.begin(&bulk, &ids, hub.hub.clock.now_ms()).await.expect("begun");
    let mut admin = Browser::of(&hub, "admin").await;
    assert!(admin.get("/bulk").await.body.contains("2 are left"));
    let told = format!("/bulk/sites/{}", bulk.id);
    let page = admin.get(&told).await;
    assert!(page.body.contains("Try the 2 that are left") && !page.body.contains("/back\""), "{}", page.body);
    assert_eq!(admin.get(&format!("/bulk/customers/{}", bulk.id)).await.status, 404, "of another list");
    assert_eq!(admin.post(&format!("{told}/again"), &[]).await.status, 303);
    for id in ids {
        assert_eq!(state::<Site>(&hub, id).await.centre, Some(company.other_centre));
    }
    let newest = hub.hub.ledger.newest();
    assert_eq!(admin.post(&format!("{told}/again"), &[]).await.status, 303);
    assert_eq!(hub.hub.ledger.newest(), newest, "nothing is left");
}
