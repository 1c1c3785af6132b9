//! What a tap does. One enum for all screens, one enum a screen inside, so that a shell can only ask for what a screen offers.

use super::error::Problem;
use super::form::Form;
use super::route::{PhotoFor, Route, ScanFor};
use super::view::{View, id};
use fettle_media::{Point, Stroke};
use serde::{Deserialize, Serialize};

/// Something that the user wants. It comes with a button, or is made by the shell where the platform gives bytes (camera, pen). What the
/// user typed goes beside it, as entries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Open a screen.
    Go {
        /// Which.
        route: Route,
    },
    /// On the job screen.
    Job {
        /// The job.
        job: String,
        /// What.
        action: JobAction,
    },
    /// On the diagnosis screen.
    Diagnose {
        /// The job.
        job: String,
        /// What.
        action: DiagnoseAction,
    },
    /// On the plan screen.
    Plan {
        /// The job.
        job: String,
        /// What.
        action: PlanAction,
    },
    /// On the ready-to-leave screen.
    Leave {
        /// The job.
        job: String,
        /// What.
        action: LeaveAction,
    },
    /// On a checklist.
    Check {
        /// The filling.
        check: String,
        /// What.
        action: CheckAction,
    },
    /// On the photo screen.
    Photo {
        /// What the photo is for.
        purpose: PhotoFor,
        /// What.
        action: PhotoAction,
    },
    /// On the take screen.
    Take {
        /// The job that the parts are for.
        job: Option<String>,
        /// What.
        action: TakeAction,
    },
    /// On the return screen.
    Return {
        /// What.
        action: ReturnAction,
    },
    /// On the scanner.
    Scan {
        /// What the code is for.
        purpose: ScanFor,
        /// What.
        action: ScanAction,
    },
    /// On the sheet.
    Sign {
        /// The job.
        job: String,
        /// What.
        action: SignAction,
    },
    /// On the sync screen.
    Sync {
        /// What.
        action: SyncAction,
    },
    /// On the enrolment screen.
    Enrol {
        /// What.
        action: EnrolAction,
    },
    /// On the settings.
    Settings {
        /// What.
        action: SettingsAction,
    },
    /// On the worklist.
    Worklist {
        /// The record.
        subject: String,
        /// What of it.
        point: String,
        /// What.
        action: WorklistAction,
    },
    /// On the calls for help.
    Calls {
        /// What.
        action: CallsAction,
    },
    /// On the past cases.
    Knowledge {
        /// What.
        action: KnowledgeAction,
    },
    /// On what lies in quarantine.
    Inspect {
        /// The lot.
        lot: String,
        /// What.
        action: InspectAction,
    },
    /// At a stocktake.
    Stocktake {
        /// The place.
        place: String,
        /// What.
        action: StocktakeAction,
    },
    /// On the lock screen.
    Lock {
        /// What.
        action: LockAction,
    },
}

/// Actions of the job screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum JobAction {
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

/// Actions of the take screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum TakeAction {
    /// Asks the stock keeper: `part`, `quantity`, `place`.
    Request,
    /// Takes now, papers within 24 hours: `part`, `quantity`, `serial`, `place`, `reason`.
    TakeFirst,
    /// The paper of a part that was taken first is in.
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

/// Actions of the sheet.
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
    /// The customer signed: `name`, `title`, `phone`.
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

/// Actions of the sync screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SyncAction {
    /// Sync now.
    Now,
    /// Hand unsent work over in a file.
    HandOver,
}

/// Actions of the enrolment screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum EnrolAction {
    /// With what was typed or scanned: `link`, or `hub` and `code`; and `name`.
    Join,
}

/// Actions of the lock screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum LockAction {
    /// Opens the app: `pin`.
    Unlock,
    /// Lets the phone itself ask for its owner.
    UnlockByOwner,
    /// Sets or changes the lock: `old` where one is set, `pin`, `again`, `minutes`.
    Set,
    /// Takes the lock away: `old`.
    Remove,
    /// Locks at once.
    LockNow,
    /// A new key for all that is stored.
    NewKey,
    /// The PIN is forgotten, the desk vouches by a fresh enrolment code: `link` or `code`.
    Forgotten,
}

/// Actions of the settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SettingsAction {
    /// Speaks this language from now on: `language`, empty for the phone's own. The shell asks for its own words anew.
    Language,
}

