//! Tests of parts: a store, a bag, a quarantine, and what people do with them.

mod cards;
mod closing;
mod dues;
mod older;
mod on_its_way;
mod places;
mod receipt;
mod returns;
mod slips;
mod stock;
mod stocktake;

use super::*;
use crate::domain::people::{Actor, Person, Role};
use crate::domain::testing::{Log, actor, fresh, id};
use crate::domain::values::{Bilingual, Quantity, Unit};
use crate::kernel::{Draft, Flag, Refusal};

/// A store with its people, on a Wednesday morning in Shanghai.
struct Store {
    log: Log,
    keeper: Actor,
    manager: Actor,
    engineer: Actor,
    main: PlaceId,
    branch: PlaceId,
    bag: PlaceId,
    quarantine: PlaceId,
    repair: PlaceId,
    scrap: PlaceId,
    /// Has serial numbers.
    board: CardId,
    /// Has none.
    plug: CardId,
}

fn card_details(number: &str, serialised: bool) -> CardDetails {
    CardDetails {
        number: number.into(),
        name: Bilingual::new("备件", "Part"),
        model: "M-1".into(),
        class: CardClass::Critical,
        unit: Unit::Piece,
        serialised,
        pair: false,
        minimum: 0,
        reorder: 0,
        maximum: 0,
        fits: [].into(),
        codes: [].into(),
    }
}

impl Store {
    fn new() -> Self {
        let engineer = actor([Role::Engineer]);
        let mut store = Self {
            log: Log::at("2026-11-18T01:00:00Z"),
            keeper: actor([Role::StockKeeper]),
            manager: actor([Role::Manager]),
            main: id(),
            branch: id(),
            bag: id(),
            quarantine: id(),
            repair: id(),
            scrap: id(),
            board: id(),
            plug: id(),
            engineer,
        };
        let keeper = store.keeper.clone();
        for (place, kind) in [
            (store.main, PlaceKind::MainStore),
            (store.branch, PlaceKind::BranchStore),
            (store.bag, PlaceKind::Bag),
            (store.quarantine, PlaceKind::Quarantine),
            (store.repair, PlaceKind::SupplierRepair),
            (store.scrap, PlaceKind::Scrap),
        ] {
            let person = (kind == PlaceKind::Bag).then_some(store.engineer.person);
            let name = Bilingual::same(kind.code());
            let details = PlaceDetails { kind, name, centre: None, person, bin: String::new() };
            let taker = Person { active: true, ..Person::default() };
            let around = Around { person: Some(&taker), centre: None };
            store.log.write(keeper.person, open_place(&keeper, place, details, around).unwrap());
        }
        let (board, plug) = (store.board, store.plug);
        store.register(board, card_details("P-1001", true));
        store.register(plug, card_details("P-2001", false));
        store
    }
    fn register(&mut self, id: CardId, details: CardDetails) {
        let drafts = register_card(&self.keeper, id, details, &TakenByOthers::default()).unwrap();
        self.log.write(self.keeper.person, drafts);
    }
    fn lot(card: CardId, count: i64, serial: Option<&str>, condition: Condition) -> Lot {
        Lot { card, quantity: Quantity::pieces(count), serial: serial.map(str::to_owned), condition }
    }
    /// Puts parts into the main store, an hour after what was before.
    fn stock_up(&mut self, card: CardId, count: i64, serial: Option<&str>, condition: Condition) {
        self.log.wait(1);
        let lot = Self::lot(card, count, serial, condition);
        let drafts = receive(&self.log.books(), &self.keeper, &lot, self.main, "", &mut fresh).unwrap();
        self.log.write(self.keeper.person, drafts);
    }
    fn way(&self) -> Way {
        Way { from: self.main, bag: self.bag, job: Some(id()) }
    }
    fn take_first(&mut self, lines: &[Wanted]) -> TakeId {
        let how =
            (FirstReason::Offline, chrono_tz::Tz::Asia__Shanghai, &crate::domain::calendar::WorkingDays::default());
        let now = self.log.now();
        let drafts = take_first(&self.log.books(), &self.engineer, self.way(), lines, how, now, &mut fresh).unwrap();
        let take = drafts[0].subject.id().into();
        self.log.write(self.engineer.person, drafts);
        take
    }
    fn returned(&self, card: CardId, count: i64, serial: Option<&str>, label: PartLabel) -> Returned {
        Returned {
            card,
            quantity: Quantity::pieces(count),
            serial: serial.map(str::to_owned),
            label,
            person: self.engineer.person,
            from: Some(self.bag),
            to: self.quarantine,
        }
    }
    fn give_back(&mut self, what: &Returned) -> Vec<Draft> {
        let drafts = return_part(&self.log.books(), &self.engineer, what, &self.log.takes(), &mut fresh).unwrap();
        self.log.write(self.engineer.person, drafts.clone());
        drafts
    }
    /// What brought what lies in a line.
    fn lots(&self, place: PlaceId, lot: &Lot) -> Vec<(uuid::Uuid, i64)> {
        let Lot { card, serial, condition, .. } = lot.clone();
        self.log.ledger().lots(&StockKey { place, card, condition, serial })
    }
    fn count(&self, place: PlaceId, card: CardId) -> i64 {
        self.log.books().stock.quantity(place, card) / 1000
    }
    fn take(&self, id: TakeId) -> Take {
        self.log.get(id.uuid())
    }
}

fn wanted(card: CardId, count: i64, serial: Option<&str>, old_for_new: bool) -> Wanted {
    Wanted { card, quantity: Quantity::pieces(count), serial: serial.map(str::to_owned), old_for_new }
}

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> &'static str {
    result.unwrap_err().code
}
