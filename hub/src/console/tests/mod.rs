//! The console as a browser sees it: pages, scope, forms, refusals.

mod browser;
mod pages;
mod scope;
mod signed;
mod texts;
