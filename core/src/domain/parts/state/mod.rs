//! State and fold of cards and their prices, places and movements, one file each. Every field of a card or a place is owned by itself (`domain::fields`); its name there
//! begins with `card.` or `place.`, so that it says what it is about wherever it stands.

mod card;
mod movement;
mod place;
mod price;

pub use card::{Card, Short};
pub use movement::Movement;
pub use place::{Place, PlaceCount};
pub use price::{CARD_PRICE, CardPrice};

use crate::domain::fields::{Change, Written};
use serde_json::Value;

/// A reason, as the value of a field.
fn because(reason: &str) -> Value {
    Value::String(reason.to_owned())
}

/// The reason that the value of a field says; none for none.
fn reason(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Writes into what a record begins with what was written into its fields already: an event that was written later may sort before its beginning.
fn as_written<C: Change>(state: &mut C::Of, within: &str, written: &Written) {
    for field in C::FIELDS {
        let last = written.writes(&format!("{within}{field}")).last();
        if let Some(change) = last.and_then(|write| C::one(field, &write.value)) {
            change.put(state);
        }
    }
}

/// What a record says, by the names that its fields have in its history.
fn said<C: Change>(state: &C::Of, within: &str) -> impl Iterator<Item = (String, Value)> {
    C::of(state).values().into_iter().map(move |(field, value)| (format!("{within}{field}"), value))
}
