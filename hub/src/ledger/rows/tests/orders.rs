//! Lists in the orders of their columns, cut down to what ends soon, to a class of machines and to a customer's machines.

use super::{asks, holds, names, site, sites, today, viewer};
use crate::ledger::{By, Directory, Ended, Facet, Key, ListOrder, Listed};
use crate::testing::{Company, TestHub};
use chrono::{NaiveDate, TimeDelta};
use fettle_core::domain::ids::{CustomerId, SiteId};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::{
    ContractEvent, ContractId, CustomerChange, CustomerDetails, CustomerEvent, EquipmentChange, EquipmentDetails,
    EquipmentEvent, EquipmentId, SheetLanguage, SiteChange, SiteEvent, Terms,
};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};

/// Every page of a list in an order, with pages of `limit`.
async fn listed(hub: &TestHub, asks: &Directory<'_>, order: &ListOrder, limit: usize) -> Vec<Listed> {
    let (mut all, mut after): (Vec<Listed>, Option<Key>) = (Vec::new(), None);
    loop {
        let page = hub.hub.ledger.directory_in(asks, order, after.as_ref(), limit).await.expect("read");
        assert!(page.rows.len() <= limit && !page.cut);
        all.extend(page.rows);
        let Some(next) = page.next else { return all };
        // As it stands in an address.
        after = Some(next.to_string().parse().expect("a key"));
    }
}

/// A list up, and the same down, are each other's mirror, however long a page is.
async fn stands(hub: &TestHub, asks: &Directory<'_>, order: ListOrder, wanted: &[&str]) {
    let mirror: Vec<&str> = wanted.iter().rev().copied().collect();
    for limit in [1, 2, 100] {
        for (down, wanted) in [(false, wanted), (true, &*mirror)] {
            let order = ListOrder { down, ..order.clone() };
            assert_eq!(names(&listed(hub, asks, &order, limit).await), wanted, "{order:?} {asks:?}");
        }
    }
}

fn by(by: By) -> ListOrder {
    ListOrder { by, ..ListOrder::default() }
}

async fn customer(hub: &TestHub, name: &str, code: &str) -> CustomerId {
    let id: CustomerId = hub.fresh().into();
    let details = CustomerDetails { name: Bilingual::same(name), code: code.into(), ..CustomerDetails::default() };
    hub.advance(60_000);
    let registered = Draft::new(id.into(), &CustomerEvent::Registered { details });
    hub.record(hub.hub.ledger.system(), vec![registered]).await;
    id
}

#[tokio::test]
async fn a_list_stands_by_number_and_by_when_it_was_changed_up_and_down() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let early = customer(&hub, "Alpha 3", "D-1").await;
    customer(&hub, "Alpha 2", "C-2").await;
    customer(&hub, "Alpha 1", "C-10").await;
    let admin = viewer(&hub, company.admin).await.reach;
    let all = asks("customer", &admin);
    // Numbers by how much they are; who has none stands last.
    stands(&hub, &all, by(By::Code), &["Alpha 2", "Alpha 1", "Alpha 3", "东城分局"]).await;
    stands(&hub, &all, by(By::Name), &["Alpha 1", "Alpha 2", "Alpha 3", "东城分局"]).await;
    stands(&hub, &all, by(By::Changed), &["东城分局", "Alpha 3", "Alpha 2", "Alpha 1"]).await;
    hub.advance(60_000);
    let change = CustomerChange { industry: Some("school".into()), ..CustomerChange::default() };
    hub.record(company.admin, vec![Draft::new(early.into(), &CustomerEvent::Changed { change })]).await;
    stands(&hub, &all, by(By::Changed), &["东城分局", "Alpha 2", "Alpha 1", "Alpha 3"]).await;
    // What words find stands in the same orders.
    let found = Directory { words: "alpha", ..all.clone() };
    stands(&hub, &found, by(By::Code), &["Alpha 2", "Alpha 1", "Alpha 3"]).await;
    stands(&hub, &found, by(By::Changed), &["Alpha 2", "Alpha 1", "Alpha 3"]).await;
    // Nothing of another centre, and what one customer has.
    sites(&hub, &company, &["Bravo"], false).await;
    sites(&hub, &company, &["Charlie"], true).await;
    let desk = viewer(&hub, company.desk).await.reach;
    stands(&hub, &asks("site", &desk), by(By::Changed), &["和平里派出所", "Bravo"]).await;
    let owner = Some(company.customer.into());
    stands(
        &hub,
        &Directory { owner: owner.clone(), ..asks("site", &desk) },
        by(By::Changed),
        &["和平里派出所", "Bravo"],
    )
    .await;
    let all = Directory { owner, ..asks("site", &admin) };
    stands(&hub, &all, by(By::Name), &["Bravo", "Charlie", "和平里派出所"]).await;
    holds(&hub).await;
}

