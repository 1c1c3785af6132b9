//! What a contract promises.

use crate::domain::rules::{ANSWERED_MIN, ON_SITE_MIN, RESTORED_MIN};
use serde::{Deserialize, Serialize};

/// What is promised for one level of fault, in minutes (A3, D11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaTarget {
    /// From the report to the first answer.
    pub answered_min: u32,
    /// From the report to being on site.
    pub on_site_min: u32,
    /// From starting work to restored.
    pub restored_min: u32,
}

impl Default for SlaTarget {
    /// What holds where the contract says nothing (A3).
    fn default() -> Self {
        Self { answered_min: ANSWERED_MIN, on_site_min: ON_SITE_MIN, restored_min: RESTORED_MIN }
    }
}
