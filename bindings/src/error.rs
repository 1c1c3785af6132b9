//! The one error of this surface.

use fettle_core::screens::AppError;

/// What went wrong: show `text`, decide by `code`.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum FettleError {
    /// A refusal or a failure; nothing was changed.
    #[error("{text}")]
    Failed {
        /// Stable code, such as `signature_empty`.
        code: String,
        /// What happened and what to do, in the user's language.
        text: String,
        /// The key of the field that it is about.
        field: Option<String>,
    },
}

impl From<AppError> for FettleError {
    fn from(error: AppError) -> Self {
        Self::Failed { code: error.code, text: error.text, field: error.field }
    }
}
