//! What did not work, as a code.

use crate::store::StoreError;
use std::collections::BTreeMap;

/// What did not work, with the code whose text is `error-<code>` in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct Failure {
    /// Stable code.
    pub code: String,
    /// What the text mentions.
    pub args: BTreeMap<String, String>,
}

impl Failure {
    /// With no arguments.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), args: BTreeMap::new() }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::new(error.code())
    }
}
