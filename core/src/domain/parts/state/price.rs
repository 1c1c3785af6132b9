//! What a part costs.

use super::super::CardPriceEvent;
use crate::domain::fields::{Master, Written};
use crate::domain::values::Money;
use crate::kernel::{Aggregate, EventId, Meta};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What one unit of a part costs (D9). Its id is the card's UUID: cards reach every phone, and prices must not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CardPrice {
    /// Price of one unit; none where nobody said.
    pub value: Option<Money>,
    /// Who wrote what.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

/// Its one field.
pub const CARD_PRICE: &str = "card.price";

impl Aggregate for CardPrice {
    const KIND: &'static str = "card_price";
    const FOLDS: u16 = 1;
    type Body = CardPriceEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: CardPriceEvent) {
        let (field, value) = match body {
            CardPriceEvent::Set { value } => (CARD_PRICE.to_owned(), json!(value)),
            CardPriceEvent::ConflictSettled { field, chosen } => {
                let Some(value) = self.written.by_event(&field, chosen).cloned() else { return };
                (field, value)
            }
        };
        self.value = serde_json::from_value(value.clone()).ok();
        self.written.write(meta, &field, value);
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for CardPrice {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        BTreeMap::from([(CARD_PRICE.to_owned(), json!(self.value))])
    }
    fn settled(field: String, chosen: EventId) -> CardPriceEvent {
        CardPriceEvent::ConflictSettled { field, chosen }
    }
}
