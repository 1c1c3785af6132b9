//! What a tap can come back with instead of an outcome: a stable code, a text that says what to do, and the field it is about.

use crate::domain::jobs::sheet::SheetError;
use crate::kernel::Refusal;
use crate::store::StoreError;
use crate::sync::driver::Failure;
use crate::sync::enrol_link::EnrolLinkError;
use crate::text::{Lang, text_with};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A failure as the shell shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[error("{text}")]
pub struct AppError {
    /// Stable code, such as `signature_empty`.
    pub code: String,
    /// What happened and what to do, in the user's language.
    pub text: String,
    /// The key of the field that it is about.
    pub field: Option<String>,
}

/// A failure inside the screens, before it has a language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{family}: {code}")]
pub(crate) struct Problem {
    /// `refusal` (a rule says no) or `error` (something is wrong with the input, the phone or the network).
    family: &'static str,
    code: String,
    args: BTreeMap<String, String>,
    field: Option<String>,
}

impl Problem {
    /// Something is wrong with input, phone or network: its text is `error-<code>`.
    pub fn error(code: &str) -> Self {
        Self { family: "error", code: code.to_owned(), args: BTreeMap::new(), field: None }
    }
    /// With what the text mentions.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
    /// About one field.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }
    /// For the user.
    pub fn told(self, lang: Lang) -> AppError {
        let args: Vec<(&str, String)> = self.args.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
        let text = text_with(lang, &format!("{}-{}", self.family, self.code), &args);
        AppError { code: self.code, text, field: self.field }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let args = refusal.args.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        Self { family: "refusal", code: refusal.code.to_owned(), args, field: None }
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => refusal.into(),
            other => Self::error(other.code()),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        let problem = Self::error(&failure.code);
        failure.args.iter().fold(problem, |problem, (name, value)| problem.with(name, value))
    }
}

macro_rules! from_coded {
    ($($error:ty),* $(,)?) => {$(
        impl From<$error> for Problem {
            fn from(error: $error) -> Self {
                Self::error(error.code())
            }
        }
    )*};
}
from_coded!(
    fettle_media::PhotoError,
    fettle_media::CodeError,
    fettle_media::SignatureError,
    EnrolLinkError,
    SheetError
);
