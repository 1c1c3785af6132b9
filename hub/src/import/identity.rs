//! Which thing on record a row of customers or sites is about: the code says so where the row gives one, else the name. A code and a name that
//! lead to different things are refused: which of the two is wrong, nobody can tell.

use super::known::Names;
use super::plan::Work;
use super::row::Row;
use fettle_core::domain::ids::{CustomerId, SiteId};
use fettle_core::domain::printed::folded;

/// The column that names the thing of a row.
pub(super) fn thing(row: &Row) -> &'static str {
    if row.cell("code").is_empty() { "name_zh" } else { "code" }
}

/// The code after a row: a list without the code says nothing about it.
pub(super) fn coded(row: &Row, old: &str) -> String {
    let new = row.cell("code");
    if new.is_empty() || folded(new) == folded(old) { old.to_owned() } else { new.to_owned() }
}

/// What the code and the name of a row lead to.
struct Leads<'a, I> {
    /// Things by code.
    codes: &'a Names<I>,
    /// What has the name; `Some(None)` for several.
    named: Option<Option<I>>,
    /// Code and name on record of a thing; none for one that these files bring.
    on_record: &'a dyn Fn(I) -> Option<(&'a str, &'a str)>,
}

/// The thing on record, none for a new one; or the column and the code of what is wrong.
fn meant<I: Copy + PartialEq>(row: &Row, leads: &Leads<'_, I>) -> Result<Option<I>, (&'static str, &'static str)> {
    let (code, name) = (row.cell("code"), folded(row.cell("name_zh")));
    let coded = if code.is_empty() { None } else { leads.codes.get(code) };
    match (coded, leads.named) {
        (Some(None), _) => Err(("code", "import_code_ambiguous")),
        (Some(Some(id)), named) => {
            let own = (leads.on_record)(id).is_some_and(|(_, own)| folded(own) == name);
            // A name that nothing else has is the thing's new one.
            if own || named.is_none() { Ok(Some(id)) } else { Err(("code", "import_code_of_other")) }
        }
        (None, None) => Ok(None),
        (None, Some(None)) => Err(("name_zh", "import_ambiguous")),
        (None, Some(Some(id))) => match (leads.on_record)(id) {
            None => Err(("name_zh", "import_name_twice")),
            Some((own, _)) if code.is_empty() || own.is_empty() => Ok(Some(id)),
            Some(_) => Err(("name_zh", "import_name_of_other")),
        },
    }
}

impl Work<'_> {
    /// The customer that a row is about: `Some(None)` for a new one; none, and noted, where that cannot be told.
    pub(super) fn customer_meant(&mut self, row: &Row) -> Option<Option<CustomerId>> {
        let on_record = |id| self.hub.customer_of.get(&id).map(|known| (known.code.as_str(), known.name.zh.as_str()));
        let leads = Leads {
            codes: &self.hub.customer_codes,
            named: self.hub.customers.get(row.cell("name_zh")),
            on_record: &on_record,
        };
        let found = meant(row, &leads);
        self.noted(row, found)
    }
    /// As [`Work::customer_meant`], for a site of `customer`.
    pub(super) fn site_meant(&mut self, row: &Row, customer: CustomerId) -> Option<Option<SiteId>> {
        let on_record = |id| self.hub.site_of.get(&id).map(|known| (known.code.as_str(), known.name.zh.as_str()));
        let leads = Leads {
            codes: &self.hub.site_codes,
            named: self.hub.sites_of.get(&(customer, folded(row.cell("name_zh")))).copied(),
            on_record: &on_record,
        };
        let found = meant(row, &leads).and_then(|found| {
            let other = |id: SiteId| self.hub.site_of.get(&id).is_some_and(|site| site.customer != Some(customer));
            if found.is_some_and(other) { Err(("code", "import_code_of_other")) } else { Ok(found) }
        });
        self.noted(row, found)
    }
    fn noted<I>(&mut self, row: &Row, found: Result<I, (&'static str, &'static str)>) -> Option<I> {
        found.map_err(|(column, code)| row.bad(&mut self.plan.problems, column, code)).ok()
    }
}
