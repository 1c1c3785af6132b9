//! What people look for a record by, as words of `find`: of its own state alone, so that a phone can keep them with the state. The hub's index has these
//! and the names of what a record belongs to (its `ledger::rows::search`).

use super::find::{Called, Words};
use super::jobs::Job;
use super::sites::{Contact, Customer, Equipment, Site};
use super::values::Bilingual;
use crate::kernel::Aggregate;

/// So many characters of a text count on a phone: nobody types what stands behind them.
const MOST: usize = 300;

fn named(words: &mut Words, name: &Bilingual) {
    words.name(&name.zh, Called::Thing);
    if name.en != name.zh {
        words.name(&name.en, Called::Thing);
    }
}

fn text(words: &mut Words, text: &str) {
    words.text(&text.chars().take(MOST).collect::<String>());
}

/// Of a customer: name, industry, code.
pub fn of_customer(customer: &Customer) -> Words {
    let mut words = Words::of_kind(Customer::KIND);
    named(&mut words, &customer.name);
    text(&mut words, &customer.industry);
    words.code(&customer.code);
    words
}

/// Of a person at a site: name, title, telephone number.
pub fn of_contact(contact: &Contact) -> Words {
    let mut words = Words::default();
    contacted(&mut words, contact);
    words
}

fn contacted(words: &mut Words, contact: &Contact) {
    words.name(&contact.name, Called::Person);
    text(words, &contact.title);
    if let Some(phone) = &contact.phone {
        words.phone(&phone.to_string());
    }
}

/// Of a site: name, code, address, and its people.
pub fn of_site(site: &Site) -> Words {
    let mut words = Words::of_kind(Site::KIND);
    named(&mut words, &site.name);
    text(&mut words, &site.address);
    words.code(&site.code);
    site.contacts.values().for_each(|contact| contacted(&mut words, contact));
    words
}

/// Of a machine: name, place, part number, labels, serial number.
pub fn of_equipment(machine: &Equipment) -> Words {
    let mut words = Words::of_kind(Equipment::KIND);
    named(&mut words, &machine.name);
    text(&mut words, &machine.place);
    words.code(&machine.pn);
    machine.codes.iter().for_each(|code| words.code(code));
    words.serial(&machine.sn);
    words
}

/// Of a job: number, symptom, product, who called and from where.
pub fn of_job(job: &Job) -> Words {
    let mut words = Words::of_kind(Job::KIND);
    if let Some(report) = &job.report {
        let report = &report.what;
        words.code(&report.number);
        for said in [&report.symptom, &report.company, &report.product] {
            text(&mut words, said);
        }
        words.name(&report.caller.name, Called::Person);
        words.phone(&report.caller.phone);
    }
    words
}