async fn contract(hub: &TestHub, company: &Company, number: &str, ends: NaiveDate) {
    let id: ContractId = hub.fresh().into();
    let terms = Terms {
        customer: company.customer,
        number: number.into(),
        sites: [company.site].into(),
        services: Default::default(),
        promises: Default::default(),
        inspections_a_year: 0,
        starts: today() - TimeDelta::days(700),
        ends,
        watermark: false,
        language: SheetLanguage::Chinese,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(id.into(), &ContractEvent::Agreed { terms })]).await;
}

fn within(days: i64) -> Option<(NaiveDate, NaiveDate)> {
    Some((today(), today() + TimeDelta::days(days)))
}

#[tokio::test]
async fn contracts_stand_by_their_last_day_and_those_that_end_soon_are_found() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    for (number, days) in [("HT-4", 30), ("HT-3", 200), ("HT-2", -1), ("HT-1", 90), ("HT-5", 0)] {
        contract(&hub, &company, number, today() + TimeDelta::days(days)).await;
    }
    let desk = viewer(&hub, company.desk).await.reach;
    for owner in [None, Some(company.customer.into())] {
        let all = Directory { owner, ..asks("contract", &desk) };
        stands(&hub, &all, by(By::Until), &["HT-5", "HT-4", "HT-1", "HT-3"]).await;
        let ended = Directory { ended: Ended::All, ..all.clone() };
        stands(&hub, &ended, by(By::Until), &["HT-2", "HT-5", "HT-4", "HT-1", "HT-3"]).await;
        let ended = Directory { ended: Ended::Only, ..all.clone() };
        stands(&hub, &ended, by(By::Until), &["HT-2"]).await;
        for words in ["", "ht"] {
            let all = Directory { words, ..all.clone() };
            stands(&hub, &all, ListOrder { ends: within(30), ..by(By::Until) }, &["HT-5", "HT-4"]).await;
            stands(&hub, &all, ListOrder { ends: within(90), ..by(By::Until) }, &["HT-5", "HT-4", "HT-1"]).await;
            // In another order too.
            stands(&hub, &all, ListOrder { ends: within(90), ..by(By::Name) }, &["HT-1", "HT-4", "HT-5"]).await;
        }
    }
    holds(&hub).await;
}

async fn machine(hub: &TestHub, at: SiteId, name: &str, class: &str, warranty: Option<i64>) -> EquipmentId {
    let id: EquipmentId = hub.fresh().into();
    let details = EquipmentDetails {
        site: at,
        pn: "PN-1".into(),
        sn: format!("SN-{name}"),
        name: Bilingual::same(name),
        class: class.into(),
        place: String::new(),
        parent: None,
        installed: None,
        warranty_end: warranty.map(|days| today() + TimeDelta::days(days)),
        life_end: None,
        contract: None,
    };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(id.into(), &EquipmentEvent::Registered { details })]).await;
    id
}

