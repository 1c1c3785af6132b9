//! Screens on a real store.
