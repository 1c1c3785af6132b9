//! Contracts in the browser: agreed, extended, ended, priced; and who sees what they cost.

use super::browser::Browser;
use super::kept::{led_to, only, points, state, wrong};
use crate::testing::{Company, TestHub};
use fettle_core::domain::jobs::{JobEvent, Report};
use fettle_core::domain::sites::{
    Contract, ContractEvent, ContractId, EquipmentChange, EquipmentDetails, EquipmentEvent, Price, SheetLanguage,
    SiteDetails, SiteEvent, SiteId, SlaTarget, Terms,
};
use fettle_core::domain::values::{Bilingual, Money};
use fettle_core::kernel::{Draft, Subject};

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let manager = Browser::of(&hub, "manager").await;
    (hub, company, manager)
}

const TERMS: [(&str, &str); 7] = [
    ("number", "HT-2026-1"),
    ("starts", "2026-01-01"),
    ("ends", "2027-12-31"),
    ("service", "repair"),
    ("service", "inspection"),
    ("promise_1", "30 / 240 / 480"),
    ("language", "both"),
];

fn with<'a>(fields: &[(&'a str, &'a str)], name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut all: Vec<_> = fields.iter().filter(|(field, _)| *field != name).copied().collect();
    all.push((name, value));
    all
}

#[tokio::test]
async fn a_contract_is_agreed_and_what_makes_no_sense_is_said_beside_its_field() {
    let (hub, company, mut manager) = hub().await;
    let customer = company.customer.to_string();
    let site = company.site.to_string();
    let form = manager.get(&format!("/contracts/new?customer={customer}")).await;
    assert!(form.body.contains(&format!("name=\"site\" value=\"{site}\"")), "the customer's sites are boxes");
    let good = [TERMS.to_vec(), vec![("customer", customer.as_str()), ("site", site.as_str())]].concat();
    let mut refusal = async |name: &'static str, value: &'static str| {
        wrong(&manager.post("/contracts/new", &with(&good, name, value)).await)
    };
    assert_eq!(refusal("number", "").await, "Please give the contract's number.");
    assert_eq!(refusal("customer", "nobody").await, "No customer answers “nobody”.");
    assert_eq!(refusal("service", "").await, "A contract covers at least one kind of service.");
    assert_eq!(refusal("ends", "2025-12-31").await, "The contract ends before it begins.");
    assert_eq!(refusal("starts", "").await, "Please give the first and the last day.");
    assert!(refusal("promise_1", "soon").await.starts_with("The SLA for level 1 is three numbers"));
    assert_eq!(refusal("promise_1", "0 / 1 / 1").await, "The SLA for level 1 has no time in it.");
    assert_eq!(refusal("inspections_a_year", "many").await, "“many” is not a whole number.");
    assert_eq!(refusal("site", "").await, "A contract covers at least one site.");
    assert_eq!(refusal("sites", "moon").await, "Nothing answers “moon”.");
    let other = Subject::new("site", hub.fresh());
    let details = SiteDetails::new(hub.fresh().into(), company.centre, Bilingual::same("Other"), "Asia/Shanghai");
    hub.record(company.desk, vec![Draft::new(other, &SiteEvent::Registered { details })]).await;
    let mut manager = Browser::of(&hub, "manager").await;
    manager.get("/contracts/new").await;
    let foreign = manager.post("/contracts/new", &with(&good, "sites", "Other")).await;
    assert_eq!(wrong(&foreign), "The site Other is not this customer's.");

    let command = uuid::Uuid::now_v7().to_string();
    let made = led_to(&manager.post_as(&command, "/contracts/new", &good).await, "contracts");
    assert_eq!(led_to(&manager.post_as(&command, "/contracts/new", &good).await, "contracts"), made, "twice is once");
    let taken = manager.post("/contracts/new", &good).await;
    assert_eq!(wrong(&taken), "There is another contract with the number HT-2026-1.");
    let contract: Contract = state(&hub, made).await;
    let sla = SlaTarget { answered_min: 30, on_site_min: 240, restored_min: 480 };
    assert_eq!((contract.sla(1), contract.sla(2)), (sla, SlaTarget::default()));
    assert_eq!((contract.services.len(), contract.sites.len()), (2, 1));
    assert!(manager.get("/contracts?q=HT-2026-1").await.body.contains(&made.to_string()));
    assert!(manager.get(&format!("/customers/{customer}")).await.body.contains("HT-2026-1"));
    assert!(manager.get(&format!("/sites/{site}")).await.body.contains("HT-2026-1"));
    only(&hub, "/contracts/new", &["admin", "manager"]).await;
}

