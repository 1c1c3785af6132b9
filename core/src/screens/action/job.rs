//! Taps on a job and what belongs to it: diagnosis, plan, checklists, photos, the sheet.

use fettle_media::{Point, Stroke};
use serde::{Deserialize, Serialize};

/// Actions of the job screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum JobAction {
    /// I take it on.
    Accept,
    /// I was to go and will not: `reason`.
    Decline,
    /// I am on site: `position` where the phone may know it.
    Arrive,
    /// I am back from the site.
    ComeBack,
    /// Work begins.
    Start,
    /// The customer's answer about a backup: `decision`, `by`, `remark`.
    Backup,
    /// What was seen or measured before a replacement: `equipment`, `note`.
    Evidence,
    /// A part went in: `equipment`, `part`, `quantity`, `serial_in`, `serial_out`, `label`.
    Replace,
    /// The old part goes back in: `reason`.
    SwapBack {
        /// The event of the replacement.
        replacement: String,
    },
    /// Something was done: `minutes`, `text`.
    Work,
    /// A note: `text`.
    Note,
    /// Wait for parts: `reason`.
    WaitParts,
    /// Wait for the customer: `reason`.
    WaitCustomer,
    /// It goes on.
    Resume,
    /// One step up: `reason`.
    Escalate,
    /// Call for help: `text`.
    Help {
        /// Which of the four cases.
        case: String,
    },
    /// Work first, papers after: `reason`.
    Emergency,
    /// An owed paper is in: `text`.
    FilePaper {
        /// Which.
        paper: String,
    },
    /// A cost: `kind`, `payer`, `amount`, `basis`.
    Cost,
    /// The cause: `cause`, `diagnosis`.
    Cause,
    /// Starts a filling of a checklist, or opens the one that was started: nothing typed.
    OpenCheck {
        /// The checklist.
        checklist: String,
    },
    /// What a day came to: `day`, `done`, `next`, `reason`.
    DayReport,
    /// The work is done: `summary`.
    Complete,
    /// Solved from afar: `channel`, `with`, `phone`, `done`; of a repair `cause`, `diagnosis`.
    SolveRemotely,
    /// The fault came back, and why: `reason`, `remark`.
    Repeat {
        /// The job that is repeated.
        earlier: String,
    },
}

/// Actions of the diagnosis screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum DiagnoseAction {
    /// Class and level: `class`, `level`, `remark`.
    Judge,
    /// The diagnosis report: `scene`, `level`, `handling`.
    Report,
}

/// Actions of the plan screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum PlanAction {
    /// The plan: `text`, `parts`.
    Propose,
    /// The customer accepted it: `by`.
    Accepted,
    /// The visit: `from`, `to`, `with`.
    Agree,
}

/// Actions of the ready-to-leave screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum LeaveAction {
    /// Starts the list.
    Begin,
    /// Everything is with me: completes the list and leaves.
    Leave,
}

/// Actions of a checklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum CheckAction {
    /// Answers an item: `answer`, `remark`.
    Answer {
        /// The item, and the equipment where it repeats: `item` or `item@equipment`.
        slot: String,
    },
    /// Offers a repair for an item that is out of limits: makes the job, linked both ways.
    OfferRepair {
        /// The item, and the equipment where it repeats: `item` or `item@equipment`.
        slot: String,
    },
    /// The list is done.
    Complete,
}

/// Actions of the photo screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum PhotoAction {
    /// The camera's file: `caption`.
    Taken {
        /// JPEG or PNG as the camera wrote it.
        bytes: Vec<u8>,
        /// What was drawn on it to show where to look; its points are shares of the upright picture's width and height, from 0 to 1. It
        /// becomes part of the photo.
        marks: Vec<PenStroke>,
    },
}

/// Actions of the sheet, and of the further answers to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SignAction {
    /// Shows the sheet in another language.
    Language {
        /// `zh-CN`, `en` or `both`.
        language: String,
    },
    /// Shows on the sheet what others than the customer pay, or leaves it out.
    Costs {
        /// Whether it is shown.
        all: bool,
    },
    /// The customer, or the party that was chosen, signed: `name`, `title`, `phone`.
    Sign {
        /// SHA-256 of the sheet that was shown, in hex: another one is not signed.
        sheet: String,
        /// Width of the pad in its own units.
        width: f64,
        /// Height of the pad in its own units.
        height: f64,
        /// The strokes.
        strokes: Vec<PenStroke>,
    },
    /// The customer will not sign: `name`, `title`, `phone`, `reason`, `witness`.
    Refused {
        /// SHA-256 of the sheet that was shown.
        sheet: String,
    },
    /// Nobody is there who may sign: `reason`, `witness`.
    Absent {
        /// SHA-256 of the sheet that was shown.
        sheet: String,
    },
    /// Another party is to answer to the document on record: `party`. Whoever signs, refuses or is absent next is of that party.
    Countersign {
        /// SHA-256 of the document that was shown.
        sheet: String,
    },
    /// A change after signing: `reason`.
    Amend,
}

/// The pen's way from touching the pad to leaving it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PenStroke {
    /// In the order in which they were drawn.
    pub points: Vec<PenPoint>,
}

impl PenStroke {
    /// As the media library takes it.
    pub(crate) fn to_media(&self) -> Stroke {
        Stroke { points: self.points.iter().map(|p| Point { x: p.x, y: p.y, t_ms: p.t_ms }).collect() }
    }
}

/// Where the pen was and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PenPoint {
    /// From the left edge, in the units of what was drawn on.
    pub x: f64,
    /// From the top edge, in the units of what was drawn on.
    pub y: f64,
    /// Milliseconds since the first touch.
    pub t_ms: u32,
}
