//! The phone's half of the protocol as a state machine without I/O: [`Input`]s in, [`Instruction`]s out.
//!
//! A session goes: greet, push, pull, then blobs both ways in pieces; between pieces it pushes and pulls again every few seconds, so that
//! nothing waits for a photo. Every step may be repeated; what was taken in by the store is never asked again.
//! The driver (`sync::driver`) plays the instructions over HTTP; tests and the simulator play them against a hub in memory. Exactly one
//! instruction is open at a time: the machine says what to do, the next input says how it went.

mod answer;
mod blobs;
mod filed;
mod io;
mod line;
mod memory;
mod pace;
mod rate;
mod returns;
mod session;
mod steps;
mod transfers;

pub use blobs::announcement;
pub use io::{
    Answer, Apply, AskedUpTo, Done, Input, Instruction, Loaded, Method, Need, NetFault, Replacement, Report, Request,
    Returns,
};
pub use pace::Pace;
pub use session::{Config, Machine};

#[cfg(test)]
#[cfg(feature = "phone")]
mod tests;
