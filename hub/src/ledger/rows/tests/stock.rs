//! Rows of stock: slips that wait, what is short, what lies where.

use super::{holds, open, viewer};
use crate::ledger::{Key, PlaceSum, Places, ShortPart, Takes};
use crate::testing::{Company, TestHub, parts};
use crate::tests::older::made_older;
use crate::verify::tests::full;
use fettle_core::domain::ids::{CentreId, PlaceId, TakeId};
use fettle_core::domain::parts::{
    CardChange, CardEvent, Condition, FirstReason, MovementDetails, PlaceChange, PlaceEvent, PlaceKind, RequestedLine,
    SettledHow, Short, TakeEvent, TakeWaits, TakenLine,
};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::values::Quantity;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Draft, PersonId, Subject};
use fettle_core::text::Lang;

fn about(id: TakeId, event: &TakeEvent) -> Draft {
    Draft::new(Subject::new("take", id.uuid()), event)
}

fn asked(kit: &parts::Store, taker: PersonId, centre: CentreId, number: &str) -> TakeEvent {
    let line = RequestedLine { line: 1, card: kit.plug, quantity: Quantity::pieces(1), old_for_new: false };
    let number = number.to_owned();
    TakeEvent::Requested {
        number,
        taker,
        bag: kit.bag,
        from: kit.store,
        centre: Some(centre),
        job: None,
        lines: vec![line],
    }
}

/// A slip of each kind: asked for, approved, rejected, taken first with the paper owed, and one of another centre's store by one of its people.
async fn slips(hub: &TestHub, company: &Company, kit: &parts::Store, far: PlaceId) -> [TakeId; 5] {
    let ids: [TakeId; 5] = [(); 5].map(|()| hub.fresh().into());
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
        number: "T-4".into(),
        taker: company.engineer,
        bag: kit.bag,
        centre: Some(company.centre),
        job: None,
        lines: vec![line],
        reason: FirstReason::Night,
        paper_due: time(hub.hub.clock.now_ms()),
    };
    let there = parts::Store { store: far, ..*kit };
    let drafts = vec![
        about(ids[0], &asked(kit, company.engineer, company.centre, "T-1")),
        about(ids[1], &asked(kit, company.colleague, company.centre, "T-2")),
        about(ids[1], &TakeEvent::Approved {}),
        about(ids[2], &asked(kit, company.engineer, company.centre, "T-3")),
        about(ids[2], &TakeEvent::Rejected { reason: "not now".into() }),
        about(ids[3], &first),
        about(ids[4], &asked(&there, company.stranger, company.other_centre, "T-5")),
    ];
    for draft in drafts {
        hub.advance(10);
        hub.record(hub.hub.ledger.system(), vec![draft]).await;
    }
    ids
}

/// Every page of a list of slips.
async fn takes(hub: &TestHub, asks: &Takes<'_>, limit: usize) -> Vec<TakeId> {
    let (mut all, mut after): (Vec<TakeId>, Option<Key>) = (Vec::new(), None);
    loop {
        let page = hub.hub.ledger.takes(asks, after.as_ref(), limit).await.expect("read");
        assert!(page.rows.len() <= limit);
        all.extend(page.rows);
        let Some(next) = page.next else { break };
        // As it stands in an address.
        after = Some(next.to_string().parse().expect("a key"));
    }
    assert_eq!(hub.hub.ledger.count_takes(asks, 9).await.expect("read"), (all.len(), false));
    all
}

