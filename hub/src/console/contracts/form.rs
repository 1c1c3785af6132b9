//! The terms of a contract, as a form shows them and as it is read.

use crate::console::kept::{Miss, day, find, text};
use crate::console::kit::{Choice, Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::HubError;
use crate::ledger::{Desk, Directory, Ended, Ledger};
use chrono::NaiveDate;
use fettle_core::domain::sites::{
    About, Contract, ContractChange, ContractId, Customer, CustomerId, JobKind, SheetLanguage, Site, SiteId, SlaTarget,
};
use fettle_core::kernel::{Aggregate, Refusal, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// Sites of a customer that a form shows as boxes; of more, the others are typed.
const BOXES: usize = 100;
/// The levels of a fault.
const LEVELS: [u8; 4] = [1, 2, 3, 4];
/// The fields of the promises of a level.
const MINUTES: [&str; 4] = ["promise_1", "promise_2", "promise_3", "promise_4"];

fn date(value: NaiveDate) -> String {
    if value == NaiveDate::MIN || value == NaiveDate::MAX { String::new() } else { value.to_string() }
}

/// Adds the fields with what is on record; `customer` is whose sites can be chosen.
pub(super) async fn fields(
    auth: &AuthContext,
    p: &Page,
    form: Form,
    contract: &Contract,
    customer: Option<CustomerId>,
) -> Result<Form, HubError> {
    let days = |name: &'static str, value: NaiveDate| {
        Field::day(name, p.t(&format!("sites-field-{name}"))).holding(date(value)).required()
    };
    let mut form = form
        .with(
            Field::line("number", p.t("sites-field-number"))
                .holding(&contract.number)
                .required()
                .answers(&["contract_number_missing", "contract_number_taken"]),
        )
        .with(days("starts", contract.starts).answers(&["day_unreadable", "day_missing"]))
        .with(days("ends", contract.ends).answers(&["contract_backwards"]));
    let (boxes, typed) = sites(auth, contract, customer).await?;
    let answers: &'static [&'static str] =
        &["contract_sites_missing", "contract_site_of_other", "none_found", "which_one"];
    let several = !boxes.is_empty();
    if several {
        form = form.with(Field::several("site", p.t("sites-field-sites"), boxes).answers(answers));
    }
    let label = if several { p.t("contracts-more-sites") } else { p.t("sites-field-sites") };
    let more = Field::lines("sites", label).holding(typed).help(p.t("contracts-sites-about"));
    form = form.with(if several { more } else { more.answers(answers) });
    let service = |kind: &JobKind| Choice {
        value: kind.code().to_owned(),
        text: p.code("papers-kind-", &kind.code().replace('_', "-")),
        chosen: contract.services.contains(kind),
    };
    let newer = contract.services.iter().filter(|kind| matches!(kind, JobKind::Newer(_)));
    let services = JobKind::ALL.iter().chain(newer).map(service).collect();
    form = form
        .with(Field::several("service", p.t("sites-field-services"), services).answers(&["contract_services_missing"]));
    for (level, name) in LEVELS.into_iter().zip(MINUTES) {
        let sla = contract.promises.get(&level);
        let value = sla.map(|one| format!("{} / {} / {}", one.answered_min, one.on_site_min, one.restored_min));
        let field = Field::line(name, p.t1("contracts-promise", "level", level)).holding(value.unwrap_or_default());
        let about = if level == 1 { p.t("contracts-promise-about") } else { String::new() };
        // Which level is meant stands in the refusal's text.
        let field = field.help(about);
        form = form.with(if level == 1 { field.answers(&["promise_unreadable", "promise_empty"]) } else { field });
    }
    let language =
        |one: &SheetLanguage| Choice::new(one.code(), p.code("papers-language-", one.code()), contract.language.code());
    let inspections = Field::number("inspections_a_year", p.t("sites-field-inspections-a-year"));
    Ok(form
        .with(inspections.holding(contract.inspections_a_year).answers(&["number_unreadable"]))
        .with(Field::one("language", p.t("sites-field-language"), SheetLanguage::ALL.iter().map(language).collect()))
        .with(Field::tick("watermark", p.t("sites-field-watermark"), contract.watermark)))
}

/// The customer's sites as boxes, and those of the contract that are not among these, one a line.
async fn sites(
    auth: &AuthContext,
    contract: &Contract,
    customer: Option<CustomerId>,
) -> Result<(Vec<Choice>, String), HubError> {
    let ledger = &auth.hub().ledger;
    let mut boxes = Vec::new();
    if let Some(customer) = customer {
        let asks = Directory {
            kind: Site::KIND,
            reach: &auth.viewer.reach,
            lang: auth.lang(),
            words: "",
            owner: Some(customer.into()),
            facet: None,
            ended: Ended::Without,
            today: NaiveDate::MIN,
        };
        for one in ledger.directory(&asks, None, BOXES).await?.rows {
            let id = SiteId::new(one.subject.id());
            let chosen = contract.sites.contains(&id);
            boxes.push(Choice { value: id.to_string(), text: one.called(auth.lang()).to_owned(), chosen });
        }
    }
    let shown: BTreeSet<String> = boxes.iter().map(|one| one.value.clone()).collect();
    let others = contract.sites.iter().map(ToString::to_string).filter(|id| !shown.contains(id));
    Ok((boxes, others.collect::<Vec<_>>().join("\n")))
}

