//! Skills and certificates: kept by who leads, shown where somebody is assigned, asked for before they end, and nobody else's to read.

use super::browser::Browser;
use super::kept::{state, wrong};
use crate::testing::{Company, PASSWORD, TestHub};
use crate::tests::phone::Phone;
use crate::verify::tests::full;
use chrono::{DateTime, Days, NaiveDate, Utc};
use fettle_core::domain::people::{Skill, Skills, SkillsEvent};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, PersonId, Subject};

const DAY: u64 = 24 * 60 * 60 * 1000;

async fn hub() -> (TestHub, Company) {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    (hub, company)
}

fn subject(person: PersonId) -> Subject {
    Subject::new("skills", person.uuid())
}

fn today(hub: &TestHub) -> NaiveDate {
    let now: DateTime<Utc> = time(hub.hub.clock.now_ms());
    now.with_timezone(&fettle_core::domain::sites::zone("")).date_naive()
}

#[tokio::test]
async fn a_manager_keeps_the_certificates_of_the_own_centre_and_they_stand_beside_the_name() {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.colleague]).await;
    let mut manager = Browser::of(&hub, "manager").await;
    let person = format!("/people/{}", company.engineer);
    // A manager finds the own people, and nothing of how they sign in.
    let list = manager.get("/people").await;
    assert!(list.status == 200 && list.body.contains(&person) && !list.body.contains("Login name"), "{}", list.body);
    let stranger = format!("/people/{}", company.stranger);
    assert!(!list.body.contains(&stranger) && !list.body.contains("/people/new"));
    let page = manager.get(&person).await.body;
    assert!(page.contains("No skill or certificate is on record.") && !page.contains("Login name"), "{page}");
    assert!(!page.contains("/devices/enrol") && !page.contains(&format!("{person}/change")), "{page}");
    for path in [&stranger, &format!("{stranger}/skills/new")] {
        assert_eq!(manager.get(path).await.status, 404, "{path}: another centre's");
    }
    let new = format!("{person}/skills/new");
    assert_eq!(manager.get(&new).await.status, 200);
    assert_eq!(wrong(&manager.post(&new, &[("name", " "), ("level", "高级")]).await), "Please give a name.");
    let late = [("name", "高压电工证"), ("until", "some day")];
    assert_eq!(manager.post(&new, &late).await.status, 422);
    let licence = [("name", "高压电工证"), ("level", "高级"), ("number", "T-1"), ("until", "2099-06-30")];
    let command = uuid::Uuid::now_v7().to_string();
    for _ in 0..2 {
        assert_eq!(manager.post_as(&command, &new, &licence).await.location, format!("{person}?done=1"));
    }
    manager.get(&new).await;
    let twice = wrong(&manager.post(&new, &[("name", "高压电工证")]).await);
    assert_eq!(twice, "高压电工证 stands there already. Change it instead.");

    let page = manager.get(&person).await.body;
    assert!(page.contains("高压电工证 (高级)") && page.contains("T-1 · until 2099-06-30"), "{page}");
    assert!(page.contains("Skill or certificate said") && page.contains("王经理"), "who said it: {page}");
    let mut desk = Browser::of(&hub, "desk").await;
    let assign = desk.get(&format!("/jobs/{job}")).await.body;
    assert!(assign.contains("张工 · 高压电工证 (高级)"), "{assign}");
    for path in [&new, &format!("{person}/skills/{command}")] {
        assert_eq!((desk.get(path).await.status, desk.post(path, &[]).await.status), (403, 403), "{path}");
    }

    // One that is renewed says from which day to which.
    let one = format!("{person}/skills/{command}");
    manager.get(&one).await;
    let renewed = [("name", "高压电工证"), ("level", "高级"), ("number", "T-2"), ("until", "2030-06-30")];
    assert_eq!(manager.post(&one, &renewed).await.status, 303);
    let skills: Skills = state(&hub, company.engineer.uuid()).await;
    assert_eq!(skills.all.len(), 1);
    let page = manager.get(&person).await.body;
    assert!(page.contains("<del>高压电工证 (高级), T-1, 2099-06-30</del>"), "{page}");
    // Two at one certificate: both values wait on the worklist of who may choose.
    let mut admin = Browser::of(&hub, "admin").await;
    admin.get(&one).await;
    manager.get(&one).await;
    assert_eq!(admin.post(&one, &[("name", "高压电工证"), ("until", "2031-06-30")]).await.status, 303);
    assert_eq!(manager.post(&one, &[("name", "高压电工证"), ("until", "2032-06-30")]).await.status, 303);
    let list = manager.get("/worklist").await.body;
    assert!(
        list.contains("Skill or certificate: two people entered different values") && list.contains("2031-06-30"),
        "{list}"
    );
    assert!(list.contains(&format!("href=\"{person}\"")) && list.contains("张工"), "{list}");
    let first = list.split("name=\"chosen\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let (about, point) = (subject(company.engineer).to_string(), format!("kept/skill.{command}"));
    let choose = [("subject", about.as_str()), ("point", &point), ("chosen", first.expect("a value"))];
    assert_eq!(manager.post("/worklist", &choose).await.status, 303);
    assert!(!manager.get("/worklist").await.body.contains("two people entered"));

    manager.get(&person).await;
    let remove = format!("{one}/remove");
    for _ in 0..2 {
        assert_eq!(manager.post(&remove, &[]).await.status, 303);
    }
    let skills: Skills = state(&hub, company.engineer.uuid()).await;
    assert!(skills.all.is_empty());
    assert_eq!(manager.get(&one).await.status, 404);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn who_leads_is_told_thirty_days_before_a_certificate_ends_and_of_who_left_nobody_is() {
    let (hub, company) = hub().await;
    let ledger = &hub.hub.ledger;
    let until = today(&hub).checked_add_days(Days::new(31)).expect("a day");
    let certificate = |name: &str| {
        let details = Skill { name: name.into(), until: Some(until), ..Skill::default() };
        SkillsEvent::Set { skill: hub.fresh().into(), details }
    };
    let drafts = [(company.engineer, "高压电工证"), (company.colleague, "焊工证")]
        .map(|(person, name)| Draft::new(subject(person), &certificate(name)));
    hub.record(company.manager, drafts.into()).await;
    assert_eq!(ledger.run_dues().await.expect("ran").done, 0, "more than thirty days");
    assert!(!Browser::of(&hub, "manager").await.get("/worklist").await.body.contains("Certificate ends"));
    // Who left needs none any more; nothing of it is left to do.
    let mut admin = Browser::of(&hub, "admin").await;
    admin.get("/people").await;
    let leave = format!("/people/{}/deactivate", company.colleague);
    let gone = [("reason", "moved away"), ("own_password", PASSWORD)];
    assert_eq!(admin.post(&leave, &gone).await.status, 303);
    hub.advance(2 * DAY);
    assert_eq!(ledger.run_dues().await.expect("ran").done, 1);
    let skills: Skills = state(&hub, company.engineer.uuid()).await;
    assert_eq!(skills.overdue.iter().map(|told| told.told.clone()).collect::<Vec<_>>(), [vec![company.manager]]);
    let mut manager = Browser::of(&hub, "manager").await;
    let list = manager.get("/worklist").await.body;
    assert!(list.contains("Certificate ends (高压电工证)") && !list.contains("焊工证"), "{list}");
    assert!(list.contains(&format!("{until} 23:59")) && list.contains(&format!("/people/{}", company.engineer)));
    let page = manager.get(&format!("/people/{}", company.engineer)).await.body;
    assert!(page.contains("ends soon") && page.contains("Told that a certificate ends"), "{page}");
    // Renewed, it is asked for no more.
    let mut renewed = skills.all.clone();
    let (skill, mut details) = renewed.pop_first().expect("one");
    details.until = until.checked_add_days(Days::new(365));
    hub.record(company.manager, vec![Draft::new(subject(company.engineer), &SkillsEvent::Set { skill, details })])
        .await;
    assert!(!manager.get("/worklist").await.body.contains("Certificate ends"));
    // Who comes back needs the certificate again.
    admin = Browser::of(&hub, "admin").await;
    admin.get("/people").await;
    let back = format!("/people/{}/reactivate", company.colleague);
    assert_eq!(admin.post(&back, &[("own_password", PASSWORD)]).await.status, 303);
    assert!(manager.get("/worklist").await.body.contains("Certificate ends (焊工证)"));
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// The certificates of a centre's people are for its office: no colleague's phone has them, nor another centre's, and they go along to another centre.
#[tokio::test]
async fn certificates_reach_the_office_alone_and_go_along_to_another_centre() {
    let (hub, company) = hub().await;
    let details = Skill { name: "高压电工证".into(), number: "T-77".into(), ..Skill::default() };
    let set = SkillsEvent::Set { skill: hub.fresh().into(), details };
    hub.record(company.manager, vec![Draft::new(subject(company.engineer), &set)]).await;
    let mut phones = Vec::new();
    for person in [company.engineer, company.colleague, company.keeper, company.stranger, company.manager, company.desk]
    {
        phones.push(Phone::enrolled(&hub, person).await);
    }
    let mut have = Vec::new();
    for phone in &phones {
        have.push(serde_json::to_string(&phone.pull().await).expect("json").contains("T-77"));
    }
    assert_eq!(have, [false, false, false, false, true, true]);
    // A manager's phone may say it too, of the own centre's people alone.
    let office = &mut phones[4];
    let other = Skill { name: "焊工证".into(), ..Skill::default() };
    let set = SkillsEvent::Set { skill: hub.fresh().into(), details: other };
    let own = office.write(&hub, &Draft::new(subject(company.colleague), &set));
    let foreign = office.write(&hub, &Draft::new(subject(company.stranger), &set));
    let pushed = office.push(&[own, foreign]).await;
    let kept: Vec<Option<&str>> = pushed.iter().map(|receipt| receipt.quarantined.as_deref()).collect();
    assert_eq!(kept, [None, Some("out_of_scope")]);
    let engineer = &mut phones[0];
    let mine = engineer.write(&hub, &Draft::new(subject(company.engineer), &set));
    assert_eq!(engineer.push(&[mine]).await[0].quarantined.as_deref(), Some("not_allowed"));

    let mut admin = Browser::of(&hub, "admin").await;
    let change = format!("/people/{}/change", company.engineer);
    admin.get(&change).await;
    let there = company.other_centre.to_string();
    assert_eq!(admin.post(&change, &[("centre", &there)]).await.status, 303);
    let streams = hub.hub.ledger.streams_of(&subject(company.engineer)).await.expect("read");
    let streams: Vec<String> = streams.iter().map(ToString::to_string).collect();
    assert_eq!(streams, [format!("office/{there}")]);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
