//! News while the app is in sight: what others did shows without a tap.

use super::app::App;
use super::error::AppError;
use std::sync::PoisonError;

impl App {
    /// Waits until a session is worth while: the hub's live line says that something moved, or something was recorded here; a minute at most.
    /// After a session that did not get through it waits longer each time, a minute at most, whatever is new. Safe to cancel at any time.
    ///
    /// # Errors
    /// Only when the system's network library does not start.
    pub async fn until_news(&self) -> Result<(), AppError> {
        let session = self.told(self.session())?;
        let wait = self.left.lock().unwrap_or_else(PoisonError::into_inner).take();
        session.until_news(self.store(), wait).await;
        Ok(())
    }
}
