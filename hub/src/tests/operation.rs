//! Operating a hub: its key, its folder, its names, and what commands do that go against them.

use crate::clock::Clock;
use crate::data::hub_key;
use crate::error::HubError;
use crate::front::{Front, LinkParts};
use crate::hub::{self, Hub, Options};
use crate::papers::{Printing, service_report};
use crate::sql;
use crate::testing::TestHub;
use crate::testing::disk::SmallDisk;
use crate::tests::phone::Phone;
use crate::upkeep::backup;
use base64::Engine;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::kernel::Hash;
use fettle_core::text::Lang;
use reqwest::{Method, Response};
use std::path::Path;

fn code<T>(result: Result<T, HubError>) -> &'static str {
    match result {
        Err(HubError::Fault(fault)) => {
            for lang in [Lang::Zh, Lang::En] {
                let text = fault.text(lang);
                assert!(!text.is_empty() && !text.contains("error-") && !text.contains("{$"), "{text}");
            }
            fault.code
        }
        Err(HubError::Locked(_)) => "locked",
        Err(other) => panic!("{other:?}"),
        Ok(_) => "done",
    }
}

async fn opened(data: &Path) -> &'static str {
    code(Hub::open(Options::new(data, Clock::system())).await)
}

#[tokio::test]
async fn a_hub_without_its_key_or_with_another_one_does_not_start_and_changes_nothing() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    hub.job(&company, vec![company.engineer]).await;
    let stopped = hub.stop().await;
    let (key, aside) = (hub_key::path(stopped.data()), stopped.data().join("aside"));
    let clock = Clock::system();
    let target = stopped.data().with_extension("copy");
    std::fs::rename(&key, &aside).expect("moved");
    assert_eq!(opened(stopped.data()).await, "hub_key_missing");
    assert_eq!(code(hub::accounts_of(stopped.data(), clock.clone()).await), "hub_key_missing");
    assert_eq!(code(backup(stopped.data(), &target, true, &clock).await), "hub_key_missing");
    assert!(!key.exists(), "none was drawn");
    // Its records can still be saved, for the day on which the key is found.
    assert_eq!(code(backup(stopped.data(), &target, false, &clock).await), "done");
    std::fs::remove_dir_all(&target).expect("removed");
    crate::data::secret_file::write(&key, "ab".repeat(32).as_bytes()).expect("written");
    assert_eq!(opened(stopped.data()).await, "hub_key_other");
    assert_eq!(code(hub::accounts_of(stopped.data(), clock.clone()).await), "hub_key_other");
    assert_eq!(code(backup(stopped.data(), &target, true, &clock).await), "hub_key_other");
    crate::data::secret_file::write(&key, b"no key").expect("written");
    assert_eq!(opened(stopped.data()).await, "hub_key_unreadable");
    std::fs::rename(&aside, &key).expect("moved back");
    assert_eq!(opened(stopped.data()).await, "done");
    let report = crate::verify::tests::full(stopped.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
}

#[tokio::test]
async fn a_second_hub_is_kept_away_although_the_lock_was_deleted() {
    let hub = TestHub::start().await;
    assert_eq!(opened(hub.data()).await, "locked");
    std::fs::remove_file(hub.data().join("lock")).expect("deleted");
    assert_eq!(opened(hub.data()).await, "locked");
}

#[tokio::test]
async fn a_backup_into_the_data_folder_and_a_demo_on_a_hub_are_refused() {
    let hub = TestHub::start().await;
    let clock = Clock::system();
    for target in ["copy", "deep/copy", "copy.tar", "blobs/../copy"] {
        let target = hub.data().join(target);
        assert_eq!(code(backup(hub.data(), &target, true, &clock).await), "target_inside", "{}", target.display());
    }
    let beside = tempfile::tempdir().expect("a folder");
    std::os::unix::fs::symlink(hub.data(), beside.path().join("link")).expect("a link");
    assert_eq!(code(backup(hub.data(), &beside.path().join("link/copy"), true, &clock).await), "target_inside");
    let demo = crate::demo::Demo { folder: hub.data().to_owned(), port: 0, fonts: None };
    let refused = crate::demo::play(&demo, &mut |_| {}).await.expect_err("a hub's folder");
    assert!(refused.to_string().contains("demo_on_hub"), "{refused}");
    assert!(!hub.data().join("phones").exists() && !hub.data().join("hub").exists());
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_written_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    let root = tempfile::tempdir().expect("a folder");
    let clock = Clock::system();
    let fresh = root.path().join("new/data");
    drop(Hub::open(Options::new(&fresh, clock.clone())).await.expect("a hub"));
    let empty = root.path().join("empty");
    std::fs::create_dir(&empty).expect("made");
    std::fs::set_permissions(&empty, PermissionsExt::from_mode(0o755)).expect("set");
    let hub = Hub::open(Options::new(&empty, clock.clone())).await.expect("a hub");
    let (copy, tar, back) = (root.path().join("copy"), root.path().join("copy.tar"), root.path().join("back"));
    for target in [&copy, &tar] {
        backup(&empty, target, true, &clock).await.expect("backed up");
    }
    let asked = crate::upkeep::Asked { backup: &tar, data: &back, key: None, damaged: false };
    assert!(crate::upkeep::restore(asked, &clock, &mut |_, _, _| {}).await.expect("restored").done);
    for folder in [&fresh, &empty, &copy, &back] {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
        assert_eq!(mode(&folder.join("keys")), 0o700, "{}", folder.display());
        assert_eq!(mode(&folder.join("keys/hub.key")), 0o600, "{}", folder.display());
    }
    for file in [fresh.join("hub.db"), empty.join("hub.db"), empty.join("hub.db-wal"), back.join("hub.db"), tar] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    drop(hub);
}