async fn agreed(hub: &TestHub, company: &Company, manager: &mut Browser) -> String {
    let (customer, site) = (company.customer.to_string(), company.site.to_string());
    manager.get(&format!("/contracts/new?customer={customer}")).await;
    let all = [TERMS.to_vec(), vec![("customer", customer.as_str()), ("site", site.as_str())]].concat();
    let id = led_to(&manager.post("/contracts/new", &all).await, "contracts");
    assert!(hub.hub.ledger.get::<Contract>(id).await.expect("read").is_some());
    id.to_string()
}

#[tokio::test]
async fn a_contract_is_extended_by_one_while_another_changes_its_number_and_ends_early() {
    let (hub, company, mut manager) = hub().await;
    let id = agreed(&hub, &company, &mut manager).await;
    let change = format!("/contracts/{id}/change");
    let site = company.site.to_string();
    let shown = [TERMS.to_vec(), vec![("site", site.as_str())]].concat();
    let mut admin = Browser::of(&hub, "admin").await;
    manager.get(&change).await;
    admin.get(&change).await;
    assert_eq!(manager.post(&change, &with(&shown, "ends", "2028-12-31")).await.status, 303);
    assert_eq!(admin.post(&change, &with(&shown, "number", "HT-2026-1A")).await.status, 303);
    let key: uuid::Uuid = id.parse().expect("an id");
    let now: Contract = state(&hub, key).await;
    assert_eq!((now.ends.to_string().as_str(), now.number.as_str()), ("2028-12-31", "HT-2026-1A"));
    assert_eq!(admin.post(&change, &with(&shown, "ends", "2029-12-31")).await.status, 303);
    assert_eq!(points(&hub, Subject::new("contract", key)).await, ["kept/ends"]);

    let end = format!("/contracts/{id}/end");
    manager.get(&end).await;
    assert_eq!(
        wrong(&manager.post(&end, &[("on", ""), ("reason", "sold")]).await),
        "Please give the first and the last day."
    );
    assert_eq!(wrong(&manager.post(&end, &[("on", "2026-08-31"), ("reason", "")]).await), "Please give a reason.");
    assert!(
        wrong(&manager.post(&end, &[("on", "2035-01-01"), ("reason", "sold")]).await)
            .starts_with("The contract ends on")
    );
    assert_eq!(manager.post(&end, &[("on", "2026-08-31"), ("reason", "sold")]).await.status, 303);
    let now: Contract = state(&hub, key).await;
    assert_eq!((now.ends.to_string().as_str(), now.ended_because.as_str()), ("2026-08-31", "sold"));
    let page = manager.get(&format!("/contracts/{id}")).await;
    assert!(page.body.contains("Ended early") && page.body.contains("Agreed anew"), "{}", page.body);
    assert!(!manager.get("/contracts").await.body.contains(&id));
    only(&hub, &change, &["admin", "manager"]).await;
}

#[tokio::test]
async fn a_price_is_the_head_offices_to_set_and_the_offices_to_see() {
    let (hub, company, mut manager) = hub().await;
    let id = agreed(&hub, &company, &mut manager).await;
    let (path, price) = (format!("/contracts/{id}"), format!("/contracts/{id}/price"));
    let mut admin = Browser::of(&hub, "admin").await;
    assert_eq!(admin.get(&price).await.status, 200);
    let say = |amount: &'static str, currency: &'static str| {
        [("amount", amount), ("currency", currency), ("payment", "yearly")]
    };
    assert_eq!(wrong(&admin.post(&price, &say("1,280", "CNY")).await), "“1,280” is not an amount, such as 1280.50.");
    assert_eq!(wrong(&admin.post(&price, &say("-1", "CNY")).await), "A price is not negative.");
    assert!(wrong(&admin.post(&price, &say("1", "yu")).await).contains("is not a currency"));
    assert_eq!(admin.post(&price, &say("98765.43", "cny")).await.status, 303);
    let key: uuid::Uuid = id.parse().expect("an id");
    assert_eq!(state::<Price>(&hub, key).await.value, Some(Money::new(9_876_543, "CNY")));
    let page = admin.get(&path).await;
    assert!(page.body.contains("98765.43 CNY") && page.body.contains("Price agreed"), "{}", page.body);
    for (login, sees) in [("manager", true), ("desk", true), ("engineer", false), ("keeper", false)] {
        let mut browser = Browser::of(&hub, login).await;
        let page = browser.get(&path).await;
        assert!(page.status == 200 && page.body.contains("98765.43 CNY") == sees, "{login} of the centre");
        assert!(!page.body.contains(&price), "{login} of a centre sets no price");
        assert_eq!(browser.get(&price).await.status, 403, "{login}");
        assert_eq!(browser.post(&price, &say("1", "CNY")).await.status, 403, "{login}");
    }
}

fn machine(site: SiteId, number: usize, contract: Option<ContractId>) -> EquipmentEvent {
    EquipmentEvent::Registered {
        details: EquipmentDetails {
            site,
            pn: "DS-2DC4".into(),
            sn: format!("SN-{number:03}"),
            name: Bilingual::new("球机", "Dome"),
            class: "camera_ptz".into(),
            place: String::new(),
            parent: None,
            installed: None,
            warranty_end: None,
            life_end: None,
            contract,
        },
    }
}

