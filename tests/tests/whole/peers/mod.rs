//! What went wrong for others, as tests: each is named after the report, and says what happened there.
//!
//! Real phones, real hub, real sockets; `wire` is the network between them. What is no fault of theirs but of ours belongs elsewhere.

mod kept;
mod sent;
pub mod wire;
mod written;
