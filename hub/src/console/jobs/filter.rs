//! The filters of the list of jobs, as they stand in its address.

use crate::console::words;
use crate::ledger::{JobSort, Jobs, Key, Which};
use fettle_core::domain::jobs::Status;
use fettle_core::domain::jobs::sheet::Cause;
use fettle_core::domain::reach::Reach;
use fettle_core::text::Lang;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

/// Jobs on one page.
pub(super) const PAGE: usize = 25;
/// Jobs are counted up to this many: to count more would look at each.
pub(super) const COUNTED: usize = 1_000;
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
    /// Behind which job the page begins.
    pub after: String,
    /// An act was to be done, and no job was ticked.
    pub nothing: String,
    /// The form of the answer: `csv` or `xlsx`; a page without it.
    #[serde(rename = "as")]
    pub form: String,
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
            words: &self.q,
            from: words::day(&self.from),
            to: words::day(&self.to),
            sort: match self.sort.as_str() {
                "oldest" => JobSort::Oldest,
                "level" => JobSort::Level,
                "status" => JobSort::Status,
                "site" => JobSort::Site,
                _ => JobSort::Newest,
            },
            ..Jobs::all(reach, lang)
        }
    }
    /// Where the page begins; an address that names no place begins at the first job.
    pub(super) fn after(&self) -> Option<Key> {
        self.after.parse().ok()
    }
    /// Days that were typed and are none, as a browser without a calendar sends them.
    pub(super) fn unreadable_days(&self) -> bool {
        [&self.from, &self.to].iter().any(|text| !text.is_empty() && words::day(text).is_none())
    }
    /// Whether anything is cut away.
    pub(super) fn is_narrow(&self) -> bool {
        [&self.status, &self.centre, &self.engineer, &self.level, &self.cause, &self.q, &self.from, &self.to]
            .iter()
            .any(|field| !field.is_empty())
    }
    /// The address of the same list with another order, from another place on.
    pub(super) fn address(&self, sort: &str, after: Option<&Key>) -> String {
        self.written(sort, &after.map(Key::to_string).unwrap_or_default(), "")
    }
    /// The address of the same list, which then says that no job was ticked.
    pub(super) fn without_choice(&self) -> String {
        let list = self.address(&self.sort, None);
        format!("{list}{}nothing=yes", if list.contains('?') { '&' } else { '?' })
    }
    /// What is listed, as fields of a form.
    pub(super) fn fields(&self) -> Vec<(&'static str, &str)> {
        self.pairs(&self.sort, "", "").into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
    /// The address of all that is listed, as a file.
    pub(super) fn file(&self, form: &str) -> String {
        self.written(&self.sort, "", form)
    }
    fn pairs<'f>(&'f self, sort: &'f str, after: &'f str, form: &'f str) -> [(&'static str, &'f str); 11] {
        [
            ("status", &*self.status),
            ("centre", &self.centre),
            ("engineer", &self.engineer),
            ("level", &self.level),
            ("cause", &self.cause),
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
            ("sort", sort),
            ("after", after),
            ("as", form),
        ]
    }
    fn written(&self, sort: &str, after: &str, form: &str) -> String {
        let fields = self.pairs(sort, after, form);
        let pair = |(name, value): &(&str, &str)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC));
        let pairs: Vec<String> = fields.iter().filter(|(_, value)| !value.is_empty()).map(pair).collect();
        if pairs.is_empty() { "/jobs".to_owned() } else { format!("/jobs?{}", pairs.join("&")) }
    }
}
