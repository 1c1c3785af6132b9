//! The sections of the console: one table, from which the navigation, the group of a page and the palette are drawn.

use super::page::Page;
use Who::{Administers, Everyone, LooksAfterPeople};

/// Who sees a section in the navigation: whoever may open it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Everyone who is signed in.
    Everyone,
    /// Who looks after phones: administrators and managers.
    Administers,
    /// Administrators.
    LooksAfterPeople,
}

/// A section.
struct Section {
    /// What a page of it says of itself ([`Page::at`]).
    here: &'static str,
    /// Where it is.
    path: &'static str,
    /// Key of what it is called.
    title: &'static str,
    /// Key of the group that it stands in; empty for none.
    group: &'static str,
    who: Who,
}

const fn section(
    here: &'static str,
    path: &'static str,
    title: &'static str,
    group: &'static str,
    who: Who,
) -> Section {
    Section { here, path, title, group, who }
}

const CUSTOMERS: &str = "customers-title";
const STOCK: &str = "console-stock";
const COMPANY: &str = "kept-company";

/// All of them, in their order. A group is opened at the first of its sections that the reader may open.
const SECTIONS: [Section; 22] = [
    section("jobs", "/jobs", "console-jobs", "", Everyone),
    section("worklist", "/worklist", "worklist-title", "", Everyone),
    section("customers", "/customers", "customers-title", CUSTOMERS, Everyone),
    section("sites", "/sites", "sites-title", CUSTOMERS, Everyone),
    section("contracts", "/contracts", "contracts-title", CUSTOMERS, Everyone),
    section("equipment", "/equipment", "equipment-title", CUSTOMERS, Everyone),
    section("stock", "/stock", "console-stock", STOCK, Everyone),
    section("cards", "/cards", "cards-title", STOCK, Everyone),
    section("places", "/places", "places-title", STOCK, Everyone),
    section("figures", "/figures", "console-figures", "", Everyone),
    section("people", "/people", "people-title", COMPANY, Administers),
    section("centres", "/centres", "centres-title", COMPANY, LooksAfterPeople),
    section("company", "/company", "company-title", COMPANY, LooksAfterPeople),
    section("import", "/import", "import-title", COMPANY, LooksAfterPeople),
    section("calendars", "/calendars", "calendar-title", COMPANY, Everyone),
    section("checklists", "/checklists", "checklist-title", COMPANY, Everyone),
    section("devices", "/devices", "console-devices", COMPANY, Administers),
    section("quarantine", "/quarantine", "console-quarantine", COMPANY, Administers),
    section("audit", "/audit", "security-audit", COMPANY, LooksAfterPeople),
    section("backup", "/backup", "company-backup", COMPANY, LooksAfterPeople),
    section("account", "/account", "security-account", "", Everyone),
    section("search", "/search", "search-title", "", Everyone),
];
/// Sections that the head of each page leads to in its own place.
const ELSEWHERE: [&str; 2] = ["account", "search"];

/// One way of the navigation.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// Where it leads.
    pub address: &'static str,
    /// What it is called.
    pub text: String,
    /// What `aria-current` says: `page` for this one, `true` for a group that this page stands in, empty for others.
    pub current: &'static str,
}

impl Page {
    fn sees(&self, section: &Section) -> bool {
        match section.who {
            Everyone => self.user.is_some(),
            Administers => self.admin,
            LooksAfterPeople => self.people,
        }
    }
    /// Key of the group that the page stands in; empty for none.
    fn group(&self) -> &'static str {
        SECTIONS.iter().find(|section| section.here == self.here).map_or("", |section| section.group)
    }
    fn way(&self, section: &Section) -> Way {
        let current = if section.here == self.here { "page" } else { "" };
        Way { address: section.path, text: self.t(section.title), current }
    }
    /// The sections without a group, and the groups.
    pub(super) fn navigation(&self) -> Vec<Way> {
        let mut ways: Vec<Way> = Vec::new();
        let mut groups = Vec::new();
        let shown = SECTIONS.iter().filter(|section| self.sees(section) && !ELSEWHERE.contains(&section.here));
        for section in shown {
            if section.group.is_empty() {
                ways.push(self.way(section));
            } else if !groups.contains(&section.group) {
                groups.push(section.group);
                let within = if section.group == self.group() { "true" } else { "" };
                let way = self.way(section);
                let current = if way.current.is_empty() { within } else { way.current };
                ways.push(Way { text: self.t(section.group), current, ..way });
            }
        }
        ways
    }
    /// The sections of the group that the page stands in.
    pub(super) fn neighbours(&self) -> Vec<Way> {
        let group = self.group();
        if group.is_empty() {
            return Vec::new();
        }
        SECTIONS.iter().filter(|one| one.group == group && self.sees(one)).map(|one| self.way(one)).collect()
    }
    /// Every section that the reader may open, for the palette.
    pub(super) fn sections(&self) -> Vec<Way> {
        SECTIONS.iter().filter(|section| self.sees(section)).map(|section| self.way(section)).collect()
    }
}
