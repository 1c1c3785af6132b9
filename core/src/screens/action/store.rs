//! Taps on parts: taking, giving back, scanning, inspecting, counting.

use serde::{Deserialize, Serialize};

/// Actions of the take screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum TakeAction {
    /// Asks the stock keeper: `part`, `quantity`, `place`.
    Request,
    /// Takes now, papers within 24 hours: `part`, `quantity`, `serial`, `place`, `reason`.
    TakeFirst,
    /// The paper of a part that was taken first is in: `number`.
    FilePaper {
        /// The take.
        take: String,
    },
}

/// Actions of the return screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum ReturnAction {
    /// The part is back: `part`, `serial`, `quantity`, `label`, `place`. What it settles follows from what is owed.
    GiveBack,
    /// What is on its way is there: who keeps the store takes it in as it was announced.
    Receive {
        /// The take.
        take: String,
        /// The event that said that it is on its way.
        sent: String,
    },
    /// Settles a debt without a part: `reason`.
    Explain {
        /// Take and line, as `take/line`.
        debt: String,
    },
}

/// Actions of the scanner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum ScanAction {
    /// This one of several: of codes on one picture, or of parts with one serial number.
    Chosen {
        /// The code as it was read.
        code: String,
        /// The part, where that was asked.
        part: Option<String>,
    },
    /// A camera frame. Finding nothing is no error: the outcome is empty.
    Frame {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// Bytes from one row's start to the next.
        stride: u32,
        /// Brightness, one byte a pixel.
        luma: Vec<u8>,
        /// Look harder: on every fifth frame.
        thorough: bool,
    },
    /// A picture file.
    Picture {
        /// JPEG or PNG.
        bytes: Vec<u8>,
    },
    /// Typed, or read by a keyboard-wedge scanner: `code`.
    Typed,
    /// The unknown code belongs to a card from now on: `part`.
    BindPart {
        /// The code.
        code: String,
    },
}

/// Actions on what was returned.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum InspectAction {
    /// Good, into a store: `quantity`, `to`, `condition`, `remark`.
    Available,
    /// To the supplier's repair shop: `quantity`, `to`, `remark`.
    Repairable,
    /// Beyond repair, placed apart: `quantity`, `to`, `remark`.
    Scrap,
}

/// Actions of a stocktake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum StocktakeAction {
    /// There are this many: `quantity`.
    Count {
        /// The line: card, condition and serial number.
        line: String,
    },
    /// Counts a line again.
    Forget {
        /// The line.
        line: String,
    },
    /// Books the differences: `reason`.
    Book,
    /// Counts every line that the books have and nobody counted as nothing.
    NothingElse,
    /// Books the whole place, which closes its ledger: `reason`.
    Close,
}