#[tokio::test]
async fn the_page_of_a_contract_shows_what_it_covers_and_what_is_open_a_few_at_a_time() {
    let (hub, company, mut manager) = hub().await;
    let system = hub.hub.ledger.system();
    let id: ContractId = hub.fresh().into();
    let mut drafts = Vec::new();
    let mut sites: Vec<SiteId> = vec![company.site];
    for n in 0..24 {
        let site: SiteId = hub.fresh().into();
        let name = Bilingual::same(format!("Station {n:02}"));
        let details = SiteDetails::new(company.customer, company.centre, name, "Asia/Shanghai");
        drafts.push(Draft::new(site.into(), &SiteEvent::Registered { details }));
        sites.push(site);
    }
    let day = |text: &str| text.parse().expect("a day");
    let terms = Terms {
        customer: company.customer,
        number: "HT-2026-9".into(),
        sites: sites.iter().copied().collect(),
        services: Default::default(),
        promises: Default::default(),
        inspections_a_year: 0,
        starts: day("2020-01-01"),
        ends: day("2090-01-01"),
        watermark: false,
        language: SheetLanguage::Chinese,
    };
    drafts.push(Draft::new(id.into(), &ContractEvent::Agreed { terms }));
    let machines: Vec<Subject> = (0..22).map(|_| Subject::new("equipment", hub.fresh())).collect();
    for (n, one) in machines.iter().enumerate() {
        drafts.push(Draft::new(one.clone(), &machine(company.site, n, Some(id))));
    }
    drafts.push(Draft::new(Subject::new("equipment", hub.fresh()), &machine(company.site, 99, None)));
    hub.record(system, drafts).await;
    let jobs = [hub.fresh(), hub.fresh()];
    for (n, job) in jobs.into_iter().enumerate() {
        let of = hub.report(&company, job.into(), format!("BJ-{n}"));
        let mut report: Report = serde_json::from_str(&of.body).expect("a report");
        report.contract = Some(id);
        hub.record(company.desk, vec![Draft::new(Subject::new("job", job), &JobEvent::Reported(report))]).await;
    }
    let gone = format!("/jobs/{}", jobs[1]);
    manager.get(&gone).await;
    assert_eq!(manager.post(&format!("{gone}/cancel"), &[("reason", "twice")]).await.status, 303);

    let page = manager.get(&format!("/contracts/{id}")).await;
    let shown = |body: &str, path: &str| body.matches(&format!("href=\"{path}/")).count();
    assert_eq!((page.status, shown(&page.body, "/sites"), shown(&page.body, "/equipment")), (200, 20, 20));
    assert!(page.body.contains(&format!("href=\"/jobs/{}\"", jobs[0])), "what is open: {}", page.body);
    assert!(!page.body.contains(&format!("href=\"{gone}\"")), "and nothing else");
    assert!(page.body.contains(&format!("href=\"/jobs?contract={id}\"")), "all of them");
    sites.sort();
    let next = format!("/contracts/{id}?sites={}", sites[19]);
    assert!(page.body.contains(&format!("href=\"{next}\"")), "{}", page.body);
    let behind = manager.get(&next).await.body;
    assert_eq!(shown(&behind, "/sites"), 5, "{behind}");
    assert!(!behind.contains(&format!("href=\"/contracts/{id}?sites=")), "there are no more");
    assert_eq!(manager.get(&format!("/contracts/{id}?sites=x")).await.status, 400);
    // All machines stand in their list, those of no contract not among them.
    let all = format!("/equipment?contract={id}");
    assert!(page.body.contains(&format!("href=\"{all}&#38;ended=all\"")), "{}", page.body);
    let list = manager.get(&all).await;
    let listed = machines.iter().filter(|one| list.body.contains(&format!("href=\"/{one}\""))).count();
    assert_eq!((list.status, listed), (200, 22), "{}", list.body);
    assert!(!list.body.contains("SN-099") && list.body.contains("HT-2026-9"));
    assert!(manager.get(&format!("/sites/{}", company.site)).await.body.contains("SN-099"));
    assert_eq!(manager.get("/equipment?contract=x").await.status, 400);
    assert_eq!(manager.get(&format!("/equipment?contract={}", hub.fresh())).await.status, 404);
    // The rows follow a machine that goes to no contract.
    let change = EquipmentChange { contract: Some(None), ..EquipmentChange::default() };
    hub.record(system, vec![Draft::new(machines[0].clone(), &EquipmentEvent::Changed { change })]).await;
    let list = manager.get(&all).await.body;
    assert!(!list.contains(&format!("href=\"/{}\"", machines[0])), "{list}");
    let report = crate::verify::tests::full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
