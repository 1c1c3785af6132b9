//! The filters of the list of jobs, as they stand in its address.

use crate::console::names::Names;
use crate::console::words;
use fettle_core::domain::calendar::start_of;
use fettle_core::domain::jobs::{JobSummary, Status};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// Jobs on one page.
pub(super) const PAGE: usize = 25;
/// Ways to sort; the first is how it is without a choice.
pub(super) const SORTS: [&str; 5] = ["newest", "oldest", "level", "status", "site"];
/// The group of everything that is not closed or cancelled.
pub(super) const OPEN: &str = "open";
/// The group of what a person has to look at.
pub(super) const ATTENTION: &str = "attention";

/// What the list is cut down to. Empty fields ask for nothing; a day that does not read is told, and asks for
/// nothing.
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
    /// Words.
    pub q: String,
    /// First day of report, in the site's zone.
    pub from: String,
    /// Last day.
    pub to: String,
    /// One of [`SORTS`].
    pub sort: String,
    /// From 1.
    pub page: String,
}

impl Filter {
    /// Whether a job is in the list.
    pub(super) fn has(&self, job: &JobSummary, names: &Names) -> bool {
        let status = match self.status.as_str() {
            "" => true,
            OPEN => !matches!(job.status, Status::Closed | Status::Cancelled),
            ATTENTION => job.attention > 0,
            code => Status::from_code(code).is_none_or(|status| job.status == status),
        };
        let same = |wanted: &str, has: &dyn Fn(&str) -> bool| wanted.is_empty() || has(wanted);
        let zone = names.zone_of(job.site);
        let after = words::day(&self.from).is_none_or(|day| job.reported_at >= start_of(day, zone));
        let before = words::day(&self.to)
            .and_then(|day| day.succ_opt())
            .is_none_or(|next| job.reported_at < start_of(next, zone));
        status
            && after
            && before
            && same(&self.centre, &|id| job.centre.to_string() == id)
            && same(&self.engineer, &|id| job.assignees.iter().any(|one| one.to_string() == id))
            && same(&self.level, &|level| job.level.is_some_and(|found| found.to_string() == level))
            && same(&self.cause, &|cause| job.signed_cause.is_some_and(|found| found.code() == cause))
            && self.says(job, names)
    }
    /// Whether every word stands in number, symptom, customer, site or an engineer's name.
    fn says(&self, job: &JobSummary, names: &Names) -> bool {
        let (customer, site) = (names.customers.get(&job.customer), names.sites.get(&job.site));
        let named = customer.map(|c| &c.name).into_iter().chain(site.map(|s| &s.name));
        let people = job.assignees.iter().filter_map(|id| names.people.get(id)).map(|person| &person.name);
        let mut text = format!("{} {}", job.number, job.symptom);
        for name in named.chain(people) {
            text.push_str(&format!(" {} {}", name.zh, name.en));
        }
        let text = text.to_lowercase();
        self.q.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
    /// Days that were typed and are none, as a browser without a calendar sends them.
    pub(super) fn unreadable_days(&self) -> bool {
        [&self.from, &self.to].iter().any(|text| !text.is_empty() && words::day(text).is_none())
    }
    /// Puts rows in order.
    pub(super) fn order(&self, jobs: &mut [JobSummary], names: &Names) {
        // Newest first is the tie-break of every order: ids sort by birth.
        jobs.sort_by_key(|job| std::cmp::Reverse((job.reported_at, job.id)));
        match self.sort.as_str() {
            "oldest" => jobs.reverse(),
            "level" => jobs.sort_by_key(|job| job.level.unwrap_or(u8::MAX)),
            "status" => jobs.sort_by_key(|job| job.status),
            "site" => jobs.sort_by_cached_key(|job| (names.customer(job.customer), names.site(job.site))),
            _ => {}
        }
    }
    /// The page asked for, from 1 to `last`.
    pub(super) fn page(&self, last: usize) -> usize {
        self.page.parse().unwrap_or(1).clamp(1, last.max(1))
    }
    /// Whether anything is cut away.
    pub(super) fn is_narrow(&self) -> bool {
        [&self.status, &self.centre, &self.engineer, &self.level, &self.cause, &self.q, &self.from, &self.to]
            .iter()
            .any(|field| !field.is_empty())
    }
    /// The address of the same list with another order and page.
    pub(super) fn address(&self, sort: &str, page: usize) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let fields = [
            ("status", &*self.status),
            ("centre", &self.centre),
            ("engineer", &self.engineer),
            ("level", &self.level),
            ("cause", &self.cause),
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
            ("sort", sort),
            ("page", &page),
        ];
        let pair = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let pairs: Vec<String> = fields.iter().filter(|(_, value)| !value.is_empty()).map(pair).collect();
        if pairs.is_empty() { "/jobs".to_owned() } else { format!("/jobs?{}", pairs.join("&")) }
    }
}
