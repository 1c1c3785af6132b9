//! A store that was made by the browser's forms alone: its parts and places are entered, a delivery is booked in, and a part goes out by slip.

use crate::browser::Browser;
use crate::company::{PASSWORD, enrolled, fill, made, person, signed_in};
use crate::process::{Serving, fettle};
use fettle_core::domain::parts::{Place, PlaceKind, Take, TakeStatus};
use fettle_core::screens::Route;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_made_by_forms_alone_receives_and_issues_a_part() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path();
    fettle(data, &["passwd", "mei", "--administrator", "Zhang Mei"], PASSWORD);
    let hub = Serving::start(data);
    let mut mei = Browser::of(&hub.address, "mei", PASSWORD).await;
    let zone = [("name_en", "North"), ("region", "Beijing"), ("zone", "Asia/Shanghai")];
    let centre = made(&fill(&mut mei, "/centres/new", &zone).await, "centres");
    let engineer = person(&mut mei, "Chen Gong", "engineer", "chen", &centre).await;
    let keeper = person(&mut mei, "Sun Bao", "stock_keeper", "sun", &centre).await;
    let manager = person(&mut mei, "Wang Li", "manager", "wang", &centre).await;
    let mut sun = signed_in(&mut mei, &hub.address, (&keeper, "sun")).await;
    let mut wang = signed_in(&mut mei, &hub.address, (&manager, "wang")).await;

    // The manager enters the part, the keeper the store and the engineer's bag.
    let part = [
        ("number", "PS-12V"),
        ("name_zh", "电源"),
        ("name_en", "Power supply"),
        ("class", "critical"),
        ("unit", "pcs"),
        ("serialised", "yes"),
        ("minimum", "1"),
        ("reorder", "1"),
        ("maximum", "5"),
        ("codes", "6901234567892"),
    ];
    let card = made(&fill(&mut wang, "/cards/new", &part).await, "cards");
    let store = [("kind", "branch_store"), ("name_zh", "北库"), ("bin", "1-2-3-4")];
    let store = made(&fill(&mut sun, "/places/new", &store).await, "places");
    let bag = [("kind", "bag"), ("name_zh", "陈工的包"), ("person", engineer.as_str())];
    let bag = made(&fill(&mut sun, "/places/new", &bag).await, "places");

    // Two power supplies arrive.
    let delivery = [
        ("place", store.as_str()),
        ("card", "6901234567892"),
        ("quantity", "2"),
        ("serials", "SN-1\nSN-2"),
        ("note", "DN-7"),
    ];
    let booked = fill(&mut sun, "/stock/receive", &delivery).await;
    assert_eq!(booked.status, 303, "{}", booked.body);
    let page = sun.get(&format!("/places/{store}")).await.body;
    assert!(page.contains("PS-12V") && page.contains("2 pcs New"), "{page}");

    // Chen asks for one on the phone, the manager approves, the keeper hands it out.
    let chen = enrolled(&mut mei, &engineer).await;
    chen.sync().await;
    let kind = chen.get::<Place>(store.parse::<Uuid>().expect("an id")).expect("there").kind();
    assert_eq!(kind, Some(PlaceKind::BranchStore));
    let ask = Route::Take { job: None, card: Some(card.clone()), serial: None };
    let typed = [("part", card.as_str()), ("quantity", "1"), ("place", store.as_str()), ("old_for_new", "false")];
    chen.tap(&ask, "request", &typed);
    chen.sync().await;
    let waiting = wang.get("/stock").await.body;
    let take = waiting.split("action=\"/takes/").nth(1).and_then(|rest| rest.split('/').next());
    let take = take.unwrap_or_else(|| panic!("no slip waits: {waiting}")).to_owned();
    let approved = wang.post(&format!("/takes/{take}/approve"), &[]).await;
    assert_eq!(approved.status, 303, "{}", approved.body);
    sun.get("/stock").await;
    let issued = sun.post(&format!("/takes/{take}/issue"), &[("serial-1", "SN-1")]).await;
    assert_eq!(issued.status, 303, "{}", issued.body);

    // Everybody sees where the two are now, on every page and on the phone.
    let page = sun.get(&format!("/cards/{card}")).await.body;
    assert!(
        page.contains(&format!("/stock/{store}/{card}")) && page.contains(&format!("/stock/{bag}/{card}")),
        "{page}"
    );
    assert_eq!(page.matches("1 pc New").count(), 2, "{page}");
    chen.sync().await;
    let known = chen.get::<Take>(take.parse::<Uuid>().expect("an id")).expect("there");
    assert_eq!((known.status, known.flags.len()), (Some(TakeStatus::Issued), 0), "{known:?}");
    let full = fill(&mut sun, &format!("/places/{store}/close"), &[("reason", "moved")]).await;
    assert!(full.status == 422 && full.body.contains("PS-12V: 1"), "{}", full.body);
    drop(hub);
    fettle(data, &["verify"], "");
}
