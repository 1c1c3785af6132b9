//! A phone of another make, written from `docs/sync.md`: what it may say otherwise than ours does, and what it may not.

use super::hub;
use super::phone::{Phone, lines, receipts, refused, request};
use super::replacement::successor;
use crate::access::person_subject;
use crate::testing::{Company, TestHub};
use crate::verify::tests::full;
use fettle_core::domain::ids::{JobId, SiteId};
use fettle_core::domain::jobs::{Assignment, Job, JobEvent};
use fettle_core::domain::people::{AccountEvent, DeviceEvent, PersonChange, PersonEvent, Role, Roles};
use fettle_core::domain::sites::{SiteDetails, SiteEvent};
use fettle_core::domain::values::Bilingual;
use fettle_core::kernel::{BodyText, DeviceId, Draft, Event, Subject};
use fettle_core::sync::protocol::{Receipt, paths};
use serde_json::value::RawValue;
use std::io::Write as _;
use uuid::Uuid;

fn note(job: JobId) -> Draft {
    Draft::new(job.into(), &JobEvent::Noted { text: "x".into() })
}

/// Writes an event as another make would: `header` and `body` bend the texts before they are hashed.
pub(super) fn odd(
    phone: &mut Phone,
    hub: &TestHub,
    draft: &Draft,
    header: impl Fn(String) -> String,
    body: impl Fn(String) -> String,
) -> Event {
    let before = phone.recorder.head;
    let event = phone.write(hub, draft);
    let raw = |text: String| RawValue::from_string(text).expect("JSON");
    let body = BodyText::Written(raw(body(event.body_text().expect("a body").to_owned())));
    let event = Event::read(raw(header(event.header_text().to_owned())), body, None).expect("an event");
    phone.recorder.head = before.advance(&event).expect("follows");
    event
}

pub(super) fn with(field: &str) -> impl Fn(String) -> String {
    let field = format!("{{{field},");
    move |text| text.replacen('{', &field, 1)
}

pub(super) fn same(text: String) -> String {
    text
}

async fn push(phone: &Phone, event: &Event) -> Receipt {
    phone.push(std::slice::from_ref(event)).await.remove(0)
}

async fn delivered(to: &Phone, event: &Event) -> bool {
    to.pull().await.iter().any(|entry| entry.e.as_ref().is_some_and(|e| e.header().id == event.header().id))
}

async fn start() -> (TestHub, Company, JobId, Phone, Phone) {
    let (hub, company) = hub().await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let other = Phone::enrolled(&hub, company.colleague).await;
    (hub, company, job, phone, other)
}

