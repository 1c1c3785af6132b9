//! The signature record: how a party answered to a document. It names the document by hash and so cannot be moved to another one.

use super::SheetLanguage;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How a party answered (B8). Refusal and absence are outcomes too, and need a reason and a witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Signed by hand on the phone.
    Signed,
    /// The customer would not sign.
    Refused {
        /// Why, as typed.
        reason: String,
        /// Who saw it.
        witness: String,
    },
    /// Nobody was there who may sign.
    Absent {
        /// Why, as typed.
        reason: String,
        /// Who saw it.
        witness: String,
    },
}

impl Outcome {
    /// The code, as stored and as in the catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::Refused { .. } => "refused",
            Self::Absent { .. } => "absent",
        }
    }

    /// Reason and witness, for the two outcomes that have them.
    pub fn reason_and_witness(&self) -> Option<(&str, &str)> {
        match self {
            Self::Signed => None,
            Self::Refused { reason, witness } | Self::Absent { reason, witness } => Some((reason, witness)),
        }
    }
}

/// A position in whole units, so that the record's bytes are the same everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude, WGS 84, in degrees times 10^7.
    pub latitude_e7: i32,
    /// Longitude, WGS 84, in degrees times 10^7.
    pub longitude_e7: i32,
    /// Accuracy in metres, if known.
    pub accuracy_m: Option<u32>,
}

/// What binds a person to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// How the party answered.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// SHA-256 of the document's canonical bytes in hex. Records of version 1 call it the sheet's.
    #[serde(alias = "sheet_hash")]
    pub document_hash: String,
    /// Who signed or refused, or who should have signed.
    pub name: String,
    /// Their title or post.
    pub title: String,
    /// Their phone number as typed.
    pub phone: String,
    /// When, by the phone's clock as corrected.
    pub signed_at: DateTime<Utc>,
    /// Where, if known.
    pub position: Option<Position>,
    /// SHA-256 of the strokes' JSON in hex; none unless signed.
    pub strokes: Option<String>,
    /// The language that was on the screen.
    pub language: SheetLanguage,
}

impl Signature {
    /// The record's bytes as attached to the paper: JSON without spaces, fields in the order of the struct.
    ///
    /// # Errors
    /// [`super::SheetError::Unwritable`], which the types here do not produce.
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, super::SheetError> {
        serde_json::to_vec(self).map_err(super::SheetError::Unwritable)
    }
}
