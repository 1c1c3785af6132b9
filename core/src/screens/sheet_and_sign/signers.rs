//! Who signs for the customer: chosen among the site's people, or typed. Nobody is proposed: who holds the pen says who they are.

use super::places::route_of;
use crate::domain::jobs::document::DocumentKind;
use crate::screens::blocks::{Field, FieldKind};
use crate::screens::error::Problem;
use crate::screens::form::{Form, refill};
use crate::screens::queries::job::Known;
use crate::screens::view::View;
use std::cmp::Reverse;

/// Who is called in, where the report names somebody whom the site does not.
const CALLER: &str = "caller";

/// One of the customer's people.
pub(super) struct Signer {
    key: String,
    pub name: String,
    pub title: String,
    pub phone: String,
}

impl Signer {
    fn label(&self) -> String {
        format!("{} {}", self.name, self.title).trim().to_owned()
    }
}

/// The site's people, those who may sign first, and who called.
fn people(known: &Known) -> Vec<Signer> {
    let mut contacts: Vec<_> = known.site.contacts.iter().collect();
    contacts.sort_by_key(|(id, contact)| (Reverse(contact.may_sign), **id));
    let mut people: Vec<Signer> = contacts
        .into_iter()
        .map(|(id, contact)| Signer {
            key: id.to_string(),
            name: contact.name.clone(),
            title: contact.title.clone(),
            phone: contact.phone.as_ref().map(ToString::to_string).unwrap_or_default(),
        })
        .collect();
    if let Some(caller) = known.job.report.as_ref().map(|report| &report.what.caller)
        && !caller.name.is_empty()
        && people.iter().all(|one| one.name != caller.name)
    {
        let (name, title, phone) = (caller.name.clone(), caller.title.clone(), caller.phone.clone());
        people.push(Signer { key: CALLER.to_owned(), name, title, phone });
    }
    people
}

/// Who signs: one of the site's people by one choice, or anybody by name and telephone number.
pub(super) fn fields(view: &View<'_>, known: &Known, kind: &DocumentKind) -> Result<Vec<Field>, Problem> {
    let words = view.words;
    let people = people(known);
    let mut name = Field::new("name", words.say("papers-signer"), FieldKind::Text);
    let mut phone = Field::new("phone", words.say("papers-phone"), FieldKind::Phone);
    let mut fields = Vec::new();
    if people.is_empty() {
        (name, phone) = (name.required(), phone.required());
    } else {
        let choices = people.iter().map(|one| (one.key.clone(), one.label()));
        fields.push(Field::new("who", words.say("screen-sign-who"), FieldKind::Choice).choices(choices));
        name = name.hint(words.say("screen-sign-who-else"));
    }
    fields.extend([name, Field::new("title", words.say("papers-signer-title"), FieldKind::Text), phone]);
    refill(&mut fields, &view.kept(&route_of(known.id, kind))?);
    Ok(fields)
}

/// Who it was by the form: what was typed, and for the rest who was chosen.
pub(super) fn of(known: &Known, form: Form<'_>) -> Result<Signer, Problem> {
    let text = |key: &str| form.text(key).to_owned();
    let typed = Signer { key: String::new(), name: text("name"), title: text("title"), phone: text("phone") };
    let chosen = match form.text("who") {
        "" => return Ok(typed),
        key => people(known).into_iter().find(|one| one.key == key),
    };
    let chosen = chosen.ok_or_else(|| Problem::error("field_unreadable").at("who"))?;
    // Another name is another person: nothing of who was chosen is theirs.
    if !typed.name.is_empty() && typed.name != chosen.name {
        return Ok(typed);
    }
    let or = |typed: String, chosen: String| if typed.is_empty() { chosen } else { typed };
    Ok(Signer {
        key: chosen.key,
        name: chosen.name,
        title: or(typed.title, chosen.title),
        phone: or(typed.phone, chosen.phone),
    })
}
