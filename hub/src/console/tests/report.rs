//! Taking a report: times, choices, and what the customer is entitled to and was promised.

use super::browser::{Answer, Browser};
use crate::testing::{Company, TestHub};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use chrono_tz::Asia::Shanghai;
use fettle_core::domain::ids::{ContractId, EquipmentId, SiteId};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::{Entitlement, JobKind, SheetLanguage};
use fettle_core::domain::local_time;
use fettle_core::domain::sites::{
    ContractEvent, EquipmentDetails, EquipmentEvent, Question, Site, SiteDetails, SiteEvent, SlaTarget, Terms,
};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::Draft;
use fettle_core::kernel::fold::time;
use fettle_core::text::Lang;
use std::collections::BTreeMap;
use uuid::Uuid;

fn now(hub: &TestHub) -> DateTime<Utc> {
    time(hub.hub.clock.now_ms())
}

/// Sends the report form for the company's site, with some fields changed.
async fn send(desk: &mut Browser, company: &Company, change: &[(&str, &str)]) -> Answer {
    let site = company.site.to_string();
    let mut fields = BTreeMap::from([
        ("site", site.as_str()),
        ("kind", "repair"),
        ("channel", "phone"),
        ("caller", "刘所"),
        ("symptom", "花屏"),
        ("at", ""),
    ]);
    fields.extend(change.iter().copied());
    desk.post("/jobs/new", &fields.into_iter().collect::<Vec<_>>()).await
}

/// What is known of a camera at a site.
pub(super) fn camera(site: SiteId, sn: &str) -> EquipmentDetails {
    EquipmentDetails {
        site,
        pn: "PN-1".into(),
        sn: sn.into(),
        name: Bilingual::same(format!("Camera {sn}")),
        class: "camera".into(),
        place: String::new(),
        parent: None,
        installed: None,
        warranty_end: None,
        life_end: None,
        contract: None,
    }
}

/// A machine of a site on record.
async fn machine(hub: &TestHub, company: &Company, site: SiteId, sn: &str) -> EquipmentId {
    let (id, details) = (EquipmentId::from(hub.fresh()), camera(site, sn));
    hub.record(company.desk, vec![Draft::new(id.into(), &EquipmentEvent::Registered { details })]).await;
    id
}

/// Customer, site and job begin together, or nothing does.
#[tokio::test]
async fn who_is_nobodys_customer_yet_is_reported_in_one_form() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut desk = Browser::of(&hub, "desk").await;
    assert!(desk.get("/jobs/new").await.body.contains("href=\"/jobs/first\""));
    assert_eq!(desk.get("/jobs/first").await.status, 200);
    let at = local_time::field(now(&hub), Shanghai);
    let good = [
        ("customer", "Harbour office"),
        ("site", ""),
        ("address", "Pier 1"),
        ("zone", "Asia/Shanghai"),
        ("kind", "repair"),
        ("channel", "phone"),
        ("caller", "Ms Gao"),
        ("phone", "0755 1234"),
        ("symptom", "no picture"),
        ("at", at.as_str()),
    ];
    let with = |name, value| good.map(|field| if field.0 == name { (name, value) } else { field });
    for (name, value, says) in [
        ("customer", " ", "Please give a name."),
        ("zone", "Asia/Pier", "Asia/Pier is not a known time zone."),
        ("caller", "", "Please fill in"),
        ("symptom", "", "Please fill in"),
        ("at", "soon", "This is not a time."),
        ("kind", "mending", "This choice does not exist"),
    ] {
        let refused = desk.post("/jobs/first", &with(name, value)).await;
        assert!(refused.status == 422 && refused.body.contains(says), "{name}: {}", refused.body);
        assert!(name == "customer" || refused.body.contains("value=\"Harbour office\""), "{}", refused.body);
    }
    let sites = |hub: &TestHub| {
        let ledger = std::sync::Arc::clone(&hub.hub.ledger);
        async move { ledger.all::<Site>().await.expect("read").len() }
    };
    let before = sites(&hub).await;
    assert!(jobs(&hub).await.is_empty());
    let command = Uuid::now_v7().to_string();
    for _ in 0..2 {
        let made = desk.post_as(&command, "/jobs/first", &good).await;
        assert_eq!((made.status, made.location), (303, format!("/jobs/{command}?done=1")), "{}", made.body);
    }
    assert_eq!((jobs(&hub).await.len(), sites(&hub).await), (1, before + 1), "twice is once");
    let job = jobs(&hub).await.remove(0);
    let site =
        hub.hub.ledger.get::<Site>(job.site().expect("a site").uuid()).await.expect("read").expect("there").state;
    assert_eq!(
        (site.name.en.as_str(), site.address.as_str(), site.centre),
        ("Harbour office", "Pier 1", Some(company.centre))
    );
    assert_eq!(site.customer, job.customer());
    let entitled = job.report.expect("a report").what.entitlement.expect("answered");
    assert_eq!(entitled.basis, Entitlement::Chargeable);
    assert!(desk.get("/customers?q=harbour").await.body.contains("Harbour office"));
    assert_eq!(Browser::of(&hub, "engineer").await.get("/jobs/first").await.status, 403);
}

