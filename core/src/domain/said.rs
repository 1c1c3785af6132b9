//! What a field of master data says, in pieces that a reader puts into their own language: texts of the catalogue, what was typed, and other
//! records by their names, which only the reader's side can look up.

use super::ids::{CentreId, ContractId, CustomerId, EquipmentId, SiteId};
use super::people::Skill;
use super::sites::{SlaTarget, contact_field};
use super::values::{Bilingual, Money, Position, thousandths};
use crate::kernel::{PersonId, Subject};
use crate::text::code_key;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// A piece of what a field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A text of the catalogue, by its key.
    Word(String),
    /// As it was typed.
    Typed(String),
    /// A name in two languages.
    Named(Bilingual),
    /// Another record, by its name.
    Record(Subject),
    /// A promise for a level: the level, and minutes to the answer, to being on site, to restored. Text: `sites-said-promise`.
    SlaTarget(u8, SlaTarget),
}

impl Piece {
    /// What a code says; one of a later version as it is.
    fn of_code(family: &str, code: &str) -> Self {
        code_key(family, code).map_or_else(|| Self::Typed(code.to_owned()), Self::Word)
    }
}

/// Before the names of fields of a job's report.
pub const OF_JOB: &str = "job.";
/// What the names of fields begin with that are a skill or a certificate each.
const SKILL: &str = "skill.";

/// The key of what a field is called. Texts: `sites-field-<name>`; those of a contact by the contact's own fields; those of cards and places
/// `parts-field-card-<name>`, `parts-field-place-<name>`; those of persons `people-field-person-<name>`, `people-field-account-<name>`, and
/// `people-field-skill`; of a job's report `job-field-<name>`.
// keys!: sites-field-*
// keys!: parts-field-*
// keys!: people-field-*
pub fn label(field: &str) -> String {
    if field.starts_with(SKILL) {
        return "people-field-skill".to_owned();
    }
    if let Some((of, name)) = people_field(field) {
        return format!("people-field-{of}-{}", name.replace('_', "-"));
    }
    if let Some((of, name)) = parts_field(field) {
        return format!("parts-field-{of}-{}", name.replace('_', "-"));
    }
    if let Some(name) = field.strip_prefix(OF_JOB) {
        return format!("job-field-{name}");
    }
    let name = contact_field(field).map_or_else(|| field.to_owned(), |(_, within)| format!("contact_{within}"));
    format!("sites-field-{}", name.replace('_', "-"))
}

/// What the value of a field says. Nothing where it is empty.
pub fn pieces(field: &str, value: &Value) -> Vec<Piece> {
    let name = contact_field(field).map_or(field, |(_, within)| within);
    if value.is_null() {
        return Vec::new();
    }
    if field.starts_with(SKILL) {
        let skill: Skill = read(value).unwrap_or_default();
        let until = skill.until.map(|until| until.to_string()).unwrap_or_default();
        let parts = [skill.called(), skill.number, until].into_iter().filter(|part| !part.is_empty());
        return parts.map(Piece::Typed).collect();
    }
    if let Some((_, name)) = parts_field(field)
        && let Some(said) = of_parts(name, value)
    {
        return said;
    }
    if let Some(said) = field.strip_prefix(OF_JOB).and_then(|name| of_report(name, value)) {
        return said;
    }
    let name = parts_field(field).or(people_field(field)).map_or(name, |(_, name)| name);
    let name = name.strip_prefix(OF_JOB).unwrap_or(name);
    let word = |family: &str, code: &str| vec![Piece::of_code(family, code)];
    let text = value.as_str().unwrap_or_default();
    match name {
        "centre" => record::<CentreId>(value),
        "customer" => record::<CustomerId>(value),
        "site" => record::<SiteId>(value),
        "parent" => record::<EquipmentId>(value),
        "contract" => record::<ContractId>(value),
        "sites" => value.as_array().into_iter().flatten().flat_map(record::<SiteId>).collect(),
        "services" => {
            let codes = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            codes.flat_map(|code| word("papers-kind-", code)).collect()
        }
        "roles" => {
            let codes = value.as_array().into_iter().flatten().filter_map(Value::as_str);
            codes.flat_map(|code| word("people-role-", code)).collect()
        }
        "language" => word("papers-language-", text),
        "watermark" | "may_sign" => word("sites-said-", &value.as_bool().unwrap_or_default().to_string()), // keys!: sites-said-*
        "promises" => {
            let all: BTreeMap<u8, SlaTarget> = read(value).unwrap_or_default();
            all.into_iter().map(|(level, sla)| Piece::SlaTarget(level, sla)).collect()
        }
        "position" => read::<Position>(value).map(|at| Piece::Typed(at.degrees())).into_iter().collect(),
        "price" => {
            let amount = read::<Money>(&value["value"]).map(|money| money.to_string());
            let payment = value["payment"].as_str().map(str::to_owned);
            let parts = amount.into_iter().chain(payment).filter(|part| !part.is_empty());
            parts.map(Piece::Typed).collect()
        }
        // A picture is told by how big it is.
        "letter_logo" => {
            let size = value["size"].as_u64().map(|size| Piece::Typed(format!("{} KB", size.div_ceil(1024))));
            size.into_iter().collect()
        }
        "name" | "letter_address" | "letter_terms" if contact_field(field).is_none() => {
            read::<Bilingual>(value).filter(|name| !name.is_empty()).map(Piece::Named).into_iter().collect()
        }
        "codes" => value.as_array().into_iter().flatten().filter_map(Value::as_str).map(typed).collect(),
        _ => match value {
            Value::String(text) if text.is_empty() => Vec::new(),
            Value::String(text) => vec![typed(text)],
            other => vec![Piece::Typed(other.to_string())],
        },
    }
}

