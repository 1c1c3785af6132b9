//! A form that was refused, on a page that holds several: the others are shown as they stand, it alone with what was typed and why it was refused.

use super::field::Choice;
use super::form::Form;
use crate::console::command::Told;
use crate::console::request::Fields;

/// The refused form of a page; of a page that is only looked at, none.
#[derive(Default)]
pub(in crate::console) struct Returned(Option<Submission>);

struct Submission {
    action: String,
    typed: Fields,
    told: Told,
    /// The field that is found by what people type, and what it might mean.
    offered: (&'static str, Vec<Choice>),
}

impl Returned {
    /// What was typed into the form that was sent to `action`, and why it was refused.
    pub(in crate::console) fn of(action: String, typed: Fields, told: Told) -> Self {
        Self(Some(Submission { action, typed, told, offered: ("", Vec::new()) }))
    }
    /// With the records that a field of it might mean.
    pub(in crate::console) fn offering(self, field: &'static str, choices: Vec<Choice>) -> Self {
        Self(self.0.map(|sent| Submission { offered: (field, choices), ..sent }))
    }
    /// Why the form was refused.
    pub(in crate::console) fn told(&self) -> Option<&Told> {
        self.0.as_ref().map(|sent| &sent.told)
    }
    /// What was typed into the form that was sent to `action`; none where another was sent.
    pub(in crate::console) fn typed(&self, action: &str) -> Option<&Fields> {
        self.0.as_ref().filter(|sent| sent.action == action).map(|sent| &sent.typed)
    }
    /// The form as the page shows it, and whether it is the refused one.
    pub(in crate::console) fn shown(&self, form: Form) -> (Form, bool) {
        match &self.0 {
            Some(sent) if form.was_sent(&sent.action, &sent.typed) => {
                let form = form.refused(&sent.typed, &sent.told);
                let (field, choices) = &sent.offered;
                (if choices.is_empty() { form } else { form.choose(field, choices.clone()) }, true)
            }
            _ => (form, false),
        }
    }
    /// The form as the page shows it.
    pub(in crate::console) fn form(&self, form: Form) -> Form {
        self.shown(form).0
    }
}
