//! A real database and its blobs, damaged in one place at a time: it is found, and named.

use super::{Depth, Report, verify};
use crate::clock::Clock;
use crate::console::tests::signed::signed;
use crate::error::HubError;
use crate::sql;
use crate::testing::{Company, TestHub};
use crate::tests::phone::Phone;
use crate::upkeep::backup;
use fettle_core::domain::jobs::JobEvent;
use fettle_core::domain::parts::{MovementDetails, MovementEvent};
use fettle_core::domain::people::{Device, DeviceEvent, PersonChange, PersonEvent, Role, Roles};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::{BlobRef, Draft, Hash, Subject};
use fettle_core::text::Lang;
use std::path::Path;

/// A hub with a bit of everything: a signed job, a job that went from hand to hand, a phone's chain, an event in quarantine, a photo that has
/// not arrived, parts in a store.
pub(crate) async fn world() -> (TestHub, Company, Phone) {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    signed(&hub, &company).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let blob = BlobRef { hash: Hash::of(b"later"), size: 5, media_type: "image/jpeg".into() };
    let note = |text: &str| Draft::new(job.into(), &JobEvent::Noted { text: text.into() });
    let roles = Some(Roles::from([Role::Administrator]));
    let not_mine = PersonEvent::Changed { change: PersonChange { roles, ..PersonChange::default() } };
    let not_mine = Draft::new(Subject::new("person", company.stranger.uuid()), &not_mine);
    let mut events = Vec::new();
    for draft in [note("一"), note("二").with_blobs([blob]), not_mine, note("三")] {
        events.push(phone.write(&hub, &draft));
    }
    let receipts = phone.push(&events).await;
    assert_eq!(receipts.iter().filter(|receipt| receipt.quarantined.is_some()).count(), 1);
    hub.assign(&company, job, vec![company.stranger]).await;
    hub.assign(&company, job, vec![company.engineer]).await;
    let details = MovementDetails::opening(hub.fresh().into(), Quantity::pieces(3), hub.fresh().into());
    let moved = Draft::new(Subject::new("movement", hub.fresh()), &MovementEvent::Recorded { details });
    hub.record(hub.hub.ledger.system(), vec![moved]).await;
    (hub, company, phone)
}

pub(crate) async fn full(folder: &Path) -> Report {
    verify(folder, Depth::Full, &mut |_, _, _| {}).await.expect("checked")
}

