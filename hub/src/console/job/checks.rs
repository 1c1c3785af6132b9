//! Checklists with their answers, limits and remarks.

use crate::console::page::Page;
use crate::console::words;
use crate::error::HubError;
use crate::ledger::Ledger;
use chrono_tz::Tz;
use fettle_core::domain::checks::{Answer, Check, Checklist, Definition, Entry, Item, Kind, Slot, Value};
use fettle_core::text::text_with;

/// One filling of a list.
pub(super) struct CheckView {
    /// Title and version of the list.
    pub title: String,
    /// How far it is.
    pub state: String,
    /// Whether it is done.
    pub completed: bool,
    /// Its items that are asked.
    pub rows: Vec<ItemView>,
}

/// One item.
pub(super) struct ItemView {
    /// Heading, where a new one begins.
    pub section: String,
    /// What is asked.
    pub label: String,
    /// For which equipment.
    pub equipment: String,
    /// The answer.
    pub answer: String,
    /// The limits.
    pub limits: String,
    /// Whether it is out of limits.
    pub out: bool,
    /// Whether two people answered differently.
    pub conflict: bool,
    /// Remark.
    pub remark: String,
}

/// The definition that a check goes by, as published here.
pub(in crate::console) async fn definition(ledger: &Ledger, check: &Check) -> Result<Option<Definition>, HubError> {
    let Some(id) = check.checklist() else { return Ok(None) };
    Ok(ledger.get::<Checklist>(id.uuid()).await?.and_then(|folded| folded.state.definition))
}

/// The view of a check.
pub(super) fn view(p: &Page, check: &Check, list: &Definition, zone: Tz) -> CheckView {
    let progress = check.progress(list);
    let state = match &check.completed {
        Some(moment) => p.t1("console-check-done", "time", words::minute(moment.at, zone)),
        None => {
            let args = [("done", progress.done.to_string()), ("total", progress.total.to_string())];
            text_with(p.lang, "console-check-open", &args)
        }
    };
    let mut section = String::new();
    let rows = check.visible(list).map(|(item, slot)| row(p, check, item, &slot, &mut section)).collect();
    let title = format!("{} v{}", list.title.in_lang(p.lang), list.version);
    CheckView { title, state, completed: check.is_completed(), rows }
}

fn row(p: &Page, check: &Check, item: &Item, slot: &Slot, section: &mut String) -> ItemView {
    let heading = item.section.in_lang(p.lang);
    let fresh = heading != section;
    if fresh {
        heading.clone_into(section);
    }
    let entry = check.entries.get(slot);
    let (answer, remark, out) = match entry.and_then(|entry| entry.get()) {
        Some(Entry::Answered(answer)) => {
            let out = item.kind.within(&answer.value) == Some(false);
            (answered(p, item, answer), answer.remark.clone(), out)
        }
        Some(Entry::Skipped(reason)) => (p.t("console-skipped"), reason.clone(), false),
        None => (String::new(), String::new(), false),
    };
    ItemView {
        section: if fresh { section.clone() } else { String::new() },
        label: item.label.in_lang(p.lang).to_owned(),
        equipment: check.equipment_name(slot).to_owned(),
        answer,
        limits: limits(p, &item.kind),
        out,
        conflict: entry.is_some_and(|entry| entry.in_conflict()),
        remark,
    }
}

/// An answer, and how it came about where nobody gave it by itself.
fn answered(p: &Page, item: &Item, answer: &Answer) -> String {
    let how = match (answer.known, answer.together) {
        (true, _) => item.known_by.map(|known| p.code("checklist-known-", known.code())).unwrap_or_default(),
        (false, Some(_)) => p.t("screen-check-together"),
        (false, None) => String::new(),
    };
    super::joined([value(p, &item.kind, &answer.value).as_str(), &how])
}

/// What was answered to an item, or that it was skipped; as it is where its list is not known.
pub(in crate::console) fn answer_text(p: &Page, item: Option<&Item>, entry: &Entry) -> String {
    match (entry, item) {
        (Entry::Answered(answer), Some(item)) => {
            super::joined([value(p, &item.kind, &answer.value).as_str(), &answer.remark])
        }
        (Entry::Answered(answer), None) => super::joined([answer.value.text().as_str(), &answer.remark]),
        (Entry::Skipped(reason), _) => super::joined([p.t("console-skipped").as_str(), reason]),
    }
}

fn value(p: &Page, kind: &Kind, value: &Value) -> String {
    match (kind, value) {
        (_, Value::PassFail(verdict)) => p.code("papers-verdict-", verdict.code()),
        (Kind::Choice { options }, Value::Choice(code)) => {
            let option = options.iter().find(|option| option.code == *code);
            option.map_or_else(|| code.clone(), |option| option.label.in_lang(p.lang).to_owned())
        }
        (Kind::Number { unit, .. }, Value::Number(number)) => format!("{number} {unit}").trim_end().to_owned(),
        (_, Value::Duration(seconds)) => words::span(p, chrono::TimeDelta::seconds(i64::from(*seconds))),
        (_, Value::Photo) => p.t("console-photo"),
        (_, other) => other.text(),
    }
}

fn limits(p: &Page, kind: &Kind) -> String {
    let range = |min: Option<String>, max: Option<String>, unit: &str| match (min, max) {
        (Some(min), Some(max)) => format!("{min} – {max} {unit}"),
        (Some(min), None) => format!("≥ {min} {unit}"),
        (None, Some(max)) => format!("≤ {max} {unit}"),
        (None, None) => String::new(),
    };
    match kind {
        Kind::Number { unit, min, max } => {
            range(min.as_ref().map(ToString::to_string), max.as_ref().map(ToString::to_string), unit)
        }
        Kind::Duration { min, max } => {
            range(min.map(|n| n.to_string()), max.map(|n| n.to_string()), &p.t("console-unit-minutes"))
        }
        _ => String::new(),
    }
}
