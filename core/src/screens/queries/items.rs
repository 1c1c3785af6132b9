//! The items of a checklist as cards, for the screens that show a list: what is asked, what was answered, and what is still wanted.

use super::check::{Filling, kept_photos, said};
use super::job::thumbnail;
use crate::domain::checks::{Answer, Item, Kind, Slot, Value};
use crate::domain::jobs::sheet::Verdict;
use crate::screens::action::{Action, CheckAction};
use crate::screens::blocks::{Button, Entry, Field, FieldKind, Tone};
use crate::screens::error::Problem;
use crate::screens::form::refill;
use crate::screens::route::{PhotoFor, Route, ScanFor};
use crate::screens::view::View;
use crate::screens::words::Words;
use serde::{Deserialize, Serialize};

/// How far a list is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Progress {
    /// Items answered.
    pub done: u32,
    /// Items asked, as far as known: answers can make more appear.
    pub total: u32,
    /// Both in words.
    pub text: String,
}

/// Items under one heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ItemGroup {
    /// The heading; may be empty.
    pub title: String,
    /// The items.
    pub items: Vec<ItemCard>,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ItemCard {
    /// The item, and the equipment where it repeats.
    pub slot: String,
    /// What is asked.
    pub label: String,
    /// The equipment that it is asked for; empty where it does not repeat.
    pub equipment: String,
    /// Whether it is answered.
    pub done: bool,
    /// Whether the list is incomplete without it.
    pub required: bool,
    /// What was answered, in words; empty before.
    pub answer: String,
    /// What is wrong or still wanted, in words; empty when nothing is.
    pub note: String,
    /// How the answer is meant.
    pub tone: Tone,
    /// The answer and a remark, to fill in; the answer field is missing where photos are the answer.
    pub fields: Vec<Field>,
    /// Thumbnails, by SHA-256.
    pub photos: Vec<String>,
    /// Answer first, then what else can be done: photo, scan, offer a repair, open the repair.
    pub buttons: Vec<Button>,
}

