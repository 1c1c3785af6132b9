//! The filters of the list of jobs, as they stand in its address.

use crate::console::words;
use crate::ledger::{JobSort, Jobs, Which};
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::jobs::Status;
use fettle_core::domain::jobs::sheet::{Cause, JobKind};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::{Contract, Customer, Equipment, Site};
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_core::text::Lang;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use uuid::Uuid;

/// Jobs on one page.
pub(super) const PAGE: usize = 25;
/// Jobs are counted up to this many: to count more would look at each.
pub(super) const COUNTED: usize = 1_000;
/// The group of everything that is not closed or cancelled.
pub(super) const OPEN: &str = "open";
/// The group of what a person has to look at.
pub(super) const ATTENTION: &str = "attention";

/// What the list is cut down to. Empty fields ask for nothing; a day, or an id of a thing, that does not read is told, and asks for nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct Filter {
    /// A status, or [`OPEN`], or [`ATTENTION`].
    pub status: String,
    /// A centre's id.
    pub centre: String,
    /// A person's id.
    pub engineer: String,
    /// 1 to 4.
    pub level: String,
    /// The cause on the sheet that the customer signed.
    pub cause: String,
    /// One of the six kinds.
    pub kind: String,
    /// The id of the customer, the site, the machine or the contract that the jobs are of: their pages lead here.
    pub customer: String,
    pub site: String,
    pub equipment: String,
    pub contract: String,
    /// Words.
    pub q: String,
    /// First day of report, in the site's zone.
    pub from: String,
    /// Last day.
    pub to: String,
    /// The order: `due`, `oldest`, `level`, `status` or `site`, with a `-` before it for turned round; `newest` is `-oldest`, nothing is `due`.
    pub sort: String,
    /// An act was to be done, and no job was ticked.
    pub nothing: String,
}

impl Filter {
    /// What it asks of the ledger. A code that is none asks for nothing, as a choice that an older page offered.
    pub(super) fn asks<'f>(&'f self, reach: &'f Reach, lang: Lang) -> Jobs<'f> {
        Jobs {
            which: match self.status.as_str() {
                OPEN => Which::Open,
                ATTENTION => Which::Attention,
                code => Status::from_code(code).map_or(Which::Any, Which::Is),
            },
            centre: self.centre.parse().ok(),
            engineer: self.engineer.parse().ok(),
            level: self.level.parse().ok(),
            cause: Cause::read(&self.cause).ok(),
            kind: JobKind::from_code(&self.kind),
            customer: self.customer.parse().ok(),
            site: self.site.parse().ok(),
            equipment: self.equipment.parse().ok(),
            contract: self.contract.parse().ok(),
            words: &self.q,
            from: words::day(&self.from),
            to: words::day(&self.to),
            sort: self.order().1,
            ..Jobs::all(reach, lang)
        }
    }
    /// The order by a column, and whether it is turned round; and what that is to the ledger.
    pub(super) fn order(&self) -> ((&'static str, bool), JobSort) {
        match self.sort.as_str() {
            "oldest" => (("oldest", false), JobSort::Oldest),
            "level" => (("level", false), JobSort::Level),
            "-level" => (("level", true), JobSort::LevelDown),
            "status" => (("status", false), JobSort::Status),
            "-status" => (("status", true), JobSort::StatusDown),
            "site" => (("site", false), JobSort::Site),
            "-site" => (("site", true), JobSort::SiteDown),
            "newest" | "-oldest" => (("oldest", true), JobSort::Newest),
            "-due" => (("due", true), JobSort::DueDown),
            // What presses stands first, what is over last.
            _ => (("due", false), JobSort::Due),
        }
    }
    /// Days that were typed and are none, as a browser without a calendar sends them.
    pub(super) fn unreadable_days(&self) -> bool {
        [&self.from, &self.to].iter().any(|text| !text.is_empty() && words::day(text).is_none())
    }
    /// Whether a part of it does not read, and so asks for nothing: a page says so, and lists more than was meant. What makes a file of the list, or does
    /// something to all of it, refuses such a filter.
    pub(super) fn is_unreadable(&self) -> bool {
        let group = [OPEN, ATTENTION].contains(&self.status.as_str());
        let reads = [
            (&self.status, group || Status::from_code(&self.status).is_some()),
            (&self.centre, self.centre.parse::<CentreId>().is_ok()),
            // A name that several share, or nobody has, is still a name here.
            (&self.engineer, self.engineer.parse::<PersonId>().is_ok()),
            (&self.level, self.level.parse::<u8>().is_ok()),
            (&self.cause, Cause::read(&self.cause).is_ok()),
            (&self.kind, JobKind::from_code(&self.kind).is_some()),
        ];
        let unread = reads.iter().any(|(text, reads)| !text.is_empty() && !reads);
        unread || self.unreadable_days() || self.unreadable_things()
    }
    /// The things whose jobs are listed: the name of the field, what it says, the kind of the record.
    fn named(&self) -> [(&'static str, &str, &'static str); 4] {
        [
            ("customer", &self.customer, Customer::KIND),
            ("site", &self.site, Site::KIND),
            ("equipment", &self.equipment, Equipment::KIND),
            ("contract", &self.contract, Contract::KIND),
        ]
    }
    /// The same as records, each with the name of its field.
    pub(super) fn things(&self) -> Vec<(&'static str, Subject)> {
        let known = |(name, id, kind): (_, &str, _)| Some((name, Subject::new(kind, id.parse::<Uuid>().ok()?)));
        self.named().into_iter().filter_map(known).collect()
    }
    /// Whether the address names a thing by what is no id.
    pub(super) fn unreadable_things(&self) -> bool {
        self.named().iter().any(|(_, id, _)| !id.is_empty() && id.parse::<Uuid>().is_err())
    }
    /// The address of the same list, which then says that no job was ticked.
    pub(super) fn without_choice(&self) -> String {
        let pair = |(name, value): (&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let pairs: Vec<String> = self.pairs().into_iter().filter(|(_, value)| !value.is_empty()).map(pair).collect();
        let list = if pairs.is_empty() { String::new() } else { format!("{}&", pairs.join("&")) };
        format!("/jobs?{list}nothing=yes")
    }
    fn pairs(&self) -> [(&'static str, &str); 14] {
        [
            ("status", &*self.status),
            ("centre", &self.centre),
            ("engineer", &self.engineer),
            ("level", &self.level),
            ("cause", &self.cause),
            ("kind", &self.kind),
            ("customer", &self.customer),
            ("site", &self.site),
            ("equipment", &self.equipment),
            ("contract", &self.contract),
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
            ("sort", &self.sort),
        ]
    }
}
