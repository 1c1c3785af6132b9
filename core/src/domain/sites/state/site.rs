//! A site with its contacts.

use super::super::{Contact, ContactChange, ContactId, CustomerId, SiteChange, SiteDetails, SiteEvent};
use super::{because, reason};
use crate::domain::fields::{Change, Master, Written, fields};
use crate::domain::ids::CentreId;
use crate::domain::values::{Bilingual, Position};
use crate::kernel::{Aggregate, EventId, Meta};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The zone of a name such as `Asia/Shanghai`; Shanghai's for a name that is not known, since most sites are there.
pub fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::Asia__Shanghai)
}

/// A site.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Site {
    /// Whose site it is; none before its registration is known.
    pub customer: Option<CustomerId>,
    /// The centre that serves it.
    pub centre: Option<CentreId>,
    /// Name.
    pub name: Bilingual,
    /// Address.
    pub address: String,
    /// Where it is.
    pub position: Option<Position>,
    /// IANA time zone.
    pub zone: String,
    /// The number that the company knows it by; may be empty.
    pub code: String,
    /// When and how people get in.
    pub access: String,
    /// Where to park.
    pub parking: String,
    /// Who has the keys.
    pub keys: String,
    /// What whoever goes there should know.
    pub notes: String,
    /// People there.
    pub contacts: BTreeMap<ContactId, Contact>,
    /// People who are no longer there.
    pub former: BTreeMap<ContactId, Contact>,
    /// Why nothing is done there any more; none while it is in use.
    pub closed: Option<String>,
    /// Who wrote what since. Fields of a contact are `contacts.ID.FIELD`.
    #[serde(skip_serializing_if = "Written::is_empty")]
    pub written: Written,
}

fields!(SiteChange of Site { centre, name, address, position, zone, code, access, parking, keys, notes });

fields!(ContactChange of Contact { name, title, phone, may_sign, messenger });

impl Site {
    /// Its time zone.
    pub fn tz(&self) -> Tz {
        zone(&self.zone)
    }
    /// Those who may sign a sheet there.
    pub fn signers(&self) -> impl Iterator<Item = &Contact> {
        self.contacts.values().filter(|contact| contact.may_sign)
    }
    fn begin(&mut self, details: SiteDetails) {
        let SiteDetails { customer, centre, name, address, position, zone, code, access, parking, keys, notes } =
            details;
        self.customer = Some(customer);
        let all = SiteChange {
            centre: Some(Some(centre)),
            name: Some(name),
            address: Some(address),
            position: Some(position),
            zone: Some(zone),
            code: Some(code),
            access: Some(access),
            parking: Some(parking),
            keys: Some(keys),
            notes: Some(notes),
        };
        all.put(self);
    }
    fn change_contact(&mut self, meta: &Meta<'_>, id: ContactId, change: ContactChange) {
        // A change by somebody who had not seen the removal brings the contact back.
        if let Some(contact) = self.former.remove(&id) {
            self.contacts.insert(id, contact);
        }
        if let Some(contact) = self.contacts.get_mut(&id) {
            change.fold(meta, &of_contact(id), contact, &mut self.written);
        }
    }
    fn settle(&mut self, meta: &Meta<'_>, field: &str, chosen: EventId) {
        let Some(value) = self.written.by_event(field, chosen).cloned() else { return };
        if let Some((id, within)) = contact_field(field) {
            let contact = self.contacts.get_mut(&id);
            if let (Some(contact), Some(change)) = (contact, ContactChange::one(within, &value)) {
                change.put(contact);
            }
        } else if let Some(change) = SiteChange::one(field, &value) {
            change.put(self);
        } else {
            self.closed = reason(&value);
        }
        self.written.write(meta, field, value);
    }
}

fn of_contact(id: ContactId) -> String {
    format!("contacts.{id}.")
}

/// The contact that a field belongs to, and its name there.
pub(crate) fn contact_field(field: &str) -> Option<(ContactId, &str)> {
    let (id, within) = field.strip_prefix("contacts.")?.split_once('.')?;
    Some((id.parse().ok()?, within))
}

impl Aggregate for Site {
    const KIND: &'static str = "site";
    const FOLDS: u16 = 3;
    type Body = SiteEvent;

    fn apply(&mut self, meta: &Meta<'_>, body: SiteEvent) {
        match body {
            SiteEvent::Registered { details } => self.begin(details),
            SiteEvent::Changed { mut change } => {
                // Every site has a centre: nothing says that it has none.
                change.centre = change.centre.filter(Option::is_some);
                let mut written = std::mem::take(&mut self.written);
                change.fold(meta, "", self, &mut written);
                self.written = written;
            }
            SiteEvent::Closed { reason } => {
                self.written.write(meta, "closed", because(&reason));
                self.closed = Some(reason);
            }
            SiteEvent::Reopened {} => {
                self.written.write(meta, "closed", Value::Null);
                self.closed = None;
            }
            SiteEvent::ContactSet { contact } => {
                self.former.remove(&contact.id);
                self.contacts.insert(contact.id, contact);
            }
            SiteEvent::ContactChanged { contact, change } => self.change_contact(meta, contact, change),
            SiteEvent::ContactRemoved { contact } => {
                // Whoever removed the contact had not seen what a colleague wrote about it: it stays, with that.
                if self.written.seen_by(meta, &of_contact(contact))
                    && let Some(gone) = self.contacts.remove(&contact)
                {
                    self.former.insert(contact, gone);
                }
            }
            SiteEvent::ConflictSettled { field, chosen } => self.settle(meta, &field, chosen),
        }
    }
    fn in_conflict(&self) -> bool {
        self.written.conflicts().next().is_some()
    }
}

impl Master for Site {
    fn written(&self) -> &Written {
        &self.written
    }
    fn facts(&self) -> BTreeMap<String, Value> {
        let mut all = SiteChange::of(self).values();
        all.insert("customer".into(), json!(self.customer));
        all.insert("closed".into(), json!(self.closed));
        for (id, contact) in &self.contacts {
            let fields = ContactChange::of(contact).values().into_iter();
            all.extend(fields.map(|(field, value)| (format!("{}{field}", of_contact(*id)), value)));
        }
        all
    }
    fn settled(field: String, chosen: EventId) -> SiteEvent {
        SiteEvent::ConflictSettled { field, chosen }
    }
}
