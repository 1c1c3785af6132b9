//! News while the app is in sight.

use crate::app::FettleApp;
use crate::error::FettleError;
use tokio::task::AbortHandle;

/// Ends what waits when the shell waits no more: nobody holds a line to the hub for an app that is out of sight.
struct Ends(AbortHandle);

impl Drop for Ends {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[uniffi::export]
impl FettleApp {
    /// Waits until a session is worth while: the hub's live line says that something moved, or something was recorded here; a minute at most.
    /// After a session that did not get through it waits longer each time, a minute at most: `sync` and this, in turn, are all that an app in
    /// sight does. Cancelling the call ends the line to the hub.
    pub async fn until_news(&self) -> Result<(), FettleError> {
        let app = self.app.clone();
        let work = self.runtime.spawn(async move { app.until_news().await });
        let _ends = Ends(work.abort_handle());
        Ok(work.await.map_err(|_| self.stopped())??)
    }
}
