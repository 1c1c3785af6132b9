//! One site: where it is and how people get in, whom to call, its machines, its jobs.

use super::blocks::{Head, Row, Section, Tone};
use super::error::Problem;
use super::queries::banners;
use super::queries::found::{contact_row, equipment_row, job_row, page_of};
use super::queries::job::site_point;
use super::route::Route;
use super::view::View;
use crate::domain::ids::SiteId;
use crate::domain::jobs::Job;
use crate::domain::sites::{Customer, Equipment, Site};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SiteScreen {
    /// Name, customer, banners.
    pub head: Head,
    /// Address, access, parking, keys, notes; the customer's other sites.
    pub about: Section,
    /// People there, with their telephone numbers.
    pub contacts: Section,
    /// Its machines, newest first, by pages.
    pub equipment: Section,
    /// Its jobs on this phone, newest first, by pages.
    pub jobs: Section,
}

pub(crate) fn show(view: &View<'_>, id: SiteId) -> Result<SiteScreen, Problem> {
    let words = view.words;
    let site: Site = view.need(id.uuid())?;
    let customer: Customer = match site.customer {
        Some(customer) => view.get(customer.uuid())?,
        None => Customer::default(),
    };
    let called = customer.name.in_lang(words.lang).to_owned();
    let contacts = site.contacts.values().map(|contact| contact_row(view, contact)).collect();
    Ok(SiteScreen {
        head: Head {
            title: site.name.in_lang(words.lang).to_owned(),
            subtitle: called.clone(),
            banners: banners::all(view),
            ..Head::default()
        },
        about: section(view, "about", about(view, &site, called)),
        contacts: section(view, "contacts", contacts),
        equipment: equipment(view, id, None)?,
        jobs: jobs(view, id, None)?,
    })
}

fn section(view: &View<'_>, key: &str, rows: Vec<Row>) -> Section {
    let title = view.words.code("screen-site-section-", key); // keys!: screen-site-section-*
    Section { key: key.to_owned(), title, rows, ..Section::default() }
}

fn about(view: &View<'_>, site: &Site, customer: String) -> Vec<Row> {
    let row = |key: &str, detail: String| Row {
        key: key.to_owned(),
        title: view.words.code("screen-site-", key), // keys!: screen-site-*
        detail,
        ..Row::default()
    };
    let mut rows = vec![Row { map: site_point(view, site), ..row("address", site.address.clone()) }];
    let told = [("access", &site.access), ("parking", &site.parking), ("keys", &site.keys), ("notes", &site.notes)];
    rows.extend(told.into_iter().filter(|(_, text)| !text.is_empty()).map(|(key, text)| row(key, text.clone())));
    if let Some(reason) = &site.closed {
        rows.push(Row { tone: Tone::Bad, ..row("closed", reason.clone()) });
    }
    if let Some(id) = site.customer {
        let open = Some(Route::Search { words: String::new(), customer: Some(id.to_string()) });
        rows.push(Row { open, ..row("customer", customer) });
    }
    rows
}

/// Its machines behind `cursor`.
pub(crate) fn equipment(view: &View<'_>, id: SiteId, cursor: Option<&str>) -> Result<Section, Problem> {
    let (machines, more) = page_of::<Equipment>(view, &id.into(), cursor)?;
    let row = |(id, machine): &(Uuid, Equipment)| equipment_row(view, (*id).into(), machine, false);
    let rows = machines.iter().map(row).collect::<Result<_, _>>()?;
    Ok(Section { more, empty: view.words.say("screen-site-no-equipment"), ..section(view, "equipment", rows) })
}

/// Its jobs behind `cursor`.
pub(crate) fn jobs(view: &View<'_>, id: SiteId, cursor: Option<&str>) -> Result<Section, Problem> {
    let (jobs, more) = page_of::<Job>(view, &id.into(), cursor)?;
    let row = |(id, job): &(Uuid, Job)| job_row(view, (*id).into(), job, false);
    let rows = jobs.iter().map(row).collect::<Result<_, _>>()?;
    Ok(Section { more, empty: view.words.say("screen-site-no-jobs"), ..section(view, "jobs", rows) })
}
