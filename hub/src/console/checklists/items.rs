//! The items of a list as an engineer sees them: under their headings, each with how it is answered.

use crate::console::kit::{Line, Section};
use crate::console::page::Page;
use fettle_core::domain::checks::{Item, Kind};

fn limits(p: &Page, min: Option<String>, max: Option<String>, unit: &str) -> String {
    let unit = || ("unit", unit.to_owned());
    match (min, max) {
        (Some(min), Some(max)) => p.tn("screen-check-between", &[("min", min), ("max", max), unit()]),
        (Some(min), None) => p.tn("screen-check-at-least", &[("min", min), unit()]),
        (None, Some(max)) => p.tn("screen-check-at-most", &[("max", max), unit()]),
        (None, None) => String::new(),
    }
}

/// How an item is answered, in words.
fn answered(p: &Page, item: &Item) -> String {
    // keys!: checklist-kind-*
    let kind = |code: &str| p.t(&format!("checklist-kind-{code}"));
    let (kind, more) = match &item.kind {
        Kind::PassFail => (kind("pass-fail"), String::new()),
        Kind::Choice { options } => {
            let texts = options.iter().map(|option| option.label.in_lang(p.lang).to_owned());
            (kind("choice"), texts.collect::<Vec<_>>().join(" / "))
        }
        Kind::Number { unit, min, max } => {
            let said = |limit: &Option<_>| limit.as_ref().map(ToString::to_string);
            (kind("number"), limits(p, said(min), said(max), unit))
        }
        Kind::Duration { min, max } => {
            let said = |limit: &Option<u32>| limit.map(|limit| limit.to_string());
            (kind("duration"), limits(p, said(min), said(max), &p.t("screen-check-minutes")))
        }
        Kind::Count => (kind("count"), String::new()),
        Kind::Text => (kind("text"), String::new()),
        Kind::Photo => (kind("photo"), String::new()),
        Kind::Scan => (kind("scan"), String::new()),
    };
    let depends = item
        .depends_on
        .as_ref()
        .map(|on| p.tn("checklist-depends", &[("item", on.item.clone()), ("answer", on.answer.clone())]));
    let repeats = item.repeat_for.as_ref().map(|class| p.t1("checklist-repeats", "class", class));
    let together = item.together.then(|| p.t("checklist-together"));
    let known = item.known_by.map(|known| p.t1("checklist-known", "by", p.code("checklist-known-", known.code())));
    let internal = item.internal.then(|| p.t("checklist-internal"));
    let parts = [Some(kind), Some(more), depends, repeats, together, known, internal]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

/// The items as sections: neighbours of one heading stand together.
pub(super) fn sections(p: &Page, items: &[Item]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for item in items {
        let title = item.section.in_lang(p.lang).to_owned();
        let title = if title.is_empty() { p.t("checklist-items") } else { title };
        let line = Line {
            text: item.label.in_lang(p.lang).to_owned(),
            below: answered(p, item),
            chip: if item.required { (p.t("checklist-required"), "active") } else { (String::new(), "") },
            ..Line::default()
        };
        match sections.last_mut().filter(|last| last.title == title) {
            Some(last) => last.lines.push(line),
            None => sections.push(Section {
                title,
                lines: vec![line],
                empty: String::new(),
                more: None,
                add: None,
                form: None,
            }),
        }
    }
    sections
}
