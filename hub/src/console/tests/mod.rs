//! The console as a browser sees it: pages, scope, forms, refusals.

mod at_once;
mod browser;
mod devices;
mod pages;
mod papers;
mod report;
mod scope;
pub(crate) mod signed;
mod texts;
mod ways;
mod worklist;