#[tokio::test]
async fn slips_stand_by_what_they_wait_for_and_leave_when_nothing_is_owed() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = parts::store(&hub, &company).await;
    let far: PlaceId = hub.fresh().into();
    let opened = parts::opened(far, PlaceKind::BranchStore, company.other_centre, None);
    hub.record(hub.hub.ledger.system(), vec![opened]).await;
    let ids = slips(&hub, &company, &kit, far).await;
    let [keeper, stranger, engineer, admin] =
        [company.keeper, company.stranger, company.engineer, company.admin].map(|id| viewer(&hub, id));
    let (keeper, stranger, engineer, admin) =
        (keeper.await.reach, stranger.await.reach, engineer.await.reach, admin.await.reach);
    let undone: &[TakeWaits] = &[TakeWaits::Approval, TakeWaits::Issue];
    let asks = |reach, waits| Takes { reach, waits, centre: None, place: None };
    for limit in [1, 2, 50] {
        assert_eq!(takes(&hub, &asks(&keeper, undone), limit).await, [ids[0], ids[1]]);
        assert_eq!(takes(&hub, &asks(&admin, undone), limit).await, [ids[0], ids[1], ids[4]]);
        assert_eq!(takes(&hub, &asks(&admin, TakeWaits::ALL), limit).await, [ids[0], ids[1], ids[3], ids[4]]);
    }
    assert_eq!(takes(&hub, &asks(&stranger, undone), 5).await, [ids[4]], "the own centre's");
    assert_eq!(takes(&hub, &asks(&engineer, &[TakeWaits::Return]), 5).await, [ids[3]]);
    let of = |place, centre| Takes { place, centre, ..asks(&admin, undone) };
    assert_eq!(takes(&hub, &of(Some(kit.store), None), 5).await, [ids[0], ids[1]]);
    assert_eq!(takes(&hub, &of(None, Some(company.other_centre)), 5).await, [ids[4]]);
    assert_eq!(takes(&hub, &of(Some(kit.store), Some(company.other_centre)), 5).await, []);
    let there = Takes { centre: Some(company.other_centre), ..asks(&keeper, undone) };
    assert_eq!(takes(&hub, &there, 5).await, [], "another centre's is nobody's here");
    let none = Reach::Streams(Default::default());
    assert_eq!(takes(&hub, &asks(&none, TakeWaits::ALL), 5).await, [], "who left reaches nothing");
    holds(&hub).await;
    // Decided, and what is owed settled.
    let settled = TakeEvent::Settled {
        line: 1,
        quantity: Quantity::pieces(1),
        how: SettledHow::Reason,
        movement: None,
        reason: "lost".into(),
        serial: None,
    };
    let drafts = vec![about(ids[0], &TakeEvent::Approved {}), about(ids[3], &settled)];
    hub.record(company.manager, drafts).await;
    assert_eq!(takes(&hub, &asks(&keeper, &[TakeWaits::Issue]), 5).await, [ids[0], ids[1]]);
    assert_eq!(takes(&hub, &asks(&keeper, &[TakeWaits::Return]), 5).await, [ids[3]], "the paper");
    hub.record(company.engineer, vec![about(ids[3], &TakeEvent::PaperFiled { number: "LL-7".into() })]).await;
    assert_eq!(takes(&hub, &asks(&keeper, &[TakeWaits::Return]), 5).await, []);
    holds(&hub).await;
}

async fn short(hub: &TestHub, reach: &Reach) -> Vec<(PlaceId, Short, i64)> {
    let (mut all, mut after): (Vec<ShortPart>, Option<Key>) = (Vec::new(), None);
    loop {
        let page = hub.hub.ledger.short(reach, None, after.as_ref(), 1).await.expect("read");
        let Some(last) = page.last() else { break };
        after = Some(last.key().to_string().parse().expect("a key"));
        all.extend(page);
    }
    assert_eq!(hub.hub.ledger.count_short(reach, 9).await.expect("read"), (all.len(), false));
    all.iter().map(|one| (one.place, one.short, one.usable)).collect()
}

fn levels(kit: &parts::Store, minimum: i64, reorder: i64) -> Draft {
    let change =
        CardChange { minimum: Some(minimum), reorder: Some(reorder), maximum: Some(90_000), ..CardChange::default() };
    Draft::new(Subject::from(kit.plug), &CardEvent::Changed { change })
}

