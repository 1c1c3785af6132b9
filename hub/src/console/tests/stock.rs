//! The page of the stock: slips that wait, what is short, and where something is.

use super::browser::Browser;
use crate::testing::{Company, TestHub, parts};
use fettle_core::domain::ids::TakeId;
use fettle_core::domain::parts::{
    CardChange, CardEvent, FirstReason, MovementDetails, PartLabel, RequestedLine, Take, TakeEvent, TakeStatus,
    TakenLine,
};
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, Subject};

fn about(id: TakeId, event: &TakeEvent) -> Draft {
    Draft::new(Subject::new("take", id.uuid()), event)
}

/// So many slips for one plug each, in order.
async fn asked(hub: &TestHub, company: &Company, kit: &parts::Store, count: usize) -> Vec<TakeId> {
    let line = RequestedLine { line: 1, card: kit.plug, quantity: Quantity::pieces(1), old_for_new: false };
    let slip = |n: usize| TakeEvent::Requested {
        number: format!("T-{n}."),
        taker: company.engineer,
        bag: kit.bag,
        from: kit.store,
        centre: Some(company.centre),
        job: None,
        lines: vec![line.clone()],
    };
    let ids: Vec<TakeId> = (0..count).map(|_| hub.fresh().into()).collect();
    let drafts = ids.iter().enumerate().map(|(n, id)| about(*id, &slip(n))).collect();
    hub.record(company.engineer, drafts).await;
    ids
}

async fn stocked(hub: &TestHub, company: &Company) -> parts::Store {
    let kit = parts::store(hub, company).await;
    let opening = MovementDetails::opening(kit.plug, Quantity::pieces(4), kit.store);
    hub.record(hub.hub.ledger.system(), vec![parts::moved(hub.fresh().into(), opening)]).await;
    kit
}

async fn status(hub: &TestHub, id: TakeId) -> Option<TakeStatus> {
    hub.hub.ledger.get::<Take>(id.uuid()).await.expect("read").expect("there").state.status
}

#[tokio::test]
async fn slips_are_decided_and_handed_out_from_the_page_of_the_stock() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let kit = stocked(&hub, &company).await;
    let ids = asked(&hub, &company, &kit, 2).await;
    let mut manager = Browser::of(&hub, "manager").await;
    let page = manager.get("/stock").await.body;
    assert!(page.contains(&format!("/takes/{}/approve", ids[0])) && page.contains("T-1."), "{page}");
    // Without a reason it is refused, with the slip still there.
    let refused = manager.post(&format!("/takes/{}/reject", ids[1]), &[("reason", " ")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("Please give a reason.") && refused.body.contains("T-1."), "{}", refused.body);
    assert!(!refused.body.contains("T-0."), "the slip alone");
    let done = manager.post(&format!("/takes/{}/approve", ids[0]), &[]).await;
    assert_eq!((done.status, done.location.as_str()), (303, "/stock?done=1"));
    // The store hands out what is approved, and finds it by that.
    let mut keeper = Browser::of(&hub, "keeper").await;
    let page = keeper.get("/stock?waits=issue").await.body;
    assert!(page.contains(&format!("/takes/{}/issue", ids[0])) && !page.contains("T-1."), "{page}");
    assert!(!page.contains("/approve"), "the manager's");
    let done = keeper.post(&format!("/takes/{}/issue", ids[0]), &[]).await;
    assert_eq!((done.status, status(&hub, ids[0]).await), (303, Some(TakeStatus::Issued)));
    let page = keeper.get("/stock").await.body;
    assert!(!page.contains("T-0.") && page.contains("T-1."), "{page}");
    let page = keeper.get("/stock?waits=return").await.body;
    assert!(page.contains("T-0.") && !page.contains("T-1."), "what is owed for it: {page}");
    // A place and a slip that are none, and another centre's.
    for path in ["/stock?waits=x", "/stock?place=x", "/stock?centre=x", "/stock/short?place=x", "/stock/places?kind=x"]
    {
        assert_eq!(keeper.get(path).await.status, 400, "{path}");
    }
    assert_eq!(keeper.get(&format!("/stock?slip={}", hub.fresh())).await.status, 404);
    let mut stranger = Browser::of(&hub, "stranger").await;
    assert_eq!(stranger.get(&format!("/stock?slip={}", ids[1])).await.status, 404);
    let page = stranger.get("/stock").await.body;
    assert!(!page.contains("T-1.") && !page.contains(&kit.store.to_string()), "{page}");
}

