//! Screens: what each phone screen shows and what each tap does. Shells only draw.
//!
//! [`App`] is the whole surface: `screen(route)` gives a value with all its texts, `act(action, entries)` does what was tapped and says
//! where to go. One file a screen, named as in the shells: its struct, what it shows, what its actions do. No screen knows another: what
//! several read or say is in `queries`, and only `dispatch`, which leads from routes and actions to the screens, knows all of them.
//!
//! Below the screens: `blocks` (what screens are made of), `route` and `action` (plain data), `view` (reading the store), `words` (times and
//! amounts as people say them), `distance`, `form` (reading entries), `code` and `known` (what a scanned text may mean), `paging` (long lists), `speech`
//! (the language), `guard` (the lock, which `app` asks before anything else). Above: `tap` (a second tap is none), `offer` (the buttons of any
//! screen), `lending` (files that the system sends while the app is suspended). The return screen is `give_back`, because `return` is a word
//! of Rust.
//! Business rules must not live here: they are the domain's commands.

mod action;
mod app;
mod blocks;
mod calls;
mod case;
mod checklist;
mod code;
mod diagnose;
mod dispatch;
mod distance;
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
mod platform;
mod queries;
mod ready_to_leave;
mod reminders;
mod route;
mod scan;
mod search;
mod settings;
mod sheet_and_sign;
mod site;
mod speech;
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
pub use app::{App, Drawn, HandOver, SyncDone};
pub use blocks::*;
pub use calls::CallsScreen;
pub use case::CaseScreen;
pub use checklist::ChecklistScreen;
pub use code::ReadCode;
pub use diagnose::DiagnoseScreen;
pub use dispatch::Screen;
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
pub use platform::Platform;
pub use queries::items::{ItemCard, ItemGroup, Progress};
pub use ready_to_leave::ReadyToLeaveScreen;
pub use reminders::Reminder;
pub use route::{PhotoFor, Route, ScanFor};
pub use scan::ScanScreen;
pub use search::SearchScreen;
pub use settings::SettingsScreen;
pub use sheet_and_sign::SheetAndSignScreen;
pub use site::SiteScreen;
pub use stock::StockScreen;
pub use stocktake::StocktakeScreen;
pub use sync::SyncScreen;
pub use take::TakeScreen;
pub use today::TodayScreen;
pub use worklist::WorklistScreen;

pub use crate::sync::driver::{Clock, SystemClock};
pub use fettle_media::Luma;
