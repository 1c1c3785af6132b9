//! The worklist: what does not fit stands on it for those who may see it, and is settled there by those who may.

use super::browser::{Browser, hidden};
use crate::access::person_subject;
use crate::testing::TestHub;
use crate::testing::{Company, parts};
use crate::tests::phone::Phone;
use fettle_core::domain::any::{AnyFolded, FLAGS, KINDS};
use fettle_core::domain::checks::{Answer, CheckEvent, CheckStart, ChecklistEvent, Slot, Value, shipped};
use fettle_core::domain::company::company_subject;
use fettle_core::domain::jobs::JobField;
use fettle_core::domain::jobs::{Job, JobEvent};
use fettle_core::domain::parts::{Movement, StockKey};
use fettle_core::domain::people::{PersonEvent, Role, Roles};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{Draft, Event, PersonId, Subject};
use fettle_core::text::Lang;
use std::collections::BTreeMap;
use uuid::Uuid;

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
    assert!(page.body.contains(&number) && page.body.contains("李客服") && page.body.contains("Manager, Service desk"));
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
        answer: Answer::given(Value::Text(text.into()), "", Vec::new()),
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

/// Phones of everyone in the shared table, and the names that it uses.
struct Table {
    events: serde_json::Value,
    phones: BTreeMap<&'static str, Phone>,
    names: Vec<(&'static str, String)>,
}

impl Table {
    async fn of(hub: &TestHub, company: &Company) -> Self {
        let text = include_str!("../../../../core/testdata/worklist/points.json");
        let mut phones = BTreeMap::new();
        // What only administrators write is written concurrently by two of them.
        let deputy = PersonId::new(hub.fresh());
        let (name, roles) = (Bilingual::same("代管理员"), Roles::from([Role::Administrator]));
        let registered = PersonEvent::Registered { name, roles, centre: None, language: Lang::Zh };
        hub.record(hub.hub.ledger.system(), vec![Draft::new(person_subject(deputy), &registered)]).await;
        for (role, person) in [
            ("engineer", company.engineer),
            ("colleague", company.colleague),
            ("desk", company.desk),
            ("manager", company.manager),
            ("keeper", company.keeper),
            ("admin", company.admin),
            ("deputy", deputy),
        ] {
            phones.insert(role, Phone::enrolled(hub, person).await);
        }
        let kit = parts::store(hub, company).await;
        let job = hub.job(company, vec![company.engineer]).await;
        let other = hub.job(company, vec![company.engineer]).await;
        let names = vec![
            ("$job", job.to_string()),
            ("$other_job", other.to_string()),
            ("$list", shipped()[0].id().to_string()),
            ("$card", kit.board.to_string()),
            ("$place", kit.store.to_string()),
            ("$bag", kit.bag.to_string()),
            ("$other_place", kit.quarantine.to_string()),
            ("$centre", company.centre.to_string()),
            ("$customer", company.customer.to_string()),
            ("$site", company.site.to_string()),
            ("$engineer", company.engineer.to_string()),
            ("$manager", company.manager.to_string()),
        ];
        Self { events: serde_json::from_str(text).expect("the table"), phones, names }
    }
    /// Its events about `subject`, each written by somebody who saw none of the others.
    async fn send(&mut self, hub: &TestHub, subject: &Subject, events: &serde_json::Value) {
        for event in events.as_array().expect("events") {
            let mut body = event["data"].to_string();
            for (name, id) in &self.names {
                body = body.replace(&format!("\"{name}\""), &format!("\"{id}\""));
            }
            let kind = event["type"].as_str().expect("a type").to_owned();
            let draft = Draft { subject: subject.clone(), kind, version: 1, body, blobs: Vec::new() };
            let phone = self.phones.get_mut(event["by"].as_str().expect("a role")).expect("a phone");
            let written: Event = phone.write(hub, &draft);
            let receipts = phone.push(&[written]).await;
            assert_eq!(receipts[0].quarantined, None, "{draft:?}");
        }
    }
}

/// Each kind that can carry a flag, each field of a job that can be written concurrently and each kind of master data, as the types name them: on the
/// list with the name of its record before who may settle it, and gone from it once it is settled there.
#[tokio::test]
async fn a_flag_and_a_conflict_of_every_kind_are_listed_and_settled() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut table = Table::of(&hub, &company).await;
    let (mut manager, mut admin) = (Browser::of(&hub, "manager").await, Browser::of(&hub, "admin").await);
    let mut engineer = Browser::of(&hub, "engineer").await;
    let events = table.events.clone();
    let flagged = FLAGS.iter().filter(|(_, codes)| !codes.is_empty());
    let flagged = flagged.map(|(kind, _)| (*kind, &events["flags"][*kind], false));
    let conflicting = JobField::ALL.iter().map(|field| ("job", &events["fields"][field.code()], false));
    let kept = KINDS.iter().filter(|kind| AnyFolded::new(kind).written().is_some());
    let kept = kept.map(|kind| (*kind, &events["kept"][*kind], true));
    let mut made: BTreeMap<&str, Uuid> = BTreeMap::new();
    for (kind, events, kept) in flagged.chain(conflicting).chain([("check", &events["item"], false)]).chain(kept) {
        assert!(events.is_array(), "no case for a {kind}");
        let subject = match kind {
            "job" => Subject::new(kind, hub.job(&company, vec![company.engineer]).await.uuid()),
            "company" => company_subject(),
            // A price has the id of what it is the price of.
            "contract_price" | "card_price" => Subject::new(kind, made[kind.trim_end_matches("_price")]),
            "account" | "skills" => Subject::new(kind, made["person"]),
            _ => Subject::new(kind, hub.fresh()),
        };
        made.insert(kind, subject.id());
        table.send(&hub, &subject, events).await;
        // Who looks after master data settles all of it, a manager everything else.
        let settler = if kept { &mut admin } else { &mut manager };
        if kept {
            let read = engineer.get("/worklist").await.body;
            assert!(!read.contains("name=\"point\""), "no engineer decides about a {kind}: {read}");
        }
        let page = settler.get("/worklist").await.body;
        assert!(page.contains("name=\"point\""), "{kind} {events}: {page}");
        let record = page.split("data-name=\"Record\">").nth(1).and_then(|rest| rest.split("</td>").next());
        let record = record.unwrap_or_else(|| panic!("{page}"));
        // A record without a name would stand there as its kind, with a link to it or without.
        let nameless = record.ends_with(kind) || record.contains(&format!(">{kind}<"));
        assert!(!record.is_empty() && !record.contains("></a>") && !nameless, "{kind}: {record}");
        let point = hidden(&page, "point").expect("a point");
        let values: Vec<&str> = page.split("name=\"chosen\" value=\"").skip(1).collect();
        assert!(!kept || values.len() == 2, "both values of a {kind} stand beside each other: {page}");
        let value = values.first().and_then(|rest| rest.split('"').next());
        let how = value.map_or(("decision", "looked into it"), |event| ("chosen", event));
        let fields = [("subject", &*subject.to_string()), ("point", &*point), how];
        let settled = settler.post("/worklist", &fields).await;
        assert_eq!(settled.status, 303, "{kind} {point}: {}", settled.body);
        let page = settler.get("/worklist").await.body;
        assert!(page.contains("Nothing waits for a decision."), "{kind} {point}: {page}");
    }
}

