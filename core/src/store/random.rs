//! Where randomness comes from.

use super::error::StoreError;
use std::sync::Arc;

/// Draws random bytes.
pub type Random = Arc<dyn Fn(&mut [u8]) -> Result<(), StoreError> + Send + Sync>;
