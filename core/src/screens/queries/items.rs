//! The items of a checklist as cards, for the screens that show a list: what is asked, what was answered, and what is still wanted.

use super::check::{Filling, kept_answer, kept_photos, said};
use super::job::thumbnail;
use crate::domain::checks::{Answer, Decimal, Item, Kind, Slot, Value};
use crate::domain::ids::EquipmentId;
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
    /// Answers that are one tap each and recorded with it: verdicts, and options where they are few. They take the fields with them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub answers: Vec<AnswerTap>,
    /// What is typed: the answer, where it is no tap and no photo, and a remark.
    pub fields: Vec<Field>,
    /// Whether the remark stands open: it is wanted, or there is one. Else it is closed until somebody opens it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub remark_open: bool,
    /// Thumbnails, by SHA-256.
    pub photos: Vec<String>,
    /// Answer first, then what else can be done: photo, scan, offer a repair, open the repair. `answer` and `remark` take the fields with
    /// them; `remark` saves the remark of an item that is answered by a tap, and is drawn with it.
    pub buttons: Vec<Button>,
}

/// One of the answers that an item can be given at a tap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AnswerTap {
    /// What it says and does.
    pub button: Button,
    /// How it is meant.
    pub tone: Tone,
    /// Whether it is the answer now.
    pub chosen: bool,
}

/// As many options stand beside each other; more are a field.
const BESIDE: usize = 4;

/// The items of a filling, or those that are asked of one machine, and how far the whole is.
pub(crate) fn groups(
    view: &View<'_>,
    filling: &Filling,
    only: Option<EquipmentId>,
) -> Result<(Vec<ItemGroup>, Progress), Problem> {
    let words = view.words;
    let mut groups: Vec<ItemGroup> = Vec::new();
    let kept = view.kept(&Route::Checklist { check: filling.id.to_string() })?;
    let proposed = filling.proposed(view)?;
    let mut counted = (0, 0);
    for (item, slot) in filling.check.visible(&filling.definition) {
        counted = (counted.0 + u32::from(filling.check.answer(&slot).is_some()), counted.1 + 1);
        if only.is_some() && slot.equipment != only {
            continue;
        }
        let mut card = card(words, filling, item, &slot, &kept);
        if let Some((_, value)) = proposed.iter().find(|(other, _)| *other == slot) {
            propose(words, &mut card, item, value);
        }
        let title = item.section.in_lang(words.lang);
        match groups.last_mut() {
            Some(group) if group.title == title => group.items.push(card),
            _ => groups.push(ItemGroup { title: title.to_owned(), items: vec![card] }),
        }
    }
    let (done, total) = counted;
    let args = [("done", done.to_string()), ("total", total.to_string())];
    let text = words.with("screen-check-progress", &args);
    Ok((groups, Progress { done, total, text }))
}

/// What an item is known by, in words.
fn known(words: Words, item: &Item) -> String {
    // keys!: checklist-known-*
    item.known_by.map(|known| words.code("checklist-known-", known.code())).unwrap_or_default()
}

/// What is proposed stands in its field, with where it is from.
fn propose(words: Words, card: &mut ItemCard, item: &Item, value: &Value) {
    let from = known(words, item);
    for field in card.fields.iter_mut().filter(|field| field.key == "answer") {
        field.value = typed(value);
        field.hint =
            words.list(&[from.clone(), field.hint.clone()].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>());
    }
}

/// A value as its field holds it: a duration in minutes.
pub(crate) fn typed(value: &Value) -> String {
    match value {
        Value::Duration(seconds) => (seconds / 60).to_string(),
        other => other.text(),
    }
}

/// What a field holds as a value, where limits are held against it; none while it cannot be read.
fn held(kind: &Kind, text: &str) -> Option<Value> {
    Some(match kind {
        Kind::PassFail => Value::PassFail(Verdict::from_code(text)?),
        Kind::Choice { .. } => Value::Choice(text.to_owned()),
        Kind::Number { .. } => Value::Number(text.parse::<Decimal>().ok()?),
        Kind::Duration { .. } => Value::Duration(text.parse::<u32>().ok()?.checked_mul(60)?),
        Kind::Count | Kind::Text | Kind::Scan | Kind::Photo => return None,
    })
}

