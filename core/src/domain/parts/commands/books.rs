//! What a command about parts looks at: the cards and places that it names, and the stock of those cards.

use crate::domain::parts::{Card, CardDetails, CardId, Place, PlaceDetails, PlaceId, PlaceKind, Stock};
use crate::domain::values::Quantity;
use crate::kernel::Refusal;
use std::collections::BTreeMap;

/// The books as far as a command needs them. The caller fills in at least the cards and places that the command names, and the movements
/// of those cards that it knows; a phone does not know all.
#[derive(Debug, Clone, Default)]
pub struct Books {
    /// Cards.
    pub cards: BTreeMap<CardId, Card>,
    /// Places.
    pub places: BTreeMap<PlaceId, Place>,
    /// Stock of these cards.
    pub stock: Stock,
}

impl Books {
    /// The card.
    ///
    /// # Errors
    /// `card_unknown`.
    pub fn card(&self, id: CardId) -> Result<&CardDetails, Refusal> {
        self.cards.get(&id).and_then(|card| card.details.as_ref()).ok_or_else(|| Refusal::new("card_unknown"))
    }
    /// The place, open or not.
    ///
    /// # Errors
    /// `place_unknown`.
    pub fn place(&self, id: PlaceId) -> Result<&PlaceDetails, Refusal> {
        self.places.get(&id).and_then(|place| place.details.as_ref()).ok_or_else(|| Refusal::new("place_unknown"))
    }
    /// The place, which has to be open and of one of these kinds.
    ///
    /// # Errors
    /// `place_unknown`, `place_closed`, `place_wrong_kind`.
    pub fn place_of(&self, id: PlaceId, kinds: &[PlaceKind]) -> Result<&PlaceDetails, Refusal> {
        let place = self.place(id)?;
        if self.places.get(&id).is_some_and(|place| place.closed.is_some()) {
            return Err(Refusal::new("place_closed"));
        }
        if !kinds.contains(&place.kind) {
            return Err(Refusal::new("place_wrong_kind"));
        }
        Ok(place)
    }
    /// A quantity of a part with its serial number: positive, not absurd, in the card's unit, whole where that cannot be divided, one serial
    /// number a piece. A serial number that nobody could read is no reason to refuse: what moved is flagged then.
    ///
    /// # Errors
    /// `card_unknown`, those of [`Quantity::check`], `quantity_unit`, `serial_unexpected`.
    pub fn check(&self, card: CardId, quantity: Quantity, serial: Option<&str>) -> Result<&CardDetails, Refusal> {
        let details = self.check_quantity(card, quantity)?;
        match serial.map(str::trim) {
            Some(text) if !text.is_empty() && !details.serialised => {
                Err(Refusal::new("serial_unexpected").with("part", &details.number))
            }
            Some(text) if !text.is_empty() => quantity.check(true).map(|()| details),
            _ => Ok(details),
        }
    }
    /// A quantity of a part, whatever its serial numbers are.
    ///
    /// # Errors
    /// As [`Books::check`], without those about serial numbers.
    pub fn check_quantity(&self, card: CardId, quantity: Quantity) -> Result<&CardDetails, Refusal> {
        let details = self.card(card)?;
        quantity.check(false)?;
        if quantity.unit != details.unit {
            return Err(Refusal::new("quantity_unit").with("part", &details.number));
        }
        if details.serialised && quantity.amount % 1000 != 0 {
            return Err(Refusal::new("quantity_serial_one"));
        }
        Ok(details)
    }
    /// What leaves a store together: of parts that leave in pairs an even number. One of a pair may come back, be built in, be counted.
    ///
    /// # Errors
    /// `card_unknown`, `pair_split`.
    pub fn check_pairs(&self, leaving: impl IntoIterator<Item = (CardId, Quantity)>) -> Result<(), Refusal> {
        let mut sums: BTreeMap<CardId, i64> = BTreeMap::new();
        for (card, quantity) in leaving {
            let sum = sums.entry(card).or_default();
            *sum = sum.saturating_add(quantity.amount);
        }
        for (card, sum) in sums {
            let details = self.card(card)?;
            if details.least() > 1000 && sum % details.least() != 0 {
                return Err(Refusal::new("pair_split").with("part", &details.number));
            }
        }
        Ok(())
    }
}