#[tokio::test]
async fn an_event_about_something_unknown_leaves_books_that_a_restore_takes() {
    let (hub, company) = hub().await;
    let mut desk = Phone::enrolled(&hub, company.desk).await;
    let stranger = Company { site: hub.fresh().into(), customer: hub.fresh().into(), ..company };
    let job = JobId::from(hub.fresh());
    let reported = desk.write(&hub, &hub.report(&stranger, job, "A1-1".into()));
    let registered = SiteEvent::Registered {
        details: SiteDetails::new(hub.fresh().into(), company.centre, Bilingual::same("S"), "Asia/Shanghai"),
    };
    let another = SiteId::from(hub.fresh());
    let site = desk.write(&hub, &Draft::new(another.into(), &registered));
    for receipt in desk.push(&[reported, site]).await {
        assert_eq!(receipt.quarantined, None);
    }
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
    // Once it is known it is filed, with whom the job is.
    let site = desk.write(&hub, &Draft::new(stranger.site.into(), &registered));
    assert_eq!(push(&desk, &site).await.quarantined, None);
    assert!(delivered(&desk, &site).await);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn no_phone_is_believed_about_an_enrolment() {
    let (hub, company) = hub().await;
    let mut admin = Phone::enrolled(&hub, company.admin).await;
    let enrolled = |name: &str| DeviceEvent::Enrolled {
        person: company.admin,
        name: name.into(),
        short: "Z9".into(),
        public_key: "0".repeat(64),
        app: String::new(),
        succeeds: None,
        code_by: None,
    };
    for device in [admin.recorder.device.uuid(), hub.fresh()] {
        let event = admin.write(&hub, &Draft::new(Subject::new("device", device), &enrolled("x")));
        assert_eq!(push(&admin, &event).await.quarantined.as_deref(), Some("hub_only"));
        let released = hub.hub.ledger.release(event.header().id).await;
        assert!(matches!(released, Err(crate::error::HubError::Fault(fault)) if fault.code == "hub_only"));
    }
    let job = hub.job(&company, vec![company.engineer]).await;
    let field = format!(r#""first_device":"{}""#, hub.fresh());
    let event = odd(&mut admin, &hub, &note(job), with(&field), same);
    assert_eq!(push(&admin, &event).await.quarantined.as_deref(), Some("hub_only"), "nor that it was let in");
    assert!(!hub.hub.ledger.devices().await.expect("read").iter().any(|row| row.short == "Z9"));
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn json_that_not_everybody_reads_is_passed_on_to_nobody() {
    let (hub, _, job, mut phone, other) = start().await;
    let deep = format!(r#""x":{}1{}"#, "[".repeat(64), "]".repeat(64));
    let long = format!(r#""x":{}"#, "7".repeat(65));
    for field in [deep.as_str(), long.as_str(), r#""x":1e400"#, r#""x":"\ud800""#] {
        for in_header in [true, false] {
            let bend = with(field);
            let event = if in_header {
                odd(&mut phone, &hub, &note(job), bend, same)
            } else {
                odd(&mut phone, &hub, &note(job), same, bend)
            };
            assert_eq!(push(&phone, &event).await.quarantined.as_deref(), Some("body_malformed"), "{field}");
            assert!(!delivered(&other, &event).await);
            hub.hub.ledger.release(event.header().id).await.expect_err("nobody can let it in");
        }
    }
    let near = format!(r#""x":[{}1{},{}]"#, "[".repeat(62), "]".repeat(62), "7".repeat(64));
    let event = odd(&mut phone, &hub, &note(job), with(&near), with(&near));
    assert_eq!(push(&phone, &event).await.quarantined, None, "what the document allows");
    assert!(delivered(&other, &event).await);
}

#[tokio::test]
async fn headers_and_lines_of_a_newer_phone_are_taken() {
    let (hub, _, job, mut phone, other) = start().await;
    let doubt = |text: String| text.replacen(r#""skew":"#, r#""doubt":"eclipse","skew":"#, 1);
    let text = |phone: &mut Phone, bend: &dyn Fn(String) -> String| {
        // Never compared with a hub: a doubt stands there already.
        odd(phone, &hub, &note(job), |text| bend(text.replacen(r#","doubt":"never_compared""#, "", 1)), same)
    };
    let mut events = vec![
        text(&mut phone, &doubt),
        text(&mut phone, &with(r#""after":null"#)),
        text(&mut phone, &with(r#""blobs":null,"repeats":null,"sense":{"a":[1]}"#)),
        text(&mut phone, &|text| text.replacen(r#""skew":"#, r#""doubt":null,"skew":"#, 1)),
    ];
    let empty = odd(&mut phone, &hub, &note(job), same, |_| "null".to_owned());
    events.push(empty);
    let sent = phone.lines(&events);
    let (last, head) = (events.last().expect("some"), sent.lines().last().expect("a head"));
    let sent = sent.replacen("{\"event\":", "{\"weather\":\"rain\",\"event\":", 1);
    let sent = sent.replacen(head, &format!("{{\"mood\":{{\"good\":true}}}}\r\n\n{head}"), 1);
    let answer = phone.send(sent.replacen("{\"head\":", "{\"n\":1,\"head\":", 1)).await;
    assert_eq!(answer.status(), 200);
    let said = receipts(answer).await;
    let codes: Vec<_> = said.iter().map(|receipt| receipt.quarantined.as_deref()).collect();
    assert_eq!(codes, [None, None, None, None, Some("body_malformed")]);
    assert!(delivered(&other, &events[0]).await && !delivered(&other, last).await);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_body_that_comes_later_is_taken_and_judged() {
    let (hub, _, job, mut phone, other) = start().await;
    let good = phone.write(&hub, &note(job));
    let bad = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Assigned(Assignment { to: vec![] })));
    let bare = |event: &Event| {
        let body = format!(r#""b":{}"#, event.body_text().expect("a body"));
        event.to_line().replacen(&body, &format!(r#""bh":"{}""#, event.body_hash()), 1)
    };
    let head = serde_json::to_string(&phone.signed(phone.recorder.head)).expect("JSON");
    let body = format!("{{\"event\":{}}}\n{{\"event\":{}}}\n{{\"head\":{head}}}", bare(&good), bare(&bad));
    let said = receipts(phone.send(body).await).await;
    assert!(said.iter().all(|receipt| receipt.quarantined.as_deref() == Some("body_missing")), "{said:?}");
    assert!(!delivered(&other, &good).await);
    hub.hub.ledger.release(good.header().id).await.expect_err("there is nothing to let in");
    let said = phone.push(&[good.clone(), bad.clone()]).await;
    let codes: Vec<_> = said.iter().map(|receipt| receipt.quarantined.as_deref()).collect();
    assert_eq!(codes, [None, Some("not_allowed")], "judged as if it had come so at first");
    assert!(delivered(&other, &good).await && !delivered(&other, &bad).await);
    assert_eq!(phone.push(&[good, bad]).await, said);
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn ids_have_one_spelling_and_another_devices_run_is_told_as_such() {
    let (hub, _, job, mut phone, mut other) = start().await;
    let event = phone.write(&hub, &note(job));
    let line = phone.lines(std::slice::from_ref(&event));
    let header = event.header();
    for id in [header.id.to_string(), header.by.to_string(), header.device.to_string()] {
        for other in [id.to_uppercase(), format!("urn:uuid:{id}"), id.replace('-', ""), format!("{{{id}}}")] {
            let bent = line.replacen(&format!("\"{id}\""), &format!("\"{other}\""), 1);
            assert!(
                bent != line && refused(|| phone.post(paths::PUSH).body(bent.clone()), 400).await.code == "bad_line"
            );
        }
    }
    assert_eq!(phone.hello().await.have.number, 0);
    // Also where its first number does not follow here.
    let run = [other.write(&hub, &note(job)), other.write(&hub, &note(job))];
    let strange = lines(&run[1..], &other.signed(other.recorder.head));
    assert_eq!(refused(|| phone.post(paths::PUSH).body(strange.clone()), 409).await.code, "chain_wrong_device");
}

#[tokio::test]
async fn names_and_identities_of_phones_have_limits() {
    let (hub, company) = hub().await;
    let phone = Phone::unknown(&hub, company.engineer);
    let code = hub.code(company.engineer).await;
    let asked = |device: DeviceId| request(&phone.key, device, &code);
    let mut bad = vec![asked(DeviceId::new(Uuid::nil()))];
    for name in ["n".repeat(101), "a\0b".to_owned(), "a\nb".to_owned()] {
        bad.push(fettle_core::sync::protocol::EnrolRequest { name, ..asked(phone.recorder.device) });
    }
    bad.push(fettle_core::sync::protocol::EnrolRequest { app: "1".repeat(65), ..asked(phone.recorder.device) });
    for asked in bad {
        assert_eq!(refused(|| phone.post(paths::ENROL).json(&asked), 400).await.code, "bad_enrolment");
    }
    assert_eq!(
        phone.post(paths::ENROL).json(&asked(phone.recorder.device)).send().await.expect("an answer").status(),
        200
    );
    // A greeting is not refused for the name of an app.
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let hello = serde_json::json!({"versions": [1], "head": phone.recorder.head, "wall": 0, "app": format!("1\n{}", "0".repeat(200))});
    assert_eq!(phone.post(paths::HELLO).json(&hello).send().await.expect("an answer").status(), 200);
    let row = hub.hub.ledger.devices().await.expect("read").into_iter().find(|row| row.id == phone.recorder.device);
    assert_eq!(row.expect("there").app.chars().count(), 64);
}

#[tokio::test]
async fn one_phone_has_so_many_successors() {
    let (hub, company) = hub().await;
    let old = Phone::enrolled(&hub, company.engineer).await;
    let mut last = None;
    for _ in 0..16 {
        last = Some(successor(&hub, &old, Vec::new()).await.0);
    }
    let another = Phone::unknown(&hub, company.engineer);
    let asked = super::replacement::request(&old, (another.recorder.device, &another.key), Vec::new());
    assert_eq!(refused(|| old.post(paths::SUCCEED).json(&asked), 409).await.code, "too_many_successors");
    // Where one is revoked there is room again.
    let last = last.expect("some");
    hub.hub.accounts.revoke(company.admin, last.recorder.device, "gone").await.expect("revoked");
    assert_eq!(old.post(paths::SUCCEED).json(&asked).send().await.expect("an answer").status(), 200);
    let mut nil = asked;
    nil.device = DeviceId::new(Uuid::nil());
    assert_eq!(refused(|| old.post(paths::SUCCEED).json(&nil), 400).await.code, "bad_succession");
}

#[tokio::test]
async fn a_window_beyond_the_limit_is_told_as_such() {
    let (hub, _, job, mut phone, _) = start().await;
    let event = phone.write(&hub, &note(job));
    let mut encoder = zstd::stream::Encoder::new(Vec::new(), 3).expect("an encoder");
    encoder.window_log(24).expect("set");
    encoder.write_all(phone.lines(&[event]).as_bytes()).expect("packed");
    let packed = encoder.finish().expect("packed");
    let ask = || phone.post(paths::PUSH).header("content-encoding", "zstd").body(packed.clone());
    assert_eq!(refused(ask, 400).await.code, "window_too_large");
}

#[tokio::test]
async fn refused_runs_are_packed_kept_within_a_limit_and_forgotten_when_they_are_in() {
    let (hub, company, job, mut phone, _) = start().await;
    let ledger = &hub.hub.ledger;
    let first = phone.write(&hub, &note(job));
    let text = Draft::new(job.into(), &JobEvent::Noted { text: "长".repeat(60_000) });
    // Each a run of its own with some 6 MB, as a program sends that adds one event at each try.
    let mut run = Vec::new();
    for _ in 0..32 {
        run.push(phone.write(&hub, &text));
    }
    for _ in 0..4 {
        run.push(phone.write(&hub, &note(job)));
        let sent = phone.lines(&run);
        assert!(sent.len() > 5_000_000);
        assert_eq!(phone.send(sent).await.status(), 409);
    }
    let runs = ledger.refused_runs().await.expect("read");
    assert_eq!(runs.iter().map(|run| run.events).collect::<Vec<_>>(), [36, 35], "the newest within 16 MiB");
    assert!(runs.iter().all(|run| run.code == "chain_gap" && run.args["expected"] == "1" && run.args["found"] == "2"));
    assert_eq!(ledger.refused_lines(&runs[0].hash).await.expect("read").lines().count(), 37);
    let db = rusqlite::Connection::open(hub.data().join("hub.db")).expect("opened");
    let bytes: i64 = db.query_row("SELECT SUM(LENGTH(lines)) FROM refused_run", [], |r| r.get(0)).expect("read");
    assert!(bytes < 200_000, "packed: {bytes}");
    for _ in 0..105 {
        run.push(phone.write(&hub, &note(job)));
        let head = phone.signed(phone.recorder.head);
        assert_eq!(phone.send(lines(&run[run.len() - 1..], &head)).await.status(), 409);
    }
    assert_eq!(ledger.refused_runs().await.expect("read").len(), 100);
    // What was missing comes: everything that was refused is on record now.
    let mut all = vec![first];
    all.extend(run);
    phone.push(&all).await;
    assert!(ledger.refused_runs().await.expect("read").is_empty());
    // A branch of its chain comes again from its successor.
    let (mut head, hlc) = (phone.recorder.head, phone.recorder.hlc);
    let lost = phone.write(&hub, &note(job));
    let branch = phone.lines(std::slice::from_ref(&lost));
    (head, phone.recorder.head) = (phone.recorder.head, head);
    phone.recorder.hlc = hlc;
    let kept = phone.write(&hub, &Draft::new(job.into(), &JobEvent::Noted { text: "another".into() }));
    phone.push(&[kept]).await;
    assert_eq!(phone.send(branch).await.status(), 409);
    assert_eq!(ledger.refused_runs().await.expect("read").len(), 1);
    let (mut new, _) = successor(&hub, &phone, vec![head]).await;
    let again = super::replacement::say_again(&hub, &mut new.recorder, &lost);
    assert_eq!(push(&new, &again).await.quarantined, None);
    assert!(ledger.refused_runs().await.expect("read").is_empty());
    // Nothing of it is true of another person's words.
    let mut forged = Phone::enrolled(&hub, company.colleague).await;
    let mine = forged.write(&hub, &note(job));
    let bent = forged.lines(std::slice::from_ref(&mine)).replace("\"x\"", "\"y\"");
    assert_eq!(forged.send(bent).await.status(), 409);
    push(&forged, &mine).await;
    assert_eq!(ledger.refused_runs().await.expect("read").len(), 1, "other words under the same id are not on record");
}

#[tokio::test]
async fn the_role_and_the_centre_of_the_time_of_the_deed_count() {
    let (hub, company, job, mut phone, _) = start().await;
    let change = async |roles: Role, centre| {
        let changed = PersonEvent::Changed {
            change: PersonChange { roles: Some(Roles::from([roles])), centre: Some(centre), ..PersonChange::default() },
        };
        hub.record(company.admin, vec![Draft::new(person_subject(company.engineer), &changed)]).await;
    };
    const HOUR: u64 = 3_600_000;
    let started = |phone: &mut Phone| phone.write(&hub, &Draft::new(job.into(), &JobEvent::Started {}));
    let morning = started(&mut phone);
    hub.advance(HOUR);
    change(Role::StockKeeper, Some(company.other_centre)).await;
    // Before the phone hears of it, in the minutes in which two clocks may differ, and long after.
    let minutes = started(&mut phone);
    hub.advance(HOUR);
    let evening = started(&mut phone);
    let said = phone.push(&[morning, minutes, evening.clone()]).await;
    let codes: Vec<_> = said.iter().map(|receipt| receipt.quarantined.as_deref()).collect();
    assert_eq!(codes, [None, None, Some("not_allowed")]);
    // An administrator lets it in and gives no role back.
    hub.hub.ledger.release(evening.header().id).await.expect("released");
    assert!(hub.quarantine().await.is_empty());
    // At the console the role of now counts: nothing there was done before.
    let refused = hub.hub.ledger.record(company.engineer, vec![note(job)]).await;
    assert!(matches!(refused, Err(crate::error::HubError::Fault(fault)) if fault.code == "not_allowed"));
    // A role that came later counts at once.
    change(Role::Engineer, Some(company.centre)).await;
    let event = started(&mut phone);
    assert_eq!(push(&phone, &event).await.quarantined, None);
    let events = hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there").count;
    assert_eq!(events, 2 + 4);
}

#[tokio::test]
async fn a_release_lifts_what_it_shows() {
    let (hub, company, job, mut phone, _) = start().await;
    let mut stranger = Phone::enrolled(&hub, company.stranger).await;
    let far = stranger.write(&hub, &note(job));
    assert_eq!(push(&stranger, &far).await.quarantined.as_deref(), Some("out_of_scope"));
    phone.person = company.colleague;
    let foreign = phone.write(&hub, &note(job));
    assert_eq!(push(&phone, &foreign).await.quarantined.as_deref(), Some("not_author"));
    let early = stranger.write(&hub, &note(JobId::from(hub.fresh())));
    assert_eq!(push(&stranger, &early).await.quarantined.as_deref(), Some("subject_unknown"));
    hub.hub.ledger.release(early.header().id).await.expect("released");
    let left = PersonEvent::Deactivated { reason: String::new() };
    hub.record(company.admin, vec![Draft::new(person_subject(company.stranger), &left)]).await;
    for event in [far, foreign] {
        hub.hub.ledger.release(event.header().id).await.expect("released");
    }
    assert!(hub.quarantine().await.is_empty());
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// Colleagues have each other's numbers, and each writes the own one alone: it is dialled after an accident.
#[tokio::test]
async fn a_colleague_writes_nobody_elses_number() {
    let (hub, company, _, mut phone, mut other) = start().await;
    let account = Subject::new("account", company.engineer.uuid());
    let set = Draft::new(account, &AccountEvent::PhoneSet { phone: None });
    let own = phone.write(&hub, &set);
    assert_eq!(push(&phone, &own).await.quarantined, None);
    assert!(delivered(&other, &own).await, "colleagues of the centre have it");
    let foreign = other.write(&hub, &set);
    assert_eq!(push(&other, &foreign).await.quarantined.as_deref(), Some("not_allowed"));
}

#[tokio::test]
async fn an_engineer_of_head_office_reports_and_reads_where_the_phone_follows() {
    let (hub, company) = hub().await;
    let somebody = fettle_core::kernel::PersonId::new(hub.fresh());
    let registered = PersonEvent::Registered {
        name: Bilingual::same("H"),
        roles: Roles::from([Role::Engineer]),
        centre: None,
        language: fettle_core::text::Lang::En,
    };
    hub.record(company.admin, vec![Draft::new(person_subject(somebody), &registered)]).await;
    let mut phone = Phone::enrolled(&hub, somebody).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let reported = phone.write(&hub, &hub.report(&company, JobId::from(hub.fresh()), "A1-7".into()));
    let noted = phone.write(&hub, &note(job));
    for receipt in phone.push(&[reported, noted]).await {
        assert_eq!(receipt.quarantined, None);
    }
    let viewer = hub.hub.accounts.viewer(somebody).await.expect("read").expect("a person");
    for stream in phone.hello().await.streams.keys() {
        assert!(viewer.reach.has(stream), "{stream} is followed and not reached");
    }
    assert!(crate::access::may_see(&hub.hub.ledger, &viewer, &job.into()).await.expect("read"));
}

#[tokio::test]
async fn types_of_a_newer_version_are_judged_when_this_one_knows_them() {
    let (hub, company, job, mut phone, _) = start().await;
    let bad =
        phone.write(&hub, &Draft::new(job.into(), &JobEvent::Assigned(Assignment { to: vec![company.engineer] })));
    let good = phone.write(&hub, &note(job));
    phone.push(&[bad.clone(), good.clone()]).await;
    let stopped = hub.stop().await;
    // An older version knew neither type: it let both through and passed them on.
    let db = rusqlite::Connection::open(stopped.data().join("hub.db")).expect("opened");
    let ids = [bad.header().id.to_string(), good.header().id.to_string()];
    db.execute("UPDATE event SET quarantined = NULL, notices = 'unknown_type clock_ahead' WHERE id IN (?1, ?2)", ids)
        .expect("written");
    let subject = Subject::from(job).to_string();
    db.execute(
        "INSERT INTO entry (stream, n, event) SELECT s.name, s.newest + 1, e.seq FROM stream s, event e, filed f \
         WHERE e.id = ?1 AND f.stream = s.name AND f.subject = ?2 AND f.left_at IS NULL",
        [bad.header().id.to_string(), subject.clone()],
    )
    .expect("written");
    db.execute("UPDATE stream SET newest = newest + 1 WHERE name IN (SELECT stream FROM filed WHERE subject = ?1 AND left_at IS NULL)", [&subject])
        .expect("written");
    db.execute("UPDATE setting SET value = '0' WHERE key = 'folds'", []).expect("written");
    drop(db);
    let hub = stopped.start().await;
    let other = Phone::enrolled(&hub, company.colleague).await;
    let entries = other.pull().await;
    assert!(entries.iter().any(|entry| entry.quarantined == Some(bad.header().id)), "who has it is told");
    assert!(!delivered(&other, &bad).await && delivered(&other, &good).await);
    let held = hub.quarantine().await;
    assert_eq!(held.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["not_allowed"]);
    let assigned = |job: fettle_core::kernel::Folded<Job>| (job.count, job.state.assignees().len());
    assert_eq!(assigned(hub.hub.ledger.get::<Job>(job.uuid()).await.expect("read").expect("there")), (3, 1));
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
    // Once is enough, and what is let in afterwards counts.
    let hub = hub.restart().await;
    assert_eq!(hub.quarantine().await.len(), 1);
    hub.hub.ledger.release(bad.header().id).await.expect("released");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}
