//! A delivery: counted, with the serial numbers that were read.

use super::*;

fn delivery(store: &Store, card: CardId, count: i64, serials: &[&str]) -> Delivery {
    let serials = serials.iter().map(|serial| (*serial).to_owned()).collect();
    Delivery { card, quantity: Quantity::pieces(count), serials, to: store.main, remark: "DN-1".into() }
}

fn refused(store: &Store, what: &Delivery) -> &'static str {
    code(receive_delivery(&store.log.books(), &store.keeper, what, &mut fresh))
}

#[test]
fn each_serial_number_that_was_read_is_a_piece_and_the_others_are_flagged() {
    let mut store = Store::new();
    let what = delivery(&store, store.board, 3, &["S1", " S2 "]);
    let drafts = receive_delivery(&store.log.books(), &store.keeper, &what, &mut fresh).unwrap();
    assert_eq!(drafts.len(), 3);
    store.log.write(store.keeper.person, drafts);
    let movements: Vec<Movement> = store.log.subjects("movement").iter().map(|s| store.log.get(s.id())).collect();
    let mut serials: Vec<&str> = movements.iter().filter_map(Movement::serial).collect();
    serials.sort_unstable();
    assert_eq!(serials, ["S1", "S2"]);
    assert_eq!(movements.iter().filter(|movement| movement.unread()).count(), 1);
    assert!(movements.iter().all(|m| m.details.as_ref().is_some_and(|d| d.remark == "DN-1" && d.to == Some(what.to))));
    assert_eq!(store.count(store.main, store.board), 3);
    // A piece that the books have is not received again, in whatever spelling.
    assert_eq!(refused(&store, &delivery(&store, store.board, 1, &["Ｓ１"])), "serial_in_stock");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let store = Store::new();
    assert_eq!(refused(&store, &delivery(&store, store.board, 2, &["S1", "ｓ１", "S1"])), "serial_twice");
    assert_eq!(refused(&store, &delivery(&store, store.board, 1, &["S1", "S2"])), "serials_too_many");
    assert_eq!(refused(&store, &delivery(&store, store.plug, 1, &["S1"])), "serial_unexpected");
    assert_eq!(refused(&store, &delivery(&store, store.plug, 0, &[])), "quantity_not_positive");
    assert_eq!(refused(&store, &delivery(&store, store.board, 201, &[])), "unread_too_many");
    assert_eq!(refused(&store, &delivery(&store, id(), 1, &[])), "card_unknown");
    let wrong = Delivery { to: store.quarantine, ..delivery(&store, store.plug, 1, &[]) };
    assert_eq!(refused(&store, &wrong), "place_wrong_kind");
    let metres = Delivery { quantity: Quantity::whole(1, Unit::Metre), ..delivery(&store, store.plug, 1, &[]) };
    assert_eq!(refused(&store, &metres), "quantity_unit");
    let by_engineer = delivery(&store, store.plug, 1, &[]);
    assert_eq!(code(receive_delivery(&store.log.books(), &store.engineer, &by_engineer, &mut fresh)), "not_allowed");
}
