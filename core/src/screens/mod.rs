//! Screens: what each phone screen shows and what each tap does. Shells only draw.
//!
//! [`App`] is the whole surface: `screen(route)` gives a value with all its texts, `act(action, entries)` does what was tapped and says
//! where to go. One file a screen, named as in the shells: its struct, what it shows, what its actions do. Shared: `blocks` (what screens
//! are made of), `route`, `action`, `view` (reading the store), `words` (times and amounts as people say them), `form` (reading entries),
//! `code` (what a scanned text may mean), `offer` (the buttons of any screen), `guard` (the lock, which `app` asks before anything else), `paging` (long lists), `lending` (files that the system sends while the app is suspended). The return screen is `give_back`, because `return` is a word of Rust.
//! Business rules must not live here: they are the domain's commands.

mod action;
mod app;
mod blocks;
mod calls;
mod case;
mod checklist;
mod code;
mod diagnose;
mod enrol;
mod equipment;
mod error;
mod form;
mod give_back;
mod guard;
mod inspect;
mod job;
mod knowledge;
mod known;
mod lending;
mod lock;
mod measured;
mod news;
mod offer;
mod outing;
mod paging;
mod parts_bag;
mod photo;
mod plan;
mod ready_to_leave;
mod reminders;
mod route;
mod scan;
mod settings;
mod sheet_and_sign;
mod stock;
mod stocktake;
mod sync;
mod take;
mod tap;
mod today;
mod view;
mod words;
mod worklist;

#[cfg(test)]
mod tests;

pub use action::*;
pub use app::{App, Drawn, HandOver, Platform, SyncDone};
pub use blocks::*;
pub use calls::CallsScreen;
pub use case::CaseScreen;
pub use checklist::{ChecklistScreen, ItemCard, ItemGroup, Progress};
pub use code::ReadCode;
pub use diagnose::DiagnoseScreen;
pub use enrol::EnrolScreen;
pub use equipment::EquipmentScreen;
pub use error::AppError;
pub use give_back::ReturnScreen;
pub use guard::OwnerCheck;
pub use inspect::InspectScreen;
pub use job::JobScreen;
pub use knowledge::KnowledgeScreen;
pub use lending::{LentHeader, LentUpload};
pub use lock::LockScreen;
pub use offer::Offer;
pub use outing::OutingScreen;
pub use parts_bag::PartsBagScreen;
pub use photo::PhotoScreen;
pub use plan::PlanScreen;
pub use ready_to_leave::ReadyToLeaveScreen;
pub use reminders::Reminder;
pub use route::{PhotoFor, Route, ScanFor};
pub use scan::ScanScreen;
pub use settings::SettingsScreen;
pub use sheet_and_sign::SheetAndSignScreen;
pub use stock::StockScreen;
pub use stocktake::StocktakeScreen;
pub use sync::SyncScreen;
pub use take::TakeScreen;
pub use today::TodayScreen;
pub use worklist::WorklistScreen;

pub use crate::sync::driver::{Clock, SystemClock};
use error::Problem;
pub use fettle_media::Luma;
use serde::{Deserialize, Serialize};
use view::View;

/// A screen as a value: everything that a shell draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Screen {
    /// My day.
    Today(TodayScreen),
    /// One job.
    Job(JobScreen),
    /// Judging a fault.
    Diagnose(DiagnoseScreen),
    /// Agreeing the visit.
    Plan(PlanScreen),
    /// Before leaving.
    ReadyToLeave(ReadyToLeaveScreen),
    /// A checklist.
    Checklist(ChecklistScreen),
    /// Taking a photo.
    Photo(PhotoScreen),
    /// What I carry and owe.
    PartsBag(PartsBagScreen),
    /// Taking parts.
    Take(TakeScreen),
    /// Giving a part back.
    Return(ReturnScreen),
    /// The scanner.
    Scan(ScanScreen),
    /// The sheet and its signature.
    SheetAndSign(SheetAndSignScreen),
    /// What waits, what failed.
    Sync(SyncScreen),
    /// Joining a hub.
    Enrol(EnrolScreen),
    /// Language, lock, storage, about.
    Settings(SettingsScreen),
    /// Calls for help.
    Calls(CallsScreen),
    /// What has to be decided.
    Worklist(WorklistScreen),
    /// Past cases.
    Knowledge(KnowledgeScreen),
    /// One past case.
    Case(CaseScreen),
    /// One machine.
    Equipment(EquipmentScreen),
    /// The way to a site and back.
    Outing(OutingScreen),
    /// The stock keeper's work.
    Stock(StockScreen),
    /// Inspecting what was returned.
    Inspect(InspectScreen),
    /// Counting a place.
    Stocktake(StocktakeScreen),
    /// The lock.
    Lock(LockScreen),
}

impl Screen {
    pub(crate) fn show(view: &View<'_>, route: &Route) -> Result<Self, Problem> {
        Ok(match route {
            Route::Today => Self::Today(today::show(view)?),
            Route::Job { job } => Self::Job(job::show(view, view::id(job)?)?),
            Route::Diagnose { job } => Self::Diagnose(diagnose::show(view, view::id(job)?)?),
            Route::Plan { job } => Self::Plan(plan::show(view, view::id(job)?)?),
            Route::ReadyToLeave { job } => Self::ReadyToLeave(ready_to_leave::show(view, view::id(job)?)?),
            Route::Checklist { check } => Self::Checklist(checklist::show(view, view::id(check)?)?),
            Route::Photo { purpose } => Self::Photo(photo::show(view, purpose)?),
            Route::PartsBag => Self::PartsBag(parts_bag::show(view)?),
            Route::Take { job, card } => {
                let (job, card) =
                    (job.as_deref().map(view::id).transpose()?, card.as_deref().map(view::id).transpose()?);
                Self::Take(take::show(view, job, card)?)
            }
            Route::Return { debt, code } => Self::Return(give_back::show(view, debt.as_deref(), code.as_deref())?),
            Route::Scan { purpose, unknown } => Self::Scan(scan::show(view, purpose, unknown.as_deref())?),
            Route::SheetAndSign { job } => Self::SheetAndSign(sheet_and_sign::show(view, view::id(job)?)?),
            Route::Sync => Self::Sync(sync::show(view)?),
            Route::Enrol => Self::Enrol(enrol::show(view)?),
            Route::Settings => Self::Settings(settings::show(view)?),
            Route::Calls => Self::Calls(calls::show(view)?),
            Route::Worklist => Self::Worklist(worklist::show(view)?),
            Route::Knowledge { words, equipment } => {
                Self::Knowledge(knowledge::show(view, words, equipment.as_deref())?)
            }
            Route::Case { job } => Self::Case(case::show(view, view::id(job)?)?),
            Route::Equipment { equipment } => Self::Equipment(equipment::show(view, view::id(equipment)?)?),
            Route::Outing { job } => Self::Outing(outing::show(view, view::id(job)?)?),
            Route::Stock => Self::Stock(stock::show(view)?),
            Route::Inspect { lot } => Self::Inspect(inspect::show(view, lot)?),
            Route::Stocktake { place } => Self::Stocktake(stocktake::show(view, view::id(place)?)?),
            Route::Lock => Self::Lock(lock::show(view)?),
        })
    }
}