/// What a browser says of the hub's name does not get onto a paper; without an address of its own there is no code.
#[tokio::test]
async fn a_paper_leads_to_the_hubs_own_address_or_nowhere() {
    for address in [None, Some("https://hub.example.com")] {
        let link = LinkParts { address: address.map(str::to_owned), ..LinkParts::default() };
        let hub = TestHub::start_with(Front { link, ..Front::default() }).await;
        let company = hub.company(true).await;
        let job = crate::console::tests::signed::signed(&hub, &company).await;
        let (_, cookie) = hub.hub.accounts.sign_in("desk", crate::testing::PASSWORD, "").await.expect("signed in");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let get = async |host: &str, path: String| {
            let ask = reqwest::Client::new().get(hub.url(&path)).header("host", host).header("cookie", &cookie);
            let answer = ask.send().await.expect("an answer");
            (answer.status().as_u16(), answer.bytes().await.expect("a body").to_vec())
        };
        let own = service_report(&hub.hub, job, Printing::customers(SheetLanguage::Both, address))
            .await
            .expect("a paper")
            .pdf;
        let path = format!("/jobs/{job}/report.pdf");
        for host in ["127.0.0.1", "localhost:8080", "hubbox.lan"] {
            let (status, paper) = get(host, path.clone()).await;
            assert!(status == 200 && paper == own, "{host}: {status}");
        }
        let (status, page) = get("evil.example", path).await;
        assert!(status == 421 && String::from_utf8_lossy(&page).contains("evil.example"), "{status}");
        let configured = get("hub.example.com", "/jobs".to_owned()).await.0;
        assert_eq!(configured, if address.is_some() { 200 } else { 421 });
        let other =
            service_report(&hub.hub, job, Printing::customers(SheetLanguage::Both, Some("http://evil.example")))
                .await
                .expect("a paper");
        assert_ne!(other.pdf, own);
    }
}

/// While nothing can be written, who goes is gone, and a thief is shut out; it is written down when that goes again.
#[tokio::test]
async fn ends_hold_while_nothing_can_be_written_and_are_written_down_later() {
    use axum::http::{HeaderMap, HeaderValue, header};
    use fettle_core::domain::people::Device;
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let accounts = &hub.hub.accounts;
    let sign_in = async |login: &str| {
        let (_, set) = accounts.sign_in(login, crate::testing::PASSWORD, "").await.expect("signed in");
        let pair = set.split(';').next().unwrap_or_default().to_owned();
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_str(&pair).expect("a header"))])
    };
    let here = async |headers: &HeaderMap| accounts.session(headers).await.expect("read").is_some();
    let (leaves, stays) = (sign_in("desk").await, sign_in("manager").await);
    let everywhere = [sign_in("keeper").await, sign_in("keeper").await];
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let hello = async || phone.post("/sync/v1/pull").body("{}").send().await.expect("an answer").status().as_u16();
    assert_eq!(hello().await, 400, "known");
    let health = async || {
        let answer = reqwest::get(hub.url("/healthz")).await.expect("an answer");
        (answer.status().as_u16(), answer.json::<serde_json::Value>().await.expect("json"))
    };
    let holder = rusqlite::Connection::open(hub.data().join("hub.db")).expect("opened");
    holder.execute_batch("BEGIN IMMEDIATE").expect("held");
    accounts.sign_out(&leaves).await.expect("out");
    accounts.sign_out_everywhere(company.keeper).await.expect("out");
    accounts.revoke_for_now(company.admin, phone.recorder.device, "stolen");
    assert!(!here(&leaves).await && !here(&everywhere[0]).await && !here(&everywhere[1]).await);
    assert!(here(&stays).await);
    assert_eq!(hello().await, 401);
    tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    let (status, told) = health().await;
    assert_eq!(
        (status, told["status"].as_str(), told["problems"][0].as_str()),
        (503, Some("failing"), Some("database_busy"))
    );
    drop(holder);
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    accounts.write_down_ends().await;
    let rows: i64 =
        sql::query_scalar("SELECT COUNT(*) FROM session").fetch_one(hub.hub.db().read()).await.expect("read");
    assert_eq!(rows, 1, "written down");
    let device = hub.hub.ledger.get::<Device>(phone.recorder.device.uuid()).await.expect("read").expect("there").state;
    assert_eq!(device.revoked.map(|revoked| revoked.reason).as_deref(), Some("stolen"));
}