async fn damage(folder: &Path, sql: &str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("hub.db")).foreign_keys(false);
    let mut conn = sql::Conn::Sqlite(sqlx::ConnectOptions::connect(&options).await.expect("opened"));
    let done = sql::raw(sql::AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.expect(sql);
    assert!(done.rows_affected() > 0, "nothing was damaged: {sql}");
    conn.close().await.expect("closed");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("read") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Damage by SQL, and the code under which it has to be found.
const DAMAGE: &[(&str, &str)] = &[
    ("UPDATE event SET body = replace(body, 'PTZ', 'PTX') WHERE body LIKE '%PTZ%'", "event_body_changed"),
    ("UPDATE event SET body_hash = hash WHERE seq = 3", "event_body_changed"),
    ("UPDATE event SET header = replace(header, '\"v\":', '\"v\": ') WHERE seq = 4", "chain_broken"),
    ("UPDATE event SET header = '{' WHERE seq = 4", "event_unreadable"),
    ("UPDATE event SET kind = 'assigned' WHERE kind = 'judged'", "event_columns"),
    ("UPDATE event SET person = device WHERE kind = 'judged'", "event_columns"),
    ("UPDATE event SET hash = body_hash WHERE seq = 5", "chain_broken"),
    ("UPDATE event SET hash = 'x' WHERE seq = 5", "chain_broken"),
    ("UPDATE event SET received = 1 WHERE seq = 12", "state_differs"),
    ("DELETE FROM event WHERE seq = 5", "event_gap"),
    ("DELETE FROM event WHERE seq = 5", "reference_broken"),
    ("DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)", "device_head"),
    ("DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)", "head_without_event"),
    ("UPDATE event SET id = (SELECT id FROM event WHERE seq = 1) WHERE seq = 2", "event_twice"),
    ("UPDATE event SET quarantined = 'not_allowed' WHERE seq = 3", "state_extra"),
    ("UPDATE event SET quarantined = NULL WHERE quarantined IS NOT NULL", "state_differs"),
    ("UPDATE signed_head SET signature = replace(signature, 'a', 'b') WHERE number = 4", "head_signature"),
    ("DELETE FROM signed_head WHERE device = (SELECT id FROM device WHERE short = 'A1')", "head_unsigned"),
    ("UPDATE device SET head_number = head_number - 1 WHERE short = 'A1'", "device_head"),
    (
        "UPDATE device SET public_key = (SELECT public_key FROM device WHERE short = 'H0') WHERE short = 'A1'",
        "device_differs",
    ),
    ("UPDATE device SET revoked_at = 1 WHERE short = 'A1'", "device_differs"),
    ("UPDATE device SET short = 'Z9' WHERE short = 'A1'", "device_differs"),
    ("DELETE FROM device WHERE short = 'A1'", "device_unknown"),
    ("DELETE FROM event_blob WHERE hash = (SELECT MIN(hash) FROM event_blob)", "blob_list"),
    ("INSERT INTO event_blob (hash, event) SELECT MIN(hash), 1 FROM event_blob", "blob_list"),
    (
        "INSERT INTO blob (hash, size, media_type, at) SELECT body_hash, 1, 'x', 1 FROM event WHERE seq = 1",
        "blob_missing",
    ),
    ("UPDATE state SET folded = replace(folded, '\"count\":', '\"count\":1') WHERE kind = 'job'", "state_differs"),
    ("UPDATE state SET folded = '{' WHERE kind = 'site'", "state_differs"),
    ("UPDATE state SET kind = 'jobs' WHERE kind = 'job'", "state_differs"),
    ("DELETE FROM state WHERE kind = 'customer'", "state_missing"),
    ("INSERT INTO state VALUES ('job/018bcfe5-6800-7000-8000-000000000001', 'job', '{}', 1, 1)", "state_extra"),
    ("DELETE FROM link WHERE filing = 0", "link_differs"),
    ("UPDATE stock_line SET quantity = quantity + 1", "stock_differs"),
    ("DELETE FROM stock_entry", "stock_differs"),
    (
        "INSERT INTO displaced VALUES ('x', 'stocktake/018bcfe5-6800-7000-8000-000000000001', \
         'place/018bcfe5-6800-7000-8000-000000000002')",
        "stock_differs",
    ),
    ("DELETE FROM filed WHERE subject LIKE 'customer/%'", "filing_differs"),
    ("INSERT INTO filed SELECT subject, 'everyone', NULL FROM state WHERE kind = 'job'", "filing_differs"),
    ("DELETE FROM filed WHERE subject LIKE 'site/%'", "stream_extra"),
    ("DELETE FROM entry WHERE stream = 'everyone' AND n = 2", "stream_gap"),
    ("DELETE FROM entry WHERE stream = 'everyone' AND n = 2", "stream_content"),
    ("UPDATE entry SET event = 1 WHERE stream = 'everyone' AND n = 3", "stream_content"),
    ("UPDATE entry SET event = NULL WHERE stream = 'everyone' AND n = 3", "stream_entry"),
    (
        "UPDATE entry SET event = (SELECT seq FROM event WHERE quarantined IS NOT NULL) WHERE stream = 'everyone' AND n = 3",
        "stream_quarantined",
    ),
    ("DELETE FROM sheet", "sheet_index"),
    ("UPDATE sheet SET hash = (SELECT body_hash FROM event WHERE seq = 1)", "sheet_index"),
    ("INSERT INTO sheet SELECT hash, '018bcfe5-6800-7000-8000-000000000001' FROM sheet", "sheet_index"),
    ("UPDATE stream SET newest = newest + 1 WHERE name = 'everyone'", "stream_newest"),
    ("UPDATE login SET login = 'mallory' WHERE login = 'desk'", "login_differs"),
    ("UPDATE setting SET value = '0' WHERE key = 'filing'", "folds_other"),
    (
        "UPDATE event SET body = replace(body, '\"strokes\":\"', '\"strokes\":\"0') WHERE body LIKE '%strokes%'",
        "sheet_changed",
    ),
];

/// Found by the simulator (seed 12424): a restored hub gave a device another code, and then what the hub before had written came back.
#[tokio::test]
async fn a_device_that_was_enrolled_twice_has_either_code() {
    let (hub, _, phone) = world().await;
    let device = phone.recorder.device;
    let first = hub.hub.ledger.get::<Device>(device.uuid()).await.expect("read").expect("there").state;
    let again = DeviceEvent::Enrolled {
        person: first.person.expect("a person"),
        name: first.name,
        short: "L2".into(),
        public_key: first.public_key,
        app: first.app,
        succeeds: None,
        code_by: None,
    };
    let draft = Draft::new(Subject::new("device", device.uuid()), &again);
    hub.hub.ledger.record(hub.hub.ledger.system(), vec![draft]).await.expect("recorded");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

/// Found by the simulator (seed 50211): a restored hub gave a code out again, to others; then the records of the hub before came back. Each of the
/// devices is on record, under a code of its own.
#[tokio::test]
async fn devices_that_were_given_one_code_are_all_on_record() {
    let (hub, company, phone) = world().await;
    let first = hub.hub.ledger.get::<Device>(phone.recorder.device.uuid()).await.expect("read").expect("there").state;
    let mut devices = Vec::new();
    for n in 0..3 {
        let device = fettle_core::kernel::DeviceId::new(hub.fresh());
        let enrolled = DeviceEvent::Enrolled {
            person: company.engineer,
            name: format!("phone {n}"),
            short: first.short.clone(),
            public_key: format!("{n}{}", first.public_key.get(1..).expect("a key")),
            app: "1".into(),
            succeeds: None,
            code_by: None,
        };
        let draft = Draft::new(Subject::new("device", device.uuid()), &enrolled);
        hub.hub.ledger.record(hub.hub.ledger.system(), vec![draft]).await.expect("recorded");
        devices.push(device);
    }
    let rows = hub.hub.ledger.devices().await.expect("read");
    let shorts: std::collections::BTreeSet<&str> =
        rows.iter().filter(|row| devices.contains(&row.id)).map(|row| row.short.as_str()).collect();
    assert_eq!(shorts.len(), 3, "each has a code: {shorts:?}");
    let report = full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn every_kind_of_damage_is_found_and_named() {
    let (hub, _, _) = world().await;
    let root = tempfile::tempdir().expect("a folder");
    let good = root.path().join("good");
    backup(hub.data(), &good, true, &Clock::system()).await.expect("backed up");
    let whole = full(&good).await;
    assert!(whole.holds(), "{:?}", whole.findings);
    let counts = &whole.counts;
    assert_eq!((counts.quarantined, counts.waiting, counts.sheets, counts.chains, counts.blobs), (1, 1, 1, 2, 2));
    for (sql, code) in DAMAGE {
        let bad = root.path().join("bad");
        copy(&good, &bad);
        damage(&bad, sql).await;
        let report = full(&bad).await;
        assert!(report.has(code), "{sql}: {code} is not among {:?}", report.findings);
        for finding in &report.findings {
            for lang in [Lang::Zh, Lang::En] {
                let text = finding.text(lang);
                assert!(!text.is_empty() && !text.starts_with("upkeep-"), "{text}");
            }
        }
        std::fs::remove_dir_all(&bad).expect("removed");
    }
}

#[tokio::test]
async fn a_blob_that_is_gone_cut_or_changed_is_found() {
    let (hub, _, _) = world().await;
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("copy");
    backup(hub.data(), &folder, true, &Clock::system()).await.expect("backed up");
    let blob = hub.hub.blobs.put(vec![7; 1_000], "image/jpeg").await.expect("a blob");
    let file = crate::blobs::BlobFolder::new(&hub.data().join("blobs")).path(blob.hash);
    assert!(full(hub.data()).await.holds(), "beside the running hub");
    let damages: [(&str, &dyn Fn()); 3] = [
        ("blob_changed", &|| std::fs::write(&file, [&[8_u8; 1][..], &[7; 999]].concat()).expect("written")),
        ("blob_size", &|| std::fs::write(&file, [7; 999]).expect("written")),
        ("blob_missing", &|| std::fs::remove_file(&file).expect("removed")),
    ];
    for (code, damage) in damages {
        damage();
        let report = full(hub.data()).await;
        assert!(report.has(code) && report.findings.len() == 1, "{code}: {:?}", report.findings);
    }
    // A quick check looks at presence and size only, and the structure.
    let quick = verify(hub.data(), Depth::Quick, &mut |_, _, _| {}).await.expect("checked");
    assert!(quick.has("blob_missing"));
}

#[tokio::test]
async fn a_file_with_a_page_of_zeros_is_not_taken_for_whole() {
    let (hub, _, _) = world().await;
    let root = tempfile::tempdir().expect("a folder");
    let good = root.path().join("good");
    backup(hub.data(), &good, false, &Clock::system()).await.expect("backed up");
    let bytes = std::fs::read(good.join("hub.db")).expect("read");
    for page in (0..bytes.len() / 4_096).step_by(5) {
        let mut broken = bytes.clone();
        broken[page * 4_096..(page + 1) * 4_096].fill(0);
        std::fs::write(good.join("hub.db"), &broken).expect("written");
        match verify(&good, Depth::Full, &mut |_, _, _| {}).await {
            Ok(report) => assert!(!report.holds(), "page {page}"),
            Err(HubError::Sql(_) | HubError::Record(_)) => {}
            Err(other) => panic!("page {page}: {other}"),
        }
    }
}
