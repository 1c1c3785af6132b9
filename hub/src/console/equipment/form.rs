//! The fields of a machine, as a form shows them and as it is read; and what is named by what people type.

use crate::console::kept::{Miss, bilingual, day, find, text};
use crate::console::kit::{Choice, Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::HubError;
use fettle_core::domain::sites::{
    Contract, ContractId, Equipment, EquipmentChange, EquipmentId, Machines, Site, SiteId,
};
use fettle_core::kernel::{Aggregate, Folded, Refusal, Subject};
use uuid::Uuid;

/// What is named on a form: shown as text, with the id of what it says or the records to choose from.
#[derive(Default)]
pub(super) struct Named {
    /// The text.
    pub text: String,
    /// To choose from; one that is chosen says what the text means.
    pub choices: Vec<Choice>,
}

impl Named {
    /// A record by its id and its name.
    pub(super) fn of(id: impl std::fmt::Display, text: String) -> Self {
        Self { choices: vec![Choice::new(&id, text.clone(), &id.to_string())], text }
    }
}

/// The site, the parent and the contract of a form.
#[derive(Default)]
pub(super) struct Names {
    pub site: Named,
    pub parent: Named,
    pub contract: Named,
}

/// The form with what is on record.
pub(super) fn form(p: &Page, action: String, button: String, machine: &Equipment, names: Names) -> Form {
    let line = |name: &'static str, value: &str| Field::line(name, p.t(&format!("sites-field-{name}"))).holding(value);
    let days = |name: &'static str, field: &str, value: Option<chrono::NaiveDate>| {
        let value = value.map(|day| day.to_string()).unwrap_or_default();
        Field::day(name, p.t(field)).holding(value).answers(&["day_unreadable"])
    };
    let named = |name: &'static str, kind: &'static str, named: Named| {
        Field::find(name, p.t(&format!("sites-field-{name}")), kind, named.choices).holding(named.text)
    };
    Form::new(p, "equipment", action, button)
        .with(named("site", Site::KIND, names.site).required().answers(&[
            "which_one",
            "none_found",
            "site_unknown",
            "site_closed",
        ]))
        .with(Field::line("name_zh", p.t("kit-name-zh")).holding(&machine.name.zh).answers(&["name_missing"]))
        .with(Field::line("name_en", p.t("kit-name-en")).holding(&machine.name.en))
        .with(line("pn", &machine.pn).required().answers(&["part_number_missing"]))
        .with(line("sn", &machine.sn))
        .with(line("class", &machine.class).help(p.t("equipment-class-about")))
        .with(line("place", &machine.place))
        .with(named("parent", Equipment::KIND, names.parent).help(p.t("equipment-parent-about")).answers(&[
            "which_part",
            "no_such_part",
            "own_parent",
            "parent_elsewhere",
            "parent_retired",
            "parent_circle",
        ]))
        .with(days("installed", "sites-field-installed", machine.installed))
        .with(days("warranty_end", "sites-field-warranty-end", machine.warranty_end))
        .with(days("life_end", "sites-field-life-end", machine.life_end))
        .with(
            named("contract", Contract::KIND, names.contract)
                .help(p.t("equipment-contract-about"))
                .answers(&["which_contract", "no_such_contract"]),
        )
}

/// What the form says.
pub(super) struct Said {
    pub change: EquipmentChange,
}