/// Lightning hits more than one.
#[tokio::test]
async fn a_report_names_several_machines_ticked_and_typed() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut cameras = Vec::new();
    for n in 0..35 {
        cameras.push(machine(&hub, &company, company.site, &format!("SN-{n:02}")).await);
    }
    let elsewhere = SiteId::new(hub.fresh());
    let details = SiteDetails::new(company.customer, company.centre, Bilingual::same("PS09"), "Asia/Shanghai");
    hub.record(company.desk, vec![Draft::new(elsewhere.into(), &SiteEvent::Registered { details })]).await;
    machine(&hub, &company, elsewhere, "SN-77").await;
    let mut desk = Browser::of(&hub, "desk").await;
    let path = format!("/jobs/new?site={}&equipment={}", company.site, cameras[34]);
    let form = desk.get(&path).await.body;
    assert_eq!(form.matches("name=\"equipment\"").count(), 31, "the first thirty, and the one that is chosen");
    assert!(
        form.contains(&format!("value=\"{}\" checked", cameras[34])) && form.contains("name=\"equipment_more\""),
        "{form}"
    );
    let at = local_time::field(now(&hub), Shanghai);
    let first = cameras[34].to_string();
    let mut say = async |typed: &str| {
        send(&mut desk, &company, &[("at", &at), ("equipment", &first), ("equipment_more", typed)]).await
    };
    let other = say("SN-77").await;
    assert!(other.status == 422 && other.body.contains("SN-77 is not at this site"), "{}", other.body);
    assert!(other.body.contains("value=\"SN-77\"") && other.body.contains(&format!("value=\"{first}\" checked")));
    let unknown = say("SN-99").await;
    assert!(unknown.status == 422 && unknown.body.contains("Nothing answers “SN-99”."), "{}", unknown.body);
    assert!(jobs(&hub).await.is_empty());
    let made = say("SN-33").await;
    assert_eq!(made.status, 303, "{}", made.body);
    assert_eq!(jobs(&hub).await[0].equipment(), [cameras[34], cameras[33]]);
    // While somebody types, machines of the site answer, and none of another.
    let mut answers = async |typed: &str| desk.get(&format!("/lookup/machines?site={}&q={typed}", company.site)).await;
    let found = answers("SN-33").await;
    assert!(found.status == 200 && found.body.contains(&cameras[33].to_string()), "{}", found.body);
    assert_eq!((answers("SN-77").await.body.as_str(), answers("").await.body.as_str()), ("[]", "[]"));
    assert_eq!(answers("camera").await.body.matches("\"id\"").count(), 8);
    assert_eq!(desk.get("/lookup/machines?q=SN").await.status, 400);
}

async fn jobs(hub: &TestHub) -> Vec<Job> {
    let all = hub.hub.ledger.all::<Job>().await.expect("read");
    all.into_iter().map(|(_, folded)| folded.state).collect()
}