#[tokio::test]
async fn what_is_short_follows_the_stock_the_card_and_the_place() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = parts::store(&hub, &company).await;
    let system = hub.hub.ledger.system();
    let keeper = viewer(&hub, company.keeper).await.reach;
    let admin = viewer(&hub, company.admin).await.reach;
    let moved = |count, from: Option<PlaceId>, to: Option<PlaceId>, condition| {
        let opening = MovementDetails::opening(kit.plug, Quantity::pieces(count), kit.store);
        parts::moved(hub.fresh().into(), MovementDetails { from, to, condition, ..opening })
    };
    let (new, faulty) = (Condition::New, Condition::Faulty);
    // Nothing of it was ever there, then little, in a store and in a bag; what is faulty counts for nothing.
    hub.record(system, vec![levels(&kit, 5_000, 6_000)]).await;
    assert_eq!(short(&hub, &admin).await, []);
    let drafts = vec![
        moved(3, None, Some(kit.store), new),
        moved(9, None, Some(kit.store), faulty),
        moved(1, None, Some(kit.bag), new),
    ];
    hub.record(system, drafts).await;
    let below = |usable| vec![(kit.store, Short::BelowMinimum, usable)];
    assert_eq!(short(&hub, &keeper).await, below(3_000));
    holds(&hub).await;
    hub.record(system, vec![moved(3, None, Some(kit.store), new)]).await;
    assert_eq!(short(&hub, &keeper).await, [(kit.store, Short::ToOrder, 6_000)]);
    hub.record(system, vec![moved(1, None, Some(kit.store), new)]).await;
    assert_eq!(short(&hub, &keeper).await, []);
    // The card wants more, and is no longer kept.
    hub.record(system, vec![levels(&kit, 8_000, 8_000)]).await;
    assert_eq!(short(&hub, &keeper).await, below(7_000));
    holds(&hub).await;
    let card = Subject::from(kit.plug);
    hub.record(system, vec![Draft::new(card.clone(), &CardEvent::Withdrawn { reason: "old".into() })]).await;
    assert_eq!(short(&hub, &keeper).await, []);
    hub.record(system, vec![Draft::new(card, &CardEvent::Reinstated {})]).await;
    // What ran out stays, and a store that closes misses nothing.
    hub.record(system, vec![moved(7, Some(kit.store), None, new)]).await;
    assert_eq!(short(&hub, &keeper).await, below(0));
    let place = |event: &PlaceEvent| Draft::new(kit.store.into(), event);
    hub.record(system, vec![place(&PlaceEvent::Closed { reason: "moved".into() })]).await;
    assert_eq!(short(&hub, &admin).await, []);
    holds(&hub).await;
    hub.record(system, vec![place(&PlaceEvent::Reopened {})]).await;
    assert_eq!(short(&hub, &keeper).await, below(0));
    // Given to another centre it is that one's to see.
    let change = PlaceChange { centre: Some(Some(company.other_centre)), ..PlaceChange::default() };
    hub.record(system, vec![place(&PlaceEvent::Changed { change })]).await;
    assert_eq!(short(&hub, &keeper).await, []);
    assert_eq!(short(&hub, &admin).await, below(0));
    assert_eq!(short(&hub, &Reach::Streams(Default::default())).await, []);
    holds(&hub).await;
}

async fn in_stock(hub: &TestHub, reach: &Reach, kind: Option<PlaceKind>, centre: Option<CentreId>) -> Vec<PlaceSum> {
    let asks = Places { reach, lang: Lang::Zh, kind, centre };
    let (mut all, mut after): (Vec<PlaceSum>, Option<Key>) = (Vec::new(), None);
    loop {
        let page = hub.hub.ledger.places_in_stock(&asks, after.as_ref(), 1).await.expect("read");
        let Some(last) = page.last() else { return all };
        after = Some(last.key.to_string().parse().expect("a key"));
        all.extend(page);
    }
}

