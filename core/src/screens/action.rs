//! What a tap does. One enum for all screens, one enum a screen inside, so that a shell can only ask for what a screen offers.

mod job;
mod phone;
mod store;

pub use job::*;
pub use phone::*;
pub use store::*;

use super::route::{PhotoFor, Route, ScanFor};
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
    /// On the screen of a machine.
    Equipment {
        /// The machine.
        equipment: String,
        /// What.
        action: EquipmentAction,
    },
    /// On the past cases.
    Knowledge {
        /// What.
        action: KnowledgeAction,
    },
    /// On the search.
    Search {
        /// What.
        action: SearchAction,
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
    /// What was recorded can be taken back for a moment: the shell offers it beside `notice`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub undo: Option<Undo>,
}

/// Takes back what a tap recorded. It is on record already, so nothing is lost with the app; taking it back is on record too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Undo {
    /// What takes it back.
    pub action: Action,
    /// What the button says.
    pub label: String,
    /// How long it is offered.
    pub seconds: u32,
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