#[tokio::test]
async fn machines_are_listed_by_class_by_customer_and_by_the_end_of_their_warranty() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let far = sites(&hub, &company, &["Charlie"], true).await[0];
    machine(&hub, company.site, "M1", "Camera  PTZ", Some(5)).await;
    let second = machine(&hub, company.site, "M2", "ups", Some(100)).await;
    machine(&hub, company.site, "M3", "camera ptz", None).await;
    machine(&hub, far, "M4", "server", Some(7)).await;
    let admin = viewer(&hub, company.admin).await.reach;
    let desk = viewer(&hub, company.desk).await.reach;
    let (own, all) = (asks("equipment", &desk), asks("equipment", &admin));
    stands(&hub, &own, by(By::Until), &["M1", "M2", "M3"]).await;
    stands(&hub, &all, by(By::Code), &["M1", "M2", "M3", "M4"]).await;
    stands(&hub, &all, ListOrder { ends: within(90), ..by(By::Until) }, &["M1", "M4"]).await;
    // A warranty that is over ends nothing: the machine is in use.
    machine(&hub, company.site, "M5", "", Some(-9)).await;
    stands(&hub, &own, by(By::Until), &["M5", "M1", "M2", "M3"]).await;

    // A class is what people typed, however they wrote it; each is offered to who has such a machine.
    let classes = async |reach: &Reach| Vec::from_iter(hub.hub.ledger.machine_classes(reach, 9).await.expect("read"));
    assert_eq!(classes(&desk).await, ["camera ptz", "ups"]);
    assert_eq!(classes(&admin).await, ["camera ptz", "server", "ups"]);
    assert_eq!(hub.hub.ledger.machine_classes(&admin, 1).await.expect("read").len(), 1, "one of its stream");
    assert!(classes(&Reach::Streams(Default::default())).await.is_empty());
    let of_class = |class| ListOrder { within: Facet::machines(class).into_iter().collect(), ..by(By::Name) };
    for words in ["", "pn-1"] {
        let (own, all) = (Directory { words, ..own.clone() }, Directory { words, ..all.clone() });
        stands(&hub, &own, of_class("CAMERA PTZ "), &["M1", "M3"]).await;
        stands(&hub, &own, of_class("server"), &[]).await;
        stands(&hub, &all, of_class("server"), &["M4"]).await;
        let here = Directory { owner: Some(company.site.into()), ..own.clone() };
        stands(&hub, &here, of_class("camera ptz"), &["M1", "M3"]).await;
    }
    let change = EquipmentChange { class: Some("camera ptz".into()), ..EquipmentChange::default() };
    hub.record(company.desk, vec![Draft::new(second.into(), &EquipmentEvent::Changed { change })]).await;
    stands(&hub, &own, of_class("camera ptz"), &["M1", "M2", "M3"]).await;

    // Whose a machine is follows from its site, which may come to be known behind it.
    let other = customer(&hub, "Alpha", "").await;
    let (late, registered) = site(&hub, other, company.centre, "Late");
    machine(&hub, late, "M6", "ups", None).await;
    let of = |customer: CustomerId, class: &str| {
        let facets = std::iter::once(Facet::machines_of(&Subject::from(customer))).chain(Facet::machines(class));
        ListOrder { within: facets.collect(), ..by(By::Name) }
    };
    stands(&hub, &all, of(other, ""), &[]).await;
    // A change of the site says its name before it is known whose it is.
    let change = SiteChange { name: Some(Bilingual::same("Late")), ..SiteChange::default() };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(late.into(), &SiteEvent::Changed { change })]).await;
    hub.record(hub.hub.ledger.system(), vec![registered]).await;
    for words in ["", "pn-1"] {
        let (own, all) = (Directory { words, ..own.clone() }, Directory { words, ..all.clone() });
        stands(&hub, &all, of(other, ""), &["M6"]).await;
        stands(&hub, &all, of(company.customer, ""), &["M1", "M2", "M3", "M4", "M5"]).await;
        stands(&hub, &own, of(company.customer, ""), &["M1", "M2", "M3", "M5"]).await;
        stands(&hub, &own, of(company.customer, "camera ptz"), &["M1", "M2", "M3"]).await;
    }
    holds(&hub).await;
    // It moves to another customer's site, and the machine is no longer among the first one's.
    let change = EquipmentChange { site: Some(Some(late)), ..EquipmentChange::default() };
    hub.record(company.desk, vec![Draft::new(second.into(), &EquipmentEvent::Changed { change })]).await;
    stands(&hub, &all, of(other, ""), &["M2", "M6"]).await;
    holds(&hub).await;
}
