//! Two stores and a hub in memory: sessions over networks good and bad.

mod convergence;
mod hub;
mod replacement;
mod sessions;
mod slow;
mod wire;
