//! Taps and typed fields of whole tasks, counted as a thumb makes them: one file a task. Each begins on the screen that it names, goes only
//! where the screen leads, and holds a number. Nothing is looked up beside the screen, and no action is made here but what the platform
//! gives (photo, code, pen).
//!
//! What counts: opening a row, a button, a choice in an asked field that is not the one proposed, the question before a button, the menu
//! that a button stands in, the button under asked fields: one tap each. A text, number or time that is not the one proposed: one typed
//! field. What a camera reads is typed by nobody.

#![allow(dead_code, reason = "each task uses its own part of the hand")]

mod accept;

use super::kit::*;
use crate::screens::*;
use serde_json::Value;

/// A hand on a phone: what it sees, and what it did.
pub struct Hand<'a> {
    pub phone: &'a Phone,
    /// The back stack, as a shell keeps it; the last one is seen.
    stack: Vec<Route>,
    pub taps: usize,
    pub typed: usize,
}

/// A button as it stands on the screen.
struct Seen {
    button: Value,
    /// The fields beside it: of its panel or card.
    fields: Vec<Value>,
    /// In the menu.
    menu: bool,
}

impl<'a> Hand<'a> {
    /// The app is opened: my day.
    pub fn new(phone: &'a Phone) -> Self {
        Self::at(phone, Route::Today)
    }
    /// This screen is open, and my day lies under it.
    pub fn at(phone: &'a Phone, route: Route) -> Self {
        let stack = if route == Route::Today { vec![route] } else { vec![Route::Today, route] };
        Self { phone, stack, taps: 0, typed: 0 }
    }
    /// What was done since the last count.
    pub fn count(&mut self) -> (usize, usize) {
        (std::mem::take(&mut self.taps), std::mem::take(&mut self.typed))
    }

    pub fn route(&self) -> Route {
        self.stack.last().unwrap().clone()
    }
    pub fn screen(&self) -> Screen {
        self.phone.screen(self.route())
    }
    /// Everything that is seen, whatever the screen.
    pub fn seen(&self) -> Value {
        serde_json::to_value(self.screen()).unwrap()
    }
    /// Whether a button with this key can be tapped now.
    pub fn can(&self, key: &str) -> bool {
        find(&self.seen(), &[], false, key).is_some_and(|seen| seen.button["enabled"] == true)
    }

    /// Opens the row with this key.
    pub fn open(&mut self, key: &str) {
        let seen = self.seen();
        let row = row(&seen, key).unwrap_or_else(|| panic!("no row {key} leads anywhere on {seen:#}"));
        let route = serde_json::from_value(row["open"].clone()).unwrap();
        self.taps += 1;
        self.go(Some(route));
    }
    /// One step back.
    pub fn back(&mut self) {
        self.taps += 1;
        self.stack.pop();
        assert!(!self.stack.is_empty(), "the app was left");
    }

    /// Taps the first button with this key, and fills in what differs from what stands there.
    pub fn tap(&mut self, key: &str, said: &[(&str, &str)]) -> Outcome {
        let whole = self.seen();
        self.tap_in(&whole, key, said)
    }
    /// As `tap`, within the row, card or panel with this key.
    pub fn tap_at(&mut self, at: &str, key: &str, said: &[(&str, &str)]) -> Outcome {
        let whole = self.seen();
        let part = holder(&whole, at, key).unwrap_or_else(|| panic!("no {at} with {key} on {whole:#}"));
        self.tap_in(part, key, said)
    }
    fn tap_in(&mut self, part: &Value, key: &str, said: &[(&str, &str)]) -> Outcome {
        let found = find(part, &[], false, key);
        let Seen { button, fields, menu } = found.unwrap_or_else(|| panic!("no button {key} on {part:#}"));
        assert_eq!(button["enabled"], true, "{key}: {}", button["why_not"]);
        self.taps += 1 + usize::from(menu) + usize::from(button["confirm"].as_str().is_some_and(|ask| !ask.is_empty()));
        let asked: Vec<Value> = button["ask"].as_array().cloned().unwrap_or_default();
        // The button under the fields.
        self.taps += usize::from(!asked.is_empty());
        let fields: Vec<Value> = fields.into_iter().chain(asked).collect();
        let entries = self.fill(&fields, said);
        let action: Action = serde_json::from_value(button["action"].clone()).unwrap();
        if let Action::Go { route } = action {
            self.go(Some(route.clone()));
            return Outcome::to(route);
        }
        self.act(&action, &entries)
    }