/// A store with five plugs of which two are faulty, and a board; and a bag from which more was taken than it had.
async fn stocked(hub: &TestHub, company: &Company) -> parts::Store {
    let kit = parts::store(hub, company).await;
    let moved = |details: MovementDetails| parts::moved(hub.fresh().into(), details);
    let plugs = |count| MovementDetails::opening(kit.plug, Quantity::pieces(count), kit.store);
    let board = MovementDetails::opening(kit.board, Quantity::pieces(1), kit.store);
    let drafts = vec![
        levels(&kit, 5_000, 6_000),
        moved(plugs(3)),
        moved(MovementDetails { condition: Condition::Faulty, ..plugs(2) }),
        moved(MovementDetails { serial: Some("B-1".into()), ..board }),
        moved(MovementDetails { from: Some(kit.bag), to: None, ..plugs(1) }),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    kit
}

#[tokio::test]
async fn places_stand_with_what_they_come_to_for_who_sees_into_them() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = stocked(&hub, &company).await;
    let keeper = viewer(&hub, company.keeper).await.reach;
    let engineer = viewer(&hub, company.engineer).await.reach;
    let stranger = viewer(&hub, company.stranger).await.reach;
    let all = in_stock(&hub, &keeper, None, None).await;
    let told = |sum: &PlaceSum| (sum.place, sum.parts, sum.pieces, sum.faulty, sum.below_zero, sum.short);
    let (store, bag) = ((kit.store, 2, 6_000, 2_000, 0, 1), (kit.bag, 1, -1_000, 0, 1, 0));
    assert_eq!(all.iter().map(told).collect::<Vec<_>>(), [store, bag], "the quarantine is empty");
    assert_eq!(in_stock(&hub, &engineer, None, None).await.len(), 2, "once, though by centre and person");
    assert_eq!(in_stock(&hub, &stranger, None, None).await, []);
    let bags = in_stock(&hub, &keeper, Some(PlaceKind::Bag), None).await;
    assert_eq!(bags.iter().map(told).collect::<Vec<_>>(), [bag]);
    assert_eq!(in_stock(&hub, &keeper, None, Some(company.centre)).await.len(), 2);
    assert_eq!(in_stock(&hub, &keeper, None, Some(company.other_centre)).await, []);
    assert_eq!(hub.hub.ledger.stores(&keeper, Lang::En, 9).await.expect("read"), [kit.store]);
    assert_eq!(hub.hub.ledger.stores(&stranger, Lang::En, 9).await.expect("read"), []);
    let serials = hub.hub.ledger.serials_at(kit.store, &[kit.plug, kit.board]).await.expect("read");
    assert_eq!(serials.into_iter().collect::<Vec<_>>(), [(kit.board, vec!["B-1".to_owned()])]);
    holds(&hub).await;
}

#[tokio::test]
async fn books_that_say_anything_stop_no_sum() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = stocked(&hub, &company).await;
    let (system, keeper) = (hub.hub.ledger.system(), viewer(&hub, company.keeper).await.reach);
    let much = |condition, from, to| {
        let quantity = Quantity { amount: i64::MAX, ..Quantity::pieces(1) };
        let opening = MovementDetails::opening(kit.plug, quantity, kit.store);
        vec![parts::moved(hub.fresh().into(), MovementDetails { condition, from, to, ..opening })]
    };
    // Two conditions that may be issued, and one that may not: none of it adds up in 64 bits.
    for condition in [Condition::Repaired, Condition::UsedGood, Condition::Unknown] {
        hub.record(system, much(condition, None, Some(kit.store))).await;
        holds(&hub).await;
        assert_eq!(in_stock(&hub, &keeper, None, None).await.len(), 2);
    }
    assert_eq!(short(&hub, &keeper).await, []);
    for condition in [Condition::Repaired, Condition::UsedGood, Condition::Unknown] {
        hub.record(system, much(condition, Some(kit.store), None)).await;
    }
    assert_eq!(short(&hub, &keeper).await, [(kit.store, Short::BelowMinimum, 3_000)], "as it was before");
    holds(&hub).await;
}

