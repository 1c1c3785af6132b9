//! A form: its fields, where it is sent, and how a refusal comes back in it.

use super::field::{Choice, Field};
use crate::console::command::Told;
use crate::console::page::{Page, html};
use crate::console::request::Fields;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

/// A form, to be written into a page as `{{ form|safe }}`.
#[derive(Template)]
#[template(path = "kit/form.html")]
pub(in crate::console) struct Form {
    /// What its elements are told apart by on a page that holds several.
    key: String,
    action: String,
    /// The hidden fields that every form brings back.
    proof: String,
    fields: Vec<Field>,
    button: String,
    danger: bool,
    /// Whether it holds files: it is sent in parts then.
    parts: bool,
}

impl Form {
    /// A form that is sent to `action` by a button with this text.
    pub(in crate::console) fn new(
        p: &Page,
        key: impl Into<String>,
        action: impl Into<String>,
        button: impl Into<String>,
    ) -> Self {
        let (key, action, button) = (key.into(), action.into(), button.into());
        Self { key, action, proof: p.form(), fields: Vec::new(), button, danger: false, parts: false }
    }
    /// With one more field.
    pub(in crate::console) fn with(mut self, mut field: Field) -> Self {
        field.id = format!("{}-{}", self.key, field.sent_as());
        self.parts |= field.is_file();
        self.fields.push(field);
        self
    }
    /// Offers these records in a field that is found by what people type.
    pub(in crate::console) fn choose(mut self, name: &str, choices: Vec<Choice>) -> Self {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name() == name) {
            field.offer(choices);
        }
        self
    }
    /// Its button takes something away.
    pub(in crate::console) fn dangerous(mut self) -> Self {
        self.danger = true;
        self
    }
    /// Whether this is the form that was sent to `action`: of several that go there, the one that says the same in what nobody types.
    pub(super) fn was_sent(&self, action: &str, typed: &Fields) -> bool {
        self.action == action && self.fields.iter().all(|field| field.was_sent_in(typed))
    }
    /// With what was typed, and the refusal beside the field that it speaks of.
    pub(in crate::console) fn refused(mut self, typed: &Fields, told: &Told) -> Self {
        for field in &mut self.fields {
            field.fill(typed);
        }
        // Several may have the same code: the one that the refusal names, else the first.
        let named = self.fields.iter().position(|field| field.sent_as() == told.field);
        let meant = named.or_else(|| self.fields.iter().position(|field| field.is_meant(told.code)));
        if let Some(field) = meant.and_then(|at| self.fields.get_mut(at)) {
            field.refuse(&told.text);
        }
        self
    }
}

/// A page with one form.
#[derive(Template)]
#[template(path = "kit/form_page.html")]
struct FormPage {
    p: Page,
    title: String,
    /// The list that it belongs to: address and text.
    crumb: (String, String),
    form: Form,
}

/// The page with a form.
pub(in crate::console) fn shown_page(p: Page, title: String, crumb: (String, String), form: Form) -> Response {
    html(&FormPage { p, title, crumb, form })
}

/// The page with a form that was refused: status 422, with what was typed.
pub(in crate::console) fn refused_page(
    p: Page,
    title: String,
    crumb: (String, String),
    form: Form,
    (typed, told): (&Fields, &Told),
) -> Response {
    let form = form.refused(typed, told);
    let mut response =
        html(&FormPage { p: p.refused(told.text.clone()).listing(told.list.clone()), title, crumb, form });
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}
