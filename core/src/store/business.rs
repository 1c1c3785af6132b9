//! The kinds of this version and what of each is indexed: the one file of the store, beside `stock` and `find`, that knows the domain
//! (what printed texts say alike, `domain::printed`, is asked where codes are written and looked up).

use super::kinds::{Index, Kinds};
use crate::domain::calendars::Calendar;
use crate::domain::checks::{Check, Checklist};
use crate::domain::company::Company;
use crate::domain::find::Words;
use crate::domain::jobs::{Job, Status};
use crate::domain::parts::{
    Card, CardPrice, Movement, MovementId, Place, Stocktake, StocktakeId, Take, movement_entries, stocktake_entries,
};
use crate::domain::people::{Account, Centre, Device, Person, Skills, answers_calls_as};
use crate::domain::printed::gtin;
use crate::domain::sites::{Contract, Customer, Equipment, Price, Site};
use crate::domain::sought::{of_customer, of_equipment, of_job, of_site};
use crate::kernel::{Aggregate, Subject};
use chrono::{DateTime, Utc};
use uuid::Uuid;

fn within<A: Aggregate>(id: Option<impl Into<Uuid>>) -> Option<Subject> {
    id.map(|id| Subject::new(A::KIND, id))
}

fn due(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(|at| at.timestamp_millis())
}

/// Under what a job that was given up is indexed while somebody is still out for it: that phone goes on showing it.
pub const CANCELLED_AT_WORK: &str = "cancelled_at_work";

fn job_status(job: &Job) -> &'static str {
    match job.status() {
        Status::Cancelled if job.is_live() => CANCELLED_AT_WORK,
        status => status.code(),
    }
}

/// Under what a job is found beside its site: its machines, for their history; the people whose it is, as long as it is not off their hands; and its
/// centre, while a call for help waits there for an answer.
fn listed_under(job: &Job) -> Vec<Subject> {
    let mut under: Vec<Subject> = job.equipment().into_iter().map(Into::into).collect();
    let theirs = match job.status() {
        Status::CalledBack | Status::Closed => false,
        Status::Cancelled => job.is_live(),
        _ => true,
    };
    if theirs {
        under.extend(job.assignees().into_iter().map(|person| Subject::new(Person::KIND, person.uuid())));
    }
    if job.waiting_help().next().is_some() {
        under.extend(job.centre().map(|centre| Subject::new(Centre::KIND, centre.uuid())));
    }
    under
}

/// The code of what carries a flag and is otherwise done: a list of what somebody has to look at finds it.
pub const FLAGGED: &str = "flagged";

fn flagged(any: bool) -> Option<String> {
    any.then(|| FLAGGED.to_owned())
}

/// The code of people who answer calls of the field: whom to call is found among many colleagues.
pub const OFFICE: &str = "office";

/// The name under which a card with this trade item number (14 digits) is indexed, in whichever form it is printed.
pub fn gtin_name(gtin: &str) -> String {
    format!("gtin:{gtin}")
}

