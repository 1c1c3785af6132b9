//! Saved views: an address with a name, one's own or everyone's; and the palette, which leads to them.

use super::browser::Browser;
use super::kept::wrong;
use crate::sql::heard;
use crate::testing::{TestHub, parts};
use fettle_core::domain::ids::{PlaceId, TakeId};
use fettle_core::domain::parts::{Condition, MovementDetails, PlaceKind, RequestedLine, TakeEvent};
use fettle_core::domain::people::{Centre, Skill, SkillsEvent};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::{Draft, Subject};

async fn hub() -> TestHub {
    let hub = TestHub::start().await;
    hub.company(true).await;
    hub
}

/// The bar of a list's page.
fn bar(body: &str) -> &str {
    body.split("<nav class=\"views\"").nth(1).and_then(|rest| rest.split("</nav>").next()).unwrap_or_default()
}

#[tokio::test]
async fn what_a_list_shows_gets_a_name_and_is_marked_when_it_is_shown_again() {
    let hub = hub().await;
    let mut desk = Browser::of(&hub, "desk").await;
    let whole = desk.get("/customers").await;
    assert_eq!(bar(&whole.body), "", "the whole list needs no name, and nobody has any");
    let narrow = desk.get("/customers?ended=only&q=%E4%B8%9C+1").await;
    let keep = bar(&narrow.body).split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    assert_eq!(keep, "/views/new?of=%2Fcustomers%3Fq%3D%25E4%25B8%259C%25201%26ended%3Donly");
    assert_eq!(desk.get(keep).await.status, 200);
    // The page that a view begins at, and the form of the answer, are no part of it.
    let of = "/customers?q=%E4%B8%9C%201&ended=only&after=x&as=csv&done=1";
    assert_eq!(wrong(&desk.post("/views/new", &[("of", of), ("name", " ")]).await), "Please give a name.");
    let long = "长".repeat(61);
    assert_eq!(wrong(&desk.post("/views/new", &[("of", of), ("name", &long)]).await), "At most 60 characters, please.");
    for _ in 0..2 {
        let kept = desk.post("/views/new", &[("of", of), ("name", "Eastern & old")]).await;
        assert_eq!((kept.status, kept.location.as_str()), (303, "/customers?q=%E4%B8%9C%201&ended=only"));
    }
    let shown = desk.get("/customers?q=%E4%B8%9C%201&ended=only").await;
    assert_eq!(
        bar(&shown.body).matches("Eastern &#38; old").count(),
        1,
        "of one name there is one: {}",
        bar(&shown.body)
    );
    assert_eq!(bar(&shown.body).matches("aria-current").count(), 1, "{}", bar(&shown.body));
    assert!(!bar(&shown.body).contains("/views/new"), "it has a name already");
    assert!(bar(&desk.get("/customers").await.body).contains("Eastern"));
    assert_eq!(bar(&desk.get("/sites").await.body), "", "another list's");
    assert_eq!(bar(&Browser::of(&hub, "manager").await.get("/customers").await.body), "", "nobody else's");
}

#[tokio::test]
async fn a_shared_view_is_everyones_to_open_and_its_owners_or_a_managers_to_remove() {
    let hub = hub().await;
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get("/jobs").await;
    let fields = [("of", "/jobs?status=open"), ("name", "Open"), ("shared", "yes")];
    assert_eq!(desk.post("/views/new", &fields).await.status, 303);
    let mut keeper = Browser::of(&hub, "keeper").await;
    let page = keeper.get("/jobs?status=open").await;
    assert!(
        bar(&page.body).contains("Open <span class=\"quiet\">(shared)</span>") && !bar(&page.body).contains("<form")
    );
    let own = desk.get("/jobs?status=open").await;
    let remove = bar(&own.body).split("action=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form");
    assert_eq!(keeper.post(remove, &[("list", "/jobs")]).await.status, 404, "not the keeper's");
    assert!(bar(&keeper.get("/jobs").await.body).contains("Open"), "and it is there still");
    let mut manager = Browser::of(&hub, "manager").await;
    manager.get("/jobs").await;
    for _ in 0..2 {
        let removed = manager.post(remove, &[("list", "/jobs")]).await;
        assert_eq!((removed.status, removed.location.as_str()), (303, "/jobs"), "twice is once");
    }
    assert_eq!(bar(&keeper.get("/jobs").await.body), "");
}

