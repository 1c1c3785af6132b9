//! What is asked for: the act, as its form says it, and the records.

use super::jobs::who_goes;
use super::place::{field, path};
use crate::bulk::{Act, List};
use crate::console::kept::{Miss, centre_field, day, find, find_person};
use crate::console::kit::{Choice, Field, Form};
use crate::console::page::Page;
use crate::console::request::{AuthContext, Fields};
use crate::error::{Fault, HubError};
use axum::http::StatusCode;
use chrono::NaiveDate;
use fettle_core::domain::ids::{CentreId, SiteId};
use fettle_core::domain::jobs::commands::ManyAct;
use fettle_core::domain::jobs::{FaultClass, Judgement};
use fettle_core::domain::parts::{CardClass, ManyCards};
use fettle_core::domain::people::ManyPeople;
use fettle_core::domain::sites::{ManyContracts, ManyCustomers, ManyEquipment, ManySites, Site};
use fettle_core::domain::values::{read_thousandths, thousandths};
use fettle_core::kernel::{Aggregate, PersonId, Refusal};
use uuid::Uuid;

/// Records of one act at most.
pub(in crate::console) const MOST: usize = 200;

/// The code of the act, for who may do it.
///
/// # Errors
/// `query_unreadable` for what is none, `not_allowed`.
pub(in crate::console) fn code(auth: &AuthContext, list: List, code: &str) -> Result<&'static str, Fault> {
    let known = list.codes().iter().copied().find(|known| *known == code);
    let known = known.ok_or_else(|| Fault::bad("query_unreadable"))?;
    if list.may(known, &auth.actor()) { Ok(known) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The records that a text names, each once; those behind the first [`MOST`] are none of it, and whether there are such.
pub(in crate::console) fn records<'t>(texts: impl Iterator<Item = &'t str>) -> (Vec<Uuid>, bool) {
    let mut all: Vec<Uuid> = Vec::new();
    for id in texts.filter_map(|text| text.parse().ok()) {
        if all.contains(&id) {
            continue;
        }
        if all.len() == MOST {
            return (all, true);
        }
        all.push(id);
    }
    (all, false)
}

