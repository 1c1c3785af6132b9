//! From routes and actions to the screens: only this file knows all of them, and no screen knows another.

use super::action::{Action, Outcome, SignAction};
use super::blocks::{Entry, Head, Section};
use super::error::Problem;
use super::form::Form;
use super::queries::banners;
use super::route::Route;
use super::view::{View, id};
use super::{
    calls, case, checklist, diagnose, enrol, equipment, give_back, inspect, job, knowledge, lock, outing, parts_bag,
    photo, plan, ready_to_leave, scan, search, settings, sheet_and_sign, site, stock, stocktake, sync, take, today,
    worklist,
};
use serde::{Deserialize, Serialize};

/// A screen as a value: everything that a shell draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Screen {
    /// My day.
    Today(today::TodayScreen),
    /// One job.
    Job(job::JobScreen),
    /// Judging a fault.
    Diagnose(diagnose::DiagnoseScreen),
    /// Agreeing the visit.
    Plan(plan::PlanScreen),
    /// Before leaving.
    ReadyToLeave(ready_to_leave::ReadyToLeaveScreen),
    /// A checklist.
    Checklist(checklist::ChecklistScreen),
    /// Taking a photo.
    Photo(photo::PhotoScreen),
    /// What I carry and owe.
    PartsBag(parts_bag::PartsBagScreen),
    /// Taking parts.
    Take(take::TakeScreen),
    /// Giving a part back.
    Return(give_back::ReturnScreen),
    /// The scanner.
    Scan(scan::ScanScreen),
    /// The sheet and its signature.
    SheetAndSign(sheet_and_sign::SheetAndSignScreen),
    /// The engineer's side of a sheet.
    SheetSide(sheet_and_sign::SheetSideScreen),
    /// What waits, what failed.
    Sync(sync::SyncScreen),
    /// Joining a hub.
    Enrol(enrol::EnrolScreen),
    /// Language, lock, storage, about.
    Settings(settings::SettingsScreen),
    /// Calls for help.
    Calls(calls::CallsScreen),
    /// What has to be decided.
    Worklist(worklist::WorklistScreen),
    /// Past cases.
    Knowledge(knowledge::KnowledgeScreen),
    /// What this phone holds, by words.
    Search(search::SearchScreen),
    /// One site.
    Site(site::SiteScreen),
    /// One past case.
    Case(case::CaseScreen),
    /// One machine.
    Equipment(equipment::EquipmentScreen),
    /// The way to a site and back.
    Outing(outing::OutingScreen),
    /// The stock keeper's work.
    Stock(stock::StockScreen),
    /// Inspecting what was returned.
    Inspect(inspect::InspectScreen),
    /// Counting a place.
    Stocktake(stocktake::StocktakeScreen),
    /// The lock.
    Lock(lock::LockScreen),
}

impl Screen {
    /// The screen of a route. What is unsent stands in the title bar of every one, but where nobody is known yet, and where the customer
    /// reads: it is not theirs, and leads away from what they sign.
    pub(crate) fn show(view: &View<'_>, route: &Route) -> Result<Self, Problem> {
        let mut screen = Self::of(view, route)?;
        if !matches!(screen, Self::Lock(_) | Self::Enrol(_) | Self::SheetAndSign(_)) {
            screen.head_mut().unsent = banners::unsent(view);
        }
        Ok(screen)
    }

    fn of(view: &View<'_>, route: &Route) -> Result<Self, Problem> {
        Ok(match route {
            Route::Today => Self::Today(today::show(view)?),
            Route::Job { job } => Self::Job(job::show(view, id(job)?)?),
            Route::Diagnose { job } => Self::Diagnose(diagnose::show(view, id(job)?)?),
            Route::Plan { job } => Self::Plan(plan::show(view, id(job)?)?),
            Route::ReadyToLeave { job } => Self::ReadyToLeave(ready_to_leave::show(view, id(job)?)?),
            Route::Checklist { check } => Self::Checklist(checklist::show(view, id(check)?, None)?),
            Route::ChecklistAt { check, equipment } => {
                Self::Checklist(checklist::show(view, id(check)?, Some(id(equipment)?))?)
            }
            Route::Photo { purpose } => Self::Photo(photo::show(view, purpose)?),
            Route::PartsBag => Self::PartsBag(parts_bag::show(view)?),
            Route::Take { job, card, serial } => {
                let (job, card) = (job.as_deref().map(id).transpose()?, card.as_deref().map(id).transpose()?);
                Self::Take(take::show(view, job, card, serial.as_deref())?)
            }
            Route::Return { debt, code } => Self::Return(give_back::show(view, debt.as_deref(), code.as_deref())?),
            Route::Scan { purpose, unknown } => Self::Scan(scan::show(view, purpose, unknown.as_deref())?),
            Route::SheetAndSign { job, document } => {
                Self::SheetAndSign(sheet_and_sign::show(view, id(job)?, document)?)
            }
            Route::SheetSide { job, document } => Self::SheetSide(sheet_and_sign::show_side(view, id(job)?, document)?),
            Route::Sync => Self::Sync(sync::show(view)?),
            Route::Enrol => Self::Enrol(enrol::show(view)?),
            Route::Settings => Self::Settings(settings::show(view)?),
            Route::Calls => Self::Calls(calls::show(view)?),
            Route::Worklist => Self::Worklist(worklist::show(view)?),
            Route::Knowledge { words, equipment } => {
                Self::Knowledge(knowledge::show(view, words, equipment.as_deref())?)
            }
            Route::Search { words, customer } => Self::Search(search::show(view, words, customer.as_deref())?),
            Route::Site { site } => Self::Site(site::show(view, id(site)?)?),
            Route::Case { job } => Self::Case(case::show(view, id(job)?)?),
            Route::Equipment { equipment } => Self::Equipment(equipment::show(view, id(equipment)?)?),
            Route::Outing { job } => Self::Outing(outing::show(view, id(job)?)?),
            Route::Stock => Self::Stock(stock::show(view)?),
            Route::Inspect { lot } => Self::Inspect(inspect::show(view, lot)?),
            Route::Stocktake { place } => Self::Stocktake(stocktake::show(view, id(place)?)?),
            Route::Lock => Self::Lock(lock::show(view)?),
        })
    }

