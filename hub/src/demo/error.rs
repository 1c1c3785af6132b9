//! What can end the demo.

use crate::error::HubError;
use fettle_core::kernel::Refusal;
use fettle_core::screens::AppError;
use fettle_core::text::{Lang, text_with};

/// Why the demo ended.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The hub said no.
    #[error("hub: {0}")]
    Hub(#[from] HubError),
    /// A paper could not be made.
    #[error("paper: {0}")]
    Paper(#[from] crate::papers::PaperFault),
    /// A file could not be written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// A phone said no.
    #[error("phone: {code}: {text}")]
    Phone {
        /// Stable code.
        code: String,
        /// In words.
        text: String,
    },
    /// The business said no.
    #[error("refused: {code}: {text}")]
    Refused {
        /// Stable code.
        code: String,
        /// In words.
        text: String,
    },
    /// The story does not read, or does not fit the company.
    #[error("story: {0}")]
    Story(String),
}

impl DemoError {
    /// With the button that was tapped.
    #[must_use]
    pub fn at(self, button: &str) -> Self {
        match self {
            Self::Phone { code, text } => Self::Phone { code: format!("{button}: {code}"), text },
            other => other,
        }
    }
}

impl From<AppError> for DemoError {
    fn from(e: AppError) -> Self {
        let field = e.field.map(|field| format!(" ({field})")).unwrap_or_default();
        Self::Phone { code: format!("{}{field}", e.code), text: e.text }
    }
}
impl From<Refusal> for DemoError {
    fn from(refusal: Refusal) -> Self {
        let args: Vec<(&str, String)> = refusal.args.iter().map(|(k, v)| (*k, v.clone())).collect();
        let text = text_with(Lang::En, &format!("refusal-{}", refusal.code), &args);
        Self::Refused { code: refusal.code.to_owned(), text }
    }
}
