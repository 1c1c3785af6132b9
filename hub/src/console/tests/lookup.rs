//! The short list that forms ask while somebody types.

use super::browser::Browser;
use crate::testing::TestHub;
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;
use serde_json::Value;

/// What is offered: the id, and what is read.
async fn offered(browser: &mut Browser, kind: &str, typed: &str) -> Vec<(String, String)> {
    let answer = browser.get(&format!("/lookup?kind={kind}&q={typed}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let hits: Vec<Value> = serde_json::from_str(&answer.body).expect("a list");
    let text = |hit: &Value, name: &str| hit[name].as_str().expect("a text").to_owned();
    hits.iter().map(|hit| (text(hit, "id"), format!("{} / {}", text(hit, "name"), text(hit, "about")))).collect()
}

#[tokio::test]
async fn people_are_found_by_their_initials_and_none_of_a_centre_out_of_reach() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let line = |id: PersonId, text: &str| (id.to_string(), text.to_owned());
    let (own, there) = (line(company.engineer, "张工 / 北京"), line(company.stranger, "周工 / 上海"));
    let mut desk = Browser::of(&hub, "desk").await;
    for typed in ["zg", "zhang", "%E5%BC%A0%E5%B7%A5"] {
        assert_eq!(offered(&mut desk, "person", typed).await, std::slice::from_ref(&own), "{typed}");
    }
    assert_eq!(offered(&mut desk, "person", "zhougong").await, [], "another centre's");
    let mut stranger = Browser::of(&hub, "stranger").await;
    assert_eq!(offered(&mut stranger, "person", "zg").await, std::slice::from_ref(&there));
    let mut admin = Browser::of(&hub, "admin").await;
    let mut all = offered(&mut admin, "person", "zg").await;
    all.sort();
    let mut both = [own.clone(), there];
    both.sort();
    assert_eq!(all, both, "head office reaches every centre");
    // Head office stands in every centre's list; the hub itself, who is nobody, in none.
    assert_eq!(offered(&mut desk, "person", "gly").await, [line(company.admin, "管理员 / Head office")]);
    let system = hub.hub.ledger.system().to_string();
    assert!(offered(&mut admin, "person", "system").await.iter().all(|(id, _)| *id != system));
    assert_eq!(offered(&mut desk, "person", "").await, [], "nothing was typed");

    // Who left stands behind who is at work, however new the record is.
    let left = PersonId::new(hub.fresh());
    let name = fettle_core::domain::values::Bilingual::new("章干", "Zhang Gan");
    let (roles, centre) = (Roles::from([Role::Engineer]), Some(company.centre));
    let subject = || Subject::from(left);
    let drafts = vec![
        Draft::new(subject(), &PersonEvent::Registered { name, roles, centre, language: Lang::Zh }),
        Draft::new(subject(), &PersonEvent::Deactivated { reason: "moved".into() }),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let found = offered(&mut desk, "person", "zg").await;
    assert_eq!(found, [own, line(left, "Zhang Gan / 北京 · left")]);
    assert_eq!(desk.get("/lookup?kind=event&q=x").await.status, 400);
}
