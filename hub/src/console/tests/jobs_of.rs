//! From a thing to its jobs, and from a refusal to what stands in the way.

use super::browser::Browser;
use super::kept::refused;
use crate::testing::{Company, TestHub, parts};
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::JobKind;
use fettle_core::domain::jobs::{JobEvent, Report};
use fettle_core::domain::parts::MovementDetails;
use fettle_core::domain::sites::{
    ContractEvent, ContractId, CustomerDetails, CustomerEvent, EquipmentDetails, EquipmentEvent, EquipmentId,
    SheetLanguage, Terms,
};
use fettle_core::domain::values::{Bilingual, Quantity};
use fettle_core::kernel::{Draft, Subject};

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    (hub, company)
}

/// The address as a page writes it.
fn link(address: &str) -> String {
    format!("href=\"{}\"", address.replace('&', "&#38;"))
}

/// An address as a list writes its own.
fn own(address: &str) -> String {
    address.replace('-', "%2D")
}

/// A contract and a machine at the company's site, with a job under and about them, and another job.
async fn made(hub: &TestHub, company: &Company) -> (ContractId, EquipmentId, [JobId; 2]) {
    let (contract, machine): (ContractId, EquipmentId) = (hub.fresh().into(), hub.fresh().into());
    let day = |text: &str| text.parse().expect("a day");
    let terms = Terms {
        customer: company.customer,
        number: "HT-2026-7".into(),
        sites: [company.site].into(),
        services: Default::default(),
        promises: Default::default(),
        inspections_a_year: 0,
        starts: day("2020-01-01"),
        ends: day("2090-01-01"),
        watermark: false,
        language: SheetLanguage::Chinese,
    };
    let details = EquipmentDetails {
        site: company.site,
        pn: "DS-2DC4".into(),
        sn: "SN20230045".into(),
        name: Bilingual::new("球机", "PTZ <camera>"),
        class: "camera_ptz".into(),
        place: String::new(),
        parent: None,
        installed: None,
        warranty_end: None,
        life_end: None,
        contract: None,
    };
    let jobs: [JobId; 2] = [hub.fresh().into(), hub.fresh().into()];
    let of = hub.report(company, jobs[0], "BJ-1".into());
    let mut report: Report = serde_json::from_str(&of.body).expect("a report");
    (report.contract, report.equipment, report.kind) = (Some(contract), vec![machine], JobKind::Inspection);
    let drafts = vec![
        Draft::new(contract.into(), &ContractEvent::Agreed { terms }),
        Draft::new(machine.into(), &EquipmentEvent::Registered { details }),
        Draft::new(jobs[0].into(), &JobEvent::Reported(report)),
        hub.report(company, jobs[1], "BJ-2".into()),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    (contract, machine, jobs)
}

#[tokio::test]
async fn the_page_of_a_thing_leads_to_all_its_jobs_and_the_list_says_whose_they_are() {
    let (hub, company) = hub().await;
    let (contract, machine, jobs) = made(&hub, &company).await;
    let mut desk = Browser::of(&hub, "desk").await;
    // What is over is among them.
    assert_eq!(desk.get(&format!("/jobs/{}", jobs[0])).await.status, 200);
    assert_eq!(desk.post(&format!("/jobs/{}/cancel", jobs[0]), &[("reason", "twice")]).await.status, 303);
    let name = "PTZ &#60;camera&#62; · SN20230045";
    for (page, list, name, found) in [
        (format!("/customers/{}", company.customer), format!("/jobs?customer={}", company.customer), "东城分局", 2),
        (format!("/sites/{}", company.site), format!("/jobs?site={}", company.site), "和平里派出所", 2),
        (format!("/equipment/{machine}"), format!("/jobs?equipment={machine}"), name, 1),
        (format!("/contracts/{contract}"), format!("/jobs?contract={contract}"), "HT-2026-7", 1),
    ] {
        let body = desk.get(&page).await.body;
        assert!(body.contains(&link(&list)), "{page}: {body}");
        let shown = desk.get(&list).await.body;
        let there = |body: &str| jobs.iter().filter(|job| body.contains(&format!("/jobs/{job}\""))).count();
        assert_eq!(there(&shown), found, "{list}: {shown}");
        let chip =
            shown.split("class=\"of-things\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a chip");
        assert!(chip.contains(name) && chip.contains(&link(&page)), "{chip}");
        assert!(chip.contains("class=\"off\" href=\"/jobs\""), "it can be taken away: {chip}");
        // The filter, the order, the file and a view keep it.
        let (field, id) = list.trim_start_matches("/jobs?").split_once('=').expect("a field");
        assert!(shown.contains(&format!("<input type=\"hidden\" name=\"{field}\" value=\"{id}\">")));
        assert!(
            shown.contains(&link(&format!("{}&sort=level", own(&list))))
                && shown.contains(&link(&format!("{}&as=csv", own(&list))))
        );
        assert!(shown.contains(&format!("/views/new?of=%2Fjobs%3F{field}%3D")), "{shown}");
        let file = desk.get(&format!("{list}&as=csv")).await.body;
        assert_eq!(file.lines().count(), 1 + found, "{file}");
        let more = desk.get(&format!("{list}&status=open&q=PTZ")).await.body;
        assert_eq!(there(&more), found - 1, "{more}");
        assert!(more.contains("class=\"off\" href=\"/jobs?status=open&#38;q=PTZ\""), "the rest stays: {more}");
    }
    let kind = desk.get("/jobs?kind=inspection").await.body;
    assert!(kind.contains("BJ-1") && !kind.contains("BJ-2"));
    assert!(kind.contains("<option value=\"inspection\" selected>"));
    let view = [("of", &*format!("/jobs?site={}", company.site)), ("name", "Heping")];
    let kept = desk.post("/views/new", &view).await;
    assert_eq!(kept.location, own(&format!("/jobs?site={}", company.site)));
    assert!(desk.get(&kept.location).await.body.contains("aria-current=\"page\">Heping"), "it is marked");
    // Past cases by the machine's code.
    assert!(desk.get("/jobs?q=0045").await.body.contains("BJ-1"));

    // What is no id is told, and asks for nothing; another centre's thing has no name here.
    let unread = desk.get("/jobs?site=1").await.body;
    assert!(unread.contains("This address cannot be read.") && unread.contains("BJ-2"), "{unread}");
    let mut stranger = Browser::of(&hub, "stranger").await;
    let theirs = stranger.get(&format!("/jobs?customer={}", company.customer)).await.body;
    assert!(theirs.contains("of-things") && !theirs.contains("东城分局") && !theirs.contains("BJ-2"), "{theirs}");
}

#[tokio::test]
async fn a_refusal_with_a_count_leads_to_the_list_of_what_it_counts() {
    let (hub, company) = hub().await;
    let (.., jobs) = made(&hub, &company).await;
    let parts::Store { store, bag, plug, .. } = parts::store(&hub, &company).await;
    let there = parts::moved(hub.fresh().into(), MovementDetails::opening(plug, Quantity::pieces(3), store));
    let own = Subject::new("customer", hub.fresh());
    let details =
        CustomerDetails { name: Bilingual::same("K"), centre: Some(company.centre), ..CustomerDetails::default() };
    let entered = Draft::new(own.clone(), &CustomerEvent::Registered { details });
    hub.record(hub.hub.ledger.system(), vec![there, entered]).await;
    let (customer, site, centre) = (company.customer, company.site, company.centre);
    let mut admin = Browser::of(&hub, "admin").await;
    let leads = async |admin: &mut Browser, form: &str, begins: &str, list: &str| {
        admin.get(form).await;
        let answer = admin.post(form, &[("reason", "moved")]).await;
        assert!(refused(&answer).starts_with(begins), "{form}: {}", answer.body);
        let said =
            answer.body.split("role=\"alert\">").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a note");
        assert!(said.contains(&link(list)), "{form}: {said}");
        admin.get(list).await.body
    };
    let end = format!("/customers/{customer}/end");
    let list = leads(&mut admin, &end, "Open jobs: 2.", &format!("/jobs?customer={customer}&status=open")).await;
    assert!(list.contains("BJ-1") && list.contains("BJ-2"));
    let close = format!("/sites/{site}/close");
    leads(&mut admin, &close, "Open jobs: 2.", &format!("/jobs?site={site}&status=open")).await;
    let shut = format!("/centres/{centre}/close");
    leads(&mut admin, &shut, "Open jobs: 2.", &format!("/jobs?centre={centre}&status=open")).await;
    let list =
        leads(&mut admin, &format!("/places/{store}/close"), "Parts", &format!("/stock/list?place={store}")).await;
    assert!(list.contains("P-2001"), "{list}");
    leads(&mut admin, &format!("/cards/{plug}/end"), "Places", &format!("/cards/{plug}")).await;
    let mut desk = Browser::of(&hub, "desk").await;
    for job in jobs {
        desk.get(&format!("/jobs/{job}")).await;
        assert_eq!(desk.post(&format!("/jobs/{job}/cancel"), &[("reason", "twice")]).await.status, 303);
    }
    leads(&mut admin, &end, "Sites in use: 1.", &format!("/sites?customer={customer}")).await;
    // A centre: its people, sites, customers and stores, each in its list.
    leads(&mut admin, &shut, "People who work there: 5.", &format!("/people?centre={centre}")).await;
    let people = [company.manager, company.desk, company.engineer, company.colleague, company.keeper];
    let away = |person| {
        let to = fettle_core::domain::people::PersonEvent::Deactivated { reason: "moved".into() };
        Draft::new(Subject::from(person), &to)
    };
    hub.record(hub.hub.ledger.system(), people.into_iter().map(away).collect()).await;
    let list = leads(&mut admin, &shut, "Sites in use: 1.", &format!("/sites?centre={centre}")).await;
    assert!(list.contains(&format!("/sites/{site}")));
    admin.get(&close).await;
    assert_eq!(admin.post(&close, &[("reason", "moved")]).await.status, 303);
    let list =
        leads(&mut admin, &shut, "Customers that it looks after: 1.", &format!("/customers?centre={centre}")).await;
    assert!(list.contains(&format!("/customers/{}", own.id())) && !list.contains(&format!("/customers/{customer}\"")));
    let last = format!("/customers/{}/end", own.id());
    admin.get(&last).await;
    assert_eq!(admin.post(&last, &[("reason", "moved")]).await.status, 303);
    let list = leads(&mut admin, &shut, "Stores of it that are open: 2.", &format!("/places?centre={centre}")).await;
    assert!(list.contains(&format!("/places/{store}")) && list.contains(&format!("/places/{bag}")));
}
