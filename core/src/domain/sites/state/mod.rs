//! State and fold of customers, sites, contracts, prices and equipment, one file each. Every field is owned by itself (`domain::fields`).

mod contract;
mod customer;
mod equipment;
mod site;

pub use contract::{Contract, Price};
pub use customer::Customer;
pub use equipment::Equipment;
pub(crate) use site::contact_field;
pub use site::{Site, zone};

use serde_json::Value;

/// A reason, as the value of a field.
fn because(reason: &str) -> Value {
    Value::String(reason.to_owned())
}

/// The reason that the value of a field says; none for none.
fn reason(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
