//! Parts: cards, places, the ledger of movements, stock as its sum, takes and the debts that they open.
//!
//! A movement is never edited: a mistake is corrected by another movement, and what a stocktake found stands for all that was before it. Forecasts, orders and money written down do not live here.

mod changes;
mod closing;
mod commands;
mod debts;
mod displaced;
mod dues;
mod events;
mod flags;
mod ledger;
mod older;
mod state;
mod stock;
mod stock_line;
mod stocktake;
mod take;
mod take_events;
#[cfg(test)]
mod tests;

pub use crate::domain::ids::{CardId, MovementId, PlaceId, StocktakeId, TakeId};
pub use crate::domain::jobs::sheet::PartLabel;
pub use changes::*;
pub use closing::*;
pub use commands::*;
pub use debts::*;
pub use displaced::*;
pub use dues::{place_dues, take_dues};
pub use events::*;
pub use flags::*;
pub use ledger::*;
pub use state::{CARD_PRICE, Card, CardPrice, Movement, Place, PlaceCount, Short};
pub use stock::*;
pub use stock_line::*;
pub use stocktake::*;
pub use take::{Line, OnItsWay, Settlement, Take, TakeStatus, TakeWaits, Unowed};
pub use take_events::*;