/// The items of a filling, and how far it is.
pub(crate) fn groups(view: &View<'_>, filling: &Filling) -> Result<(Vec<ItemGroup>, Progress), Problem> {
    let words = view.words;
    let mut groups: Vec<ItemGroup> = Vec::new();
    let kept = view.kept(&Route::Checklist { check: filling.id.to_string() })?;
    for (item, slot) in filling.check.visible(&filling.definition) {
        let card = card(words, filling, item, &slot, &kept);
        let title = item.section.in_lang(words.lang);
        match groups.last_mut() {
            Some(group) if group.title == title => group.items.push(card),
            _ => groups.push(ItemGroup { title: title.to_owned(), items: vec![card] }),
        }
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let items = || groups.iter().flat_map(|group| &group.items);
    let (done, total) = (count(items().filter(|item| item.done).count()), count(items().count()));
    let args = [("done", done.to_string()), ("total", total.to_string())];
    let text = words.with("screen-check-progress", &args);
    Ok((groups, Progress { done, total, text }))
}

/// Why the list cannot be completed yet.
pub(crate) fn missing(words: Words, groups: &[ItemGroup]) -> Option<String> {
    let items = || groups.iter().flat_map(|group| &group.items);
    let open = items().filter(|item| item.required && !item.done).count();
    let wanted = items().filter(|item| item.done && item.tone == Tone::Bad).count();
    match (open, wanted) {
        (0, 0) => None,
        (0, count) => Some(words.with("screen-check-remarks-missing", &[("count", count.to_string())])),
        (count, _) => Some(words.with("screen-check-items-missing", &[("count", count.to_string())])),
    }
}

/// The symptom of a repair that grows out of an item: what was asked, for what, and the answer.
pub(crate) fn symptom(words: Words, filling: &Filling, item: &Item, slot: &Slot) -> String {
    let answer = filling.check.answer(slot).map(|answer| said(words, item, &answer.value)).unwrap_or_default();
    let remark = filling.check.answer(slot).map(|answer| answer.remark.clone()).unwrap_or_default();
    let parts = [filling.check.equipment_name(slot), item.label.in_lang(words.lang), &answer, &remark];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect();
    words.list(&parts)
}

/// The limits of an item in words; empty where it has none.
fn limits(words: Words, kind: &Kind) -> String {
    let text = |n: Option<String>| n.unwrap_or_default();
    let (min, max, unit) = match kind {
        Kind::Number { unit, min, max } => {
            (text(min.map(|n| n.to_string())), text(max.map(|n| n.to_string())), unit.clone())
        }
        Kind::Duration { min, max } => {
            let unit = words.say("screen-check-minutes");
            (text(min.map(|n| n.to_string())), text(max.map(|n| n.to_string())), unit)
        }
        _ => return String::new(),
    };
    let key = match (min.is_empty(), max.is_empty()) {
        (true, true) => return String::new(),
        (false, true) => "screen-check-at-least",
        (true, false) => "screen-check-at-most",
        (false, false) => "screen-check-between",
    };
    words.with(key, &[("min", min), ("max", max), ("unit", unit)])
}

fn answer_field(words: Words, item: &Item, current: Option<&Answer>) -> Option<Field> {
    let say = |key: &str| words.say(key);
    let kind = match &item.kind {
        Kind::PassFail | Kind::Choice { .. } => FieldKind::Choice,
        Kind::Number { .. } => FieldKind::Number,
        Kind::Duration { .. } => FieldKind::Minutes,
        Kind::Count => FieldKind::Count,
        Kind::Text => FieldKind::LongText,
        Kind::Scan => FieldKind::Code,
        Kind::Photo => return None,
    };
    let mut field = Field::new("answer", say("screen-check-answer"), kind).required().hint(limits(words, &item.kind));
    match &item.kind {
        Kind::PassFail => {
            let verdicts = Verdict::ALL.iter();
            field = field.choices(verdicts.map(|v| (v.code().to_owned(), words.code("papers-verdict-", v.code()))));
        }
        Kind::Choice { options } => {
            let options = options.iter();
            field = field.choices(options.map(|o| (o.code.clone(), o.label.in_lang(words.lang).to_owned())));
        }
        Kind::Number { unit, min, max } => {
            field.unit.clone_from(unit);
            field.min = min.map(|n| n.to_string()).unwrap_or_default();
            field.max = max.map(|n| n.to_string()).unwrap_or_default();
        }
        Kind::Duration { min, max } => {
            field.unit = say("screen-check-minutes");
            field.min = min.map(|n| n.to_string()).unwrap_or_default();
            field.max = max.map(|n| n.to_string()).unwrap_or_default();
        }
        Kind::Count | Kind::Text | Kind::Scan | Kind::Photo => {}
    }
    Some(field.value(match current.map(|answer| &answer.value) {
        Some(Value::Duration(seconds)) => (seconds / 60).to_string(),
        Some(value) => value.text(),
        None => String::new(),
    }))
}

fn card(words: Words, filling: &Filling, item: &Item, slot: &Slot, kept: &[Entry]) -> ItemCard {
    let check = &filling.check;
    let current = check.answer(slot);
    let within = current.and_then(|answer| item.kind.within(&answer.value));
    let conflict = check.conflicts().any(|other| other == slot);
    let remark = Field::new("remark", words.say("screen-job-remark"), FieldKind::LongText)
        .value(current.map_or("", |answer| answer.remark.as_str()));
    let mut fields: Vec<Field> = answer_field(words, item, current).into_iter().chain([remark]).collect();
    let prefix = format!("{slot}.");
    let own = kept.iter().filter_map(|e| Some(Entry::new(e.key.strip_prefix(&prefix)?, e.value.clone())));
    refill(&mut fields, &own.collect::<Vec<_>>());
    let waiting = kept_photos(kept, slot);
    let photos = current.into_iter().flat_map(|answer| &answer.photos).chain(&waiting).map(thumbnail).collect();
    let (note, tone) = match (conflict, within) {
        (true, _) => (words.say("screen-check-two-answers"), Tone::Bad),
        (false, Some(false)) if check.repairs.contains_key(slot) => {
            (words.say("screen-check-repair-open"), Tone::Warning)
        }
        (false, Some(false)) => (words.say("screen-check-out"), Tone::Warning),
        (false, _) if current.is_none() && !waiting.is_empty() => (words.say("screen-check-answer-too"), Tone::Info),
        (false, _) if current.is_some() => (String::new(), Tone::Good),
        (false, _) => (String::new(), Tone::Plain),
    };
    ItemCard {
        slot: slot.to_string(),
        label: item.label.in_lang(words.lang).to_owned(),
        equipment: check.equipment_name(slot).to_owned(),
        done: current.is_some(),
        required: item.required,
        answer: current.map(|answer| said(words, item, &answer.value)).unwrap_or_default(),
        note,
        tone,
        fields,
        photos,
        buttons: if check.is_completed() { Vec::new() } else { buttons(words, filling, item, slot) },
    }
}

fn buttons(words: Words, filling: &Filling, item: &Item, slot: &Slot) -> Vec<Button> {
    let check = filling.id.to_string();
    let on = |action| Action::Check { check: check.clone(), action };
    let here = || (check.clone(), slot.to_string());
    let mut buttons = Vec::new();
    if item.kind != Kind::Photo {
        let answer = on(CheckAction::Answer { slot: slot.to_string() });
        buttons.push(Button::new("answer", words.say("screen-check-save"), answer));
    }
    if item.kind == Kind::Scan {
        let (check, slot) = here();
        let scan = Route::scan(ScanFor::Item { check, slot });
        buttons.push(Button::new("scan", words.say("screen-check-scan"), scan));
    }
    let (check_id, slot_id) = here();
    let photo = Route::Photo { purpose: PhotoFor::Item { check: check_id, slot: slot_id } };
    buttons.push(Button::new("photo", words.say("screen-job-photo"), photo));
    if item.kind == Kind::Photo && !item.required && filling.check.answer(slot).is_some() {
        // A photo that was taken elsewhere counts here too; whether it shows what is asked is for who is there to say.
        let refuse = on(CheckAction::RefusePhoto { slot: slot.to_string() });
        let reason = Field::new("reason", words.say("screen-job-reason"), FieldKind::Text).required();
        buttons.push(Button::new("refuse_photo", words.say("screen-check-refuse-photo"), refuse).ask(vec![reason]));
    }
    if filling.check.offers.contains_key(slot) && !filling.check.repairs.contains_key(slot) {
        let offer = on(CheckAction::OfferRepair { slot: slot.to_string() });
        let button = Button::new("repair", words.say("screen-check-offer-repair"), offer);
        buttons.push(button.confirm(words.say("screen-check-offer-repair-confirm")));
    }
    for job in filling.check.repairs.get(slot).into_iter().flatten() {
        let open = Route::Job { job: job.to_string() };
        buttons.push(Button::new("repair_job", words.say("screen-check-open-repair"), open));
    }
    buttons
}