#[tokio::test]
async fn a_time_that_cannot_be_read_is_refused_and_never_now() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&format!("/jobs/new?site={}", company.site)).await;
    let (year, no_time, old) =
        (now(&hub).year(), "This is not a time.", "The time of the report is more than 366 days ago.");
    for (at, says) in [
        ("", "Please give a date and a time."),
        ("x", no_time),
        (&format!("{year}-02-30T10:00"), no_time),
        (&format!("28.11.{year} 10:00"), no_time),
        (&format!("{year}-11-28"), no_time),
        ("-001-11-28T10:00", no_time),
        ("0000-11-28T10:00", no_time),
        ("1900-11-28T10:00", no_time),
        ("1970-11-28T10:00", old),
        (&format!("{}-12-28T10:00", year + 1), "later than now"),
    ] {
        let answer = send(&mut desk, &company, &[("at", at)]).await;
        assert_eq!(answer.status, 422, "{at}");
        assert!(answer.body.contains(says), "{at}: {}", answer.body);
        assert!(answer.body.contains("花屏"), "nothing typed is lost");
    }
    assert!(jobs(&hub).await.is_empty());
    // Without the letter between date and time it is read as what it says.
    let typed = local_time::field(now(&hub) - TimeDelta::minutes(90), Shanghai).replace('T', " ");
    assert_eq!(send(&mut desk, &company, &[("at", &typed)]).await.status, 303);
    let at = jobs(&hub).await[0].report.as_ref().expect("a report").what.at;
    assert_eq!(local_time::field(at, Shanghai).replace('T', " "), typed);
}

#[tokio::test]
async fn a_choice_that_is_not_on_its_list_is_refused_and_never_replaced() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&format!("/jobs/new?site={}", company.site)).await;
    let at = local_time::field(now(&hub) - TimeDelta::minutes(5), Shanghai);
    for (name, value) in [("kind", "mending"), ("kind", ""), ("channel", "pigeon"), ("equipment", "machine 7")] {
        let answer = send(&mut desk, &company, &[("at", &at), (name, value)]).await;
        assert!(answer.status == 422 && answer.body.contains("This choice does not exist"), "{name}: {}", answer.body);
    }
    for nothing in ["\u{200b}", "\u{0}", "\u{feff} \u{202e}"] {
        let answer = send(&mut desk, &company, &[("at", &at), ("symptom", nothing)]).await;
        assert!(answer.status == 422 && answer.body.contains("Please fill in the symptom"), "{nothing:?}");
    }
    assert!(jobs(&hub).await.is_empty());
    let made = send(&mut desk, &company, &[("at", &at)]).await;
    let path = made.location.trim_end_matches("?done=1").to_owned();
    let class = desk.post(&format!("{path}/judge"), &[("class", "magic"), ("level", "2")]).await;
    assert!(class.status == 422 && class.body.contains("This choice does not exist"));
    for call in [[("gone", "perhaps"), ("satisfaction", "5")], [("gone", "yes"), ("satisfaction", "very")]] {
        let answer = desk.post(&format!("{path}/call"), &[&call[..], &[("spoke_with", "刘所")]].concat()).await;
        assert!(answer.status == 422 && answer.body.contains("This choice does not exist"), "{call:?}");
    }
    // Only who is offered can be sent: nobody, an invented person, somebody who does no work on sites.
    for to in [Uuid::nil(), hub.fresh(), company.manager.uuid(), company.stranger.uuid()] {
        let answer = desk.post(&format!("{path}/assign"), &[("to", &to.to_string())]).await;
        assert!(answer.status == 422 && answer.body.contains("cannot be sent"), "{to}");
    }
    assert_eq!(desk.post(&format!("{path}/assign"), &[("to", "nonsense")]).await.status, 422);
    assert!(jobs(&hub).await[0].assignees().is_empty());
}