/// The records as a field.
pub(super) fn joined(records: &[Uuid]) -> String {
    records.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn miss(refusal: Refusal) -> Miss {
    Miss { refusal, choices: Vec::new() }
}

fn reason(fields: &Fields) -> Result<String, Refusal> {
    match fields.get("reason") {
        "" => Err(Refusal::new("reason_missing")),
        reason => Ok(reason.to_owned()),
    }
}

fn needed_day(fields: &Fields) -> Result<NaiveDate, Refusal> {
    day(fields, "day")?.ok_or_else(|| Refusal::new("day_missing"))
}

/// The centre that is chosen; none for head office.
fn centre(fields: &Fields) -> Result<Option<CentreId>, Refusal> {
    if fields.has("centre") { fields.optional("centre") } else { Err(Refusal::new("choice_unreadable")) }
}

/// Those who were ticked, and the one whose name was typed.
fn assign(fields: &Fields, typed: Option<PersonId>) -> Result<ManyAct, Refusal> {
    let mut to: Vec<PersonId> = Vec::new();
    let ticked = fields.all("to").map(|text| text.parse::<PersonId>().map_err(|_| Refusal::new("assignee_unknown")));
    for id in ticked.chain(typed.map(Ok)) {
        let id = id?;
        if !to.contains(&id) {
            to.push(id);
        }
    }
    if to.is_empty() { Err(Refusal::new("assignees_missing")) } else { Ok(ManyAct::Assign { to }) }
}

fn of_jobs(code: &str, fields: &Fields) -> Result<ManyAct, Refusal> {
    Ok(match code {
        "judge" => {
            let class = fields.choice("class", FaultClass::from_code)?;
            let level = fields.parse("level").unwrap_or(0);
            if !(1..=4).contains(&level) {
                return Err(Refusal::new("level_invalid").with("level", level));
            }
            ManyAct::Judge { judgement: Judgement { class, level, remark: fields.get("remark").to_owned() } }
        }
        "hold" => ManyAct::Hold { reason: reason(fields)? },
        "cancel" => ManyAct::Cancel { reason: reason(fields)? },
        "resume" => ManyAct::Resume,
        "close" => ManyAct::Close,
        _ => return Err(Refusal::new("choice_unreadable")),
    })
}

fn of_contracts(code: &str, fields: &Fields) -> Result<ManyContracts, Refusal> {
    Ok(match code {
        "contract_until" => ManyContracts::ContractUntil { day: needed_day(fields)? },
        "contract_months" => {
            let typed = fields.get("months");
            let months = typed.parse().map_err(|_| Refusal::new("number_unreadable").with("value", typed))?;
            ManyContracts::ContractMonths { months }
        }
        "contract_end" => ManyContracts::ContractEnd { day: needed_day(fields)?, reason: reason(fields)? },
        _ => return Err(Refusal::new("choice_unreadable")),
    })
}

fn of_cards(code: &str, fields: &Fields) -> Result<ManyCards, Refusal> {
    Ok(match code {
        "card_reorder" => {
            let typed = fields.get("reorder");
            let at = read_thousandths(typed).ok_or_else(|| Refusal::new("level_unreadable").with("value", typed))?;
            ManyCards::CardReorder { at }
        }
        "card_class" => ManyCards::CardClass { class: fields.choice("class", CardClass::from_code)? },
        _ => return Err(Refusal::new("choice_unreadable")),
    })
}

/// The act that a form says.
///
/// # Errors
/// A miss where nothing was chosen or typed, where that does not read, or where the site or the person that was typed means none or several.
pub(super) async fn read(
    auth: &AuthContext,
    list: List,
    code: &str,
    fields: &Fields,
) -> Result<Result<Act, Miss>, HubError> {
    let act = match (list, code) {
        (List::Jobs, "assign") => match find_person(auth, fields, "to_more").await? {
            Ok(typed) => assign(fields, typed).map(Act::Jobs),
            Err(miss) => return Ok(Err(miss)),
        },
        (List::Jobs, code) => of_jobs(code, fields).map(Act::Jobs),
        (List::Customers, _) => centre(fields).map(|to| Act::Customers(ManyCustomers::CustomerCentre { to })),
        (List::Sites, _) => centre(fields)
            .and_then(|to| to.ok_or_else(|| Refusal::new("centre_unknown")))
            .map(|to| Act::Sites(ManySites::SiteCentre { to })),
        (List::Contracts, code) => of_contracts(code, fields).map(Act::Contracts),
        (List::Equipment, "machine_move") => match find(auth, fields, "site", Site::KIND).await? {
            Ok(Some(site)) => Ok(Act::Equipment(ManyEquipment::MachineMove { to: SiteId::new(site) })),
            Ok(None) => Err(Refusal::new("site_unknown")),
            Err(miss) => return Ok(Err(miss)),
        },
        (List::Equipment, _) => reason(fields).map(|reason| Act::Equipment(ManyEquipment::MachineRetire { reason })),
        (List::Cards, code) => of_cards(code, fields).map(Act::Cards),
        (List::People, _) => centre(fields).map(|to| Act::People(ManyPeople::PersonCentre { to })),
    };
    Ok(act.map_err(miss))
}

fn of_centre(to: Option<CentreId>) -> (&'static str, String) {
    ("centre", to.map(|id| id.to_string()).unwrap_or_default())
}

/// The act as the fields of a form.
pub(super) fn written(act: &Act) -> Vec<(&'static str, String)> {
    let mut fields = vec![("act", act.code().to_owned())];
    match act {
        Act::Jobs(ManyAct::Assign { to }) => fields.extend(to.iter().map(|id| ("to", id.to_string()))),
        Act::Jobs(ManyAct::Judge { judgement }) => fields.extend([
            ("class", judgement.class.code().to_owned()),
            ("level", judgement.level.to_string()),
            ("remark", judgement.remark.clone()),
        ]),
        Act::Jobs(ManyAct::Hold { reason } | ManyAct::Cancel { reason })
        | Act::Equipment(ManyEquipment::MachineRetire { reason }) => fields.push(("reason", reason.clone())),
        Act::Jobs(ManyAct::Resume | ManyAct::Close) => {}
        Act::Customers(ManyCustomers::CustomerCentre { to }) | Act::People(ManyPeople::PersonCentre { to }) => {
            fields.push(of_centre(*to));
        }
        Act::Sites(ManySites::SiteCentre { to }) => fields.push(of_centre(Some(*to))),
        Act::Contracts(ManyContracts::ContractUntil { day }) => fields.push(("day", day.to_string())),
        Act::Contracts(ManyContracts::ContractMonths { months }) => fields.push(("months", months.to_string())),
        Act::Contracts(ManyContracts::ContractEnd { day, reason }) => {
            fields.extend([("day", day.to_string()), ("reason", reason.clone())]);
        }
        Act::Equipment(ManyEquipment::MachineMove { to }) => fields.push(("site", to.to_string())),
        Act::Cards(ManyCards::CardReorder { at }) => fields.push(("reorder", thousandths(*at))),
        Act::Cards(ManyCards::CardClass { class }) => fields.push(("class", class.code().to_owned())),
    }
    fields
}

/// The act, where it wants to know nothing.
pub(super) fn asks_nothing(code: &str) -> Option<Act> {
    match code {
        "resume" => Some(Act::Jobs(ManyAct::Resume)),
        "close" => Some(Act::Jobs(ManyAct::Close)),
        _ => None,
    }
}

/// The field of the act's form that is found by what people type; no other form has one of its name.
pub(super) fn found_by_words(code: &str) -> &'static str {
    if code == "assign" { "to" } else { "site" }
}