/// Reads the form: texts and days, and what the names mean.
///
/// # Errors
/// A miss for a name that means none or several; `day_unreadable`.
pub(super) async fn read(auth: &AuthContext, fields: &Fields) -> Result<Result<Said, (&'static str, Miss)>, HubError> {
    let site = match find(auth, fields, "site", Site::KIND).await? {
        Ok(site) => site,
        Err(miss) => return Ok(Err(("site", miss))),
    };
    let contract = match find(auth, fields, "contract", Contract::KIND).await? {
        Ok(contract) => contract,
        Err(miss) => return Ok(Err(("contract", renamed(miss, "which_contract", "no_such_contract")))),
    };
    let parent = match parent(auth, fields, site.map(SiteId::new)).await? {
        Ok(parent) => parent,
        Err(miss) => return Ok(Err(("parent", miss))),
    };
    let days = || -> Result<_, Refusal> {
        Ok((day(fields, "installed")?, day(fields, "warranty_end")?, day(fields, "life_end")?))
    };
    let (installed, warranty_end, life_end) = match days() {
        Ok(days) => days,
        Err(refusal) => return Ok(Err(("", Miss { refusal, choices: Vec::new() }))),
    };
    let has = |name: &str| fields.has(name);
    Ok(Ok(Said {
        change: EquipmentChange {
            site: site.map(|site| Some(SiteId::new(site))),
            pn: text(fields, "pn"),
            sn: text(fields, "sn"),
            name: (has("name_zh") || has("name_en")).then(|| bilingual(fields)),
            class: text(fields, "class"),
            place: text(fields, "place"),
            parent: has("parent").then_some(parent),
            installed: has("installed").then_some(installed),
            warranty_end: has("warranty_end").then_some(warranty_end),
            life_end: has("life_end").then_some(life_end),
            contract: has("contract").then_some(contract.map(ContractId::new)),
        },
    }))
}

/// The same miss under the codes of another field: a form tells by the code beside which field it stands.
fn renamed(miss: Miss, several: &'static str, none: &'static str) -> Miss {
    let code = if miss.refusal.code == "which_one" { several } else { none };
    Miss { refusal: Refusal { code, args: miss.refusal.args }, choices: miss.choices }
}

/// The machine of the site that is meant by its id, its name, its serial number or a label.
async fn parent(
    auth: &AuthContext,
    fields: &Fields,
    site: Option<SiteId>,
) -> Result<Result<Option<EquipmentId>, Miss>, HubError> {
    let typed = fields.get("parent");
    let chosen = if fields.get("parent_for") == typed { fields.get("parent_chosen") } else { "" };
    let wanted = if chosen.is_empty() { typed } else { chosen };
    if wanted.is_empty() {
        return Ok(Ok(None));
    }
    if let Ok(id) = wanted.parse::<EquipmentId>() {
        return Ok(Ok(Some(id)));
    }
    let machines = match site {
        Some(site) => machines_at(auth, site).await?,
        None => Machines::new(),
    };
    let is = |machine: &Equipment| {
        [&machine.sn, &machine.name.zh, &machine.name.en].iter().any(|text| *text == wanted)
            || machine.codes.contains(wanted)
    };
    let found: Vec<_> = machines.iter().filter(|(_, machine)| is(machine)).collect();
    Ok(match found.as_slice() {
        [(id, _)] => Ok(Some(**id)),
        [] => {
            let refusal = Refusal::new("no_such_part").with("value", typed);
            Err(Miss { refusal, choices: Vec::new() })
        }
        several => {
            let refusal = Refusal::new("which_part").with("count", several.len());
            let text = |machine: &Equipment| {
                let parts = [machine.name.in_lang(auth.lang()), &machine.sn, &machine.place];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
            };
            let choices = several.iter().map(|(id, machine)| Choice::new(id, text(machine), "")).collect();
            Err(Miss { refusal, choices })
        }
    })
}

/// The machines of a site.
pub(super) async fn machines_at(auth: &AuthContext, site: SiteId) -> Result<Machines, HubError> {
    machines(&auth.hub().ledger, &[site]).await
}

/// The machines of some sites.
pub(super) async fn machines(ledger: &crate::ledger::Ledger, sites: &[SiteId]) -> Result<Machines, HubError> {
    let mut all = Machines::new();
    for site in sites {
        let found: Vec<(Uuid, Folded<Equipment>)> = ledger.by_parent::<Equipment>(&Subject::from(*site)).await?;
        all.extend(found.into_iter().map(|(id, machine)| (EquipmentId::new(id), machine.state)));
    }
    Ok(all)
}