    fn head_mut(&mut self) -> &mut Head {
        match self {
            Self::Today(screen) => &mut screen.head,
            Self::Job(screen) => &mut screen.head,
            Self::Diagnose(screen) => &mut screen.head,
            Self::Plan(screen) => &mut screen.head,
            Self::ReadyToLeave(screen) => &mut screen.head,
            Self::Checklist(screen) => &mut screen.head,
            Self::Photo(screen) => &mut screen.head,
            Self::PartsBag(screen) => &mut screen.head,
            Self::Take(screen) => &mut screen.head,
            Self::Return(screen) => &mut screen.head,
            Self::Scan(screen) => &mut screen.head,
            Self::SheetAndSign(screen) => &mut screen.head,
            Self::SheetSide(screen) => &mut screen.head,
            Self::Sync(screen) => &mut screen.head,
            Self::Enrol(screen) => &mut screen.head,
            Self::Settings(screen) => &mut screen.head,
            Self::Calls(screen) => &mut screen.head,
            Self::Worklist(screen) => &mut screen.head,
            Self::Knowledge(screen) => &mut screen.head,
            Self::Search(screen) => &mut screen.head,
            Self::Site(screen) => &mut screen.head,
            Self::Case(screen) => &mut screen.head,
            Self::Equipment(screen) => &mut screen.head,
            Self::Outing(screen) => &mut screen.head,
            Self::Stock(screen) => &mut screen.head,
            Self::Inspect(screen) => &mut screen.head,
            Self::Stocktake(screen) => &mut screen.head,
            Self::Lock(screen) => &mut screen.head,
        }
    }
}

/// The rows of a section behind those that were shown.
pub(crate) fn page(view: &View<'_>, route: &Route, section: &str, cursor: &str) -> Result<Section, Problem> {
    let cursor = Some(cursor);
    match (route, section) {
        (Route::Today, "jobs") => today::jobs(view, cursor),
        (Route::Knowledge { words, equipment }, "cases") => knowledge::cases(view, words, equipment.as_deref(), cursor),
        (Route::Search { customer: Some(customer), .. }, "site") => search::sites(view, customer, cursor),
        (Route::Site { site }, "equipment") => site::equipment(view, id(site)?, cursor),
        (Route::Site { site }, "jobs") => site::jobs(view, id(site)?, cursor),
        (Route::Equipment { equipment }, "history") => equipment::history(view, id(equipment)?, cursor),
        (Route::Stocktake { place }, "lines") => stocktake::lines(view, id(place)?, cursor),
        _ => Err(Problem::error("id_unreadable")),
    }
}

/// Does what was tapped: looks, decides and records in one transaction. What puts files or looks at a picture first does so itself, and
/// what records nothing, or asks the person or the network, holds nobody up.
pub(crate) fn carry_out(view: &View<'_>, action: &Action, entries: &[Entry]) -> Result<Outcome, Problem> {
    let by_itself = matches!(
        action,
        Action::Photo { .. }
            | Action::Sign { action: SignAction::Sign { .. }, .. }
            | Action::Lock { .. }
            | Action::Sync { .. }
            | Action::Enrol { .. }
            | Action::Go { .. }
            | Action::Scan { .. }
    );
    if by_itself {
        return act(view, action, Form(entries));
    }
    view.decide(|view| act(view, action, Form(entries)))
}

/// Hands an action to its screen.
fn act(view: &View<'_>, action: &Action, form: Form<'_>) -> Result<Outcome, Problem> {
    match action {
        Action::Go { route } => Ok(Outcome::to(route.clone())),
        Action::Job { job, action } => job::act(view, id(job)?, action, form),
        Action::Diagnose { job, action } => diagnose::act(view, id(job)?, action, form),
        Action::Plan { job, action } => plan::act(view, id(job)?, action, form),
        Action::Leave { job, action } => ready_to_leave::act(view, id(job)?, action, form),
        Action::Check { check, action } => checklist::act(view, id(check)?, action, form),
        Action::Photo { purpose, action } => photo::act(view, purpose, action, form),
        Action::Take { job, action } => {
            let job = job.as_deref().map(id).transpose()?;
            take::act(view, job, action, form)
        }
        Action::Return { action } => give_back::act(view, action, form),
        Action::Scan { purpose, action } => scan::act(view, purpose, action, form),
        Action::Sign { job, action } => sheet_and_sign::act(view, id(job)?, action, form),
        Action::Sync { action } => sync::act(view, action),
        Action::Enrol { action } => enrol::act(view, action, form),
        Action::Settings { action } => settings::act(view, action, form),
        Action::Worklist { subject, point, action } => worklist::act(view, subject, point, action, form),
        Action::Calls { action } => calls::act(view, action, form),
        Action::Equipment { equipment, action } => equipment::act(view, id(equipment)?, action, form),
        Action::Knowledge { action } => Ok(knowledge::act(action, form)),
        Action::Search { action } => Ok(search::act(action, form)),
        Action::Inspect { lot, action } => inspect::act(view, lot, action, form),
        Action::Stocktake { place, action } => stocktake::act(view, id(place)?, action, form),
        Action::Lock { action } => lock::act(view, action, form),
    }
}