/// Whatever a list's page offers is there.
#[tokio::test]
async fn every_list_that_offers_to_keep_a_view_takes_it() {
    let hub = hub().await;
    let mut admin = Browser::of(&hub, "admin").await;
    for (list, ..) in crate::console::kit::VIEWED {
        let shown = if list == "/jobs" { "/jobs?q=x".to_owned() } else { format!("{list}?column=nothing-of-it") };
        let page = admin.get(&shown).await;
        assert_eq!(page.status, 200, "{list}");
        let keep = page.body.split("href=\"/views/new?of=").nth(1).and_then(|rest| rest.split('"').next());
        let keep = keep.unwrap_or_else(|| panic!("{list} offers none")).to_owned();
        let form = admin.get(&format!("/views/new?of={keep}")).await;
        assert_eq!(form.status, 200, "{list}");
        let of = form.body.split("name=\"of\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        let of = of.expect("the list").replace("&#38;", "&").replace("&#61;", "=");
        let kept = admin.post("/views/new", &[("of", &of), ("name", "Mine")]).await;
        assert_eq!(kept.status, 303, "{list}: {}", kept.body);
        assert!(admin.get(&kept.location).await.body.contains("Mine"), "{list}");
    }
    // What lies at one place is looked at from its page.
    let store: PlaceId = hub.fresh().into();
    let company = hub.hub.ledger.some::<Centre>(None, 1).await.expect("read");
    let opened = parts::opened(store, PlaceKind::BranchStore, company[0].0.into(), None);
    hub.record(hub.hub.ledger.system(), vec![opened]).await;
    let page = admin.get(&format!("/stock/list?place={store}")).await;
    assert!(page.status == 200 && !page.body.contains("/views/new"), "{}", page.body);
}

#[tokio::test]
async fn a_view_is_of_a_list_of_ours_and_somebody_has_a_bounded_number_of_them() {
    let hub = hub().await;
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get("/jobs").await;
    for of in ["", "//elsewhere/jobs", "https://elsewhere/jobs", "/quarantine", "jobs", "/jobs/../people"] {
        assert_eq!(desk.post("/views/new", &[("of", of), ("name", "x")]).await.status, 400, "{of}");
        assert_eq!(desk.get(&format!("/views/new?of={of}")).await.status, 400, "{of}");
    }
    for n in 0..50 {
        let (of, name) = (format!("/jobs?q={n}"), format!("view {n}"));
        assert_eq!(desk.post("/views/new", &[("of", &of), ("name", &name)]).await.status, 303);
    }
    let more = desk.post("/views/new", &[("of", "/jobs?q=x"), ("name", "one more")]).await;
    assert_eq!(wrong(&more), "You have 50 views of this list already. Remove one first.");
    let again = desk.post("/views/new", &[("of", "/jobs?q=x"), ("name", "view 7")]).await;
    assert_eq!(again.status, 303, "one that is there gets another address");
    let long = format!("/jobs?q={}", "x".repeat(2_000));
    assert_eq!(desk.post("/views/new", &[("of", &long), ("name", "view 7")]).await.status, 422);
}

#[tokio::test]
async fn the_palette_finds_views_and_records_that_the_viewer_may_see() {
    let hub = hub().await;
    let mut desk = Browser::of(&hub, "desk").await;
    desk.get("/jobs").await;
    desk.post("/views/new", &[("of", "/jobs?status=open"), ("name", "Open 东城")]).await;
    let found = async |browser: &mut Browser, words: &str| {
        let answer = browser.get(&format!("/palette?q={words}")).await;
        serde_json::from_str::<Vec<serde_json::Value>>(&answer.body).expect("a list")
    };
    let empty = found(&mut desk, "").await;
    assert_eq!(empty.len(), 1, "views only: {empty:?}");
    assert_eq!((&empty[0]["name"], &empty[0]["address"]), (&"Open 东城".into(), &"/jobs?status=open".into()));
    let hits = found(&mut desk, "%E4%B8%9C%E5%9F%8E").await;
    let of =
        |start: &str| hits.iter().filter(|hit| hit["address"].as_str().is_some_and(|to| to.starts_with(start))).count();
    assert!(of("/jobs?") == 1 && of("/customers/") == 1, "{hits:?}");
    let strange = found(&mut Browser::of(&hub, "stranger").await, "%E4%B8%9C%E5%9F%8E").await;
    assert!(strange.is_empty(), "another centre's, and somebody else's view: {strange:?}");
}

#[tokio::test]
async fn the_palette_and_the_page_ask_the_index_once_and_lead_to_pieces_slips_and_certificates() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let kit = parts::store(&hub, &company).await;
    let opening = MovementDetails::opening(kit.board, Quantity::pieces(1), kit.quarantine);
    let faulty = MovementDetails { serial: Some("SN-2024-17".into()), condition: Condition::Faulty, ..opening };
    let take: TakeId = hub.fresh().into();
    let slip = TakeEvent::Requested {
        number: "SH-D7-12".into(),
        taker: company.engineer,
        bag: kit.bag,
        from: kit.store,
        centre: Some(company.centre),
        job: None,
        lines: vec![RequestedLine { line: 1, card: kit.plug, quantity: Quantity::pieces(1), old_for_new: false }],
    };
    let licence = Skill { name: "高压电工证".into(), level: "高级".into(), ..Skill::default() };
    let said = SkillsEvent::Set { skill: hub.fresh().into(), details: licence };
    let drafts = vec![
        parts::moved(hub.fresh().into(), faulty),
        Draft::new(Subject::new("take", take.uuid()), &slip),
        Draft::new(Subject::new("skills", company.engineer.uuid()), &said),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let mut manager = Browser::of(&hub, "manager").await;
    let piece = format!("/stock/{}/{}", kit.quarantine, kit.board);
    let engineer = format!("/people/{}", company.engineer);
    for (typed, address, about) in [
        ("sn202417", piece.clone(), "Faulty"),
        ("SH-D7-12", format!("/stock?slip={take}"), "张工"),
        ("gydgz", engineer, "高压电工证 (高级)"),
    ] {
        let (answer, asked) = heard(manager.get(&format!("/palette?q={typed}"))).await;
        let hits: Vec<serde_json::Value> = serde_json::from_str(&answer.body).expect("a list");
        let hit = hits.iter().find(|hit| hit["address"] == address.as_str());
        let hit = hit.unwrap_or_else(|| panic!("{typed}: {hits:?}"));
        assert!(hit["about"].as_str().is_some_and(|text| text.contains(about)), "{typed}: {hit}");
        assert_eq!(asked.iter().filter(|sql| sql.contains("search_word")).count(), 1, "{typed}: {asked:?}");
        let page = manager.get(&format!("/search?q={typed}")).await;
        assert!(page.body.contains(&format!("href=\"{}\"", address.replace('&', "&amp;"))), "{typed}: {}", page.body);
        assert_eq!(manager.get(&address).await.status, 200, "{address}");
    }
    let mut stranger = Browser::of(&hub, "stranger").await;
    for typed in ["sn202417", "SH-D7-12", "gydgz"] {
        assert_eq!(stranger.get(&format!("/palette?q={typed}")).await.body, "[]", "{typed}");
    }
}
