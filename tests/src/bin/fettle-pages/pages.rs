//! What there is to walk, and where its addresses come from.

/// One sort of page.
pub struct Page {
    /// As the table calls it.
    pub name: &'static str,
    pub way: Way,
    /// Whether the hub of commit 1be1845 had it.
    pub older: bool,
}

/// Where the addresses of a sort of page come from.
pub enum Way {
    /// It has this one.
    Address(&'static str),
    /// The pages behind the first one of this list.
    Next(&'static str),
    /// Words behind this.
    Words(&'static str),
    /// Ids that stand behind a text of one of these lists make addresses, in the place of `{}`. `{place}` in a list is a place that was found before.
    Record { from: &'static [(&'static str, &'static str)], to: &'static str },
    /// The same of places, of which everybody knows all, and sees inside some.
    Inside(&'static str),
}

/// What is looked for: names, beginnings of their sounds, numbers, codes, telephones, symptoms.
pub const WORDS: [&str; 14] = [
    "派出所",
    "机场",
    "dc",
    "hdqjc",
    "K00001",
    "SN0000012",
    "M-00001",
    "J-000012",
    "13800",
    "张",
    "无图像",
    "海淀第3小学",
    "P-0001",
    "HT-00001",
];

macro_rules! record {
    ($list:literal) => {
        Way::Record { from: &[(concat!("/", $list), concat!("href=\"/", $list, "/"))], to: concat!("/", $list, "/{}") }
    };
    ($list:literal to $to:literal) => {
        Way::Record { from: &[(concat!("/", $list), concat!("href=\"/", $list, "/"))], to: $to }
    };
}

const PAGES: &[Page] = &[
    older("jobs", Way::Address("/jobs")),
    older("open jobs", Way::Address("/jobs?status=open")),
    older("jobs, further on", Way::Next("/jobs")),
    newer("jobs by level", Way::Address("/jobs?sort=level&status=open")),
    newer("jobs by words", Way::Words("/jobs?q=")),
    older("job", record!("jobs")),
    older("new job: which site", Way::Address("/jobs/new")),
    older(
        "new job: the form",
        Way::Record {
            from: &[("/sites", "href=\"/sites/"), ("/jobs/new", "<option value=\"")],
            to: "/jobs/new?site={}",
        },
    ),
    newer("new job: unknown caller", Way::Address("/jobs/first")),
    newer("worklist", Way::Address("/worklist")),
    newer("search", Way::Words("/search?q=")),
    newer("palette", Way::Words("/palette?q=")),
    newer("lookup of sites", Way::Words("/lookup?kind=site&q=")),
    newer("customers", Way::Address("/customers")),
    newer("customers, further on", Way::Next("/customers")),
    newer("customers by words", Way::Words("/customers?q=")),
    newer("customer", record!("customers")),
    newer("customer: change", record!("customers" to "/customers/{}/change")),
    newer("sites", Way::Address("/sites")),
    newer("sites, further on", Way::Next("/sites")),
    newer("site", record!("sites")),
    newer("contracts", Way::Address("/contracts")),
    newer("contract", record!("contracts")),
    newer("equipment", Way::Address("/equipment")),
    newer("equipment, further on", Way::Next("/equipment")),
    newer("equipment by words", Way::Words("/equipment?q=")),
    newer("machine", record!("equipment")),
    newer("people", Way::Address("/people")),
    newer("person", record!("people")),
    newer("centres", Way::Address("/centres")),
    newer("centre", record!("centres")),
    newer("parts", Way::Address("/cards")),
    newer("parts by words", Way::Words("/cards?q=")),
    newer("part", record!("cards")),
    newer("places", Way::Address("/places")),
    newer("place", record!("places")),
    older("stock", Way::Address("/stock")),
    newer("stock of a place", Way::Inside("/stock/list?place={place}")),
    older(
        "movements of a part",
        Way::Record {
            from: &[("/stock", "href=\"/stock/"), ("/stock/list?place={place}", "href=\"/stock/")],
            to: "/stock/{}",
        },
    ),
    newer("delivery", Way::Address("/stock/receive")),
    older("figures", Way::Address("/figures")),
    older("phones", Way::Address("/devices")),
    older("quarantine", Way::Address("/quarantine")),
    older("audit", Way::Address("/audit")),
    older("account", Way::Address("/account")),
    newer("checklists", Way::Address("/checklists")),
    newer("calendars", Way::Address("/calendars")),
    newer("company", Way::Address("/company")),
    newer("import", Way::Address("/import")),
];

const fn older(name: &'static str, way: Way) -> Page {
    Page { name, way, older: true }
}

const fn newer(name: &'static str, way: Way) -> Page {
    Page { name, way, older: false }
}

/// All of them, in the order of the table.
pub fn all() -> impl Iterator<Item = &'static Page> {
    PAGES.iter()
}

/// Those that an older hub had too.
pub fn older_hubs() -> impl Iterator<Item = &'static Page> {
    PAGES.iter().filter(|page| page.older)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_sorts_share_a_name() {
        let names: std::collections::BTreeSet<_> = all().map(|page| page.name).collect();
        assert_eq!(names.len(), all().count());
        assert!(older_hubs().count() > 10);
    }
}