#[tokio::test]
async fn what_is_on_its_way_back_is_received_from_the_page_of_the_stock() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let kit = stocked(&hub, &company).await;
    let id = asked(&hub, &company, &kit, 1).await[0];
    let (mut manager, mut keeper) = (Browser::of(&hub, "manager").await, Browser::of(&hub, "keeper").await);
    manager.get("/stock").await;
    manager.post(&format!("/takes/{id}/approve"), &[]).await;
    keeper.get("/stock").await;
    keeper.post(&format!("/takes/{id}/issue"), &[]).await;
    let take = async || hub.hub.ledger.get::<Take>(id.uuid()).await.expect("read").expect("there").state;
    let line = take().await.lines[&1].clone();
    let sent = TakeEvent::SentBack {
        line: 1,
        person: company.engineer,
        centre: Some(company.centre),
        card: line.card,
        quantity: line.quantity,
        serial: None,
        label: PartLabel::Good,
        from: Some(kit.bag),
        to: kit.quarantine,
    };
    hub.record(company.engineer, vec![about(id, &sent)]).await;
    assert!(take().await.lines[&1].open() > 0, "owed until it is there");
    let path = format!("/takes/{id}/receive");
    assert!(keeper.get("/stock").await.body.contains(&path), "it waits for the store");
    let event = take().await.on_its_way[0].event.to_string();
    let mut engineer = Browser::of(&hub, "engineer").await;
    engineer.get("/stock").await;
    assert!(engineer.post(&path, &[("sent", &event)]).await.status >= 400, "only who keeps the store has it in hand");
    let done = keeper.post(&path, &[("sent", &event)]).await;
    assert_eq!((done.status, take().await.lines[&1].open()), (303, 0), "{}", done.body);
    let lies = hub.hub.ledger.stock_at(kit.quarantine).await.expect("read");
    assert_eq!(lies.iter().map(|line| line.quantity).sum::<i64>(), line.quantity.amount);
    // Received already, by a colleague or a second click.
    let again = keeper.post(&path, &[("sent", &event)]).await;
    assert!(again.status == 422 && again.body.contains("not on its way"), "{}", again.body);
}

#[tokio::test]
async fn many_slips_are_read_by_pages_and_cut_down_to_a_store() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let kit = stocked(&hub, &company).await;
    let ids = asked(&hub, &company, &kit, 120).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    let (mut address, mut seen) = (Some(format!("/stock?place={}", kit.store)), Vec::new());
    while let Some(at) = address {
        let page = keeper.get(&at).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains(">120</span>"), "{}", page.body);
        let rest = page.body.split("<span class=\"number\">T-").skip(1);
        let rows: Vec<usize> = rest.filter_map(|rest| rest.split_once('.')?.0.parse().ok()).collect();
        assert!(rows.len() <= 50, "{}", rows.len());
        seen.extend(rows);
        let next = page.body.split("rel=\"next\" href=\"").nth(1).and_then(|rest| Some(rest.split_once('"')?.0));
        address = next.map(|next| next.replace("&amp;", "&").replace("&#38;", "&"));
    }
    seen.sort_unstable();
    assert_eq!(seen, (0..ids.len()).collect::<Vec<_>>(), "all of them, none twice");
    let none = keeper.get(&format!("/stock?place={}", kit.bag)).await.body;
    assert!(!none.contains("T-0.") && none.contains("Nothing fits this filter."), "{none}");
    // A key of another list is the beginning.
    let begins = keeper.get(&format!("/stock?after=take/{}~x", ids[3])).await;
    assert!(begins.status == 200 && begins.body.matches("<span class=\"number\">T-").count() == 50, "{}", begins.body);
}