/// A contract of the company's customer that names `sites`, and a machine at the company's site that it lists.
pub(super) async fn under_contract(hub: &TestHub, company: &Company, sites: Vec<SiteId>) -> (ContractId, EquipmentId) {
    let (contract, machine): (ContractId, EquipmentId) = (hub.fresh().into(), hub.fresh().into());
    let today = now(hub).date_naive();
    let urgent = SlaTarget { answered_min: 10, on_site_min: 240, restored_min: 480 };
    let terms = Terms {
        customer: company.customer,
        number: "HT-77".into(),
        sites: sites.into_iter().collect(),
        services: [JobKind::Repair].into(),
        promises: [(1, urgent)].into(),
        inspections_a_year: 0,
        starts: today - TimeDelta::days(30),
        ends: today + TimeDelta::days(30),
        watermark: false,
        language: SheetLanguage::Both,
    };
    let details = EquipmentDetails { contract: Some(contract), ..camera(company.site, "SN-1") };
    let drafts = vec![
        Draft::new(contract.into(), &ContractEvent::Agreed { terms }),
        Draft::new(machine.into(), &EquipmentEvent::Registered { details }),
    ];
    hub.record(company.manager, drafts).await;
    (contract, machine)
}

#[tokio::test]
async fn a_contract_of_the_customer_that_lists_the_machine_counts_at_another_site() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let elsewhere: SiteId = hub.fresh().into();
    let other = SiteEvent::Registered {
        details: SiteDetails::new(company.customer, company.centre, Bilingual::same("S1"), "Asia/Shanghai"),
    };
    hub.record(company.desk, vec![Draft::new(elsewhere.into(), &other)]).await;
    let (contract, machine) = under_contract(&hub, &company, vec![elsewhere]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&format!("/jobs/new?site={}", company.site)).await;
    let at = local_time::field(now(&hub) - TimeDelta::minutes(5), Shanghai);
    let made = send(&mut desk, &company, &[("at", &at), ("equipment", &machine.to_string())]).await;
    assert_eq!(made.status, 303, "{}", made.body);
    let report = jobs(&hub).await[0].report.clone().expect("a report").what;
    assert_eq!(report.contract, Some(contract));
    let answered = report.entitlement.expect("answered");
    assert_eq!(
        (answered.basis, answered.clause.as_str()),
        (Entitlement::InContract, ""),
        "a code, not one reader's text"
    );
    assert!(
        answered.text(Lang::Zh).starts_with("合同 HT-77 包含") && answered.text(Lang::En).starts_with("Contract HT-77")
    );
    // What the phone answers from the same records.
    let site = hub.hub.ledger.get::<Site>(company.site.uuid()).await.expect("read").expect("there").state;
    let question = Question {
        equipment: None,
        site: (company.site, &site),
        customer: Some(report.customer),
        kind: report.kind,
        at: report.at,
    };
    assert_eq!(question.answer([]).basis, Entitlement::Chargeable, "without the machine nothing names this site");
    let path = made.location.trim_end_matches("?done=1").to_owned();
    assert!(desk.get(&path).await.body.contains("Contract HT-77 covers this service"));
    desk.post("/language", &[("lang", "zh-CN"), ("back", "/jobs")]).await;
    assert!(desk.get(&path).await.body.contains("合同 HT-77 包含此项服务"), "in the reader's language");
}

#[tokio::test]
async fn before_judgement_the_desk_sees_the_promise_that_the_phone_sees() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (_, machine) = under_contract(&hub, &company, vec![company.site]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get(&format!("/jobs/new?site={}", company.site)).await;
    let at = local_time::field(now(&hub), Shanghai);
    let made = send(&mut desk, &company, &[("at", &at), ("equipment", &machine.to_string())]).await;
    let path = made.location.trim_end_matches("?done=1").to_owned();
    assert!(!desk.get(&path).await.body.contains("Overdue by"));
    hub.advance(15 * 60_000);
    let page = desk.get(&path).await.body;
    assert!(
        page.contains("Overdue by 5 min"),
        "answered within 10 min is what the contract says for the worst level: {page}"
    );
}
