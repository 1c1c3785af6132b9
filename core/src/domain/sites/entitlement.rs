//! What a customer is entitled to: in warranty, in contract, or chargeable, and the clause that says so (E7). Answered offline, before the
//! engineer leaves.

use super::{Contract, ContractId, Equipment, JobKind, Site, SiteId};
use crate::domain::calendar::day_in;
use crate::domain::jobs::sheet::Entitlement as Basis;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitled {
    /// In warranty, in contract or chargeable.
    pub basis: Basis,
    /// What decides.
    pub clause: Clause,
}

/// The clause that decides: its text is `sites-clause-<code>` in the catalogue.
// keys!: sites-clause-*
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Stable code.
    pub code: String,
    /// What the text mentions.
    pub args: BTreeMap<String, String>,
    /// The contract, where one decides.
    pub contract: Option<ContractId>,
}

impl Clause {
    fn new(code: &str) -> Self {
        Self { code: code.to_owned(), args: BTreeMap::new(), contract: None }
    }
    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.args.insert(name.to_owned(), value.to_string());
        self
    }
    fn of(self, id: ContractId, contract: &Contract) -> Self {
        Self { contract: Some(id), ..self }.with("contract", &contract.number)
    }
    /// The key and the arguments of its text.
    pub fn text(&self, lang: crate::text::Lang) -> String {
        let args: Vec<(&str, String)> = self.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        crate::text::text_with(lang, &format!("sites-clause-{}", self.code), &args)
    }
}

/// What the customer is entitled to for `kind` of work at the moment `at`. Days are days in the site's zone; first and last days count.
///
/// `equipment` is the machine, none for work that is not about one; `contracts` are all that are known, others' are passed over.
/// Warranty comes before contract, and covers repairs and goods checks of the machine itself. Among contracts that cover the work the one that
/// ends last decides; its number breaks a tie.
pub fn entitlement<'a>(
    equipment: Option<&Equipment>,
    site: (SiteId, &Site),
    contracts: impl IntoIterator<Item = (ContractId, &'a Contract)>,
    kind: JobKind,
    at: DateTime<Utc>,
) -> Entitled {
    let (site_id, site) = site;
    let day = day_in(at, site.tz());

    let warranty_end = equipment.and_then(|equipment| equipment.warranty_end);
    if let Some(end) = warranty_end.filter(|end| day <= *end && matches!(kind, JobKind::Repair | JobKind::GoodsCheck)) {
        return Entitled { basis: Basis::InWarranty, clause: Clause::new("warranty_until").with("day", end) };
    }

    let listed = equipment.and_then(|equipment| equipment.contract);
    let mut about: Vec<(ContractId, &Contract)> = contracts
        .into_iter()
        .filter(|(id, contract)| listed == Some(*id) || contract.sites.contains(&site_id))
        .collect();
    about.sort_by(|(_, a), (_, b)| b.ends.cmp(&a.ends).then_with(|| a.number.cmp(&b.number)));

    let runs = |contract: &Contract| contract.starts <= day && day <= contract.ends;
    if let Some((id, contract)) = about.iter().find(|(_, contract)| runs(contract) && contract.services.contains(&kind))
    {
        let clause = Clause::new("contract_covers").with("day", contract.ends).of(*id, contract);
        return Entitled { basis: Basis::InContract, clause };
    }
    Entitled { basis: Basis::Chargeable, clause: why_chargeable(&about, day, warranty_end) }
}

/// The reason nearest to covering: a contract that runs without this service, one not begun, one that ended, an ended warranty, nothing.
fn why_chargeable(about: &[(ContractId, &Contract)], day: NaiveDate, warranty_end: Option<NaiveDate>) -> Clause {
    let find = |test: &dyn Fn(&Contract) -> bool| about.iter().find(|(_, contract)| test(contract));
    if let Some((id, contract)) = find(&|contract| contract.starts <= day && day <= contract.ends) {
        return Clause::new("service_not_in_contract").of(*id, contract);
    }
    if let Some((id, contract)) = find(&|contract| day < contract.starts && contract.starts <= contract.ends) {
        return Clause::new("contract_not_begun").with("day", contract.starts).of(*id, contract);
    }
    if let Some((id, contract)) = find(&|contract| contract.ends < day && contract.customer.is_some()) {
        return Clause::new("contract_ended").with("day", contract.ends).of(*id, contract);
    }
    match warranty_end.filter(|end| *end < day) {
        Some(end) => Clause::new("warranty_ended").with("day", end),
        None => Clause::new("no_contract"),
    }
}
