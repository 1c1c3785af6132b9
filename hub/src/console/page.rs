//! What every template may say: texts, who is signed in, where we are, addresses of files.

use super::assets;
use super::guard::{Forms, Guard};
use crate::access::Viewer;
use crate::accounts::NewPhone;
use crate::error::{Fault, HubError};
use crate::hub::Hub;
use crate::ledger::Drawn;
use askama::Template;
use axum::response::{Html, IntoResponse, Response};
use fettle_core::domain::people::Role;
use fettle_core::domain::values::{Quantity, Unit};
use fettle_core::text::{Lang, code_text, text, text_with};

/// A page as its template sees it.
#[derive(Debug, Clone)]
pub(super) struct Page {
    /// The reader's language.
    pub lang: Lang,
    /// Name of who is signed in; none for nobody.
    pub user: Option<String>,
    /// The id of who is signed in; empty for nobody. What this browser keeps of half-filled forms is told apart by it.
    pub person: String,
    /// Whether devices and quarantine are shown.
    pub admin: bool,
    /// What the hub is called.
    pub hub: String,
    /// What script and style have to name.
    pub nonce: String,
    /// What proves where the forms come from.
    guard: Guard,
    /// What else the forms bring back.
    forms: Forms,
    /// Path and query of this page: where a switch of language comes back to.
    pub back: String,
    /// The section of the navigation.
    pub here: &'static str,
    /// What news the page waits for, and what it shows: `job/ID@NUMBER` or `@NUMBER`; empty where the page does not change.
    pub live: String,
    /// Something went well.
    pub done: bool,
    /// Something was refused: its text.
    pub refusal: String,
    /// Where what stands in the way is listed, and the text of that.
    pub in_the_way: Option<(String, String)>,
    /// What is said of phones that were enrolled in the reader's name of late.
    pub phones: Vec<String>,
    /// What is said of calls for help that wait for the reader; empty where none does.
    pub calls: String,
    /// Whether people are the reader's to look after.
    pub people: bool,
    /// Whether records are rebuilt after an update, beside serving.
    pub rebuilding: bool,
}

impl Page {
    /// A page at `back`.
    pub(super) fn new(
        hub: &Hub,
        lang: Lang,
        viewer: Option<&Viewer>,
        (guard, forms): (&Guard, Forms),
        back: String,
    ) -> Self {
        let done = back.split_once('?').is_some_and(|(_, query)| query.split('&').any(|pair| pair == "done=1"));
        Self {
            lang,
            user: viewer.map(|viewer| viewer.person.name.in_lang(lang).to_owned()),
            person: viewer.map(|viewer| viewer.id.to_string()).unwrap_or_default(),
            admin: viewer.is_some_and(Viewer::may_administer),
            hub: hub.name().to_owned(),
            nonce: guard.nonce.clone(),
            guard: guard.clone(),
            forms,
            back,
            here: "",
            live: String::new(),
            done,
            refusal: String::new(),
            in_the_way: None,
            phones: Vec::new(),
            calls: String::new(),
            people: viewer.is_some_and(|viewer| viewer.is(Role::Administrator)),
            rebuilding: viewer.is_some() && hub.ledger.states_are_older(),
        }
    }
    /// In a section of the navigation.
    pub(super) fn at(mut self, here: &'static str) -> Self {
        self.here = here;
        self
    }
    /// A switch of language comes back to `path`: what was sent to another one was a form.
    pub(super) fn back_to(mut self, path: &str) -> Self {
        self.back = path.to_owned();
        self
    }
    /// Its forms say that they were drawn at this place: one that is shown again with what was typed into an older page.
    pub(super) fn drawn_at(mut self, drawn: Option<Drawn>) -> Self {
        if let Some(drawn) = drawn {
            self.forms = self.forms.at(drawn);
        }
        self
    }
    /// With news while it is open: of one aggregate, or of everything that the person reaches.
    pub(super) fn live(mut self, subject: Option<String>) -> Self {
        self.live = format!("{}@{}", subject.unwrap_or_default(), self.forms.drawn());
        self
    }
    /// With a refusal's text.
    pub(super) fn refused(mut self, text: String) -> Self {
        self.refusal = text;
        self.done = false;
        self
    }
    /// With where what stands in the way is listed, beside the refusal.
    pub(super) fn listing(mut self, list: Option<(String, String)>) -> Self {
        self.in_the_way = list;
        self
    }
    /// The hidden fields of a form, to be written as they are: each form of a page has an id of its own.
    pub(super) fn form(&self) -> String {
        self.forms.fields(&self.guard)
    }
    /// The hidden fields of a form that brings its own command back.
    pub(super) fn proof(&self) -> String {
        self.guard.proof()
    }
    /// With how many calls for help wait for the reader.
    pub(super) fn calling(mut self, count: u64) -> Self {
        self.calls = if count > 0 { self.t1("screen-calls-wait", "count", count) } else { String::new() };
        self
    }
    /// With phones that were enrolled in the reader's name of late.
    pub(super) fn told_of(mut self, phones: &[NewPhone]) -> Self {
        let say = |phone: &NewPhone| {
            let args = [("phone", format!("{} {}", phone.short, phone.name))];
            text_with(self.lang, "security-new-phone", &args)
        };
        self.phones = phones.iter().map(say).collect();
        self
    }
    /// A text.
    pub(super) fn t(&self, key: &str) -> String {
        text(self.lang, key)
    }
    /// A text that mentions one thing.
    pub(super) fn t1(&self, key: &str, name: &str, value: impl ToString) -> String {
        text_with(self.lang, key, &[(name, value.to_string())])
    }
    /// A text that mentions several things.
    pub(super) fn tn(&self, key: &str, args: &[(&str, String)]) -> String {
        text_with(self.lang, key, args)
    }
    /// The text of a code of a family, such as `papers-kind-`.
    pub(super) fn code(&self, family: &str, code: &str) -> String {
        code_text(self.lang, family, code)
    }
    /// So many thousandths of a unit, in the reader's words: `1 pc`, `12.5 m`.
    pub(super) fn amount(&self, amount: i64, unit: Unit) -> String {
        Quantity { amount, unit }.in_lang(self.lang)
    }
    /// The language's tag.
    pub(super) fn tag(&self) -> &'static str {
        self.lang.tag()
    }
    /// Whether this is the section.
    pub(super) fn is(&self, here: &str) -> bool {
        self.here == here
    }
    /// The address of one of the console's own files.
    pub(super) fn file(&self, name: &str) -> String {
        assets::address(name)
    }
}

/// A rendered template as an answer.
pub(super) fn html(template: &impl Template) -> Response {
    match template.render() {
        Ok(page) => Html(page).into_response(),
        Err(e) => Fault::from(HubError::Record(e.to_string())).into_response(),
    }
}
