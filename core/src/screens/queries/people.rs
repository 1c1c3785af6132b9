//! Whom to call about a job, each with a number that one tap dials, and what to know at the gate of a site. Who answers for a centre is the
//! domain's to say (`people::office_of`).

use crate::domain::calendar::day_in;
use crate::domain::company::{Company, company_subject};
use crate::domain::ids::CentreId;
use crate::domain::jobs::Job;
use crate::domain::people::{Account, Person, Role, office_of};
use crate::domain::rules::EMERGENCY_NUMBERS;
use crate::domain::sites::{Contact, Contract, SheetLanguage, Site};
use crate::domain::values::Phone;
use crate::kernel::PersonId;
use crate::screens::blocks::{PhoneNumber, Row, Tone};
use crate::screens::error::Problem;
use crate::screens::view::View;
use crate::screens::words::Words;
use crate::store::OFFICE;
use crate::text::Lang;
use chrono::{DateTime, Datelike, Utc};
use std::collections::BTreeMap;

/// A number as somebody wrote it, if it is one that can be dialled.
pub(crate) fn number(name: &str, number: &str) -> Option<PhoneNumber> {
    let phone = Phone::parse(number).ok()?;
    Some(PhoneNumber { number: phone.to_string(), dialled: phone.dialled(), name: name.to_owned() })
}

/// The number of a colleague, as far as this phone may know it.
pub(crate) fn of_person(view: &View<'_>, id: PersonId) -> Result<Option<PhoneNumber>, Problem> {
    let account = view.find::<Account>(id.uuid())?;
    let Some(phone) = account.and_then(|account| account.phone) else { return Ok(None) };
    Ok(number(&view.person(id)?, phone.as_str()))
}

/// A name with what the person is.
fn called(view: &View<'_>, name: &str, title: &str) -> String {
    let args = [("name", name.to_owned()), ("title", title.to_owned())];
    view.words.with(if title.is_empty() { "screen-job-contact-plain" } else { "screen-job-contact" }, &args)
}

