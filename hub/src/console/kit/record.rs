//! The page of one record: what it says, what belongs to it, what can be done with it, and its history.

use super::beside::{Ask, Beside};
use super::form::Form;
use crate::console::page::{Page, html};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

/// Something that the record says.
pub(in crate::console) struct Fact {
    /// What it is called.
    pub label: String,
    /// What it says.
    pub text: String,
    /// Where it leads; empty for nowhere.
    pub address: String,
}

/// One thing of a section.
#[derive(Default)]
pub(in crate::console) struct Line {
    /// What it is called.
    pub text: String,
    /// A smaller line below.
    pub below: String,
    /// Where it leads; empty for nowhere.
    pub address: String,
    /// A state, and the tone of its colour.
    pub chip: (String, &'static str),
    /// How deep it stands in a tree.
    pub depth: usize,
    /// A form of one button beside it.
    pub act: Option<Form>,
}

/// What belongs to the record.
pub(in crate::console) struct Section {
    /// What it is called.
    pub title: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What is said where there are none.
    pub empty: String,
    /// Where all of it stands, and the text of that.
    pub more: Option<(String, String)>,
    /// Where something is added, and the text of that.
    pub add: Option<(String, String)>,
    /// A form below it.
    pub form: Option<Form>,
}

/// A field that changed.
pub(in crate::console) struct Difference {
    /// What it is called.
    pub label: String,
    /// What it said.
    pub from: String,
    /// What it says since.
    pub to: String,
}

/// An event of its history.
pub(in crate::console) struct StepView {
    /// When.
    pub when: String,
    /// Who.
    pub who: String,
    /// What happened.
    pub what: String,
    /// What it changed.
    pub changes: Vec<Difference>,
}

/// The page.
pub(in crate::console) struct RecordPage {
    /// The page, in its section.
    pub p: Page,
    /// What the record is called.
    pub title: String,
    /// Its state, and the tone of its colour; empty for none worth a word.
    pub chip: (String, &'static str),
    /// What stands above it, outermost first: address and text.
    pub crumbs: Vec<(String, String)>,
    /// What can be done on a page of its own: address and text. The first is what is done most.
    pub links: Vec<(String, String)>,
    /// What is done by one button.
    pub acts: Vec<Form>,
    /// What it says.
    pub facts: Vec<Fact>,
    /// What belongs to it.
    pub sections: Vec<Section>,
    /// What happened to it, newest first.
    pub history: Vec<StepView>,
}

#[derive(Template)]
#[template(path = "kit/record.html")]
struct View {
    page: RecordPage,
    beside: Beside,
}

/// Answers the page; with status 422 where a form of it was refused.
pub(in crate::console) fn record(page: RecordPage) -> Response {
    record_beside(page, Beside::default())
}

/// As [`record`], with what this kind of record has beside.
pub(in crate::console) fn record_beside(page: RecordPage, beside: Beside) -> Response {
    let refused = !page.p.refusal.is_empty();
    let mut response = html(&View { page, beside });
    if refused {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}
