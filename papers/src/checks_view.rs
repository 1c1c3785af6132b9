//! What a service report shows of checklists: what simply passed in few lines, everything else in a table.

use crate::texts::Texts;
use crate::view::{Writer, joined};
use fettle_core::domain::jobs::sheet::{Answer, ChecklistPart, ItemPart, Limits, Sheet, TogetherPart, Verdict};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct ChecklistView {
    title: Texts,
    version: Texts,
    /// Items that passed, with nothing more to be said of them.
    passes: Vec<Texts>,
    rows: Vec<ItemView>,
    /// What was passed together and not one by one.
    together: Vec<Texts>,
}

#[derive(Debug, Serialize)]
struct ItemView {
    /// The equipment that this and the following rows are about, where it changes.
    group: String,
    label: Texts,
    answer: Texts,
    limits: String,
    /// `good`, `bad` or `plain`.
    mark: &'static str,
    mark_text: Texts,
    remark: String,
    photos: Texts,
}

/// Whether nobody said anything of an item: what was optional and left out is not on the paper.
fn is_left_out(item: &ItemPart) -> bool {
    item.answer.is_none() && item.photos.is_empty() && item.remark.is_empty()
}

/// Whether an item passed, and that is all. One of a machine stays in its machine's rows.
fn just_passed(item: &ItemPart) -> bool {
    let bare = item.remark.is_empty() && item.photos.is_empty() && item.limits.is_none() && item.equipment.is_empty();
    bare && item.within != Some(false) && item.answer == Some(Answer::Verdict(Verdict::Pass))
}

pub(crate) fn checklist(w: &Writer, sheet: &Sheet, list: &ChecklistPart) -> ChecklistView {
    let (mut group, mut rows, mut passes) = ("", Vec::new(), Vec::new());
    for item in list.items.iter().filter(|item| !is_left_out(item)) {
        if just_passed(item) {
            passes.push(w.name(&item.label));
            continue;
        }
        let changed = item.equipment != group;
        group = &item.equipment;
        rows.push(item_view(w, sheet, item, if changed { group } else { "" }));
    }
    ChecklistView {
        title: w.name(&list.title),
        version: w.with("papers-version", &[("version", list.version.to_string())]),
        passes,
        rows,
        together: list.together.iter().map(|passed| together(w, passed)).collect(),
    }
}

fn together(w: &Writer, passed: &TogetherPart) -> Texts {
    w.with("papers-passed-together", &[("count", passed.items.to_string()), ("time", w.time(passed.at))])
}

// keys!: papers-verdict-*
fn item_view(w: &Writer, sheet: &Sheet, item: &ItemPart, group: &str) -> ItemView {
    let numbers: Vec<String> = item
        .photos
        .iter()
        .filter_map(|hash| sheet.photos.iter().position(|photo| photo.hash == *hash))
        .map(|index| (index + 1).to_string())
        .collect();
    let photos = if numbers.is_empty() {
        Texts::plain("")
    } else {
        w.with("papers-photo-ref", &[("numbers", numbers.join(", "))])
    };
    let answer = match &item.answer {
        Some(Answer::Verdict(verdict)) => w.code("verdict", verdict.code()),
        Some(Answer::Choice(choice)) => w.name(choice),
        Some(Answer::Value { text, unit }) => Texts::plain(joined(&[text, unit], " ")),
        // The photos stand beside it, or why there is no answer.
        None => Texts::plain(""),
    };
    // Who says that it passed need not be told that it is within the limits.
    let (mark, mark_text) = match (item.within, &item.answer) {
        (Some(false), Some(Answer::Verdict(_))) | (None, Some(Answer::Verdict(Verdict::Fail))) => {
            ("bad", Texts::plain(""))
        }
        (Some(true), Some(Answer::Verdict(_))) | (None, Some(Answer::Verdict(Verdict::Pass))) => {
            ("good", Texts::plain(""))
        }
        (Some(true), _) => ("good", w.label("papers-within")),
        (Some(false), _) => ("bad", w.label("papers-outside")),
        _ => ("plain", Texts::plain("")),
    };
    ItemView {
        group: group.to_owned(),
        label: w.name(&item.label),
        answer,
        limits: item.limits.as_ref().map(limits).unwrap_or_default(),
        mark,
        mark_text,
        remark: item.remark.clone(),
        photos,
    }
}

fn limits(limits: &Limits) -> String {
    let range = match (&limits.low, &limits.high) {
        (Some(low), Some(high)) => format!("{low} – {high}"),
        (Some(low), None) => format!("≥ {low}"),
        (None, Some(high)) => format!("≤ {high}"),
        (None, None) => return String::new(),
    };
    joined(&[&range, &limits.unit], " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{long_sheet, plain_repair};
    use fettle_core::domain::jobs::sheet::SheetLanguage;

    fn shown(sheet: &Sheet) -> String {
        let w = Writer::new(sheet.language, &sheet.site.zone);
        let all: Vec<ChecklistView> = sheet.checklists.iter().map(|list| checklist(&w, sheet, list)).collect();
        serde_json::to_string(&all).unwrap()
    }

    #[test]
    fn what_nobody_answered_is_not_on_the_paper_and_nothing_passes_twice() {
        let mut sheet = plain_repair(SheetLanguage::Chinese);
        let item = &mut sheet.checklists[0].items[0];
        (item.within, item.remark) = (Some(true), "已复测".into());
        let label = item.label.zh.clone();
        let left = &mut sheet.checklists[0].items[1];
        (left.answer, left.label.zh) = (None, "选填一项".into());
        let text = shown(&sheet);
        assert!(text.contains(&label) && text.contains("已复测"), "{text}");
        assert!(!text.contains("选填一项") && !text.contains("[\"–"), "{text}");
        let view: serde_json::Value = serde_json::from_str(&text).unwrap();
        let row = &view[0]["rows"][0];
        assert_eq!((row["answer"][0].as_str(), row["mark_text"][0].as_str()), (Some("合格"), Some("")), "{text}");
    }

    #[test]
    fn what_was_left_out_with_a_reason_says_the_reason_alone() {
        let mut sheet = plain_repair(SheetLanguage::Chinese);
        let item = &mut sheet.checklists[0].items[0];
        (item.answer, item.within, item.remark) = (None, None, "拍的是旧插头".into());
        let view: serde_json::Value = serde_json::from_str(&shown(&sheet)).unwrap();
        let row = &view[0]["rows"][0];
        assert_eq!((row["answer"][0].as_str(), row["remark"].as_str()), (Some(""), Some("拍的是旧插头")), "{row}");
    }

    #[test]
    fn what_simply_passed_takes_no_row_of_the_table() {
        let sheet = plain_repair(SheetLanguage::Chinese);
        let view: serde_json::Value = serde_json::from_str(&shown(&sheet)).unwrap();
        assert_eq!(view[0]["rows"].as_array().map(Vec::len), Some(1), "the measured one: {view}");
        assert_eq!(view[0]["passes"].as_array().map(Vec::len), Some(5), "{view}");
        let long: serde_json::Value = serde_json::from_str(&shown(&long_sheet(SheetLanguage::Chinese))).unwrap();
        let within = fettle_core::text::text(fettle_core::text::Lang::Zh, "papers-within");
        assert_eq!(long[0]["rows"][0]["mark_text"][0].as_str(), Some(within.as_str()), "a measure: {long}");
    }
}
