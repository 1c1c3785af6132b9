//! The worklist: what does not fit stands on it for those who may see it, and is settled there by those who may.

use super::browser::Browser;
use crate::testing::TestHub;
use crate::tests::phone::Phone;
use fettle_core::domain::checks::{Answer, CheckEvent, CheckStart, ChecklistEvent, Slot, Value, shipped};
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::kernel::{Draft, Subject};

#[tokio::test]
async fn a_conflict_and_a_flag_stand_on_the_list_and_are_settled_there() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer]).await;
    let path = format!("/jobs/{id}");
    let (mut desk, mut manager) = (Browser::of(&hub, "desk").await, Browser::of(&hub, "manager").await);
    desk.get(&path).await;
    manager.get(&path).await;
    for (browser, level) in [(&mut desk, "1"), (&mut manager, "3")] {
        let judged = browser.post(&format!("{path}/judge"), &[("class", "hardware"), ("level", level)]).await;
        assert_eq!(judged.status, 303);
    }
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let left =
        phone.write(&hub, &Draft::new(id.into(), &JobEvent::Left(serde_json::from_str("{}").expect("a departure"))));
    phone.push(&[left]).await;

    let number = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state.number().to_owned();
    let page = desk.get("/worklist").await;
    assert_eq!(page.status, 200);
    assert_eq!(page.body.matches("name=\"point\"").count(), 2, "{}", page.body);
    assert!(
        page.body.contains(&number) && page.body.contains("李客服") && page.body.contains("Manager, Customer service")
    );
    // Who may see the job and not decide reads it, another centre does not.
    let mut engineer = Browser::of(&hub, "engineer").await;
    let read = engineer.get("/worklist").await.body;
    assert!(read.contains(&number) && !read.contains("name=\"point\""), "{read}");
    let mut stranger = Browser::of(&hub, "stranger").await;
    assert!(!stranger.get("/worklist").await.body.contains(&number));

    let state = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state;
    let chosen =
        state.judgement.writes().iter().find(|write| write.value.level == 1).expect("level 1").event.to_string();
    let subject = format!("job/{id}");
    let choose = [("subject", subject.as_str()), ("point", "field/judgement"), ("chosen", chosen.as_str())];
    assert_eq!(stranger.post("/worklist", &choose).await.status, 404);
    let refused = engineer.post("/worklist", &choose).await;
    assert!(refused.status == 422 && refused.body.contains("Your role does not allow this."), "{}", refused.body);
    assert_eq!(desk.post("/worklist", &choose).await.status, 303);

    let flag = state.open_flags().next().expect("a flag").clone();
    let point = format!("flag/{}/{}", flag.code, flag.event);
    let settle = |decision| [("subject", subject.as_str()), ("point", point.as_str()), ("decision", decision)];
    assert_eq!(desk.post("/worklist", &settle("")).await.status, 422);
    assert_eq!(desk.post("/worklist", &settle("told him")).await.status, 303);
    // A colleague who looked at the list before is told that it is settled, and what was typed stays.
    let late = manager.post("/worklist", &settle("mine too")).await;
    assert_eq!(late.status, 422, "{}", late.body);
    let page = desk.get("/worklist").await.body;
    assert!(page.contains("Nothing waits for a decision."), "{page}");
    let state = hub.hub.ledger.get::<Job>(id.uuid()).await.expect("read").expect("there").state;
    assert_eq!((state.open_flags().count(), state.conflicts().len(), state.level()), (0, 0, Some(1)));
}

#[tokio::test]
async fn two_answers_to_one_item_are_settled_by_choosing_one() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let id = hub.job(&company, vec![company.engineer, company.colleague]).await;
    let list = shipped().iter().find(|list| list.items.iter().any(|item| !item.id.is_empty())).expect("a list");
    let item = list.items.iter().find(|item| item.repeat_for.is_none()).expect("an item that does not repeat");
    let published = Draft::new(Subject::new("checklist", list.id().uuid()), &ChecklistEvent::Published(list.clone()));
    hub.record(hub.hub.ledger.system(), vec![published]).await;
    let check = Subject::new("check", hub.fresh());
    let start = CheckStart { job: id, checklist: list.id(), code: list.code.clone(), equipment: Vec::new() };
    let answer = |text: &str| CheckEvent::Answered {
        slot: Slot::of(&item.id),
        answer: Answer { value: Value::Text(text.into()), remark: String::new(), photos: Vec::new() },
    };
    let mut one = Phone::enrolled(&hub, company.engineer).await;
    let mut two = Phone::enrolled(&hub, company.colleague).await;
    let begun = one.write(&hub, &Draft::new(check.clone(), &CheckEvent::Started(start)));
    let first = one.write(&hub, &Draft::new(check.clone(), &answer("left")));
    one.push(&[begun, first.clone()]).await;
    let second = two.write(&hub, &Draft::new(check.clone(), &answer("right")));
    two.push(&[second]).await;
    let mut desk = Browser::of(&hub, "desk").await;
    let page = desk.get("/worklist").await.body;
    assert!(page.contains(item.label.in_lang(fettle_core::text::Lang::En)) && page.contains("left · 张工"), "{page}");
    let (subject, point) = (check.to_string(), format!("item/{}", item.id));
    let chosen = first.header().id.to_string();
    let choose = [("subject", subject.as_str()), ("point", point.as_str()), ("chosen", chosen.as_str())];
    assert_eq!(desk.post("/worklist", &choose).await.status, 303);
    let state =
        hub.hub.ledger.get::<fettle_core::domain::checks::Check>(check.id()).await.expect("read").expect("there");
    assert_eq!(state.state.conflicts().count(), 0);
    let stands = state.state.answer(&Slot::of(&item.id)).expect("an answer").value.text();
    assert_eq!(stands, "left");
}

#[tokio::test]
async fn a_long_list_comes_by_pages_and_nothing_twice() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut wanted = std::collections::BTreeSet::new();
    for n in 0..61 {
        let id = hub.job(&company, vec![company.engineer]).await;
        // Reported a second time with another number: a flag.
        let reported = hub.report(&company, id, format!("other-{n}"));
        hub.record(company.desk, vec![reported]).await;
        wanted.insert(format!("job/{id}"));
    }
    let mut desk = Browser::of(&hub, "desk").await;
    let (mut next, mut seen, mut pages) = ("/worklist".to_owned(), Vec::new(), 0);
    loop {
        let body = desk.get(&next).await.body;
        pages += 1;
        let subjects = body.split("name=\"subject\" value=\"").skip(1);
        seen.extend(subjects.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()));
        let Some(rest) = body.split("rel=\"next\" href=\"").nth(1) else { break };
        next = rest.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
    }
    assert_eq!((pages, seen.len()), (2, 61), "{seen:?}");
    assert_eq!(seen.into_iter().collect::<std::collections::BTreeSet<_>>(), wanted);
}