/// The form that asks what the act wants to know. `typed` is what was sent, where it was refused.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn form(
    auth: &AuthContext,
    p: &Page,
    (list, code): (List, &'static str),
    records: &[Uuid],
    typed: Option<&Fields>,
) -> Result<Form, HubError> {
    let form = Form::new(p, "bulk", format!("{}/look", path(list)), p.t("bulk-look"))
        .with(Field::hidden("act").holding(code))
        .with(Field::hidden(field(list)).holding(joined(records)));
    let reason = |key: &str| Field::line("reason", p.t(key)).required().at_most(1_000).answers(&["reason_missing"]);
    let last = || Field::day("day", p.t("sites-field-ends")).required().answers(&["day_unreadable", "day_missing"]);
    Ok(match code {
        "assign" => form.with(who_goes(auth, p, typed).await?),
        "judge" => {
            let class = |class: &FaultClass| Choice::new(class.code(), p.code("job-class-", class.code()), "");
            let classes = FaultClass::ALL.iter().map(class).collect();
            let levels = (1..=4).map(|n: u8| Choice::new(n, p.code("papers-level-", &n.to_string()), "3")).collect();
            form.with(Field::one("class", p.t("console-class"), classes).answers(&["choice_unreadable"]))
                .with(Field::one("level", p.t("console-level"), levels).answers(&["level_invalid"]))
                .with(Field::line("remark", p.t("console-remark")).at_most(1_000))
        }
        "hold" => form.with(reason("bulk-hold-for")),
        "cancel" | "machine_retire" => form.with(reason("console-reason")).dangerous(),
        "customer_centre" | "site_centre" | "person_centre" => {
            let none = (code != "site_centre").then(|| p.t("people-head-office"));
            // Who is of a centre is offered no such act.
            match centre_field(auth, p, None, none).await? {
                Some(centre) => form.with(centre),
                None => form,
            }
        }
        "contract_until" => form.with(last()),
        "contract_months" => {
            let months = Field::number("months", p.t("bulk-months")).required().help(p.t("bulk-months-about"));
            form.with(months.answers(&["number_unreadable", "months_invalid"]))
        }
        "contract_end" => form.with(last()).with(reason("console-reason")).dangerous(),
        "machine_move" => {
            let site = Field::find("site", p.t("sites-field-site"), Site::KIND, Vec::new()).required();
            form.with(site.help(p.t("bulk-move-about")).answers(&["which_one", "none_found", "site_unknown"]))
        }
        "card_reorder" => {
            let at = Field::number("reorder", p.t("parts-field-card-reorder")).required();
            form.with(at.help(p.t("bulk-reorder-about")).answers(&["level_unreadable"]))
        }
        "card_class" => {
            let class = |class: &CardClass| Choice::new(class.code(), p.code("parts-class-", class.code()), "");
            let classes = CardClass::ALL.iter().map(class).collect();
            form.with(Field::one("class", p.t("parts-field-card-class"), classes).answers(&["choice_unreadable"]))
        }
        _ => form,
    })
}
