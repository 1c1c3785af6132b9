//! News while the app is in sight.

use crate::app::FettleApp;
use crate::error::FettleError;

#[uniffi::export]
impl FettleApp {
    /// Waits until a session is worth while: the hub's live line says that something moved, or something was recorded here; a minute at most.
    /// After a session that failed, wait by yourself: what was recorded then waits still. Cancelling the call drops only its waiting.
    pub async fn until_news(&self) -> Result<(), FettleError> {
        let app = self.app.clone();
        let work = self.runtime.spawn(async move { app.until_news().await });
        Ok(work.await.map_err(|_| self.stopped())??)
    }
}
