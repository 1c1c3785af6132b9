//! The fields of a form that was sent, and what of them goes on through a sign-in or says which form it was.

use super::guard::{COMMAND_FIELD, DRAWN_FIELD, PAGE_FIELD, TOKEN_FIELD};
use crate::ledger::Submission;
use crate::random;
use fettle_core::kernel::Refusal;
use uuid::Uuid;

/// Name of the field in which somebody is asked for the own password again.
pub(super) const OWN_PASSWORD_FIELD: &str = "own_password";
/// Fields that hold passwords: they are kept in no digest and no page.
const SECRET_FIELDS: [&str; 5] = [OWN_PASSWORD_FIELD, "password", "old", "new", "again"];
/// Longest text of a field, in characters: a form says it beforehand, and what is longer is refused with the text kept in the form.
pub(super) const LONGEST_TEXT: usize = 20_000;

/// The fields of a form, in their order; a name may stand several times.
#[derive(Debug, Default, Clone)]
pub(super) struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// The first value of a field without the spaces around it; empty when it is not there.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }
    /// Whether the form has such a field, filled in or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(found, _)| found == name)
    }
    /// All values of a field that are not empty.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, value)| found == name && !value.trim().is_empty()).map(|(_, v)| v.trim())
    }
    /// The value of a field as it was typed: spaces at the ends of a password belong to it.
    pub(super) fn exact(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.as_str())
    }
    /// The value as an id, a number, a code.
    pub(super) fn parse<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.get(name).parse().ok()
    }
}

impl Fields {
    /// The value as one of a list of codes.
    ///
    /// # Errors
    /// `choice_unreadable` for what is not on the list: it is never replaced by another.
    pub(super) fn choice<T>(&self, name: &str, from_code: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
        from_code(self.get(name)).ok_or_else(|| Refusal::new("choice_unreadable").with("field", name))
    }
    /// The value as an id; none where the field is empty.
    ///
    /// # Errors
    /// `choice_unreadable` for what is no id.
    pub(super) fn optional<T: std::str::FromStr>(&self, name: &str) -> Result<Option<T>, Refusal> {
        match self.get(name) {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Refusal::new("choice_unreadable").with("field", name)),
        }
    }
}

/// What a form says, on its way through a sign-in: with its command and what its page showed, without proofs and passwords.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Carried {
    /// Its fields.
    pub fields: Vec<(String, String)>,
    /// Whether it asks for the own password again.
    pub asks: bool,
}

impl Carried {
    /// Of a form; none where it is made of passwords, which nobody but the browser keeps.
    pub(super) fn of(fields: &Fields) -> Option<Self> {
        let asks = |name: &str| name == OWN_PASSWORD_FIELD;
        if fields.0.iter().any(|(name, _)| SECRET_FIELDS.contains(&name.as_str()) && !asks(name)) {
            return None;
        }
        let left = [TOKEN_FIELD, PAGE_FIELD, OWN_PASSWORD_FIELD];
        let kept = fields.0.iter().filter(|(name, _)| !left.contains(&name.as_str())).cloned().collect();
        Some(Self { fields: kept, asks: fields.0.iter().any(|(name, _)| asks(name)) })
    }
    /// As one field.
    pub(super) fn to_field(&self) -> String {
        serde_json::to_string(&(&self.fields, self.asks)).unwrap_or_default()
    }
    /// The way back; none for what does not read.
    pub(super) fn from_field(text: &str) -> Option<Self> {
        let (fields, asks) = serde_json::from_str(text).ok()?;
        Some(Self { fields, asks })
    }
    /// What somebody typed or chose, as far as it can be read again: no ids, no numbers of ours.
    pub(super) fn typed(&self) -> Vec<String> {
        let ours = [COMMAND_FIELD, DRAWN_FIELD, "back"];
        let read = |value: &str| !value.trim().is_empty() && value.parse::<Uuid>().is_err();
        let typed = self.fields.iter().filter(|(name, value)| !ours.contains(&name.as_str()) && read(value));
        typed.map(|(_, value)| value.clone()).collect()
    }
}

/// Which form was sent; none where its page gave it no id.
pub(super) fn sent(path: &str, fields: &Fields) -> Option<Submission> {
    let id: Uuid = fields.parse(COMMAND_FIELD)?;
    if id.get_version_num() != 7 {
        return None;
    }
    let own = [TOKEN_FIELD, PAGE_FIELD, COMMAND_FIELD, DRAWN_FIELD];
    // A digest of a password would be one to guess at.
    let left = |name: &str| own.contains(&name) || SECRET_FIELDS.contains(&name);
    let said: Vec<_> = fields.0.iter().filter(|(name, _)| !left(name)).collect();
    let digest = random::digest(&serde_json::to_string(&(path, said)).ok()?);
    Some(Submission { id, drawn: fields.parse(DRAWN_FIELD)?, digest })
}
