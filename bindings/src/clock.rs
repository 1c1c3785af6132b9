//! The platform's clocks, read through a foreign trait.

use fettle_core::kernel::Reading;
use fettle_core::screens::{Clock, SystemClock};
use std::sync::Arc;

/// One look at the platform's clocks.
#[derive(Debug, Clone, uniffi::Record)]
pub struct ClockReading {
    /// Wall clock, milliseconds since 1970 UTC.
    pub wall_ms: i64,
    /// A clock that nobody can set and that goes on while the phone sleeps, milliseconds since some point in this boot.
    pub mono_ms: u64,
    /// Which boot that clock belongs to, as a UUID: a new one after each restart of the phone.
    pub boot: String,
}

/// The platform's clocks could not be read.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum ClockError {
    /// What the platform threw.
    #[error("{reason}")]
    Failed {
        /// Its words.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ClockError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: error.reason }
    }
}

/// Reads the platform's clocks. Called from any thread; must not call back into the app.
#[uniffi::export(with_foreign)]
pub trait PlatformClock: Send + Sync {
    /// One look.
    fn read(&self) -> Result<ClockReading, ClockError>;
}

/// The platform's clocks where they can be read, else the library's own.
pub(crate) struct Clocks {
    pub platform: Arc<dyn PlatformClock>,
    pub own: SystemClock,
}

impl Clock for Clocks {
    fn now(&self) -> Reading {
        let told = self.platform.read().ok();
        // What a platform gives goes on while the phone sleeps: that is what `PlatformClock` asks for.
        let told = told.and_then(|r| {
            Some(Reading { wall_ms: r.wall_ms, mono_ms: r.mono_ms, boot: r.boot.parse().ok()?, counts_sleep: true })
        });
        told.unwrap_or_else(|| self.own.now())
    }
}