    /// The scanner that is open reads this code.
    pub fn scan(&mut self, code: &str) -> Outcome {
        let Route::Scan { purpose, .. } = self.route() else { panic!("no scanner is open: {:?}", self.route()) };
        self.act(&Action::Scan { purpose, action: ScanAction::Typed }, &entries(&[("code", code)]))
    }
    /// The camera that is open takes a photo, which is kept: two taps.
    pub fn photograph(&mut self) -> Outcome {
        let Route::Photo { purpose } = self.route() else { panic!("no camera is open: {:?}", self.route()) };
        self.taps += 2;
        let action = PhotoAction::Taken { bytes: phone_photo(), marks: Vec::new() };
        self.act(&Action::Photo { purpose, action }, &entries(&[("caption", "")]))
    }
    /// The pen signs on the pad, and the button under it takes that: two taps.
    pub fn sign(&mut self, said: &[(&str, &str)]) -> Outcome {
        let seen = self.seen();
        let found = find(&seen, &[], false, "sign");
        let Seen { button, fields, .. } = found.unwrap_or_else(|| panic!("nothing to sign on {seen:#}"));
        assert_eq!(button["enabled"], true, "{}", button["why_not"]);
        let action: Action = serde_json::from_value(button["action"].clone()).unwrap();
        let Action::Sign { job, action: SignAction::Sign { sheet, .. } } = action else { panic!("{action:?}") };
        self.taps += 2;
        let fields: Vec<Value> = fields.into_iter().chain(signer(&seen)).collect();
        let entries = self.fill(&fields, said);
        let action = SignAction::Sign { sheet, width: 400.0, height: 200.0, strokes: strokes() };
        self.act(&Action::Sign { job, action }, &entries)
    }

    /// What goes with an action: what stands in the fields, and over it what was said. Fields that the screen does not have cannot be
    /// filled in.
    fn fill(&mut self, fields: &[Value], said: &[(&str, &str)]) -> Vec<Entry> {
        for (key, value) in said {
            let field = fields.iter().find(|field| field["key"] == *key);
            let field = field.unwrap_or_else(|| panic!("no field {key} among {fields:#?}"));
            if field["value"] == *value {
                continue;
            }
            match field["kind"].as_str().unwrap() {
                "choice" => {
                    let choices = field["choices"].as_array().cloned().unwrap_or_default();
                    assert!(choices.iter().any(|choice| choice["key"] == *value), "{value} is no choice of {field:#}");
                    self.taps += 1;
                }
                // The scanner beside the keyboard.
                "switch" | "code" => self.taps += 1,
                _ => self.typed += 1,
            }
        }
        let typed = |key: &Value| said.iter().any(|(typed, _)| key == typed);
        let held = fields.iter().filter(|field| !typed(&field["key"]));
        let held = held.map(|field| Entry::new(field["key"].as_str().unwrap(), field["value"].as_str().unwrap()));
        let filled: Vec<Entry> = held.chain(entries(said)).collect();
        for field in fields.iter().filter(|field| field["required"] == true) {
            let value = filled.iter().find(|entry| field["key"] == entry.key.as_str()).map(|entry| entry.value.trim());
            assert!(value.is_some_and(|value| !value.is_empty()), "{} has to be filled in", field["key"]);
        }
        filled
    }

    /// Hands an action over as a shell does, on the screen as it was drawn, and goes where it leads.
    fn act(&mut self, action: &Action, entries: &[Entry]) -> Outcome {
        let drawn = self.phone.app().draw(&self.route()).unwrap().drawn;
        self.phone.wait(1);
        let outcome = self.phone.app().act_on(&drawn, action, entries).unwrap();
        self.go(outcome.route.clone());
        outcome
    }
    /// A screen that is open already is gone back to.
    fn go(&mut self, to: Option<Route>) {
        let Some(to) = to else { return };
        match self.stack.iter().position(|route| *route == to) {
            Some(at) => self.stack.truncate(at + 1),
            None => self.stack.push(to),
        }
    }
}

fn is_button(value: &Value) -> bool {
    value.get("key").is_some() && value.get("action").is_some()
}

/// A button with this key, and how it is reached.
fn find(value: &Value, beside: &[Value], menu: bool, key: &str) -> Option<Seen> {
    match value {
        Value::Object(_) if is_button(value) => {
            let seen = || Seen { button: value.clone(), fields: beside.to_vec(), menu };
            (value["key"] == key).then(seen)
        }
        Value::Object(map) => {
            let own = map.get("fields").and_then(Value::as_array);
            let beside = own.map_or(beside, Vec::as_slice);
            // What can be seen comes before what lies in the menu.
            let (hidden, open): (Vec<_>, Vec<_>) = map.iter().partition(|(name, _)| *name == "more");
            let hidden = hidden.into_iter().map(|(_, part)| (part, true));
            let mut all = open.into_iter().map(|(_, part)| (part, menu)).chain(hidden);
            all.find_map(|(part, menu)| find(part, beside, menu, key))
        }
        Value::Array(all) => all.iter().find_map(|part| find(part, beside, menu, key)),
        _ => None,
    }
}

/// The row with this key that leads somewhere.
fn row<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(_) if value["key"] == key && value["open"].is_object() => Some(value),
        Value::Object(map) => map.values().find_map(|part| row(part, key)),
        Value::Array(all) => all.iter().find_map(|part| row(part, key)),
        _ => None,
    }
}

/// The row, card or panel with this key, or this `slot`, that has such a button.
fn holder<'v>(value: &'v Value, at: &str, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(_) if !is_button(value) && (value["key"] == at || value["slot"] == at) => {
            find(value, &[], false, key).map(|_| value)
        }
        Value::Object(map) => map.values().find_map(|part| holder(part, at, key)),
        Value::Array(all) => all.iter().find_map(|part| holder(part, at, key)),
        _ => None,
    }
}

/// The fields of who signs, which stand beside the pad.
fn signer(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(map) => match map.get("signer") {
            Some(Value::Array(fields)) => fields.clone(),
            _ => map.values().map(signer).find(|fields| !fields.is_empty()).unwrap_or_default(),
        },
        _ => Vec::new(),
    }
}