/// A field of a card or a place: which of them, and its name there.
fn parts_field(field: &str) -> Option<(&str, &str)> {
    field.split_once('.').filter(|(of, _)| matches!(*of, "card" | "place"))
}

/// A field of a person, or of what is private of one: which of them, and its name there.
fn people_field(field: &str) -> Option<(&str, &str)> {
    field.split_once('.').filter(|(of, _)| matches!(*of, "person" | "account"))
}

/// What fields say that only cards and places have, or that say it otherwise there.
fn of_parts(name: &str, value: &Value) -> Option<Vec<Piece>> {
    let word = |family: &str, code: &str| vec![Piece::of_code(family, code)];
    let text = value.as_str().unwrap_or_default();
    Some(match name {
        "class" => word("parts-class-", text),
        "unit" => word("parts-unit-", text),
        "kind" => word("parts-place-", text),
        "serialised" | "pair" => word("sites-said-", &value.as_bool().unwrap_or_default().to_string()),
        "minimum" | "reorder" | "maximum" => {
            // A level of nothing is none.
            let level = value.as_i64().filter(|level| *level != 0);
            level.map(|level| Piece::Typed(thousandths(level))).into_iter().collect()
        }
        "price" => read::<Money>(value).map(|money| Piece::Typed(money.to_string())).into_iter().collect(),
        "person" => record::<PersonId>(value),
        "fits" => value.as_array().into_iter().flatten().filter_map(Value::as_str).map(typed).collect(),
        _ => return None,
    })
}

/// What fields say that only a job's report has, or that say it otherwise there.
fn of_report(name: &str, value: &Value) -> Option<Vec<Piece>> {
    Some(match name {
        "kind" => vec![Piece::of_code("papers-kind-", value.as_str().unwrap_or_default())],
        "equipment" => value.as_array().into_iter().flatten().flat_map(record::<EquipmentId>).collect(),
        "entitlement" => {
            let basis = value["basis"].as_str().map(|code| Piece::of_code("papers-entitlement-", code));
            basis.into_iter().collect()
        }
        _ => return None,
    })
}

fn typed(text: &str) -> Piece {
    Piece::Typed(text.to_owned())
}

fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn record<Id: From<Uuid> + Into<Subject>>(value: &Value) -> Vec<Piece> {
    let id = value.as_str().and_then(|text| text.parse::<Uuid>().ok());
    id.map(|id| Piece::Record(Id::from(id).into())).into_iter().collect()
}

/// What the text of [`Piece::SlaTarget`] mentions.
pub fn sla_args(level: u8, sla: SlaTarget) -> [(&'static str, String); 4] {
    [
        ("level", level.to_string()),
        ("answered", sla.answered_min.to_string()),
        ("on-site", sla.on_site_min.to_string()),
        ("restored", sla.restored_min.to_string()),
    ]
}
