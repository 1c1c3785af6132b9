//! Two stores and a hub in memory: sessions over networks good and bad.

mod convergence;
mod hub;
mod sessions;
mod slow;
mod succession;
mod wire;