#[tokio::test]
async fn what_is_short_and_where_something_is_are_lists_and_files() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let kit = stocked(&hub, &company).await;
    let levels =
        CardChange { minimum: Some(2_000), reorder: Some(6_000), maximum: Some(9_000), ..CardChange::default() };
    let board = MovementDetails::opening(kit.board, Quantity::pieces(1), kit.store);
    let board = MovementDetails { serial: Some("B-77".into()), ..board };
    let drafts = vec![
        Draft::new(kit.plug.into(), &CardEvent::Changed { change: levels }),
        parts::moved(hub.fresh().into(), board),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    let line = format!("/stock/{}/{}", kit.store, kit.plug);
    let page = keeper.get("/stock").await.body;
    assert!(page.contains(&line) && page.contains("to be ordered") && page.contains("4 pcs"), "{page}");
    assert!(page.contains(&format!("/places/{}", kit.store)) && page.contains("1 running short"), "{page}");
    let list = keeper.get("/stock/short").await.body;
    assert!(list.contains(&line) && list.contains("to be ordered") && list.contains("/stock/short?as=csv"), "{list}");
    let (_, csv) = keeper.file("/stock/short?as=csv").await;
    assert!(String::from_utf8(csv).expect("text").contains("P-2001,P-2001,branch_store,4 件,2,6,应订货"));
    let list = keeper.get("/stock/places").await.body;
    assert!(list.contains(&format!("/places/{}", kit.store)) && !list.contains(&kit.bag.to_string()), "{list}");
    let place = keeper.get(&format!("/places/{}", kit.store)).await.body;
    assert!(place.contains("B-77") && place.contains("to be ordered"), "the pieces are on the place's page: {place}");
    let all = keeper.get(&format!("/stock/list?place={}", kit.store)).await.body;
    assert!(all.contains("B-77") && place.contains(&format!("/stock/list?place={}", kit.store)), "{all}");
    let mut stranger = Browser::of(&hub, "stranger").await;
    for path in ["/stock", "/stock/short", "/stock/places"] {
        let page = stranger.get(path).await;
        assert!(page.status == 200 && !page.body.contains(&kit.store.to_string()), "{path}: {}", page.body);
    }
}

#[tokio::test]
async fn a_slip_that_is_late_is_one_step_from_the_worklist() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let kit = stocked(&hub, &company).await;
    let take: TakeId = hub.fresh().into();
    let line = TakenLine {
        line: 1,
        card: kit.plug,
        quantity: Quantity::pieces(1),
        serial: None,
        from: kit.store,
        old_for_new: true,
        movement: hub.fresh().into(),
        stock_seen: None,
    };
    let first = TakeEvent::TakenFirst {
        number: "T-9.".into(),
        taker: company.engineer,
        bag: kit.bag,
        centre: Some(company.centre),
        job: None,
        lines: vec![line],
        reason: FirstReason::Night,
        paper_due: time(hub.hub.clock.now_ms() - 1_000),
    };
    hub.record(company.engineer, vec![about(take, &first)]).await;
    let mut keeper = Browser::of(&hub, "keeper").await;
    let worklist = keeper.get("/worklist").await.body;
    let address = format!("/stock?slip={take}");
    assert!(worklist.contains(&address), "{worklist}");
    let page = keeper.get(&address).await.body;
    assert!(page.contains("T-9.") && page.contains("Paperwork due") && page.contains("overdue"), "{page}");
}

/// Rows are told apart by their ids when news is put in place, whatever they lead to.
#[tokio::test]
async fn no_two_things_of_the_page_have_one_id() {
    let hub = TestHub::start().await;
    let company = hub.company(true).await;
    let kit = stocked(&hub, &company).await;
    asked(&hub, &company, &kit, 3).await;
    let change = CardChange { minimum: Some(9_000), ..CardChange::default() };
    hub.record(company.admin, vec![Draft::new(Subject::new("card", kit.plug.uuid()), &CardEvent::Changed { change })])
        .await;
    for login in ["manager", "keeper"] {
        let page = Browser::of(&hub, login).await.get("/stock").await.body;
        let ids: Vec<&str> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert!(ids.len() > 2 && once.len() == ids.len(), "{login}: {ids:?}");
    }
}
