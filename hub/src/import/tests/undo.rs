//! A batch is its person's, and is taken back once: what it brought ends, what it changed is as before, what others wrote or use stays.

use super::whole::{changes_nothing, count, ended, imported, looked};
use super::*;
use crate::import::batch::{self, Batch, State};
use crate::import::undo::{self, Count, Stage, Undo};
use crate::sql;
use crate::testing::TestHub;
use fettle_core::domain::jobs::sheet::{Channel, ContactPart, JobKind};
use fettle_core::domain::jobs::{JobEvent, Report};
use fettle_core::domain::people::{Person, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{Contract, Customer, CustomerChange, CustomerEvent, Equipment, Site};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, Draft, PersonId, Subject};
use std::time::Duration;

/// Somebody with this role.
pub(super) async fn somebody(hub: &TestHub, role: Role) -> PersonId {
    let id: PersonId = hub.fresh().into();
    let name = Bilingual::new("王管", "Wang");
    let body = PersonEvent::Registered { name, roles: Roles::from([role]), centre: None, language: Lang::En };
    hub.record(hub.hub.ledger.system(), vec![Draft::new(Subject::new(Person::KIND, id.uuid()), &body)]).await;
    id
}

/// A whole import by `by`.
pub(super) async fn brought(hub: &TestHub, by: PersonId, files: Files, wanted: Wanted) -> Batch {
    let id = batch::stage(&hub.hub, by, files).await.expect("staged");
    batch::begin(&hub.hub, id, wanted).await.expect("begun");
    ended(hub, id).await
}

