//! Records as rows that lead to their screens: what a search finds, and what belongs to a customer or a site.

use crate::domain::ids::{EquipmentId, JobId, SiteId};
use crate::domain::jobs::Job;
use crate::domain::sites::{Customer, Equipment, Site};
use crate::kernel::{Aggregate, Subject};
use crate::screens::blocks::{Row, Tone};
use crate::screens::error::Problem;
use crate::screens::paging::ROWS;
use crate::screens::queries::job::status_tone;
use crate::screens::route::Route;
use crate::screens::view::{View, id};
use crate::screens::words::Words;
use uuid::Uuid;

fn listed(words: Words, parts: impl IntoIterator<Item = String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    words.list(&parts)
}

/// Records with their ids, and where the next page begins.
type Page<A> = (Vec<(Uuid, A)>, Option<String>);

/// A page of what belongs to a record, newest first, behind `cursor`; and the cursor of the next page.
pub(crate) fn page_of<A: Aggregate>(
    view: &View<'_>,
    parent: &Subject,
    cursor: Option<&str>,
) -> Result<Page<A>, Problem> {
    let before: Option<Uuid> = cursor.map(id).transpose()?;
    // One more than a page shows whether there is a next one.
    let mut read = view.store.newest_of::<A>(parent, before, ROWS + 1)?;
    let more = read.len() > ROWS;
    read.truncate(ROWS);
    let more = read.last().filter(|_| more).map(|(id, _)| id.to_string());
    Ok((read.into_iter().map(|(id, folded)| (id, folded.state)).collect(), more))
}

/// A site, with whose it is and where.
pub(crate) fn site_row(view: &View<'_>, id: SiteId, site: &Site) -> Result<Row, Problem> {
    let words = view.words;
    let customer: Customer = match site.customer {
        Some(customer) => view.get(customer.uuid())?,
        None => Customer::default(),
    };
    Ok(Row {
        key: id.to_string(),
        title: site.name.in_lang(words.lang).to_owned(),
        detail: listed(words, [customer.name.in_lang(words.lang).to_owned(), site.address.clone()]),
        tone: if site.closed.is_some() { Tone::Bad } else { Tone::Plain },
        open: Some(Route::Site { site: id.to_string() }),
        ..Row::default()
    })
}

/// A machine: number, place, and its site where that is not said already.
pub(crate) fn equipment_row(
    view: &View<'_>,
    id: EquipmentId,
    machine: &Equipment,
    with_site: bool,
) -> Result<Row, Problem> {
    let words = view.words;
    let site: Site = match machine.site.filter(|_| with_site) {
        Some(site) => view.get(site.uuid())?,
        None => Site::default(),
    };
    let number = if machine.sn.is_empty() { &machine.pn } else { &machine.sn };
    let parts = [number.clone(), machine.place.clone(), site.name.in_lang(words.lang).to_owned()];
    Ok(Row {
        key: id.to_string(),
        title: machine.name.in_lang(words.lang).to_owned(),
        detail: listed(words, parts),
        tone: if machine.retired.is_some() { Tone::Bad } else { Tone::Plain },
        open: Some(Route::Equipment { equipment: id.to_string() }),
        ..Row::default()
    })
}

/// A job: number, how it stands, and its site where that is not said already.
pub(crate) fn job_row(view: &View<'_>, id: JobId, job: &Job, with_site: bool) -> Result<Row, Problem> {
    let words = view.words;
    let site: Site = match job.site().filter(|_| with_site) {
        Some(site) => view.get(site.uuid())?,
        None => Site::default(),
    };
    let status = words.code("job-status-", job.status().code());
    Ok(Row {
        key: id.to_string(),
        title: job.report.as_ref().map(|report| report.what.symptom.clone()).unwrap_or_default(),
        detail: listed(words, [job.number().to_owned(), status, site.name.in_lang(words.lang).to_owned()]),
        tone: status_tone(job.status()),
        open: Some(Route::Job { job: id.to_string() }),
        ..Row::default()
    })
}