/// All that is left and may pass together.
pub(crate) struct Rest {
    /// How many items.
    pub count: usize,
    /// Whether nothing is missing then.
    pub ends: bool,
    /// The question before it: how many items, and what is taken as proposed.
    pub question: String,
}

/// What would pass together; none where nothing would.
pub(crate) fn rest(view: &View<'_>, filling: &Filling, proposed: &[(Slot, Value)]) -> Option<Rest> {
    let words = view.words;
    let count = Some(filling.check.rest(&filling.definition).len()).filter(|count| *count > 0)?;
    let ends = filling.ends_with_rest(proposed);
    let mut lines = vec![words.with("screen-check-pass-rest-confirm", &[("count", count.to_string())])];
    for (slot, value) in proposed.iter().filter(|_| ends) {
        let Some(item) = filling.definition.item(&slot.item) else { continue };
        let args = [("item", item.label.in_lang(words.lang).to_owned()), ("value", said(words, item, value))];
        lines.push(words.with("screen-check-proposed", &args));
    }
    Some(Rest { count, ends, question: lines.join("\n") })
}

/// Why the list cannot be completed yet.
pub(crate) fn missing(words: Words, filling: &Filling, proposed: &[(Slot, Value)]) -> Option<String> {
    match (filling.missing(proposed), filling.in_conflict()) {
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

/// Whether each answer is a tap of its own.
fn at_a_tap(kind: &Kind) -> bool {
    match kind {
        Kind::PassFail => true,
        Kind::Choice { options } => options.len() <= BESIDE,
        _ => false,
    }
}

/// The answers to tap, `chosen` being the one that stands, or that waits for a remark.
fn answer_taps(words: Words, filling: &Filling, item: &Item, slot: &Slot, chosen: &str) -> Vec<AnswerTap> {
    let tap = |code: &str, label: String, tone: Tone| {
        let action = CheckAction::Give { slot: slot.to_string(), value: code.to_owned() };
        let action = Action::Check { check: filling.id.to_string(), action };
        AnswerTap { button: Button::new(&format!("answer-{code}"), label, action), tone, chosen: code == chosen }
    };
    match &item.kind {
        Kind::PassFail => {
            let tone = |verdict: &Verdict| match verdict {
                Verdict::Pass => Tone::Good,
                Verdict::Fail => Tone::Bad,
                Verdict::NotApplicable | Verdict::Newer(_) => Tone::Plain,
            };
            let label = |verdict: &Verdict| words.code("papers-verdict-", verdict.code());
            Verdict::ALL.iter().map(|verdict| tap(verdict.code(), label(verdict), tone(verdict))).collect()
        }
        Kind::Choice { options } => {
            let tone = |out: bool| if out { Tone::Bad } else { Tone::Plain };
            let label = |option: &crate::domain::checks::Choice| option.label.in_lang(words.lang).to_owned();
            options.iter().map(|option| tap(&option.code, label(option), tone(option.out))).collect()
        }
        _ => Vec::new(),
    }
}

fn answer_field(words: Words, item: &Item, current: Option<&Answer>) -> Option<Field> {
    if at_a_tap(&item.kind) {
        return None;
    }
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
    let mut field = Field::new("answer", say("screen-check-answer"), kind).hint(limits(words, &item.kind));
    // Who leaves out what need not be answered leaves its result out too.
    field.required = item.required;
    match &item.kind {
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
        Kind::PassFail | Kind::Count | Kind::Text | Kind::Scan | Kind::Photo => {}
    }
    Some(field.value(current.map(|answer| typed(&answer.value)).unwrap_or_default()))
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
    let draft = kept_answer(kept, slot);
    let wants = draft.is_some_and(|draft| wants_remark(item, draft, &fields, current, &waiting));
    let photos = current.into_iter().flat_map(|answer| &answer.photos).chain(&waiting).map(thumbnail).collect();
    let (note, tone) = match (conflict, within) {
        (true, _) => (words.say("screen-check-two-answers"), Tone::Bad),
        (false, _) if wants => (words.say("screen-check-remark-wanted"), Tone::Warning),
        (false, Some(false)) if check.repairs.contains_key(slot) => {
            (words.say("screen-check-repair-open"), Tone::Warning)
        }
        (false, Some(false)) => (words.say("screen-check-out"), Tone::Warning),
        (false, _) if current.is_none() && !waiting.is_empty() => (words.say("screen-check-answer-too"), Tone::Info),
        (false, _) if current.is_some() => (String::new(), Tone::Good),
        (false, _) => match check.left_out_because(slot) {
            Some(reason) => {
                let key = if item.kind == Kind::Photo { "screen-check-refused" } else { "screen-check-left-out" };
                let tone = if item.required { Tone::Warning } else { Tone::Info };
                (words.with(key, &[("reason", reason.to_owned())]), tone)
            }
            None => (String::new(), Tone::Plain),
        },
    };
    let chosen = match (draft, current) {
        (Some(draft), _) => draft.to_owned(),
        (None, Some(answer)) => answer.value.text(),
        (None, None) => String::new(),
    };
    let remark_open =
        wants || within == Some(false) || fields.iter().any(|field| field.key == "remark" && !field.value.is_empty());
    let open = !check.is_completed();
    ItemCard {
        slot: slot.to_string(),
        label: item.label.in_lang(words.lang).to_owned(),
        equipment: check.equipment_name(slot).to_owned(),
        done: current.is_some(),
        required: item.required,
        answer: current.map(|answer| answered(words, item, answer)).unwrap_or_default(),
        note,
        tone,
        answers: if open { answer_taps(words, filling, item, slot, &chosen) } else { Vec::new() },
        fields,
        remark_open,
        photos,
        buttons: if open { buttons(words, filling, item, slot, &chosen) } else { Vec::new() },
    }
}

/// Whether what was tapped or typed is out of limits and waits for a remark or a photo.
fn wants_remark(
    item: &Item,
    draft: &str,
    fields: &[Field],
    current: Option<&Answer>,
    waiting: &[crate::domain::jobs::Photo],
) -> bool {
    let Some(value) = held(&item.kind, draft) else { return false };
    let remark = fields.iter().find(|field| field.key == "remark").map_or("", |field| field.value.as_str());
    let photos = current.into_iter().flat_map(|answer| &answer.photos).chain(waiting).cloned().collect();
    item.wants_remark(&Answer::given(value, remark, photos))
}

/// An answer in words, and how it came about where nobody gave it by itself.
fn answered(words: Words, item: &Item, answer: &Answer) -> String {
    let how = match (answer.known, answer.together) {
        (true, _) => known(words, item),
        (false, Some(_)) => words.say("screen-check-together"),
        (false, None) => String::new(),
    };
    let parts = [said(words, item, &answer.value), how];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn buttons(words: Words, filling: &Filling, item: &Item, slot: &Slot, chosen: &str) -> Vec<Button> {
    let check = filling.id.to_string();
    let on = |action| Action::Check { check: check.clone(), action };
    let here = || (check.clone(), slot.to_string());
    let mut buttons = Vec::new();
    if at_a_tap(&item.kind) {
        if !chosen.is_empty() {
            let give = on(CheckAction::Give { slot: slot.to_string(), value: chosen.to_owned() });
            buttons.push(Button::new("remark", words.say("screen-check-save-remark"), give));
        }
    } else if item.kind != Kind::Photo {
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
    if filling.check.has_photo_to_refuse(item, slot) {
        // A photo that was taken elsewhere counts here too, until somebody says that it shows something else.
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
