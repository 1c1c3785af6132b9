//! A delivery is booked in, in the browser.

use super::browser::Browser;
use super::kept::{only, wrong};
use crate::testing::{Company, TestHub, parts};
use fettle_core::domain::ids::{CardId, PlaceId};
use fettle_core::domain::parts::{CardDetails, PlaceKind};
use fettle_core::domain::values::{Bilingual, Unit};

struct Shop {
    hub: TestHub,
    keeper: Browser,
    store: PlaceId,
    far: PlaceId,
    board: CardId,
    cable: CardId,
}

async fn shop() -> Shop {
    let hub = TestHub::start().await;
    let company: Company = hub.company(true).await;
    let (store, far): (PlaceId, PlaceId) = (hub.fresh().into(), hub.fresh().into());
    let (board, cable): (CardId, CardId) = (hub.fresh().into(), hub.fresh().into());
    let codes = ["6901234567892".to_owned()].into();
    let board_details = CardDetails { name: Bilingual::new("主板", "Board"), codes, ..parts::card("BOARD-1", true) };
    let cable_details = CardDetails { unit: Unit::Metre, ..parts::card("CABLE-1", false) };
    let drafts = vec![
        parts::named(store, PlaceKind::BranchStore, "Near", company.centre, None),
        parts::named(far, PlaceKind::BranchStore, "Far", company.other_centre, None),
        parts::registered(board, board_details),
        parts::registered(cable, cable_details),
    ];
    hub.record(hub.hub.ledger.system(), drafts).await;
    let keeper = Browser::of(&hub, "keeper").await;
    Shop { hub, keeper, store, far, board, cable }
}

#[tokio::test]
async fn a_delivery_is_booked_in_part_by_part() {
    let Shop { hub, mut keeper, store, far, board, cable } = shop().await;
    let form = keeper.get("/stock/receive").await.body;
    assert!(form.contains(&store.to_string()) && !form.contains(&far.to_string()), "own stores alone: {form}");
    let at = store.to_string();
    let fields = |card: &'static str, quantity: &'static str, serials: &'static str| {
        vec![("place", at.as_str()), ("card", card), ("quantity", quantity), ("serials", serials), ("note", "DN-7")]
    };
    let command = uuid::Uuid::now_v7().to_string();
    // The code on the box says which part it is.
    let box_code = fields("6901234567892", "3", "S1\nS2");
    for _ in 0..2 {
        let sent = keeper.post_as(&command, "/stock/receive", &box_code).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        assert_eq!(sent.location, format!("/stock/receive?place={store}&note=DN%2D7&done=1"));
    }
    let next = keeper.get(&format!("/stock/receive?place={store}&note=DN%2D7&done=1")).await.body;
    assert!(next.contains("value=\"DN-7\"") && next.contains(&format!("value=\"{store}\" selected")), "{next}");
    assert!(next.contains("class=\"note good\""), "{next}");
    assert_eq!(keeper.post("/stock/receive", &fields("CABLE-1", "12.5", "")).await.status, 303);

    let page = keeper.get(&format!("/places/{store}")).await.body;
    assert!(page.contains("3 pcs New") && page.contains("12.5 m New"), "{page}");
    let moves = keeper.get(&format!("/stock/{store}/{board}")).await.body;
    assert_eq!(moves.matches("DN-7").count(), 3, "once for each piece: {moves}");
    assert!(moves.contains("S1") && moves.contains("S2"), "{moves}");
    let card = keeper.get(&format!("/cards/{cable}")).await.body;
    assert!(card.contains("12.5 m"), "{card}");
    let mut admin = Browser::of(&hub, "admin").await;
    assert!(admin.get("/worklist").await.body.contains("serial"), "the piece whose number nobody read");
    only(&hub, "/stock/receive", &["manager", "keeper"]).await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_beside_its_field_and_books_nothing() {
    let Shop { hub, mut keeper, store, far, board, .. } = shop().await;
    let (at, elsewhere) = (store.to_string(), far.to_string());
    keeper.get("/stock/receive").await;
    let good = [("place", at.as_str()), ("card", "BOARD-1"), ("quantity", "2"), ("serials", "S1"), ("note", "DN-7")];
    let before = hub.hub.ledger.newest();
    let with =
        |name: &'static str, value: &'static str| good.map(|field| if field.0 == name { (name, value) } else { field });
    for (name, value, told) in [
        ("card", "", "There is no such part."),
        ("card", "moon", "Nothing answers “moon”."),
        ("quantity", "two", "“two” is not a quantity, such as 2 or 1.5."),
        ("quantity", "0", "The quantity has to be more than zero."),
        ("quantity", "1.5", "This is counted in whole units, without fractions."),
        ("quantity", "1000000", "More than 100000 looks wrong; please check the quantity."),
        ("serials", "S1\nS2\nS3", "3 serial numbers for 2 pieces."),
        ("serials", "S1, S1", "The serial number S1 appears twice."),
        ("place", "", "There is no such place."),
    ] {
        let answer = keeper.post("/stock/receive", &with(name, value)).await;
        assert_eq!(wrong(&answer), told, "{name} {value}");
        assert!(answer.body.contains("value=\"DN-7\""), "what was typed stays");
    }
    let cable = [("place", at.as_str()), ("card", "CABLE-1"), ("quantity", "2"), ("serials", "S1")];
    assert_eq!(wrong(&keeper.post("/stock/receive", &cable).await), "CABLE-1 has no serial numbers.");
    let there = good.map(|field| if field.0 == "place" { ("place", elsewhere.as_str()) } else { field });
    assert_eq!(keeper.post("/stock/receive", &there).await.status, 422, "another centre's store");
    assert_eq!(hub.hub.ledger.newest(), before, "nothing was recorded");
    assert_eq!(keeper.post("/stock/receive", &good).await.status, 303);
    let again = wrong(&keeper.post("/stock/receive", &with("quantity", "1")).await);
    assert_eq!(again, "The piece with the serial number S1 is in the books already.");
    let piece = keeper.get(&format!("/stock/{store}/{board}")).await.body;
    assert_eq!(piece.matches("+1 pc").count(), 2, "{piece}");
}

#[tokio::test]
async fn a_label_that_is_scanned_into_the_form_gives_its_serial_number_and_a_kind_of_goods_none() {
    let Shop { hub, mut keeper, store, board, .. } = shop().await;
    let at = store.to_string();
    keeper.get("/stock/receive").await;
    let with = |serials: &'static str| {
        vec![("place", at.as_str()), ("card", "BOARD-1"), ("quantity", "2"), ("serials", serials), ("note", "DN-8")]
    };
    let before = hub.hub.ledger.newest();
    let told = wrong(&keeper.post("/stock/receive", &with("S1\n6901234567892")).await);
    assert_eq!(told, "6901234567892 says which kind of part it is, not which piece. Scan or type the serial number.");
    assert_eq!(hub.hub.ledger.newest(), before, "nothing was recorded");
    // As a scanner types a Data Matrix with its symbology identifier; and a serial number with a space in it.
    let scanned = with("]d2010690123456789221SN-9\nCAM-7 B");
    assert_eq!(keeper.post("/stock/receive", &scanned).await.status, 303);
    let lines = hub.hub.ledger.stock_at(store).await.expect("read");
    let serials: Vec<_> =
        lines.iter().filter(|line| line.key.card == board).filter_map(|line| line.key.serial.clone()).collect();
    assert_eq!(serials, ["CAM-7 B", "SN-9"]);
}