/// What became of it, once that is known.
pub(super) async fn back(hub: &TestHub, id: Uuid) -> Undo {
    for _ in 0..6_000 {
        let under_way = hub.hub.imports.under_way().contains(&id);
        let undo = batch::get(&hub.hub, id).await.expect("read").expect("a batch").undo.expect("wanted");
        if !under_way {
            assert_eq!(undo.outcome, "");
            return undo;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it does not end");
}

async fn events(hub: &TestHub) -> i64 {
    sql::query_scalar("SELECT COUNT(*) FROM event").fetch_one(hub.hub.db().read()).await.expect("counted")
}

pub(super) async fn written(hub: &TestHub) -> Files {
    let out = tempfile::tempdir().unwrap();
    folder(&hub.hub, out.path()).await.expect("exported");
    read_folder(out.path()).unwrap()
}

#[tokio::test]
async fn a_batch_is_recorded_in_the_name_of_who_brought_it_with_that_person_s_rights() {
    let hub = TestHub::start().await;
    let (admin, engineer) = (somebody(&hub, Role::Administrator).await, somebody(&hub, Role::Engineer).await);
    let refused = brought(&hub, engineer, sample(), Wanted::default()).await;
    assert_eq!((refused.state, refused.outcome.as_str()), (State::Failed, "not_allowed"));
    assert_eq!(count::<Customer>(&hub).await, 0);
    let done = brought(&hub, admin, sample(), Wanted::default()).await;
    assert_eq!((done.state, done.outcome.as_str()), (State::Done, ""));
    for (id, _) in hub.hub.ledger.all::<Customer>().await.unwrap() {
        let events = hub.hub.ledger.events_of(&Subject::new(Customer::KIND, id)).await.unwrap();
        assert!(events.iter().all(|event| event.header().by == admin));
    }
    // By command it is the hub's.
    let more = Files::from([("customers.csv".to_owned(), "code,name_zh\nQ,七\n".into())]);
    crate::import::command::carry_out(&hub.hub, hub.fresh(), more, Wanted::default(), false).await.unwrap();
    let all = hub.hub.ledger.all::<Customer>().await.unwrap();
    let (id, _) = all.iter().find(|(_, customer)| customer.state.code == "Q").unwrap();
    let events = hub.hub.ledger.events_of(&Subject::new(Customer::KIND, *id)).await.unwrap();
    assert_eq!(events[0].header().by, hub.hub.ledger.system());
}

#[tokio::test]
async fn a_whole_company_that_nobody_used_is_taken_back_once_and_may_come_again() {
    let hub = TestHub::start().await;
    let admin = somebody(&hub, Role::Administrator).await;
    let batch = brought(&hub, admin, sample(), Wanted::default()).await;
    let before = events(&hub).await;
    undo::look(&hub.hub, batch.id, admin).await.expect("looked");
    let looked_at = back(&hub, batch.id).await;
    assert_eq!((looked_at.stage, events(&hub).await), (Stage::Looked, before), "nothing is recorded: {looked_at:?}");
    assert_eq!(looked_at.left, []);
    assert_eq!(looked_at.counts["equipment"], Count { ended: 234, ..Count::default() });
    undo::begin(&hub.hub, batch.id, admin).await.expect("begun");
    let done = back(&hub, batch.id).await;
    assert_eq!(done.stage, Stage::Done);
    assert_eq!((done.left.as_slice(), &done.counts), (&[][..], &looked_at.counts), "as it was shown");
    let after = events(&hub).await;
    assert!(after > before, "nothing is deleted");
    // Sent again it is done.
    undo::begin(&hub.hub, batch.id, admin).await.expect("done");
    batch::begin(&hub.hub, batch.id, Wanted::default()).await.expect("does not come in again");
    undo::look(&hub.hub, batch.id, admin).await.expect("done");
    assert_eq!((back(&hub, batch.id).await.stage, events(&hub).await), (Stage::Done, after));
    let machines = hub.hub.ledger.all::<Equipment>().await.unwrap();
    assert!(machines.len() == 234 && machines.iter().all(|(_, machine)| machine.state.retired.is_some()));
    assert!(hub.hub.ledger.all::<Customer>().await.unwrap().iter().all(|(_, c)| c.state.ended.is_some()));
    assert!(hub.hub.ledger.all::<Site>().await.unwrap().iter().all(|(_, site)| site.state.closed.is_some()));
    assert!(hub.hub.ledger.all::<Contract>().await.unwrap().iter().all(|(_, c)| c.state.ends == c.state.starts));
    for (name, bytes) in written(&hub).await {
        let rows = String::from_utf8(bytes).unwrap().lines().count();
        assert_eq!(rows, 1, "{name} has headings only");
    }
    // The same list takes it up again; nothing is there twice.
    let again = looked(&hub, sample()).await;
    assert_eq!((problems(&again), again.new_of("equipment"), again.new_of("customers")), (Vec::new(), 0, 0));
    assert!(again.differs.iter().any(|said| said.back && said.kind == "customers"));
    imported(&hub, sample(), Wanted { update: true, ..Wanted::default() }).await;
    assert_eq!((count::<Equipment>(&hub).await, count::<Customer>(&hub).await), (234, 3));
    let machines = hub.hub.ledger.all::<Equipment>().await.unwrap();
    assert!(machines.iter().all(|(_, machine)| machine.state.retired.is_none()));
    let mut rest = sample();
    // Who left is taken back at the console.
    for name in ["people.csv", "skills.csv", "places.csv", "stock.csv"] {
        rest.remove(name);
    }
    changes_nothing(&hub, rest).await;
}

#[tokio::test]
async fn what_others_wrote_or_use_stays_and_is_told_row_by_row() {
    let hub = TestHub::start().await;
    let (admin, desk) = (somebody(&hub, Role::Administrator).await, somebody(&hub, Role::Desk).await);
    let batch = brought(&hub, admin, sample(), Wanted::default()).await;
    let customers = hub.hub.ledger.all::<Customer>().await.unwrap();
    let by_code = |code: &str| customers.iter().find(|(_, c)| c.state.code == code).unwrap().0;
    let (changed, used) = (by_code("DIAN"), by_code("XIAO"));
    let change = CustomerChange { industry: Some("energy".into()), ..CustomerChange::default() };
    let subject = Subject::new(Customer::KIND, changed);
    hub.record(desk, vec![Draft::new(subject.clone(), &CustomerEvent::Changed { change })]).await;
    let sites = hub.hub.ledger.all::<Site>().await.unwrap();
    let (site, _) = sites.iter().find(|(_, s)| s.state.customer.map(|c| c.uuid()) == Some(used)).unwrap();
    let job = hub.fresh();
    let at = sites.iter().find(|(id, _)| id == site).unwrap().1.state.centre.unwrap();
    let reported = JobEvent::Reported(Report {
        number: "H0-1".into(),
        kind: JobKind::Repair,
        channel: Channel::Phone,
        caller: ContactPart { name: "刘所".into(), title: "所长".into(), phone: "010-1".into() },
        company: String::new(),
        product: "PTZ".into(),
        symptom: "无图像".into(),
        at: time(hub.hub.clock.now_ms()),
        centre: at,
        customer: used.into(),
        site: (*site).into(),
        contract: None,
        equipment: Vec::new(),
        entitlement: None,
        origin: None,
        photos: Vec::new(),
        follows: None,
    });
    hub.record(desk, vec![Draft::new(Subject::new("job", job), &reported)]).await;
    undo::begin(&hub.hub, batch.id, admin).await.expect("begun");
    let done = back(&hub, batch.id).await;
    let left = |kind: &str| -> Vec<(Uuid, &str)> {
        done.left.iter().filter(|l| l.subject.kind() == kind).map(|l| (l.subject.id(), l.code.as_str())).collect()
    };
    assert_eq!(left("site"), [(*site, "import_undo_used")]);
    let mut customers = [(changed, "import_undo_changed"), (used, "import_undo_used")];
    customers.sort();
    let mut told = left("customer");
    told.sort();
    assert_eq!(told, customers);
    assert_eq!(done.left.iter().find(|l| l.subject == subject).unwrap().by, Some(desk));
    assert_eq!(done.counts["customer"], Count { ended: 1, restored: 0, left: 2 });
    let state = hub.hub.ledger.get::<Customer>(changed).await.unwrap().unwrap().state;
    assert_eq!((state.ended, state.industry.as_str()), (None, "energy"));
    let state = hub.hub.ledger.get::<Site>(*site).await.unwrap().unwrap().state;
    assert_eq!(state.closed, None);
}

#[tokio::test]
async fn fields_that_an_import_changed_have_their_earlier_values_again() {
    let hub = TestHub::start().await;
    let admin = somebody(&hub, Role::Administrator).await;
    imported(&hub, sample(), Wanted::default()).await;
    let before = written(&hub).await;
    let mut files = sample();
    for (file, from, to) in [
        ("centres.csv", "华北", "北方"),
        ("people.csv", "13800000001", "13800000099"),
        ("contacts.csv", "13900000101", "13900000199"),
        ("customers.csv", "public_security", "police"),
        ("sites.csv", "示范区中心路1号", "示范区中心路2号"),
        ("contracts.csv", "2028-02-29,yes", "2029-02-28,yes"),
        ("equipment.csv", "2028-02-29", "2029-02-28"),
        ("contracts.csv", "36000000,CNY,验收后30日内付清", "39000000,CNY,两次付清"),
        ("cards.csv", "38000,CNY", "39000,CNY"),
        ("places.csv", "1-2-3-4", "1-2-3-5"),
    ] {
        let text = String::from_utf8(files[file].clone()).unwrap();
        assert!(text.contains(from), "{from} stands in {file}");
        files.insert(file.to_owned(), text.replacen(from, to, 1).into_bytes());
    }
    let batch = brought(&hub, admin, files, Wanted { update: true, ..Wanted::default() }).await;
    assert_eq!(batch.state, State::Done);
    assert_ne!(written(&hub).await, before);
    undo::begin(&hub.hub, batch.id, admin).await.expect("begun");
    let done = back(&hub, batch.id).await;
    assert_eq!((done.stage, done.left.as_slice()), (Stage::Done, &[][..]));
    assert_eq!(done.counts.values().map(|count| count.restored).sum::<usize>(), 9);
    for (name, bytes) in written(&hub).await {
        assert_eq!(String::from_utf8_lossy(&bytes), String::from_utf8_lossy(&before[&name]), "{name}");
    }
}

#[tokio::test]
async fn taking_back_that_was_broken_off_goes_on_and_takes_nothing_back_twice() {
    let hub = TestHub::start().await;
    let admin = somebody(&hub, Role::Administrator).await;
    let batch = brought(&hub, admin, sample(), Wanted::default()).await;
    undo::begin(&hub.hub, batch.id, admin).await.expect("begun");
    let whole = back(&hub, batch.id).await;
    let after = events(&hub).await;
    // As if the process had died before it noted that all was done.
    let sql = "UPDATE import_batch SET undo = replace(undo, '\"stage\":\"done\"', '\"stage\":\"begun\"')";
    sql::query(sql).execute(&mut *hub.hub.db().write().await.expect("free")).await.expect("noted");
    undo::begin(&hub.hub, batch.id, admin).await.expect("goes on");
    let again = back(&hub, batch.id).await;
    assert_eq!((again.stage, &again.counts), (Stage::Done, &whole.counts));
    assert_eq!(events(&hub).await, after);
}

#[tokio::test]
async fn what_a_command_brought_is_a_batch_and_is_taken_back_like_any_other() {
    let hub = TestHub::start().await;
    let admin = somebody(&hub, Role::Administrator).await;
    let id = hub.fresh();
    let (_, done) = crate::import::command::carry_out(&hub.hub, id, sample(), Wanted::default(), false).await.unwrap();
    assert!(done);
    // The same order once more, as after a kill before its answer: the record has all of it, and the batch is one.
    let again = crate::import::command::carry_out(&hub.hub, id, sample(), Wanted::default(), false).await.unwrap();
    assert!(again.1 && again.0.counts["equipment"].new == 0);
    let listed = batch::list(&hub.hub, None, 10).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].id, listed[0].state, listed[0].by), (id, State::Done, hub.hub.ledger.system()));
    assert!(listed[0].total > 0 && listed[0].done == listed[0].total && listed[0].files.len() > 5);
    undo::begin(&hub.hub, id, admin).await.expect("begun");
    let undone = back(&hub, id).await;
    assert_eq!((undone.stage, undone.left.as_slice()), (Stage::Done, &[][..]));
    assert!(
        hub.hub.ledger.all::<Equipment>().await.unwrap().iter().all(|(_, machine)| machine.state.retired.is_some())
    );
}
