//! Cards, places and the opening count of the stock.

use super::company::Work;
use super::table::Row;
use fettle_core::domain::ids::{CardId, MovementId, PlaceId};
use fettle_core::domain::parts::{
    Card, CardClass, CardDetails, CardEvent, Condition, Movement, MovementDetails, MovementEvent, Place, PlaceDetails,
    PlaceEvent, PlaceKind, UNREAD_AT_ONCE,
};
use fettle_core::domain::printed::folded;
use fettle_core::domain::values::{Money, Quantity, Unit, read_thousandths};
use fettle_core::kernel::Refusal;

impl Work<'_> {
    pub(super) fn card(&mut self, row: &Row) -> Option<bool> {
        let mark = self.plan.problems.len();
        let problems = &mut self.plan.problems;
        let class = row.read(problems, "class", "import_unknown_code", CardClass::from_code);
        let unit = row.read(problems, "unit", "import_unknown_code", Unit::from_code);
        let serialised = row.yes(problems, "serialised");
        let mut level = |column| row.read(problems, column, "import_not_a_number", read_thousandths).unwrap_or(0);
        let (minimum, reorder, maximum) = (level("minimum"), level("reorder"), level("maximum"));
        let minor: Option<i64> = row.number(problems, "price_minor");
        if !(0 <= minimum && minimum <= reorder && reorder <= maximum) {
            row.bad(problems, "reorder", "import_levels_out_of_order");
        }
        if minor.is_some() && row.cell("currency").len() != 3 {
            row.bad(problems, "currency", "import_unknown_code");
        }
        let (Some(class), Some(unit)) = (class, unit) else { return None };
        if self.bad_since(mark) {
            return None;
        }
        let number = row.cell("number").to_owned();
        let known = self.hub.cards.get(&number).copied();
        let id: CardId = known.unwrap_or_else(|| self.id());
        self.cards.insert(number.clone(), (id, serialised, unit));
        if known.is_none() {
            let details = CardDetails {
                number,
                name: row.name(),
                model: row.cell("model").to_owned(),
                class,
                unit,
                serialised,
                pair: unit == Unit::Pair,
                minimum,
                reorder,
                maximum,
                price: minor.map(|minor| Money::new(minor, row.cell("currency"))),
                fits: row.list("fits").map(str::to_owned).collect(),
                codes: row.list("gtin").map(str::to_owned).collect(),
            };
            self.draft::<Card>(id.uuid(), &CardEvent::Registered { details });
        }
        Some(known.is_none())
    }

    pub(super) fn place(&mut self, row: &Row) -> Option<bool> {
        let mark = self.plan.problems.len();
        let problems = &mut self.plan.problems;
        let kind = row.read(problems, "kind", "import_unknown_code", PlaceKind::from_code);
        let centre = row.reference(problems, "centre", &self.centres);
        let person = row.reference(problems, "person", &self.hub.people);
        let kind = kind?;
        if kind == PlaceKind::Bag && person.is_none() {
            row.bad(&mut self.plan.problems, "person", "import_bag_of_nobody");
        }
        if self.bad_since(mark) {
            return None;
        }
        let name = row.name();
        let known = self.hub.places.get(&name.zh).copied();
        let id: PlaceId = known.unwrap_or_else(|| self.id());
        self.places.insert(row.cell("code").to_owned(), id);
        if known.is_none() {
            let details = PlaceDetails { kind, name, centre, person, bin: row.cell("bin").to_owned() };
            self.draft::<Place>(id.uuid(), &PlaceEvent::Opened { details });
        }
        Some(known.is_none())
    }

    pub(super) fn stock(&mut self, row: &Row) -> Option<bool> {
        let mark = self.plan.problems.len();
        let problems = &mut self.plan.problems;
        let place = row.reference(problems, "place", &self.places);
        let card = row.reference(problems, "card", &self.cards);
        let amount = row.read(problems, "quantity", "import_not_a_number", read_thousandths);
        let condition = row.read(problems, "condition", "import_unknown_code", Condition::from_code);
        let date = row.day(problems, "date");
        let (Some(place), Some((card, serialised, unit)), Some(amount), Some(condition), Some(date)) =
            (place, card, amount, condition, date)
        else {
            return None;
        };
        let quantity = Quantity { amount, unit };
        let serial = row.cell("serial");
        // Of pieces whose numbers nobody read several may stand in one row.
        let whole = !serialised || amount % 1000 == 0;
        let checked = quantity.check(serialised && !serial.is_empty());
        let checked = checked.and(if whole { Ok(()) } else { Err(Refusal::new("quantity_serial_one")) });
        if let Err(refusal) = checked {
            problems.refuse(row.file, row.line, "quantity", &refusal, row.cell("quantity"));
        }
        if !serialised && !serial.is_empty() {
            row.bad(problems, "serial", "import_serial");
        }
        if serialised && serial.is_empty() && amount / 1000 > UNREAD_AT_ONCE {
            row.bad(problems, "quantity", "import_unread_too_many");
        }
        if self.bad_since(mark) {
            return None;
        }
        // A piece is one whatever its condition; of parts without serial numbers each condition is a line of its own.
        let kind = serial.is_empty().then_some(condition);
        let line = (place, card, kind, folded(serial));
        if self.hub.opening.contains(&line) {
            return Some(false);
        }
        if !self.opening.insert(line) {
            // Whether the second row is meant beside the first one or instead of it, the file does not say.
            row.bad(&mut self.plan.problems, "card", "import_repeated");
            return None;
        }
        let unread = serialised && serial.is_empty();
        let (movements, quantity) =
            if unread { (amount / 1000, Quantity { amount: 1000, unit }) } else { (1, quantity) };
        for _ in 0..movements {
            let details = MovementDetails {
                serial: (!serial.is_empty()).then(|| serial.to_owned()),
                condition,
                unread,
                // The day on which it was counted; first in, first out goes by the ledger's order.
                remark: date.to_string(),
                ..MovementDetails::opening(card, quantity, place)
            };
            let id: MovementId = self.id();
            self.draft::<Movement>(id.uuid(), &MovementEvent::Recorded { details });
        }
        Some(true)
    }
}
