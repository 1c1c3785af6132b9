//! A report corrected in the browser: what is refused stands at its field, two people at one form, and what the customer is entitled to.

use super::browser::Browser;
use super::kept::{only, points, refused, state, wrong};
use super::report::{camera, under_contract};
use super::signed::signed;
use crate::testing::{Company, TestHub};
use chrono_tz::Asia::Shanghai;
use fettle_core::domain::ids::{EquipmentId, JobId, SiteId};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::{Entitlement, JobKind};
use fettle_core::domain::local_time;
use fettle_core::domain::sites::{CustomerDetails, CustomerEvent, EquipmentEvent, SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Subject};

async fn hub() -> (TestHub, Company, Browser) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let desk = Browser::of(&hub, "desk").await;
    (hub, company, desk)
}

async fn job(hub: &TestHub, id: JobId) -> Job {
    state(hub, id.uuid()).await
}

/// The form as its page showed it.
struct Shown(Vec<(&'static str, String)>);

impl Shown {
    async fn of(hub: &TestHub, id: JobId) -> Self {
        let report = job(hub, id).await.report.expect("a report").what;
        let mut fields = vec![
            ("kind", report.kind.code().to_owned()),
            ("at", local_time::field(report.at, Shanghai)),
            ("caller", report.caller.name),
            ("title", report.caller.title),
            ("phone", report.caller.phone),
            ("company", report.company),
            ("product", report.product),
            ("symptom", report.symptom),
            ("site", report.site.to_string()),
            ("equipment_more", String::new()),
        ];
        fields.extend(report.equipment.iter().map(|id| ("equipment", id.to_string())));
        Self(fields)
    }
    /// With other values in some fields; an empty one is not sent where it is a box.
    fn with(&self, change: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        let mut all = self.0.clone();
        for (name, value) in change {
            all.retain(|(known, _)| known != name);
            all.push((name, (*value).to_owned()));
        }
        all.retain(|(name, value)| *name != "equipment" || !value.is_empty());
        all
    }
}

fn sent<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

#[tokio::test]
async fn what_was_reported_wrongly_is_corrected_and_what_is_refused_stands_at_its_field() {
    let (hub, company, mut desk) = hub().await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let (page, change) = (format!("/jobs/{id}"), format!("/jobs/{id}/change"));
    assert!(desk.get(&page).await.body.contains(&format!("href=\"{change}\"")));
    let form = desk.get(&change).await;
    assert!(
        form.status == 200 && form.body.contains("value=\"刘所\"") && form.body.contains("无图像"),
        "{}",
        form.body
    );
    let shown = Shown::of(&hub, id).await;
    for (name, value, says) in [
        ("caller", " ", "Please fill in who called."),
        ("symptom", "", "Please fill in the symptom."),
        ("at", "soon", "This is not a time."),
        ("at", "2199-01-01T08:00", "The time of the report is later than now."),
        ("kind", "mending", "This choice does not exist"),
        ("site", "no such place", "Nothing answers “no such place”."),
        ("equipment_more", "X-404", "Nothing answers “X-404”."),
    ] {
        let fields = shown.with(&[("product", "typed once"), (name, value)]);
        let answer = desk.post(&change, &sent(&fields)).await;
        assert!(wrong(&answer).starts_with(says), "{name}: {}", wrong(&answer));
        assert!(answer.body.contains("value=\"typed once\""), "{name}: {}", answer.body);
        let field = answer.body.split("class=\"wrong\"").next().expect("a part").rsplit("name=\"").next();
        assert!(field.is_some_and(|field| field.starts_with(name)), "{name}: {field:?}");
    }
    // Nothing was touched: nothing is recorded, though the form holds minutes and the record milliseconds.
    let before = hub.hub.ledger.newest();
    assert_eq!(desk.post(&change, &sent(&shown.0)).await.status, 303);
    assert_eq!(hub.hub.ledger.newest(), before);
    let lines = shown.with(&[("symptom", "花屏\r\n夜里黑屏"), ("phone", "010-2"), ("caller", "高所")]);
    assert_eq!(desk.post(&change, &sent(&lines)).await.location, format!("{page}?done=1"));
    let report = job(&hub, id).await.report.expect("a report").what;
    assert_eq!((report.symptom.as_str(), report.caller.phone.as_str()), ("花屏\n夜里黑屏", "010-2"));
    let body = desk.get(&page).await.body;
    for said in ["Report corrected", "Caller: 刘所 → 高所", "Caller’s phone: 010-1 → 010-2", "Symptom: 无图像 → 花屏"]
    {
        assert!(body.contains(said), "{said}: {body}");
    }
    // The list and the search say it too.
    assert!(desk.get("/jobs?q=夜里黑屏").await.body.contains(&page));
    only(&hub, &change, &["manager", "desk"]).await;
}

#[tokio::test]
async fn two_people_on_the_form_of_one_report_get_conflicts_field_by_field() {
    let (hub, company, mut desk) = hub().await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let (page, change) = (format!("/jobs/{id}"), format!("/jobs/{id}/change"));
    let mut manager = Browser::of(&hub, "manager").await;
    desk.get(&change).await;
    manager.get(&change).await;
    let shown = Shown::of(&hub, id).await;
    assert_eq!(desk.post(&change, &sent(&shown.with(&[("phone", "010-2")]))).await.status, 303);
    assert_eq!(manager.post(&change, &sent(&shown.with(&[("product", "球机")]))).await.status, 303);
    let now = job(&hub, id).await;
    let report = &now.report.as_ref().expect("a report").what;
    assert_eq!((report.caller.phone.as_str(), report.product.as_str()), ("010-2", "球机"), "both win");
    assert!(now.conflicts().is_empty());
    // From the page that showed neither number.
    assert_eq!(manager.post(&change, &sent(&shown.with(&[("phone", "010-3"), ("product", "球机")]))).await.status, 303);
    assert_eq!(points(&hub, id).await, ["field/phone"]);
    let body = desk.get(&page).await.body;
    assert!(body.contains("Caller’s phone") && body.contains("010-2") && body.contains("010-3"), "{body}");
    let first = job(&hub, id).await.written.writes("phone")[0].event.to_string();
    let chosen = [("field", "phone"), ("chosen", first.as_str())];
    assert_eq!(desk.post(&format!("{page}/conflict"), &chosen).await.status, 303);
    let now = job(&hub, id).await;
    assert_eq!(now.report.expect("a report").what.caller.phone, "010-2");
    assert!(points(&hub, id).await.is_empty());
    assert!(desk.get(&page).await.body.contains("Caller’s phone: 010-3 → 010-2"));
}

#[tokio::test]
async fn what_the_customer_is_entitled_to_is_asked_again_and_after_judgement_a_person_decides() {
    let (hub, company, mut desk) = hub().await;
    let elsewhere: SiteId = hub.fresh().into();
    let other = SiteEvent::Registered {
        details: SiteDetails::new(company.customer, company.centre, Bilingual::same("East gate"), "Asia/Shanghai"),
    };
    hub.record(company.desk, vec![Draft::new(elsewhere.into(), &other)]).await;
    let there: EquipmentId = hub.fresh().into();
    let registered = EquipmentEvent::Registered { details: camera(elsewhere, "SN-9") };
    hub.record(company.desk, vec![Draft::new(there.into(), &registered)]).await;
    let (contract, machine) = under_contract(&hub, &company, vec![elsewhere]).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let change = format!("/jobs/{id}/change");
    assert!(desk.get(&change).await.body.contains(&format!("value=\"{machine}\"")), "machines of the site are offered");
    let shown = Shown::of(&hub, id).await;
    let machine = machine.to_string();
    assert_eq!(desk.post(&change, &sent(&shown.with(&[("equipment", &machine)]))).await.status, 303);
    let report = job(&hub, id).await.report.expect("a report").what;
    assert_eq!((report.contract, report.equipment.len()), (Some(contract), 1));
    assert_eq!(report.entitlement.map(|answered| answered.basis), Some(Entitlement::InContract));
    assert!(desk.get(&format!("/jobs/{id}")).await.body.contains("Contract HT-77 covers this service"));

    // To another site of the customer, found by its name; what stood at the old one has to be taken out.
    desk.get(&change).await;
    let shown = Shown::of(&hub, id).await;
    let moved = shown.with(&[("site", "East gate")]);
    assert_eq!(wrong(&desk.post(&change, &sent(&moved)).await), "The machine SN-1 is not at this site.");
    let moved = shown.with(&[("site", "East gate"), ("equipment", ""), ("equipment_more", "SN-9")]);
    assert_eq!(desk.post(&change, &sent(&moved)).await.status, 303);
    let now = job(&hub, id).await;
    assert_eq!((now.site(), now.equipment(), now.contract()), (Some(elsewhere), vec![there], Some(contract)));
    let body = desk.get(&format!("/jobs/{id}")).await.body;
    assert!(body.contains("→ East gate") && body.contains("→ Camera SN-9 SN-9"), "{body}");

    // Once it was judged, people were promised something: nothing of that changes without a word.
    let judged = [("class", "hardware"), ("level", "2")];
    assert_eq!(desk.post(&format!("/jobs/{id}/judge"), &judged).await.status, 303);
    desk.get(&change).await;
    let shown = Shown::of(&hub, id).await;
    let trained = shown.with(&[("kind", "training")]);
    let asked = desk.post(&change, &sent(&trained)).await;
    assert!(wrong(&asked).starts_with("With this correction the customer"), "{asked:?}");
    assert!(
        asked.body.contains("On record: Under contract (free)") && asked.body.contains("Chargeable"),
        "{}",
        asked.body
    );
    let kept = shown.with(&[("kind", "training"), ("entitled", "keep")]);
    assert_eq!(desk.post(&change, &sent(&kept)).await.status, 303);
    let now = job(&hub, id).await;
    assert_eq!((now.kind(), now.contract(), now.level()), (Some(JobKind::Training), Some(contract), Some(2)));
    desk.get(&change).await;
    let anew = shown.with(&[("kind", "installation"), ("entitled", "anew")]);
    assert_eq!(desk.post(&change, &sent(&anew)).await.status, 303);
    let now = job(&hub, id).await;
    assert_eq!((now.kind(), now.level()), (Some(JobKind::Installation), Some(2)));
    let answered = now.report.expect("a report").what.entitlement.expect("answered");
    assert_eq!(answered.basis, Entitlement::Chargeable);

    // Another customer's site is none of this job's.
    let (stranger, theirs) = (Subject::new("customer", hub.fresh()), Subject::new("site", hub.fresh()));
    let (name, centre) = (Bilingual::same("Harbour"), Some(company.centre));
    let details = CustomerDetails { name, centre, ..CustomerDetails::default() };
    let site = SiteDetails::new(stranger.id().into(), company.centre, Bilingual::same("Pier"), "Asia/Shanghai");
    let drafts = vec![
        Draft::new(stranger, &CustomerEvent::Registered { details }),
        Draft::new(theirs, &SiteEvent::Registered { details: site }),
    ];
    hub.record(company.desk, drafts).await;
    desk.get(&change).await;
    let shown = Shown::of(&hub, id).await;
    let pier = shown.with(&[("site", "Pier")]);
    assert!(wrong(&desk.post(&change, &sent(&pier)).await).starts_with("This site is another customer’s."));
}

#[tokio::test]
async fn once_signed_the_sheet_is_amended_first() {
    let (hub, company, mut desk) = hub().await;
    let id = signed(&hub, &company).await;
    let (page, change) = (format!("/jobs/{id}"), format!("/jobs/{id}/change"));
    let body = desk.get(&page).await.body;
    assert!(!body.contains(&change) && body.contains(&format!("{page}/amend")), "{body}");
    desk.get(&change).await;
    let shown = Shown::of(&hub, id).await;
    let other = shown.with(&[("symptom", "花屏")]);
    assert!(refused(&desk.post(&change, &sent(&other)).await).starts_with("The service report is already signed"));
    desk.get(&page).await;
    assert_eq!(desk.post(&format!("{page}/amend"), &[("reason", " ")]).await.status, 422);
    assert_eq!(desk.post(&format!("{page}/amend"), &[("reason", "another symptom")]).await.status, 303);
    assert_eq!(job(&hub, id).await.revision(), 1);
    let body = desk.get(&page).await.body;
    assert!(body.contains(&change) && !body.contains(&format!("{page}/amend")), "{body}");
    desk.get(&change).await;
    assert_eq!(desk.post(&change, &sent(&other)).await.status, 303);
    let now = job(&hub, id).await;
    assert_eq!(now.report.as_ref().expect("a report").what.symptom, "花屏");
    assert!(now.sheets().all(|sheet| sheet.document.sheet().expect("a sheet").symptom == "无图像"), "signed as it was");
}
