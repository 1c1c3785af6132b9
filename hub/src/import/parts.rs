//! Cards, places and the opening count of the stock.

use super::differ::{compare, names_differ, renamed, takes};
use super::plan::{Counted, Taken, Work, refer};
use super::row::Row;
use super::sites::told_yes;
use super::words::word;
use fettle_core::domain::fields::Change;
use fettle_core::domain::ids::{CardId, MovementId, PlaceId};
use fettle_core::domain::parts::{
    Card, CardChange, CardClass, CardDetails, CardEvent, CardPrice, CardPriceEvent, Condition, Movement,
    MovementDetails, MovementEvent, Place, PlaceChange, PlaceDetails, PlaceEvent, PlaceKind, UNREAD_AT_ONCE,
};
use fettle_core::domain::printed::{folded, gtin};
use fettle_core::domain::values::{Quantity, Unit, read_thousandths, thousandths};
use fettle_core::kernel::{PersonId, Refusal};
use std::collections::BTreeSet;

impl Work<'_> {
    pub(super) fn card(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let problems = &mut self.plan.problems;
        let class = row.read(problems, "class", "import_unknown_code", |text| {
            word(text, "parts-class-", CardClass::from_code, CardClass::ALL.iter().map(|class| class.code()))
        });
        let unit = row.read(problems, "unit", "import_unknown_code", |text| {
            word(text, "parts-unit-", Unit::from_code, Unit::ALL.iter().map(|unit| unit.code()))
        });
        let serialised = row.yes("serialised");
        let mut level = |column| row.read(problems, column, "import_not_a_number", read_thousandths).unwrap_or(0);
        let (minimum, reorder, maximum) = (level("minimum"), level("reorder"), level("maximum"));
        let price = row.price(problems);
        if !(0 <= minimum && minimum <= reorder && reorder <= maximum) {
            row.bad(problems, "reorder", "import_levels_out_of_order");
        }
        for code in row.list("gtin").filter(|code| gtin(code).is_none()) {
            row.wrong(problems, "gtin", "import_not_a_gtin", code);
        }
        let (Some(class), Some(unit)) = (class, unit) else { return None };
        if self.bad_since(mark) {
            return None;
        }
        let number = row.cell("number").to_owned();
        let known = self.hub.cards.get(&number).flatten();
        let id: CardId = known.unwrap_or_else(|| self.id());
        let mut new = CardDetails {
            number: number.clone(),
            name: row.name(),
            model: row.cell("model").to_owned(),
            class,
            unit,
            serialised,
            pair: unit == Unit::Pair,
            minimum,
            reorder,
            maximum,
            fits: row.list("fits").map(str::to_owned).collect(),
            codes: row.list("gtin").chain(row.list("other_codes")).map(str::to_owned).collect(),
        };
        let Some(old) = self.hub.card_of.get(&id) else {
            self.cards.insert(folded(&number), Counted { id, serialised, unit });
            self.draft::<Card>(id.uuid(), &CardEvent::Registered { details: new });
            if price.is_some() {
                self.draft::<CardPrice>(id.uuid(), &CardPriceEvent::Set { value: price });
            }
            return Some(Taken::New);
        };
        let Some(details) = &old.details else { return Some(Taken::Known) };
        // What is counted, and how, is the record's.
        self.cards.insert(folded(&number), Counted { id, serialised: details.serialised, unit: details.unit });
        new.name = renamed(row, &details.name);
        let mut differs = Vec::new();
        names_differ(row, &details.name, &new.name, &mut differs);
        compare!(row, differs, details => new;
            "model": model as String::clone,
            "class": class as |class: &CardClass| class.code().to_owned(),
            "unit": unit as |unit: &Unit| unit.code().to_owned(),
            "serialised": serialised as told_yes,
            "minimum": minimum as |level: &i64| thousandths(*level),
            "reorder": reorder as |level: &i64| thousandths(*level),
            "maximum": maximum as |level: &i64| thousandths(*level),
            "fits": fits as told_list,
        );
        let cost = self.hub.price_of.get(&id).and_then(|price| price.value.clone());
        let repriced = row.has("price_minor") && cost != price;
        if repriced {
            differs.push(("price_minor", cost.map(|cost| cost.minor.to_string()).unwrap_or_default()));
        }
        // Codes bound on the spot are the card's too.
        let all: BTreeSet<String> = details.codes.union(&old.bound).cloned().collect();
        let split = |codes: &BTreeSet<String>| -> (BTreeSet<String>, BTreeSet<String>) {
            codes.iter().cloned().partition(|code| gtin(code).is_some())
        };
        let ((old_gtin, old_other), (new_gtin, new_other)) = (split(&all), split(&new.codes));
        // Of codes that the table says nothing about, those on record stay.
        if !row.has("gtin") || !row.has("other_codes") {
            let gtins = if row.has("gtin") { &new_gtin } else { &old_gtin };
            let others = if row.has("other_codes") { &new_other } else { &old_other };
            new.codes = gtins.union(others).cloned().collect();
        }
        if row.has("gtin") && old_gtin != new_gtin {
            differs.push(("gtin", told_list(&old_gtin)));
        }
        if row.has("other_codes") && old_other != new_other {
            differs.push(("other_codes", told_list(&old_other)));
        }
        let changed = *details != new;
        let change = CardChange::of(&new).since(details);
        let taken = self.differ(row, &number, differs.clone());
        if self.update && changed && differs.iter().any(|(column, _)| takes("cards", column)) {
            self.draft::<Card>(id.uuid(), &CardEvent::Changed { change });
        }
        if self.update && repriced && takes("cards", "price_minor") {
            self.draft::<CardPrice>(id.uuid(), &CardPriceEvent::Set { value: price });
        }
        Some(taken)
    }

    pub(super) fn place(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let kind = row.read(&mut self.plan.problems, "kind", "import_unknown_code", |text| {
            word(text, "parts-place-", PlaceKind::from_code, PlaceKind::ALL.iter().map(|kind| kind.code()))
        });
        let centre = self.centre_of(row);
        let person = self.person_named(row);
        let kind = kind?;
        if kind == PlaceKind::Bag && person.is_none() {
            row.bad(&mut self.plan.problems, "person", "import_bag_of_nobody");
        }
        if self.bad_since(mark) {
            return None;
        }
        // A place has no code of its own on record: many have one name, and are told apart by their centre and whose they are.
        let key = (kind, folded(row.cell("name_zh")), centre, person);
        let known = match self.hub.places_of.get(&key) {
            Some(None) => {
                row.bad(&mut self.plan.problems, "name_zh", "import_ambiguous");
                return None;
            }
            Some(known) => *known,
            None => None,
        };
        if known.is_none() && !self.named.insert(format!("place/{key:?}")) {
            row.bad(&mut self.plan.problems, "name_zh", "import_name_twice");
            return None;
        }
        let id: PlaceId = known.unwrap_or_else(|| self.id());
        if !self.meet(row, "name_zh", id.uuid()) {
            return None;
        }
        self.places.insert(folded(row.cell("code")), id);
        let mut new = PlaceDetails { kind, name: row.name(), centre, person, bin: row.cell("bin").to_owned() };
        let Some(old) = self.hub.place_of.get(&id).and_then(|place| place.details.as_ref()) else {
            self.draft::<Place>(id.uuid(), &PlaceEvent::Opened { details: new });
            return Some(Taken::New);
        };
        new.name = renamed(row, &old.name);
        let mut differs = Vec::new();
        names_differ(row, &old.name, &new.name, &mut differs);
        compare!(row, differs, old => new; "bin": bin as String::clone,);
        let changed = new != *old;
        let change = PlaceChange::of(&new).since(old);
        let taken = self.differ(row, row.cell("code"), differs);
        if self.update && changed {
            self.draft::<Place>(id.uuid(), &PlaceEvent::Changed { change });
        }
        Some(taken)
    }

    fn person_named(&mut self, row: &Row) -> Option<PersonId> {
        let login = row.cell("person");
        let found = self.hub.people.get(login).copied();
        if !login.is_empty() && found.is_none() {
            row.bad(&mut self.plan.problems, "person", "import_unknown_reference");
        }
        found
    }

    /// The card that a row of the stock names.
    fn counted(&mut self, row: &Row) -> Option<Counted> {
        if let Some(found) = self.cards.get(&folded(row.cell("card"))) {
            return Some(*found);
        }
        let id = refer(row, &mut self.plan.problems, "card", &Default::default(), &[&self.hub.cards])?;
        let details = self.hub.card_of.get(&id)?.details.as_ref()?;
        Some(Counted { id, serialised: details.serialised, unit: details.unit })
    }

    pub(super) fn stock(&mut self, row: &Row) -> Option<Taken> {
        let mark = self.plan.problems.len();
        let place = refer(row, &mut self.plan.problems, "place", &self.places, &[&self.hub.places]);
        let card = self.counted(row);
        let problems = &mut self.plan.problems;
        let amount = row.read(problems, "quantity", "import_not_a_number", read_thousandths);
        let condition = row.read(problems, "condition", "import_unknown_code", |text| {
            word(text, "parts-condition-", Condition::from_code, Condition::ALL.iter().map(|c| c.code()))
        });
        let date = row.day(problems, "date");
        let since = row.day(problems, "since");
        if let (Some(since), Some(date)) = (since, date)
            && since > date
        {
            row.bad(problems, "since", "import_since_after_count");
        }
        let (Some(place), Some(card), Some(amount), Some(condition), Some(date)) =
            (place, card, amount, condition, date)
        else {
            return None;
        };
        let Counted { id: card, serialised, unit } = card;
        let quantity = Quantity { amount, unit };
        let serial = row.cell("serial");
        // Of pieces whose numbers nobody read several may stand in one row.
        let whole = !serialised || amount % 1000 == 0;
        let checked = quantity.check(serialised && !serial.is_empty());
        let checked = checked.and(if whole { Ok(()) } else { Err(Refusal::new("quantity_serial_one")) });
        if let Err(refusal) = checked {
            row.refused(problems, "quantity", &refusal, row.cell("quantity"));
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
        if let Some(opened) = self.hub.opening.get(&line) {
            // What was counted then stands: what is otherwise now is said, and a stocktake's to put right.
            let mut differs = Vec::new();
            if opened.amount != amount {
                differs.push(("quantity", thousandths(opened.amount)));
            }
            if opened.condition != condition {
                differs.push(("condition", opened.condition.code().to_owned()));
            }
            if row.has("since") && opened.since != since {
                differs.push(("since", opened.since.map(|day| day.to_string()).unwrap_or_default()));
            }
            return Some(self.differ(row, row.cell("card"), differs));
        }
        if !self.opening.insert(line) {
            // Whether the second row is meant beside the first one or instead of it, the file does not say.
            row.bad(&mut self.plan.problems, "card", "import_repeated");
            return None;
        }
        // One piece lies in one place.
        if !serial.is_empty() && !self.serials.insert((format!("card/{card}"), folded(serial))) {
            row.bad(&mut self.plan.problems, "serial", "import_serial_twice");
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
                // The day on which it was counted.
                remark: date.to_string(),
                since,
                ..MovementDetails::opening(card, quantity, place)
            };
            let id: MovementId = self.id();
            self.draft::<Movement>(id.uuid(), &MovementEvent::Recorded { details });
        }
        Some(Taken::New)
    }
}

/// A list as files say it.
pub(super) fn told_list(list: &BTreeSet<String>) -> String {
    list.iter().map(String::as_str).collect::<Vec<_>>().join(";")
}
