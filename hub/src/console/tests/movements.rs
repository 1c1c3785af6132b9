//! What came into a place and left it: by pages, and taken back by who keeps the store.

use super::browser::Browser;
use super::kept::{only, refused, wrong};
use crate::testing::{Company, TestHub, parts};
use crate::tests::growth::reads;
use fettle_core::domain::ids::{CardId, MovementId, PlaceId};
use fettle_core::domain::parts::{MovementDetails, PlaceKind};
use fettle_core::domain::values::Quantity;
use std::collections::BTreeSet;

/// A store of the first centre, a part, and what came in: pieces, one movement each.
async fn stocked(hub: &TestHub, company: &Company, movements: usize) -> (String, CardId, PlaceId, Vec<MovementId>) {
    let (card, place): (CardId, PlaceId) = (hub.fresh().into(), hub.fresh().into());
    let mut drafts = vec![
        parts::registered(card, parts::card(&format!("PLUG-{movements}"), false)),
        parts::opened(place, PlaceKind::BranchStore, company.centre, None),
    ];
    let ids: Vec<MovementId> = (0..movements).map(|_| hub.fresh().into()).collect();
    let details = |n: usize| MovementDetails {
        remark: format!("delivery {n}."),
        ..MovementDetails::opening(card, Quantity::pieces(2), place)
    };
    drafts.extend(ids.iter().zip(0..).map(|(id, n)| parts::moved(*id, details(n))));
    hub.record(hub.hub.ledger.system(), drafts).await;
    (format!("/stock/{place}/{card}"), card, place, ids)
}

async fn there(hub: &TestHub, card: CardId) -> i64 {
    hub.hub.ledger.stock_of_card(card).await.expect("reads").iter().map(|sum| sum.quantity).sum()
}

#[tokio::test]
async fn a_movement_is_taken_back_once_by_who_keeps_the_store_and_both_stay_in_the_books() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (line, card, place, ids) = stocked(&hub, &company, 2).await;
    let back = format!("{line}/{}/back", ids[0]);
    let mut keeper = Browser::of(&hub, "keeper").await;
    assert_eq!(keeper.get(&line).await.body.matches("/back\"").count(), 2);
    let form = keeper.get(&back).await.body;
    assert!(form.contains("Opening count, 2 pcs."), "{form}");
    assert_eq!(wrong(&keeper.post(&back, &[("reason", " ")]).await), "Please give a reason.");
    assert_eq!(there(&hub, card).await, 4_000);
    let mut other = Browser::of(&hub, "manager").await;
    other.get(&back).await;
    let done = keeper.post(&back, &[("reason", "counted twice")]).await;
    assert_eq!((done.status, there(&hub, card).await), (303, 2_000));
    let told = keeper.get(&line).await.body;
    assert!(told.contains("counted twice") && told.contains("delivery 0.") && told.contains("−2 pcs"), "{told}");
    assert_eq!(told.matches("/back\"").count(), 1, "neither what was taken back nor what did it");
    let late = other.post(&back, &[("reason", "me too")]).await;
    assert_eq!(refused(&late), "This movement was taken back already.");
    assert_eq!(there(&hub, card).await, 2_000);
    only(&hub, &back, &["manager", "keeper"]).await;
    let desk = Browser::of(&hub, "desk").await.get(&line).await;
    assert!(desk.status == 200 && !desk.body.contains("/back\""), "{}", desk.body);
    // Of another line it is not taken back, and not by whom its store is none of the business.
    let elsewhere = format!("/stock/{place}/{}/{}/back", hub.fresh(), ids[1]);
    assert_eq!(keeper.get(&elsewhere).await.status, 404);
    assert_eq!(keeper.get(&format!("{line}/{}/back", hub.fresh())).await.status, 404);
}

#[tokio::test]
async fn a_line_with_many_movements_is_read_by_pages() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let (line, _, _, ids) = stocked(&hub, &company, 230).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    let (mut address, mut seen, mut pages) = (Some(line), Vec::new(), 0);
    while let Some(at) = address {
        let page = keeper.get(&at).await;
        assert_eq!(page.status, 200);
        let rows: Vec<String> =
            page.body.split("delivery ").skip(1).filter_map(|rest| Some(rest.split_once('.')?.0.to_owned())).collect();
        assert!(rows.len() <= 100, "{}", rows.len());
        seen.extend(rows);
        pages += 1;
        address =
            page.body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| Some(rest.split_once('"')?.0.to_owned()));
    }
    assert_eq!((pages, seen.len()), (3, ids.len()));
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), ids.len(), "none twice");
    assert_eq!(keeper.get("/stock/x/y?before=1.z").await.status, 404);
}

#[tokio::test]
async fn a_page_of_a_line_costs_no_more_beside_many_movements() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    let (few, _, _, _) = stocked(&hub, &company, 120).await;
    let (many, _, _, _) = stocked(&hub, &company, 2_000).await;
    let mut work = async |address: &str| reads(&hub.hub.ledger, async { drop(keeper.get(address).await) }).await;
    work(&few).await;
    let (few, many) = (work(&few).await, work(&many).await);
    assert!(many < few * 3 / 2, "a page of 120 movements {few}, of 2,000 {many}");
}
