//! Files that the platform's own transfer service sends while the app is suspended.

use crate::app::FettleApp;
use crate::error::FettleError;
use fettle_core::kernel::Hash;
use fettle_core::screens::LentUpload;

#[uniffi::export]
impl FettleApp {
    /// Lends the files that wait to the platform's transfer service: when the app goes out of sight, and after a run in the background.
    /// Until `take_back_uploads` no session sends them.
    pub fn lend_uploads(&self) -> Result<Vec<LentUpload>, FettleError> {
        Ok(self.app.lend_uploads()?)
    }
    /// The platform's service is done with all files but those named, well or badly, or they were called back: they are the sessions' again.
    /// To be called at each start, before a session in sight (with none), and whenever one has ended.
    pub fn take_back_uploads(&self, still: Vec<String>) -> Result<(), FettleError> {
        Ok(self.app.take_back_uploads(&still)?)
    }
}

/// Whether who answers at `host` with this chain of certificates (DER, its own first) is the hub of a lent file's `pins`. Pure: it needs no
/// open app, for the system asks it of one that it started for that alone.
#[uniffi::export]
pub fn is_hub(chain: Vec<Vec<u8>>, host: &str, pins: Vec<String>) -> bool {
    let known: Option<Vec<Hash>> = pins.iter().map(|pin| pin.parse().ok()).collect();
    known.is_some_and(|pins| fettle_core::sync::driver::is_hub(&chain, host, &pins))
}