/// The sites that a form names: boxes, and lines with a number, a name or an id.
///
/// # Errors
/// A miss for a line that means none or several.
pub(super) async fn read_sites(
    auth: &AuthContext,
    fields: &Fields,
) -> Result<Result<BTreeSet<SiteId>, Miss>, HubError> {
    let mut sites: BTreeSet<SiteId> = fields.all("site").filter_map(|id| id.parse().ok()).collect();
    for line in fields.get("sites").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let one = Fields(vec![("line".to_owned(), line.to_owned())]);
        match find(auth, &one, "line", Site::KIND).await? {
            Ok(found) => sites.extend(found.map(SiteId::new)),
            Err(miss) => return Ok(Err(miss)),
        }
    }
    Ok(Ok(sites))
}

/// What the form says, with the sites that it names. Kinds of work of a later version stay where the contract holds them.
///
/// # Errors
/// `day_unreadable`, `day_missing`, `promise_unreadable`, `number_unreadable`, `choice_unreadable`.
pub(super) fn read(
    fields: &Fields,
    sites: BTreeSet<SiteId>,
    held: &BTreeSet<JobKind>,
) -> Result<ContractChange, Refusal> {
    let needed = |name: &str| day(fields, name)?.ok_or_else(|| Refusal::new("day_missing"));
    let mut services = BTreeSet::new();
    for code in fields.all("service") {
        let known = JobKind::from_code(code).or_else(|| held.iter().copied().find(|kind| kind.code() == code));
        services.insert(known.ok_or_else(|| Refusal::new("choice_unreadable"))?);
    }
    let mut promises = BTreeMap::new();
    for (level, name) in LEVELS.into_iter().zip(MINUTES) {
        if let Some(sla) = sla(level, fields.get(name))? {
            promises.insert(level, sla);
        }
    }
    let inspections = match fields.get("inspections_a_year") {
        "" => 0,
        typed => typed.parse().map_err(|_| Refusal::new("number_unreadable").with("value", typed))?,
    };
    Ok(ContractChange {
        number: text(fields, "number"),
        sites: Some(sites),
        services: Some(services),
        promises: Some(promises),
        inspections_a_year: Some(inspections),
        starts: Some(needed("starts")?),
        ends: Some(needed("ends")?),
        watermark: Some(fields.has("watermark")),
        language: Some(fields.choice("language", SheetLanguage::from_code)?),
    })
}

/// Three numbers of minutes: to the answer, to being on site, to restored. None where nothing is typed.
fn sla(level: u8, typed: &str) -> Result<Option<SlaTarget>, Refusal> {
    if typed.is_empty() {
        return Ok(None);
    }
    let parts = typed.split(['/', ',', ';', ' ', '，', '；', '、']).filter(|part| !part.is_empty());
    let minutes: Option<Vec<u32>> = parts.map(|part| part.parse().ok()).collect();
    match minutes.as_deref() {
        Some([answered_min, on_site_min, restored_min]) => {
            let (answered_min, on_site_min, restored_min) = (*answered_min, *on_site_min, *restored_min);
            Ok(Some(SlaTarget { answered_min, on_site_min, restored_min }))
        }
        _ => Err(Refusal::new("promise_unreadable").with("level", level).with("value", typed)),
    }
}

/// What a command has to know about a contract's terms.
pub(super) struct Known {
    customer: Customer,
    sites: BTreeMap<SiteId, Site>,
    number_taken: bool,
}

impl Known {
    /// Reads it.
    pub(super) async fn of(
        desk: &Desk,
        id: ContractId,
        customer: CustomerId,
        (sites, number): (&BTreeSet<SiteId>, &str),
    ) -> Result<Self, HubError> {
        let ledger = &desk.ledger;
        let whose = ledger.get::<Customer>(customer.uuid()).await?.map(|found| found.state).unwrap_or_default();
        let mut known = BTreeMap::new();
        for site in sites {
            if let Some(found) = ledger.get::<Site>(site.uuid()).await? {
                known.insert(*site, found.state);
            }
        }
        Ok(Self { customer: whose, sites: known, number_taken: number_taken(ledger, id, number).await? })
    }
    /// For the command.
    pub(super) fn about(&self) -> About<'_> {
        About { customer: &self.customer, sites: &self.sites, number_taken: self.number_taken }
    }
}

/// Whether another contract has this number, whoever may see it.
async fn number_taken(ledger: &Ledger, own: ContractId, number: &str) -> Result<bool, HubError> {
    let others = ledger.with_code(Contract::KIND, number.trim()).await?;
    Ok(others.into_iter().any(|subject: Subject| subject.id() != own.uuid()))
}
