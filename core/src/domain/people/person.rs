//! State and fold of persons and of what is private of them. Every field is owned by itself (`domain::fields`); its name there begins with
//! `person.` or `account.`, so that it says what it is about wherever it stands.

use super::{AccountEvent, CentreId, PersonChange, PersonEvent, Roles};
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::values::{Bilingual, Phone};
use crate::kernel::{Aggregate, EventId, Meta};
use crate::text::Lang;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the names of a person's fields begin with.
const WITHIN: &str = "person.";
/// The field that says which roles a person has.
pub(super) const ROLES: &str = "person.roles";
/// The field that says why a person left; null while they work here.
pub(super) const LEFT: &str = "person.left";

/// A person. Everyone's phone knows persons; what is private is in [`Account`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    pub name: Bilingual,
    /// Roles.
    pub roles: Roles,
    /// Centre; none for head office.
    pub centre: Option<CentreId>,
    /// Language of the screens.
    pub language: Lang,
    /// Whether the person works here.
    pub active: bool,
    /// Why the person left, as typed; empty while they work here.
    #[serde(default)]
    pub left_because: String,
    /// Roles and centre as they were, oldest first, the present ones last: work that comes in late is judged by those of when it was done.
    #[serde(default)]
    pub posts: Vec<Post>,
    /// Who wrote what since.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fields!(PersonChange of Person { name, roles, centre, language });

/// Roles and centre from some time on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// Since when, milliseconds since 1970 UTC.
    pub since_ms: u64,
    /// Roles.
    pub roles: Roles,
    /// Centre; none for head office.
    pub centre: Option<CentreId>,
}

impl Person {
    /// The person as of `ms`, and as of every change of roles or centre after it: the present one is the last. What is asked of the person today
    /// (name, language, whether they work here) is today's.
    pub fn as_since(&self, ms: u64) -> impl Iterator<Item = Person> {
        let first = self.posts.iter().rposition(|post| post.since_ms <= ms).unwrap_or(0);
        let of =
            |post: &Post| Self { roles: post.roles.clone(), centre: post.centre, posts: Vec::new(), ..self.clone() };
        // A state that an older version folded has none yet.
        let unknown = self.posts.is_empty().then(|| self.clone());
        self.posts.iter().skip(first).map(of).chain(unknown)
    }
    /// Whether values stand beside each other in a field of this name.
    pub(super) fn is_in_conflict(&self, field: &str) -> bool {
        self.written.is_in_conflict(&format!("{WITHIN}{field}"))
    }
    fn post(&mut self, meta: &Meta<'_>) {
        let post = Post { since_ms: meta.when_ms, roles: self.roles.clone(), centre: self.centre };
        if !self.posts.last().is_some_and(|last| last.roles == post.roles && last.centre == post.centre) {
            self.posts.push(post);
        }
    }
    fn change(&mut self, meta: &Meta<'_>, change: PersonChange) {
        let mut written = std::mem::take(&mut self.written);
        change.fold(meta, WITHIN, self, &mut written);
        self.written = written;
    }
    fn leave(&mut self, why: &Value) {
        self.active = why.is_null();
        why.as_str().unwrap_or_default().clone_into(&mut self.left_because);
    }
    fn settle(&mut self, meta: &Meta<'_>, field: &str, chosen: EventId) {
        let Some(value) = self.written.by_event(field, chosen).cloned() else { return };
        match field.strip_prefix(WITHIN).and_then(|field| PersonChange::one(field, &value)) {
            Some(change) => change.put(self),
            None => self.leave(&value),
        }
        self.written.write(meta, field, value);
    }
}

impl Aggregate for Person {
    const KIND: &'static str = "person";
    const FOLDS: u16 = 3;
    type Body = PersonEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: PersonEvent) {
        match body {
            PersonEvent::Registered { name, roles, centre, language } => {
                let (name, roles) = (Some(name), Some(roles));
                PersonChange { name, roles, centre: Some(centre), language: Some(language) }.put(self);
                self.leave(&Value::Null);
                self.post(meta);
            }
            PersonEvent::Changed { change } => {
                self.change(meta, change);
                self.post(meta);
            }
            PersonEvent::LanguageSet { language } => {
                self.change(meta, PersonChange { language: Some(language), ..PersonChange::default() });
            }
            PersonEvent::Deactivated { reason } => {
                let why = Value::String(reason);
                self.leave(&why);
                self.written.write(meta, LEFT, why);
            }
            PersonEvent::Reactivated {} => {
                self.leave(&Value::Null);
                self.written.write(meta, LEFT, Value::Null);
            }
            PersonEvent::ConflictSettled { field, chosen } => {
                self.settle(meta, &field, chosen);
                self.post(meta);
            }
        }
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Person {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        // Before the registration is known nothing is said.
        if self.name.is_empty() {
            return BTreeMap::new();
        }
        let said = PersonChange::of(self).values().into_iter();
        let mut all: BTreeMap<String, Value> = said.map(|(field, value)| (format!("{WITHIN}{field}"), value)).collect();
        all.insert(LEFT.into(), json!(Some(&self.left_because).filter(|_| !self.active)));
        all
    }
    fn settled(field: String, chosen: EventId) -> PersonEvent {
        PersonEvent::ConflictSettled { field, chosen }
    }
}

/// What is private of a person. Its id is the person's UUID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// Login name of the console; none where the person does not sign in there.
    pub login: Option<String>,
    /// Phone number.
    pub phone: Option<Phone>,
    /// Who wrote the number. A login name is no field that two people own: it is free or taken when it is written, and the last one stands.
    #[serde(default, skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

/// The field that says the login name.
const LOGIN: &str = "account.login";
/// The field that says the telephone number.
const PHONE: &str = "account.phone";

impl Aggregate for Account {
    const KIND: &'static str = "account";
    const FOLDS: u16 = 2;
    type Body = AccountEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: AccountEvent) {
        let (field, value) = match body {
            AccountEvent::LoginSet { login } => {
                self.login = login;
                return;
            }
            AccountEvent::PhoneSet { phone } => (PHONE.to_owned(), json!(phone)),
            AccountEvent::ConflictSettled { field, chosen } => {
                let Some(value) = self.written.by_event(&field, chosen).cloned() else { return };
                (field, value)
            }
        };
        self.phone = serde_json::from_value(value.clone()).ok().flatten();
        self.written.write(meta, &field, value);
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Account {
    /// Whether numbers stand beside each other.
    pub(super) fn phone_is_in_conflict(&self) -> bool {
        self.written.is_in_conflict(PHONE)
    }
}

impl Master for Account {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        BTreeMap::from([(LOGIN.to_owned(), json!(self.login)), (PHONE.to_owned(), json!(self.phone))])
    }
    fn settled(field: String, chosen: EventId) -> AccountEvent {
        AccountEvent::ConflictSettled { field, chosen }
    }
}
