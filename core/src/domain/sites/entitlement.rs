//! What a customer is entitled to: in warranty, in contract, or chargeable, and the clause that says so (E7). Answered offline, before the
//! engineer leaves. Desk and phone ask the same [`Question`], so that they look at the same contracts and say the same.

use super::{Contract, ContractId, Customer, CustomerId, Equipment, JobKind, Site, SiteId};
use crate::domain::calendar::day_in;
use crate::domain::jobs::sheet::{Clause, Entitlement as Basis, EntitlementPart};
use crate::kernel::{Aggregate, Subject};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitled {
    /// In warranty, in contract or chargeable.
    pub basis: Basis,
    /// What decides.
    pub clause: Clause,
    /// The contract, where one decides.
    pub contract: Option<ContractId>,
}

impl Entitled {
    fn new(basis: Basis, code: &str) -> Self {
        let clause = Clause { code: code.to_owned(), args: BTreeMap::new() };
        Self { basis, clause, contract: None }
    }
    fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.clause.args.insert(name.to_owned(), value.to_string());
        self
    }
    fn of(self, id: ContractId, contract: &Contract) -> Self {
        Self { contract: Some(id), ..self }.with("contract", &contract.number)
    }
    /// As a report and the sheet keep it.
    pub fn part(self) -> EntitlementPart {
        EntitlementPart { basis: self.basis, clause: String::new(), decided: Some(self.clause) }
    }
}

/// What is asked: a machine, or a site where the work is not about one.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The machine; none for work that is not about one.
    pub equipment: Option<&'a Equipment>,
    /// Where it is.
    pub site: (SiteId, &'a Site),
    /// The customer who reports; the site's own where none is told.
    pub customer: Option<CustomerId>,
    /// Which work.
    pub kind: JobKind,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

impl Question<'_> {
    /// Whose contracts may decide. Whoever answers gathers every contract that is filed below one of these, and the one of [`Self::listed`].
    pub fn look_below(&self) -> Vec<Subject> {
        let (site, of) = self.site;
        let mut customers: Vec<CustomerId> = of.customer.into_iter().chain(self.customer).collect();
        customers.dedup();
        let customers = customers.into_iter().map(|customer| Subject::new(Customer::KIND, customer.uuid()));
        customers.chain([Subject::new(Site::KIND, site.uuid())]).collect()
    }
    /// The contract that the machine's own record names.
    pub fn listed(&self) -> Option<ContractId> {
        self.equipment.and_then(|equipment| equipment.contract)
    }
    /// The answer from the gathered contracts; the same one may be there twice.
    pub fn answer(&self, gathered: impl IntoIterator<Item = (Uuid, Contract)>) -> Entitled {
        let all: BTreeMap<ContractId, Contract> =
            gathered.into_iter().map(|(id, contract)| (ContractId::new(id), contract)).collect();
        let known = all.iter().map(|(id, contract)| (*id, contract));
        entitlement(self.equipment, self.site, known, self.kind, self.at)
    }
}

/// What the customer is entitled to for `kind` of work at the moment `at`. Days are days in the site's zone; first and last days count.
///
/// `equipment` is the machine, none for work that is not about one; `contracts` are all that are known, others' are passed over.
/// Warranty comes before contract, and covers repairs and goods checks of the machine itself. Among contracts that cover the work the one that
/// ends last decides; its number breaks a tie.
fn entitlement<'a>(
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
        return Entitled::new(Basis::InWarranty, "warranty_until").with("day", end);
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
        return Entitled::new(Basis::InContract, "contract_covers").with("day", contract.ends).of(*id, contract);
    }
    why_chargeable(&about, day, warranty_end)
}

/// The reason nearest to covering: a contract that runs without this service, one not begun, one that ended, an ended warranty, nothing.
fn why_chargeable(about: &[(ContractId, &Contract)], day: NaiveDate, warranty_end: Option<NaiveDate>) -> Entitled {
    let because = |code| Entitled::new(Basis::Chargeable, code);
    let find = |test: &dyn Fn(&Contract) -> bool| about.iter().find(|(_, contract)| test(contract));
    if let Some((id, contract)) = find(&|contract| contract.starts <= day && day <= contract.ends) {
        return because("service_not_in_contract").of(*id, contract);
    }
    if let Some((id, contract)) = find(&|contract| day < contract.starts && contract.starts <= contract.ends) {
        return because("contract_not_begun").with("day", contract.starts).of(*id, contract);
    }
    if let Some((id, contract)) = find(&|contract| contract.ends < day && contract.customer.is_some()) {
        return because("contract_ended").with("day", contract.ends).of(*id, contract);
    }
    match warranty_end.filter(|end| *end < day) {
        Some(end) => because("warranty_ended").with("day", end),
        None => because("no_contract"),
    }
}
