//! News while the app is in sight: what others did shows without a tap.

use super::app::App;
use super::error::AppError;

impl App {
    /// Waits until a session is worth while: the hub's live line says that something moved, or something was recorded here; a minute at most.
    /// After a session that failed a shell waits by itself: what was recorded then waits still. Safe to cancel at any time.
    ///
    /// # Errors
    /// Only when the system's network library does not start.
    pub async fn until_news(&self) -> Result<(), AppError> {
        let session = self.told(self.session())?;
        session.until_news(self.store()).await;
        Ok(())
    }
}
