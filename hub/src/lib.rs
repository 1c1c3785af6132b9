//! The hub: sync, console, accounts, timers. Business rules live in `fettle_core::domain`, never here.
pub mod import;