/// The serial number of a piece becomes known later: who recorded it says it, and so does who keeps the store; nobody else.
#[tokio::test]
async fn a_piece_without_a_serial_number_gets_it_from_who_has_it() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut table = Table::of(&hub, &company).await;
    let subject = Subject::new("movement", hub.fresh());
    let events = table.events["flags"]["movement"].clone();
    table.send(&hub, &subject, &events).await;
    let mut engineer = Browser::of(&hub, "engineer").await;
    assert!(!engineer.get("/worklist").await.body.contains("name=\"serial\""));
    let mut keeper = Browser::of(&hub, "keeper").await;
    let page = keeper.get("/worklist").await.body;
    assert!(page.contains("name=\"serial\"") && page.contains("name=\"decision\""), "{page}");
    let point = hidden(&page, "point").expect("a point");
    let named = subject.to_string();
    let say = |serial| [("subject", &*named), ("point", &*point), ("serial", serial)];
    assert_eq!(engineer.post("/worklist", &say("S-1")).await.status, 422);
    let empty = keeper.post("/worklist", &say(" ")).await;
    assert!(empty.status == 422 && empty.body.contains("Please say the serial number"), "{}", empty.body);
    assert_eq!(keeper.post("/worklist", &say("S-1")).await.status, 303);
    let late = keeper.post("/worklist", &say("S-2")).await;
    assert!(late.status == 422 && late.body.contains("S-2") == late.body.contains("name=\"serial\""), "{}", late.body);
    let moved = hub.hub.ledger.get::<Movement>(subject.id()).await.expect("read").expect("there").state;
    assert_eq!((moved.serial(), moved.flags.len()), (Some("S-1"), 0));
    let place = moved.details.as_ref().and_then(|details| details.to).expect("a place");
    let lines = hub.hub.ledger.stock_at(place).await.expect("read");
    let there: Vec<&StockKey> = lines.iter().filter(|line| line.quantity > 0).map(|line| &line.key).collect();
    assert!(
        there.iter().any(|key| key.serial.as_deref() == Some("S-1")) && !there.iter().any(|key| key.serial.is_none())
    );

    // An engineer says the number of what went into the own bag, whoever recorded it.
    let bag = table.names.iter().find(|(name, _)| *name == "$bag").map(|(_, id)| id.clone());
    let into = Subject::new("movement", hub.fresh());
    let text = events.to_string().replace("\"$place\"", &format!("\"{}\"", bag.expect("a bag")));
    table.send(&hub, &into, &serde_json::from_str(&text).expect("events")).await;
    let page = engineer.get("/worklist").await.body;
    assert!(page.contains("name=\"serial\"") && !page.contains("name=\"decision\""), "{page}");
    let point = hidden(&page, "point").expect("a point");
    let fields = [("subject", &*into.to_string()), ("point", &*point), ("serial", "S-7")];
    assert_eq!(engineer.post("/worklist", &fields).await.status, 303);
}
