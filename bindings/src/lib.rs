//! uniffi bindings: thin; converts, never decides.
//!
//! What a screen is, and what a tap does, is decided in `fettle-core`, whose records carry their own uniffi derives; here are
//! only the objects and functions through which a shell holds the core. Nothing here opens a database or builds a text.

mod app;
mod clock;
mod error;
mod keys;
mod lending;
mod news;

pub use app::FettleApp;
pub use clock::{ClockError, ClockReading, PlatformClock};
pub use error::FettleError;
pub use fettle_core::about::About;
use fettle_core::screens::Route;
use fettle_core::sync::protocol::MAX_RESCUE_BYTES;
use fettle_core::text::{Lang, ShellWords};
pub use keys::{KeysError, PlatformKeys, PlatformOwner};
pub use lending::is_hub;

uniffi::setup_scaffolding!();

/// What this build of the core is.
#[uniffi::export]
pub fn about() -> About {
    fettle_core::about::about()
}

/// The most bytes that a colleague's rescue file has: a shell need not copy more of what another app hands over.
#[uniffi::export]
pub fn largest_rescue() -> u64 {
    MAX_RESCUE_BYTES
}

/// The words of a shell's own controls; `language` is a BCP 47 tag or an `Accept-Language` list.
#[uniffi::export]
pub fn shell_words(language: &str) -> ShellWords {
    fettle_core::text::shell_words(Lang::from_tag(language))
}

/// A route as text, for what outlives a process: a back stack, a notification. Only for this build of the app to read again.
#[uniffi::export]
pub fn route_text(route: Route) -> String {
    serde_json::to_string(&route).unwrap_or_default()
}

/// A route that was written by `route_text`; none where the text is not one.
#[uniffi::export]
pub fn route_of(text: &str) -> Option<Route> {
    serde_json::from_str(text).ok()
}
