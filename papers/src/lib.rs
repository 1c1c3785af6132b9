//! The printed papers. They draw a signed sheet; they never decide what is on it.
