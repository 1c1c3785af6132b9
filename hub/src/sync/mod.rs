//! The protocol of phones over HTTP: enrol, hello, push, pull, live. `docs/sync.md` describes it; `fettle_core::sync::protocol` has the messages.

mod body;
mod checkpoint;
mod filed;
mod hello;
mod live;
mod paper;
mod pull;
mod push;
mod rescue;
mod returned;

use crate::hub::Hub;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use fettle_core::sync::protocol::paths;
use std::sync::Arc;

/// The routes of the protocol.
pub fn routes(hub: &Arc<Hub>) -> Router<Arc<Hub>> {
    Router::new()
        .route(paths::HELLO, post(hello::hello))
        .route(paths::PUSH, post(push::push))
        .route(paths::PULL, post(pull::pull))
        // On these three, and before they ask who it is: a hub that was put back may not know the phone any more.
        .route_layer(from_fn_with_state(Arc::clone(hub), checkpoint::checked))
        .route(paths::ENROL, post(hello::enrol))
        .route(paths::SUCCEED, post(hello::succeed))
        .route(paths::FILED, post(filed::filed))
        .route(paths::RETURN, post(returned::give_back))
        .route(paths::LIVE, get(live::live))
        .route(paths::PAPERS, get(paper::paper))
        .route(paths::RESCUE, post(rescue::hand_in))
        // Bodies are read with a limit of their own, which also holds after decompression.
        .layer(DefaultBodyLimit::disable())
}
