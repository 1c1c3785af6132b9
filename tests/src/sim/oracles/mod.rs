//! What must be true once everything is quiet, and (scope) at every answer. One file a promise.

pub mod book;
mod deeds;
mod drained;
mod filed;
mod integrity;
mod kept;
mod nowhere;
mod once;
mod order;
mod pieces;
pub mod scope;
mod seen;
mod sheets;
mod states;
mod stock;
pub mod times;
mod unseen;

pub use seen::seen;

use super::world::World;

/// Asks every oracle.
pub async fn after_quiet(world: &mut World) {
    kept::check(world).await;
    order::check(world).await;
    drained::check(world).await;
    filed::check(world).await;
    states::check(world).await;
    stock::check(world).await;
    pieces::check(world).await;
    unseen::check(world).await;
    once::check(world).await;
    deeds::check(world).await;
    sheets::check(world).await;
    integrity::check(world).await;
}