#[tokio::test]
async fn an_older_hub_gets_the_rows_of_its_stock() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = stocked(&hub, &company).await;
    let take: TakeId = hub.fresh().into();
    let slip = about(take, &asked(&kit, company.engineer, company.centre, "T-1"));
    hub.record(hub.hub.ledger.system(), vec![slip]).await;
    let keeper = viewer(&hub, company.keeper).await.reach;
    let (sums, missing) = (in_stock(&hub, &keeper, None, None).await, short(&hub, &keeper).await);
    assert_eq!((sums.len(), missing.len()), (2, 1));
    let stopped = hub.stop().await;
    made_older(&open(stopped.data()), 21);
    let hub = stopped.start().await;
    while hub.hub.ledger.fill_some().await.expect("written").is_some() {}
    assert_eq!(in_stock(&hub, &keeper, None, None).await, sums);
    assert_eq!(short(&hub, &keeper).await, missing);
    let asks = Takes { reach: &keeper, waits: TakeWaits::ALL, centre: None, place: None };
    assert_eq!(takes(&hub, &asks, 5).await, [take]);
    holds(&hub).await;
}

#[tokio::test]
async fn rows_of_stock_that_are_not_what_the_record_says_are_found() {
    let hub = TestHub::start().await;
    let company = hub.company(false).await;
    let kit = stocked(&hub, &company).await;
    let take: TakeId = hub.fresh().into();
    let slip = about(take, &asked(&kit, company.engineer, company.centre, "T-1"));
    hub.record(hub.hub.ledger.system(), vec![slip]).await;
    let stopped = hub.stop().await;
    let (take, place) = (Subject::new("take", take.uuid()), Subject::from(kit.store));
    let (store, plug) = (kit.store, kit.plug);
    let damages = [
        format!("UPDATE take_row SET waits = 'issue' WHERE subject = '{take}'"),
        format!("UPDATE take_row SET place = '' WHERE subject = '{take}' AND stream = '*'"),
        format!("DELETE FROM take_row WHERE subject = '{take}' AND stream <> '*'"),
        format!("DELETE FROM take_row WHERE subject = '{take}'"),
        format!("UPDATE place_row SET store = 0 WHERE subject = '{place}'"),
        format!("UPDATE place_row SET sort_en = 'a' WHERE subject = '{place}'"),
        format!("DELETE FROM place_row WHERE subject = '{place}' AND stream <> '*'"),
        "INSERT INTO take_row VALUES ('take/01920000-0000-7000-8000-00000000ffff', '*', '', 0, '', '')".to_owned(),
        format!("UPDATE stock_sum SET usable = usable + 1000 WHERE place = '{store}' AND card = '{plug}'"),
        format!("UPDATE stock_sum SET lines = 0 WHERE place = '{store}' AND card = '{plug}'"),
        format!("UPDATE stock_sum SET whole = 0 WHERE place = '{store}' AND card = '{plug}'"),
        format!("DELETE FROM stock_sum WHERE place = '{store}'"),
        format!("UPDATE stock_short SET grave = 'reorder' WHERE place = '{store}'"),
        format!("DELETE FROM stock_short WHERE place = '{store}' AND stream = '*'"),
        format!("INSERT INTO stock_short VALUES ('{store}', '{}', '*', 'minimum', '')", kit.board),
    ];
    for damage in damages {
        let folder = tempfile::tempdir().expect("a folder");
        // Whole, with what still stands in the write-ahead log.
        let copy = folder.path().join("hub.db").to_string_lossy().into_owned();
        open(stopped.data()).execute("VACUUM INTO ?1", [copy]).expect("copied");
        std::fs::create_dir(folder.path().join("blobs")).expect("a folder");
        open(folder.path()).execute_batch(&damage).expect("damaged");
        assert!(full(folder.path()).await.has("rows_differ"), "{damage}");
    }
}
