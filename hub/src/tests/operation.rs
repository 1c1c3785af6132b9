//! Operating a hub: its key, its folder, its names, and what commands do that go against them.

use crate::clock::Clock;
use crate::data::hub_key;
use crate::error::HubError;
use crate::front::{Front, LinkParts};
use crate::hub::{self, Hub, Options};
use crate::papers::service_report;
use crate::testing::TestHub;
use crate::upkeep::backup;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::text::Lang;
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
        let own = service_report(&hub.hub, job, SheetLanguage::Both, address).await.expect("a paper").pdf;
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
            service_report(&hub.hub, job, SheetLanguage::Both, Some("http://evil.example")).await.expect("a paper");
        assert_ne!(other.pdf, own);
    }
}
