//! Why a text is not GS1 content.

use thiserror::Error;

/// Why a text is not GS1 content; `ai` is the application identifier where it went wrong.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
pub enum Gs1Error {
    /// Nothing was given.
    #[error("there is no content")]
    Empty,
    /// There is no such application identifier, or none where one has to be.
    #[error("no application identifier at {at:?}")]
    UnknownAi {
        /// What stands there, at most four characters.
        at: String,
    },
    /// The value is shorter or longer than its identifier allows.
    #[error("the value of ({ai}) has the wrong length")]
    Length {
        /// The identifier.
        ai: String,
    },
    /// The value has characters that its identifier does not allow.
    #[error("the value of ({ai}) has characters that are not allowed")]
    Characters {
        /// The identifier.
        ai: String,
    },
    /// The check digit is wrong: a misread or mistyped number.
    #[error("the check digit of ({ai}) is wrong")]
    CheckDigit {
        /// The identifier.
        ai: String,
    },
    /// There is no such day.
    #[error("the date of ({ai}) is not in the calendar")]
    Date {
        /// The identifier.
        ai: String,
    },
    /// One identifier stands there twice with different values.
    #[error("({ai}) is given twice with different values")]
    Contradiction {
        /// The identifier.
        ai: String,
    },
    /// A web address, but not of a GS1 Digital Link.
    #[error("the address is not a GS1 Digital Link")]
    NotDigitalLink,
}

impl Gs1Error {
    /// The identifier that it is about; none where there is none to be read.
    pub fn ai(&self) -> Option<&str> {
        match self {
            Self::Length { ai }
            | Self::Characters { ai }
            | Self::CheckDigit { ai }
            | Self::Date { ai }
            | Self::Contradiction { ai } => Some(ai),
            Self::Empty | Self::UnknownAi { .. } | Self::NotDigitalLink => None,
        }
    }

    /// The stable name of this error, for the catalogue of texts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "gs1_empty",
            Self::UnknownAi { .. } => "gs1_unknown_identifier",
            Self::Length { .. } => "gs1_wrong_length",
            Self::Characters { .. } => "gs1_wrong_characters",
            Self::CheckDigit { .. } => "gs1_check_digit",
            Self::Date { .. } => "gs1_wrong_date",
            Self::Contradiction { .. } => "gs1_contradiction",
            Self::NotDigitalLink => "gs1_not_a_digital_link",
        }
    }
}
