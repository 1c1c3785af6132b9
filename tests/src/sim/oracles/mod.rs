//! What must be true once everything is quiet, and (scope) at every answer. One file a promise.

pub mod book;
mod drained;
mod filed;
mod integrity;
mod kept;
mod nowhere;
mod order;
pub mod scope;
mod sheets;
mod states;
mod stock;

use super::world::World;

/// Asks every oracle.
pub async fn after_quiet(world: &mut World) {
    kept::check(world);
    order::check(world);
    drained::check(world);
    filed::check(world);
    states::check(world).await;
    stock::check(world).await;
    sheets::check(world).await;
    integrity::check(world);
}
