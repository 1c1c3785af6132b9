//! What a platform brings along.

use super::guard::OwnerCheck;
use crate::store::KeyStore;
use crate::sync::driver::Clock;
use crate::text::Lang;
use std::sync::Arc;

/// What a platform brings along.
#[derive(Clone)]
pub struct Platform {
    /// The device's clocks.
    pub clock: Arc<dyn Clock>,
    /// The phone's language: the user's, unless another one is chosen in the settings.
    pub lang: Lang,
    /// Version of the app, as the hub is told.
    pub app: String,
    /// Where the platform keeps keys.
    pub keys: Arc<dyn KeyStore>,
    /// The phone's own check of its owner, where the platform has one: opens a locked app in the place of the PIN.
    pub owner: Option<Arc<dyn OwnerCheck>>,
}
