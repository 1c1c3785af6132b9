//! Master data, owned field by field: a change names only the fields that it changes, and every field knows who wrote it. Where two people wrote
//! one field without seeing each other both values are kept, and a person chooses (`domain::worklist`). Nothing here knows a kind of record.

use crate::kernel::{Aggregate, Draft, EventId, Meta, Owned, Refusal, Subject, Write};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Who wrote the fields of a record since it began, by the field's name. A field that nobody changed is not in it: what a record begins with is
/// known to whoever changes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Written(BTreeMap<String, Owned<Value>>);

impl Written {
    /// Takes in that an event wrote `value` into `field`.
    pub fn write(&mut self, meta: &Meta<'_>, field: &str, value: Value) {
        self.0.entry(field.to_owned()).or_default().write(meta, value);
    }
    /// Whether nothing changed yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// Fields whose values stand beside each other.
    pub fn conflicts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(_, owned)| owned.in_conflict()).map(|(field, _)| field.as_str())
    }
    /// Whether values stand beside each other in this field.
    pub fn is_in_conflict(&self, field: &str) -> bool {
        self.0.get(field).is_some_and(Owned::in_conflict)
    }
    /// The values of a field that stand.
    pub fn writes(&self, field: &str) -> &[Write<Value>] {
        self.0.get(field).map(Owned::writes).unwrap_or_default()
    }
    /// Whether the author of an event had seen all that was written into fields whose names begin with `prefix`.
    pub fn seen_by(&self, meta: &Meta<'_>, prefix: &str) -> bool {
        self.0.iter().filter(|(field, _)| field.starts_with(prefix)).all(|(_, owned)| owned.seen_by(meta))
    }
    /// The value that an event wrote into a field and that still stands.
    pub fn by_event(&self, field: &str, event: EventId) -> Option<&Value> {
        self.writes(field).iter().find(|write| write.event == event).map(|write| &write.value)
    }
}

/// A change of some fields of a record; see [`fields!`].
pub trait Change: Sized + Default + Serialize + for<'de> Deserialize<'de> {
    /// The record.
    type Of;
    /// Names of the fields.
    const FIELDS: &'static [&'static str];
    /// Everything that the record says, as a change that would write it.
    fn of(state: &Self::Of) -> Self;
    /// Writes what it names.
    fn put(self, state: &mut Self::Of);
    /// Leaves out what the record says already.
    #[must_use]
    fn unless(self, same: impl Fn(&str) -> bool, state: &Self::Of) -> Self;
    /// Whether it names no field.
    fn is_empty(&self) -> bool;
    /// What it writes, by field.
    fn values(&self) -> BTreeMap<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(all)) => all.into_iter().collect(),
            _ => BTreeMap::new(),
        }
    }
    /// A change of this field alone; none for a field that is not there, or a value that it cannot hold.
    fn one(field: &str, value: &Value) -> Option<Self> {
        let one = Value::Object([(field.to_owned(), value.clone())].into_iter().collect());
        Self::FIELDS.contains(&field).then(|| serde_json::from_value(one).ok())?
    }
    /// What was typed into a form, without what its page showed already: the fields that the person changed.
    #[must_use]
    fn since(self, shown: &Self::Of) -> Self {
        self.unless(|_| true, shown)
    }
    /// Without what the record says by now; a field in conflict is written all the same, since that decides it.
    #[must_use]
    fn news(self, state: &Self::Of, written: &Written) -> Self {
        self.unless(|field| !written.is_in_conflict(field), state)
    }
    /// Takes the change into the record and notes who wrote it. `within` is put before the names of the fields, for a part of a record.
    fn fold(self, meta: &Meta<'_>, within: &str, state: &mut Self::Of, written: &mut Written) {
        for (field, value) in self.values() {
            written.write(meta, &format!("{within}{field}"), value);
        }
        self.put(state);
    }
}

/// A change that writes again what `before` said in the fields that `changes` name.
pub fn back<C: Change>(changes: impl IntoIterator<Item = C>, before: &C::Of) -> C {
    let named: BTreeSet<String> = changes.into_iter().flat_map(|change| change.values().into_keys()).collect();
    let old = C::of(before).values().into_iter().filter(|(field, _)| named.contains(field));
    serde_json::from_value(Value::Object(old.collect())).unwrap_or_default()
}

/// The same for one change, while its fields still say what it wrote: what somebody else wrote since is not taken back. `apart`: whether values stand
/// beside each other in a field.
///
/// # Errors
/// `changed_since`.
pub fn back_unless_changed<C: Change + Clone>(
    change: &C,
    before: &C::Of,
    now: &C::Of,
    apart: impl Fn(&str) -> bool,
) -> Result<C, Refusal> {
    let other = change.clone().unless(|field| !apart(field), now);
    if other.is_empty() { Ok(back([change.clone()], before)) } else { Err(Refusal::new("changed_since")) }
}

/// Reads a field that is there, also as `null`: a field that a change does not name stays as it is.
pub(crate) fn named<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// What an event says, put under a name of its own, unless it stands there: how events that had their fields in themselves are read (see
/// [`crate::kernel::Body::upcast`]).
pub(crate) fn within(name: &str, fields: Value) -> Value {
    if fields.get(name).is_some() {
        return fields;
    }
    Value::Object([(name.to_owned(), fields)].into_iter().collect())
}

/// Declares what events carry of a change: each field, or nothing where it stays as it is. [`fields!`] says beside the record what it changes.
macro_rules! change {
    ($(#[$about:meta])* $change:ident { $($(#[$doc:meta])* $field:ident: $type:ty,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $change {
            $(
                $(#[$doc])*
                #[serde(default, deserialize_with = "crate::domain::fields::named", skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )+
        }
    };
}

pub(crate) use change;

/// Says that a change writes the fields of the same names of a record.
macro_rules! fields {
    ($change:ident of $state:ty { $($field:ident),+ $(,)? }) => {
        impl $crate::domain::fields::Change for $change {
            type Of = $state;
            const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];
            fn of(state: &$state) -> Self {
                Self { $($field: Some(state.$field.clone()),)+ }
            }
            fn put(self, state: &mut $state) {
                $(if let Some(value) = self.$field { state.$field = value; })+
            }
            fn unless(mut self, same: impl Fn(&str) -> bool, state: &$state) -> Self {
                $(if self.$field.as_ref() == Some(&state.$field) && same(stringify!($field)) { self.$field = None; })+
                self
            }
            fn is_empty(&self) -> bool {
                true $(&& self.$field.is_none())+
            }
        }
    };
}

pub(crate) use fields;

/// A record of master data.
pub trait Master: Aggregate {
    /// Who wrote which field.
    fn written(&self) -> &Written;
    /// What it says, by field: what its history compares.
    fn facts(&self) -> BTreeMap<String, Value>;
    /// The event that settles a field.
    fn settled(field: String, chosen: EventId) -> Self::Body;
}

/// Chooses one of the values that stand beside each other in a field. Who may is asked before, by the record's context.
///
/// # Errors
/// `conflict_unknown` where the field is not in conflict, or the value does not stand any more.
pub fn choose<M: Master>(subject: &Subject, state: &M, field: &str, chosen: EventId) -> Result<Vec<Draft>, Refusal> {
    let written = state.written();
    if !written.is_in_conflict(field) || written.by_event(field, chosen).is_none() {
        return Err(Refusal::new("conflict_unknown"));
    }
    Ok(vec![Draft::new(subject.clone(), &M::settled(field.to_owned(), chosen))])
}