/// Every aggregate of the domain.
pub fn kinds() -> Kinds {
    Kinds::new()
        .with_index::<Person>(|_, f| Index {
            status: answers_calls_as(&f.state).map(|_| OFFICE.to_owned()),
            ..Index::default()
        })
        .with::<Account>()
        .with::<Skills>()
        .with::<Centre>()
        .with_index::<Device>(|_, f| Index {
            parent: within::<Person>(f.state.person.map(|id| id.uuid())),
            ..Index::default()
        })
        .with_index::<Customer>(|_, f| Index { words: words(&of_customer(&f.state)), ..Index::default() })
        .with::<Price>()
        .with::<CardPrice>()
        .with::<Checklist>()
        .with::<Calendar>()
        .with::<Company>()
        .with_index::<Site>(|_, f| Index {
            parent: within::<Customer>(f.state.customer.map(|id| id.uuid())),
            words: words(&of_site(&f.state)),
            ..Index::default()
        })
        .with_index::<Contract>(|_, f| Index {
            parent: within::<Customer>(f.state.customer.map(|id| id.uuid())),
            ..Index::default()
        })
        .with_index::<Equipment>(|_, f| Index {
            parent: within::<Site>(f.state.site.map(|id| id.uuid())),
            codes: codes([&f.state.sn].into_iter().chain(&f.state.codes)),
            words: words(&of_equipment(&f.state)),
            ..Index::default()
        })
        .with_index::<Job>(|_, f| Index {
            parent: within::<Site>(f.state.site().map(|id| id.uuid())),
            status: Some(job_status(&f.state).to_owned()),
            due_ms: due(f.state.visit.get().map(|visit| visit.from)),
            codes: codes(f.state.report.iter().map(|report| &report.what.number)),
            words: words(&of_job(&f.state)),
            people: f.state.assignees(),
            about: listed_under(&f.state),
            about_ms: f.state.report.as_ref().map_or(0, |report| report.what.at.timestamp_millis()),
            ..Index::default()
        })
        .with_index::<Check>(|_, f| Index {
            parent: within::<Job>(f.state.job().map(|id| id.uuid())),
            status: Some(if f.state.completed.is_some() { "completed" } else { "open" }.to_owned()),
            ..Index::default()
        })
        .with_index::<Card>(|_, f| {
            let details = f.state.details.iter();
            let printed = details.flat_map(|details| [&details.number].into_iter().chain(&details.codes));
            let printed: Vec<&String> = printed.chain(&f.state.bound).collect();
            let trade = printed.iter().filter_map(|code| gtin(code)).map(|gtin| gtin_name(&gtin));
            Index { codes: codes(printed.iter().copied()).into_iter().chain(trade).collect(), ..Index::default() }
        })
        .with_index::<Place>(|_, f| {
            let bins = f.state.details.iter().map(|details| &details.bin);
            let kind = f.state.kind().map(|kind| kind.code().to_owned());
            Index { codes: codes(bins), status: kind, ..Index::default() }
        })
        .with_index::<Movement>(|subject, f| {
            let serial = f.state.serial().map(str::to_owned).filter(|serial| !serial.is_empty());
            Index {
                parent: within::<Card>(f.state.card().map(|card| card.uuid())),
                status: flagged(!f.state.flags.is_empty()),
                codes: serial.into_iter().collect(),
                stock: movement_entries(MovementId::new(subject.id()), &f.state),
                ..Index::default()
            }
        })
        .with_index::<Stocktake>(|subject, f| Index {
            parent: within::<Place>(f.state.place.map(|place| place.uuid())),
            status: flagged(!f.state.flags.is_empty()),
            // A piece whose movements are of a closed month is known by the count that closed it.
            codes: codes(f.state.lines.iter().filter(|line| line.counted > 0).filter_map(|line| line.serial.as_ref())),
            stock: stocktake_entries(StocktakeId::new(subject.id()), &f.state),
            closing: f.state.closing(StocktakeId::new(subject.id())),
            ..Index::default()
        })
        .with_index::<Take>(|_, f| Index {
            people: f.state.taker.into_iter().collect(),
            parent: within::<Job>(f.state.job.map(|id| id.uuid())),
            status: if f.state.is_open() {
                Some("open".to_owned())
            } else {
                flagged(!f.state.flags.is_empty()).or(Some("settled".to_owned()))
            },
            due_ms: due(f.state.paper_due),
            codes: codes([&f.state.number]),
            ..Index::default()
        })
}

/// What people may type to find a record with these words.
fn words(words: &Words) -> Vec<String> {
    words.beginnings().into_iter().collect()
}

/// Codes that are there: an empty serial number names nothing.
fn codes<'a>(all: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    all.into_iter().filter(|code| !code.is_empty()).cloned().collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_kind_of_the_domain_is_projected() {
        let kinds = super::kinds();
        for kind in crate::domain::any::KINDS {
            assert!(kinds.knows(kind), "{kind}");
        }
    }
}