/// A full disk: reading goes on, `/healthz` tells, and a hub that cannot start says why.
#[tokio::test]
async fn on_a_full_disk_people_read_on_and_it_is_told() {
    let Some(disk) = SmallDisk::mount("24m", "on_a_full_disk_people_read_on_and_it_is_told") else { return };
    let path = disk.path().to_owned();
    let ahead = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let moved = std::sync::Arc::clone(&ahead);
    let clock = Clock::new(move || Clock::system().now_ms() + moved.load(std::sync::atomic::Ordering::SeqCst));
    let hub = Hub::open(Options::new(path.join("data"), clock)).await.expect("a hub");
    let person = hub.enter_administrator("Mei", "mei").await.expect("entered");
    hub.accounts.set_password(person, "correct horse").await.expect("set");
    let (_, set) = hub.accounts.sign_in("mei", "correct horse", "").await.expect("signed in");
    let pair = set.split(';').next().unwrap_or_default();
    let cookie = axum::http::HeaderMap::from_iter([(axum::http::header::COOKIE, pair.parse().expect("a header"))]);
    let before = hub.health().await.expect("it answers");
    assert_eq!((before.failing, before.problems), (false, vec!["little_room"]), "of 24 MB");
    std::fs::write(path.join("filler"), vec![0; 64 * 1024 * 1024]).expect_err("filled");
    ahead.store(61_000, std::sync::atomic::Ordering::SeqCst);
    assert!(hub.accounts.session(&cookie).await.expect("reading goes on").is_some());
    let mut told = Vec::new();
    // What is left of the last page may take a write or two more.
    for _ in 0..200 {
        match hub.accounts.audit.note(crate::audit::Note::new(crate::audit::Action::Exported)).await {
            Ok(()) => {}
            Err(e) => {
                assert!(e.is_full(), "{e}");
                break;
            }
        }
    }
    // What was found a moment ago is good for some seconds.
    for _ in 0..100 {
        let health = hub.health().await.expect("it answers");
        if health.failing {
            told.extend(health.problems);
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    hub.accounts.sign_out_everywhere(person).await.expect("out");
    assert!(hub.accounts.session(&cookie).await.expect("read").is_none());
    drop(hub);
    // What its connections leave free when they are closed is filled up too.
    for n in 0..40 {
        std::fs::write(path.join(format!("filler-{n}")), vec![0; 1024 * 1024]).ok();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let start = opened(&path.join("data")).await;
    assert!(told.contains(&"disk_full"), "{told:?}");
    assert_eq!(start, "disk_full");
}

/// An upload is announced, with its first bytes or without.
async fn announced(phone: &Phone, hash: Hash, size: u64, bytes: Option<Vec<u8>>) -> Response {
    let base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let metadata = format!("sha256 {},type {}", base64(&hash.to_string()), base64("image/jpeg"));
    let ask = phone.post("/sync/v1/uploads").header("tus-resumable", "1.0.0").header("upload-length", size);
    let ask = ask.header("upload-metadata", metadata);
    let ask = match bytes {
        Some(bytes) => ask.header("content-type", "application/offset+octet-stream").body(bytes),
        None => ask,
    };
    ask.send().await.expect("an answer")
}

/// Somebody sends photos by the hundred while a large one is half way: what came to its end does not push it out, and it is given up only when nobody
/// goes on with it.
#[tokio::test]
async fn an_upload_under_way_is_pushed_out_by_none_that_is_done_and_given_up_when_nobody_goes_on() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let whole = vec![7_u8; 1000];
    let under_way = announced(&phone, Hash::of(&whole), 1000, Some(whole[..400].to_vec())).await;
    let at = under_way.headers()["location"].to_str().expect("an address").to_owned();
    let offset = async || {
        let answer = phone.ask(Method::HEAD, &at).header("tus-resumable", "1.0.0").send().await.expect("an answer");
        (
            answer.status().as_u16(),
            answer.headers().get("upload-offset").map(|at| at.to_str().expect("a number").to_owned()),
        )
    };
    for n in 0..201_u32 {
        hub.advance(1_000);
        let bytes = n.to_be_bytes().to_vec();
        assert_eq!(announced(&phone, Hash::of(&bytes), 4, Some(bytes)).await.status().as_u16(), 201);
    }
    assert_eq!(offset().await, (200, Some("400".to_owned())));
    // Gone on with after three weeks, it stays for another thirty days.
    hub.advance(21 * 24 * 60 * 60 * 1000);
    let more = phone.ask(Method::PATCH, &at).header("tus-resumable", "1.0.0").header("upload-offset", 400);
    let more = more.header("content-type", "application/offset+octet-stream").body(whole[400..600].to_vec());
    assert_eq!(more.send().await.expect("an answer").status().as_u16(), 204);
    hub.advance(21 * 24 * 60 * 60 * 1000);
    hub.hub.blobs.clear_abandoned().await.expect("cleared");
    assert_eq!(offset().await, (200, Some("600".to_owned())));
    hub.advance(10 * 24 * 60 * 60 * 1000);
    hub.hub.blobs.clear_abandoned().await.expect("cleared");
    assert_eq!(offset().await.0, 404);
}

#[tokio::test]
async fn files_that_no_record_names_are_bounded_listed_and_removed_after_a_time() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let phone = Phone::enrolled(&hub, company.engineer).await;
    let announce = async |hash: Hash, size: u64, bytes: Option<&'static [u8]>| {
        announced(&phone, hash, size, bytes.map(<[u8]>::to_vec)).await.status().as_u16()
    };
    let file: &[u8] = b"nobody names it";
    assert_eq!(announce(Hash::of(file), file.len() as u64, Some(file)).await, 201);
    let listed = hub.hub.blobs.unnamed().await.expect("read");
    assert_eq!(
        listed.iter().map(|one| (one.person, one.files, one.bytes)).collect::<Vec<_>>(),
        [(company.engineer, 1, 15)]
    );
    let mut admin = crate::console::tests::browser::Browser::of(&hub, "admin").await;
    assert!(admin.get("/quarantine").await.body.contains("Files that no record names"));
    assert_eq!(hub.hub.blobs.clear_unnamed().await.expect("cleared"), 0);
    hub.advance(31 * 24 * 60 * 60 * 1000);
    let file_at = hub.hub.blobs.file_of(Hash::of(file));
    assert!(file_at.exists());
    assert_eq!(hub.hub.blobs.clear_unnamed().await.expect("cleared"), 1);
    assert!(!file_at.exists() && hub.hub.blobs.unnamed().await.expect("read").is_empty());
    let report = crate::verify::tests::full(hub.data()).await;
    assert!(report.holds(), "{:?}", report.findings);
    // It may come again.
    assert_eq!(announce(Hash::of(file), file.len() as u64, Some(file)).await, 201);
    let mut taken = 0;
    for n in 0..20_u8 {
        match announce(Hash::of(&[n]), 60 * 1024 * 1024, None).await {
            201 => taken += 1,
            other => {
                assert_eq!(other, 429);
                break;
            }
        }
    }
    assert_eq!(taken, 8, "512 MB");
}

/// What a run was refused for is told without the numbers that only the answer knew.
#[tokio::test]
async fn the_quarantine_page_has_no_gaps_in_its_texts() {
    use fettle_core::domain::jobs::JobEvent;
    use fettle_core::kernel::Draft;
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let job = hub.job(&company, vec![company.engineer]).await;
    let mut phone = Phone::enrolled(&hub, company.engineer).await;
    let note = |text: &str| Draft::new(job.into(), &JobEvent::Noted { text: text.into() });
    let events: Vec<_> = ["one", "two", "three"].iter().map(|text| phone.write(&hub, &note(text))).collect();
    phone.send(phone.lines(&events[2..])).await;
    let mut admin = crate::console::tests::browser::Browser::of(&hub, "admin").await;
    let page = admin.get("/quarantine").await.body;
    let said = "Work is missing before this: number 1 was expected, 3 came.";
    assert!(page.contains(said) && !page.contains('$'), "{page}");
}