/// Actions of the worklist.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum WorklistAction {
    /// What does not fit was looked at: `decision`.
    Decide,
    /// Of values that were written apart this one stands.
    Choose {
        /// The event that wrote it.
        event: String,
    },
}

/// Actions of the calls for help.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum CallsAction {
    /// Calls for help: `case`, `text`.
    Call {
        /// The job.
        job: String,
    },
    /// Answers a call; one's own: says how it was settled. `text`.
    Answer {
        /// The job.
        job: String,
        /// The event of the call.
        call: String,
    },
}

/// Actions of the past cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum KnowledgeAction {
    /// Looks for `words`.
    Search {
        /// Among cases of this machine and its model only.
        equipment: Option<String>,
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
    /// Counts a line anew.
    Forget {
        /// The line.
        line: String,
    },
    /// Books the differences: `reason`.
    Book,
}

/// What a tap led to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Outcome {
    /// Where to go; none: show the same screen again.
    pub route: Option<Route>,
    /// What to tell in passing.
    pub notice: Option<String>,
    /// Long work that the shell has to start now.
    pub work: Option<Work>,
}

/// Work that takes a while and is awaited by the shell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// `App::sync_once`.
    Sync,
    /// `App::hand_over`; then the platform's sharing of the file.
    HandOver,
    /// `App::enrol`.
    Enrol {
        /// The link.
        link: String,
        /// What people call this phone.
        name: String,
    },
}

impl Outcome {
    /// Go there.
    pub fn to(route: Route) -> Self {
        Self { route: Some(route), ..Self::default() }
    }
    /// Stay, and say something.
    pub fn told(notice: String) -> Self {
        Self { notice: Some(notice), ..Self::default() }
    }
    /// Start long work.
    pub fn start(work: Work) -> Self {
        Self { work: Some(work), ..Self::default() }
    }
    /// And say something.
    #[must_use]
    pub fn say(mut self, notice: String) -> Self {
        self.notice = Some(notice);
        self
    }
}

impl From<SyncAction> for Action {
    fn from(action: SyncAction) -> Self {
        Self::Sync { action }
    }
}
impl From<EnrolAction> for Action {
    fn from(action: EnrolAction) -> Self {
        Self::Enrol { action }
    }
}
impl From<ReturnAction> for Action {
    fn from(action: ReturnAction) -> Self {
        Self::Return { action }
    }
}
impl From<Route> for Action {
    fn from(route: Route) -> Self {
        Self::Go { route }
    }
}

/// Hands an action to its screen.
pub(crate) fn act(view: &View<'_>, action: &Action, form: Form<'_>) -> Result<Outcome, Problem> {
    match action {
        Action::Go { route } => Ok(Outcome::to(route.clone())),
        Action::Job { job, action } => super::job::act(view, id(job)?, action, form),
        Action::Diagnose { job, action } => super::diagnose::act(view, id(job)?, action, form),
        Action::Plan { job, action } => super::plan::act(view, id(job)?, action, form),
        Action::Leave { job, action } => super::ready_to_leave::act(view, id(job)?, action, form),
        Action::Check { check, action } => super::checklist::act(view, id(check)?, action, form),
        Action::Photo { purpose, action } => super::photo::act(view, purpose, action, form),
        Action::Take { job, action } => {
            let job = job.as_deref().map(id).transpose()?;
            super::take::act(view, job, action, form)
        }
        Action::Return { action } => super::give_back::act(view, action, form),
        Action::Scan { purpose, action } => super::scan::act(view, purpose, action, form),
        Action::Sign { job, action } => super::sheet_and_sign::act(view, id(job)?, action, form),
        Action::Sync { action } => super::sync::act(view, action),
        Action::Enrol { action } => super::enrol::act(view, action, form),
        Action::Settings { action } => super::settings::act(view, action, form),
        Action::Worklist { subject, point, action } => super::worklist::act(view, subject, point, action, form),
        Action::Calls { action } => super::calls::act(view, action, form),
        Action::Knowledge { action } => Ok(super::knowledge::act(action, form)),
        Action::Inspect { lot, action } => super::inspect::act(view, lot, action, form),
        Action::Stocktake { place, action } => super::stocktake::act(view, id(place)?, action, form),
        Action::Lock { action } => super::lock::act(view, action, form),
    }
}
