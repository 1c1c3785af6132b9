//! The console as a browser sees it: pages, scope, forms, refusals.

mod again;
mod at_once;
pub(crate) mod browser;
mod calendars;
mod cards;
mod centres;
mod contracts;
mod customers;
mod devices;
mod equipment;
mod import;
mod kept;
mod kit;
mod live;
mod pages;
mod papers;
mod people;
mod places;
mod receive;
mod report;
mod scope;
pub(crate) mod signed;
mod sites;
mod texts;
mod views;
mod ways;
mod worklist;