/// A number and the name in the messenger, of which there may be none.
fn reached(view: &View<'_>, number: &str, messenger: &str) -> String {
    let named = || view.words.with("screen-people-messenger", &[("name", messenger.to_owned())]);
    let named = if messenger.is_empty() { String::new() } else { named() };
    [number.to_owned(), named].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Somebody at a site, with the telephone number; the name in the messenger is there to be copied.
pub(crate) fn contact_row(view: &View<'_>, contact: &Contact) -> Row {
    let number_of = contact.phone.as_ref().map(ToString::to_string).unwrap_or_default();
    Row {
        key: contact.id.to_string(),
        title: called(view, &contact.name, &contact.title),
        detail: reached(view, &number_of, &contact.messenger),
        message: Some(contact.messenger.clone()).filter(|name| !name.is_empty()),
        trailing: if contact.may_sign { view.words.say("screen-people-may-sign") } else { String::new() },
        phone: contact.phone.as_ref().and_then(|phone| number(&contact.name, phone.as_str())),
        ..Row::default()
    }
}

/// Who reported the job, then the people of its site: those who may sign first. Nobody stands there twice.
pub(crate) fn at_site(view: &View<'_>, site: &Site, job: &Job) -> Vec<Row> {
    let mut rows = Vec::new();
    let caller = job.report.as_ref().map(|report| &report.what.caller).filter(|caller| !caller.name.is_empty());
    let phone = caller.and_then(|caller| number(&caller.name, &caller.phone));
    let dialled = phone.as_ref().map(|phone| phone.dialled.clone());
    let is_caller = |contact: &Contact| {
        let own = contact.phone.as_ref().map(Phone::dialled);
        caller.is_some_and(|caller| caller.name == contact.name) && (own.is_none() || own == dialled)
    };
    if let Some(caller) = caller {
        let on_record = site.contacts.values().find(|contact| is_caller(contact));
        let messenger = on_record.map(|contact| contact.messenger.clone()).unwrap_or_default();
        rows.push(Row {
            key: "caller".into(),
            title: called(view, &caller.name, &caller.title),
            detail: reached(view, &caller.phone, &messenger),
            trailing: view.words.say("screen-people-caller"),
            phone,
            message: Some(messenger).filter(|name| !name.is_empty()),
            ..Row::default()
        });
    }
    let mut contacts: Vec<&Contact> = site.contacts.values().filter(|contact| !is_caller(contact)).collect();
    contacts.sort_by_key(|contact| !contact.may_sign);
    rows.extend(contacts.into_iter().map(|contact| contact_row(view, contact)));
    rows
}

/// Whom to ring before going there: who reported the job, else the first of the site's people who can be reached, those who may sign first.
pub(crate) fn first_at_site(site: &Site, job: &Job) -> Option<PhoneNumber> {
    let caller = job.report.as_ref().map(|report| &report.what.caller);
    let called = caller.and_then(|caller| number(&caller.name, &caller.phone));
    called.or_else(|| {
        let reached = site.contacts.values().filter(|contact| contact.phone.is_some());
        let first = reached.min_by_key(|contact| !contact.may_sign)?;
        number(&first.name, first.phone.as_ref()?.as_str())
    })
}

/// When and how people get in, where to park, who has the keys, and what else whoever goes there should know.
pub(crate) fn at_the_gate(view: &View<'_>, site: &Site) -> Vec<Row> {
    let told = [("access", &site.access), ("parking", &site.parking), ("keys", &site.keys), ("notes", &site.notes)];
    let row = |(key, text): (&str, &String)| Row {
        key: key.to_owned(),
        title: view.words.code("screen-site-", key), // keys!: screen-site-*
        detail: text.clone(),
        ..Row::default()
    };
    told.into_iter().filter(|(_, text)| !text.is_empty()).map(row).collect()
}

fn person_row(view: &View<'_>, id: PersonId, what: &str) -> Result<Row, Problem> {
    let phone = of_person(view, id)?;
    Ok(Row {
        key: id.to_string(),
        title: called(view, &view.person(id)?, what),
        detail: phone.as_ref().map(|phone| phone.number.clone()).unwrap_or_default(),
        phone,
        ..Row::default()
    })
}

/// Who else is assigned to the job, and the office: a manager and the desk of its centre.
pub(crate) fn of_house(view: &View<'_>, job: &Job) -> Result<Vec<Row>, Problem> {
    let me = view.identity.person()?;
    let mut rows = Vec::new();
    for id in job.assignees().into_iter().filter(|id| *id != me) {
        rows.push(person_row(view, id, &view.words.say("screen-people-assigned"))?);
    }
    let office = office(view, job.centre(), 1)?;
    let fresh = office.into_iter().filter(|one| rows.iter().all(|row| row.key != one.key)).collect::<Vec<_>>();
    rows.extend(fresh);
    Ok(rows)
}

/// Whom the field of a centre calls: those at the office whose number this phone knows, at most `most` of each role, and the company's own number.
pub(crate) fn office(view: &View<'_>, centre: Option<CentreId>, most: usize) -> Result<Vec<Row>, Problem> {
    let words = view.words;
    let me = view.identity.person()?;
    let people = view.in_state::<Person>(&[OFFICE])?;
    let people: Vec<(PersonId, Person)> = people.into_iter().map(|(id, person)| (PersonId::new(id), person)).collect();
    let mut rows = Vec::new();
    let mut shown: BTreeMap<Role, usize> = BTreeMap::new();
    for (id, role) in office_of(centre, &people).into_iter().filter(|(id, _)| *id != me) {
        let count = shown.entry(role).or_default();
        if *count >= most {
            continue;
        }
        let row = person_row(view, id, &words.code("people-role-", role.code()))?;
        if row.phone.is_some() {
            *count += 1;
            rows.push(row);
        }
    }
    let company: Company = view.get(company_subject().id())?;
    let name = company.name.in_lang(words.lang);
    if let Some(phone) = number(name, &company.letter_phone) {
        let title = called(view, name, &words.say("screen-people-company"));
        rows.push(Row {
            key: "company".into(),
            title,
            detail: phone.number.clone(),
            phone: Some(phone),
            ..Row::default()
        });
    }
    Ok(rows)
}

/// What the customer is told of an agreed visit, to be copied into a messenger: in the language of the contract's sheets, else the reader's.
pub(crate) fn visit_text(
    view: &View<'_>,
    site: &Site,
    job: &Job,
    contract: Option<&Contract>,
) -> Result<Option<String>, Problem> {
    let Some(visit) = job.visit.get() else { return Ok(None) };
    let lang = match contract.map(|contract| contract.language) {
        Some(SheetLanguage::Chinese) => Lang::Zh,
        Some(SheetLanguage::English) => Lang::En,
        _ => view.words.lang,
    };
    let (words, zone) = (Words { lang, ..view.words }, site.tz());
    let mut people = Vec::new();
    for id in job.assignees() {
        people.push(view.get::<Person>(id.uuid())?.name.in_lang(lang).to_owned());
    }
    let clock = |at: DateTime<Utc>| at.with_timezone(&zone).format("%H:%M").to_string();
    let (day, today) = (day_in(visit.from, zone), day_in(words.now, zone));
    let mut args = vec![
        ("site", site.name.in_lang(lang).to_owned()),
        ("date", words.date(day, today.year())),
        ("from", clock(visit.from)),
        ("to", clock(visit.to)),
        ("people", words.list(&people)),
    ];
    let phone = match job.lead() {
        Some(lead) => of_person(view, lead)?,
        None => None,
    };
    Ok(Some(match phone {
        Some(phone) => {
            args.push(("phone", phone.number));
            words.with("screen-people-visit-text-phone", &args)
        }
        None => words.with("screen-people-visit-text", &args),
    }))
}

/// Whom to call first when something happened to somebody.
pub(crate) fn emergency(view: &View<'_>) -> Vec<Row> {
    let row = |(code, digits): &(&str, &str)| {
        let title = view.words.code("screen-people-emergency-", code); // keys!: screen-people-emergency-*
        Row {
            key: (*code).to_owned(),
            phone: number(&title, digits),
            title,
            detail: (*digits).to_owned(),
            tone: Tone::Bad,
            ..Row::default()
        }
    };
    EMERGENCY_NUMBERS.iter().map(row).collect()
}
