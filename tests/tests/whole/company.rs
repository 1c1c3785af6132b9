//! A company that was made by the browser's forms alone, on a hub of the README's own commands; and an engineer's day with it.

use crate::browser::{Answer, Browser};
use crate::desk::assign;
use crate::phone::Phone;
use crate::process::{Serving, fettle};
use crate::readme::{closed_by, repaired_on_site};
use fettle_core::domain::ids::{ContractId, EquipmentId, JobId};
use fettle_core::domain::jobs::{Job, Status};
use fettle_core::domain::sites::{Equipment, Site};
use fettle_core::kernel::PersonId;
use uuid::Uuid;

pub const PASSWORD: &str = "a-password-for-this-test";
pub const OWN: (&str, &str) = ("own_password", PASSWORD);

/// The id behind which an answer leads.
pub fn made(answer: &Answer, section: &str) -> String {
    assert_eq!(answer.status, 303, "{}", answer.body);
    let rest = answer.location.strip_prefix(&format!("/{section}/")).unwrap_or_else(|| panic!("{}", answer.location));
    rest.split('?').next().expect("an id").to_owned()
}

/// Fills in the form at `path` and sends it.
pub async fn fill(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    browser.post(path.split('?').next().expect("a path"), fields).await
}

pub async fn person(admin: &mut Browser, name: &str, role: &str, login: &str, centre: &str) -> String {
    let fields = [("name_en", name), ("role", role), ("login", login), ("centre", centre), ("language", "en"), OWN];
    made(&fill(admin, "/people/new", &fields).await, "people")
}

/// A person signs in, with a password that the administrator set.
pub async fn signed_in(admin: &mut Browser, address: &str, (id, login): (&str, &str)) -> Browser {
    admin.get(&format!("/people/{id}")).await;
    let set = admin.post(&format!("/people/{id}/password"), &[("new", PASSWORD), ("again", PASSWORD), OWN]).await;
    assert_eq!(set.status, 303, "{}", set.body);
    Browser::of(address, login, PASSWORD).await
}

/// A phone of a person, enrolled with the code that the administrator made.
pub async fn enrolled(admin: &mut Browser, person: &str) -> Phone {
    admin.get("/devices").await;
    let code = admin.post("/devices/enrol", &[("person", person), OWN]).await;
    let link = code.body.split("<code>fettle:").nth(1).and_then(|rest| rest.split('<').next());
    let link = format!("fettle:{}", link.unwrap_or_else(|| panic!("no link on {}", code.body))).replace("&#38;", "&");
    Phone::joined(&link, PersonId::new(Uuid::nil()), Uuid::from_u128(9)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_company_made_by_forms_alone_plays_a_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fettle(data, &["passwd", "mei", "--administrator", "Zhang Mei"], PASSWORD);
    let hub = Serving::start(data);
    let mut mei = Browser::of(&hub.address, "mei", PASSWORD).await;

    // The administrator opens a centre and enters the people.
    let opened =
        fill(&mut mei, "/centres/new", &[("name_en", "North"), ("region", "Beijing"), ("zone", "Asia/Shanghai")]);
    let centre = made(&opened.await, "centres");
    let engineer = person(&mut mei, "Chen Gong", "engineer", "chen", &centre).await;
    let lin = person(&mut mei, "Lin Mei", "desk", "lin", &centre).await;

    // The desk enters the customer, its site, who signs there, and the machines.
    let mut desk = signed_in(&mut mei, &hub.address, (&lin, "lin")).await;
    let customer = fill(&mut desk, "/customers/new", &[("name_zh", "东城分局"), ("code", "K-1")]).await;
    let customer = made(&customer, "customers");
    let fields = [("customer", "K-1"), ("name_zh", "机房"), ("address", "和平里北街 1 号"), ("zone", "Asia/Shanghai")];
    let site = made(&fill(&mut desk, &format!("/sites/new?customer={customer}"), &fields).await, "sites");
    let signer = [("name", "刘所"), ("title", "所长"), ("phone", "010-64001234"), ("may_sign", "yes")];
    let contact = fill(&mut desk, &format!("/sites/{site}/contacts/new"), &signer).await;
    assert_eq!(contact.status, 303, "{}", contact.body);
    let rack = [("site", site.as_str()), ("name_zh", "机柜"), ("pn", "RK-42"), ("sn", "R-1")];
    made(&fill(&mut desk, &format!("/equipment/new?site={site}"), &rack).await, "equipment");
    let camera = [
        ("site", site.as_str()),
        ("name_zh", "球机"),
        ("pn", "PTZ-600"),
        ("sn", "SN-77"),
        ("class", "camera_ptz"),
        ("parent", "R-1"),
    ];
    let camera = made(&fill(&mut desk, &format!("/equipment/new?site={site}"), &camera).await, "equipment");
    desk.get(&format!("/equipment/{camera}")).await;
    assert_eq!(desk.post(&format!("/equipment/{camera}/bind"), &[("code", "FJ-0001")]).await.status, 303);

    // The administrator agrees the contract and enrols the phone.
    let terms = [
        ("customer", customer.as_str()),
        ("number", "HT-1"),
        ("starts", "2026-01-01"),
        ("ends", "2036-12-31"),
        ("site", site.as_str()),
        ("service", "repair"),
        ("promise_3", "30 / 240 / 480"),
        ("language", "both"),
    ];
    let contract = fill(&mut mei, &format!("/contracts/new?customer={customer}"), &terms).await;
    let contract = made(&contract, "contracts");
    let chen = enrolled(&mut mei, &engineer).await;

    // A call comes in from the machine's own page; the contract answers for it.
    let fields = [
        ("site", site.as_str()),
        ("equipment", camera.as_str()),
        ("kind", "repair"),
        ("channel", "phone"),
        ("at", "2026-03-02T09:00"),
        ("caller", "刘所"),
        ("symptom", "无图像"),
    ];
    let reported = fill(&mut desk, &format!("/jobs/new?site={site}&equipment={camera}"), &fields).await;
    let job: JobId = made(&reported, "jobs").parse().expect("an id");
    assign(&mut desk, &format!("/jobs/{job}")).await;
    chen.sync().await;
    let report = chen.get::<Job>(job).expect("there").report.expect("reported").what;
    assert_eq!(report.contract.map(ContractId::uuid), contract.parse().ok());
    let key: Uuid = site.parse().expect("an id");
    assert_eq!(chen.get::<Site>(key).expect("there").signers().count(), 1);
    let machine: Uuid = camera.parse().expect("an id");
    let machine = chen.get::<Equipment>(EquipmentId::new(machine)).expect("there");
    assert!(machine.codes.contains("FJ-0001") && machine.parent.is_some());

    repaired_on_site(&chen, job);
    chen.sync().await;
    closed_by(&mut desk, job).await;
    chen.sync().await;
    let known = chen.get::<Job>(job).expect("there");
    assert_eq!((known.status(), known.open_flags().count()), (Status::Closed, 0), "{:?}", known.flags);
    drop(hub);
    fettle(data, &["verify"], "");
}
