//! The state of the backups, and the warning on the worklist of who looks after the hub.

use super::browser::Browser;
use crate::backups::{Made, note};
use crate::testing::TestHub;
use crate::upkeep::backup;

const HOUR: u64 = 60 * 60 * 1000;

/// What the worklist says of backups; empty for nothing.
async fn warned(browser: &mut Browser) -> String {
    let page = browser.get("/worklist").await.body;
    let notes = page.split("<p class=\"note bad\" role=\"status\">").skip(1);
    let told = notes.filter_map(|rest| rest.split(" <a href=\"/backup\">").next().filter(|text| !text.contains('<')));
    told.collect()
}

#[tokio::test]
async fn who_looks_after_the_hub_is_told_until_a_whole_backup_is_young_enough() {
    let hub = TestHub::on_file().await;
    hub.company(true).await;
    let mut admin = Browser::of(&hub, "admin").await;
    let mut manager = Browser::of(&hub, "manager").await;
    assert_eq!(warned(&mut admin).await, "This server was never backed up.");
    assert_eq!(warned(&mut manager).await, "", "it is not theirs to do");
    assert_eq!(manager.get("/backup").await.status, 403);
    let page = admin.get("/backup").await.body;
    assert!(page.contains("<span class=\"chip bad\">none yet</span>"), "{page}");
    assert!(!page.contains("<h2>History</h2>"), "nothing is said of nothing: {page}");

    let root = tempfile::tempdir().expect("a folder");
    let target = root.path().join("of-today");
    let done = backup(hub.data(), &target, true, &hub.hub.clock).await.expect("backed up");
    assert!(done.noted && done.report.holds());
    assert_eq!(warned(&mut admin).await, "");
    let page = admin.get("/backup").await.body;
    for said in
        ["<span class=\"chip good\">in order</span>", "of-today", " MB", "just now", "Backed up", "<h2>History</h2>"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    let holds = format!("{} events, {} files", done.manifest.events, done.manifest.blobs);
    assert!(page.contains(&holds), "{holds}: {page}");

    // Two days are the limit. One that copied damage does not count, and is told.
    hub.advance(47 * HOUR);
    let mut admin = Browser::of(&hub, "admin").await;
    assert_eq!(warned(&mut admin).await, "");
    hub.advance(HOUR);
    hub.advance(HOUR);
    let mut admin = Browser::of(&hub, "admin").await;
    let made =
        Made { at: hub.hub.clock.now_ms(), name: "of-damage".into(), bytes: 7, events: 1, blobs: 0, with_key: false };
    note(&mut hub.hub.db().write().await.expect("a writer"), &made, false).await.expect("noted");
    let told = warned(&mut admin).await;
    assert!(told.starts_with("The newest whole backup of this server was made 2 d 1 h"), "{told}");
    let page = admin.get("/backup").await.body;
    for said in ["too old", "of-damage", "data is damaged: see fettle verify", "is not in it"] {
        assert!(page.contains(said), "{said}: {page}");
    }
}
