//! What screens are made of. Every text is already in the user's language; every choice has already been made by the core.

use super::action::Action;
use super::route::Route;
use serde::{Deserialize, Serialize};

/// How something is meant; shells choose colour and symbol, and never show it by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// Worth knowing.
    Info,
    /// As it should be.
    Good,
    /// Needs attention soon.
    Warning,
    /// Needs attention now.
    Bad,
}

/// The top of every screen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Head {
    /// The title.
    pub title: String,
    /// A line under it; may be empty.
    pub subtitle: String,
    /// What has to be known before anything else, most important first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub banners: Vec<Banner>,
    /// What is not sent yet; none when everything is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub unsent: Option<Unsent>,
}

/// What is not sent yet, as a count in the title bar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Unsent {
    /// Records that wait.
    pub records: u64,
    /// Files that wait.
    pub files: u64,
    /// Both together, as short as a title bar wants it.
    pub label: String,
    /// The same in words, for a screen reader.
    pub text: String,
    /// Where a tap leads.
    pub open: Route,
}

/// A line across the screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Banner {
    /// How it is meant.
    pub tone: Tone,
    /// What it says.
    pub text: String,
    /// Where a tap leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Route>,
}

/// A titled list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Section {
    /// Stable name, for shells that draw it in their own way, and for tests.
    pub key: String,
    /// The title.
    pub title: String,
    /// The rows.
    pub rows: Vec<Row>,
    /// What to show when there are none; empty when the section may be left out then.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub empty: String,
    /// There is more: `App::page` gives the rows after these, for the screen's route, this section's key and this text. None at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub more: Option<String>,
}

/// A place on earth (WGS 84), for the platform's own map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MapPoint {
    /// Latitude in degrees, north positive.
    pub latitude: f64,
    /// Longitude in degrees, east positive.
    pub longitude: f64,
    /// What stands there.
    pub label: String,
}

/// One row of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Row {
    /// Stable within its section.
    pub key: String,
    /// The main line.
    pub title: String,
    /// The second line; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// What stands at the end of the row, such as a time; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub trailing: String,
    /// How it is meant.
    pub tone: Tone,
    /// SHA-256 of a thumbnail to show, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    /// Where a tap leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<Route>,
    /// What else can be done with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub buttons: Vec<Button>,
    /// Where it is: a tap on it opens the platform's map.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub map: Option<MapPoint>,
    /// What stands before the row as a column, such as the time of a visit; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub lead: String,
    /// A third line, small; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub note: String,
    /// A title above this row: it is the first of its group. Empty for all others.
    #[serde(skip_serializing_if = "String::is_empty")]
    #[cfg_attr(feature = "uniffi", uniffi(default = ""))]
    pub heading: String,
}

/// Something that can be done. A shell that is tapped asks for `ask`, then for `confirm`, then hands `action` and the entries to
/// `App::act`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Button {
    /// Stable within the screen, for tests and screen readers' labels.
    pub key: String,
    /// What it says.
    pub label: String,
    /// What it does.
    pub action: Action,
    /// Whether it can be tapped.
    pub enabled: bool,
    /// Why not, when it cannot.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why_not: String,
    /// The one that is most likely wanted; at most one a screen.
    pub primary: bool,
    /// Cannot be taken back, or leads away from work.
    pub danger: bool,
    /// Question to confirm first; empty when none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub confirm: String,
    /// What to ask for before acting; the entries go with the action.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ask: Vec<Field>,
    /// Where the phone is belongs to it: a shell that may know adds the entry `position`, as `latitude,longitude,metres` in degrees and the
    /// radius within which it is true. Never waits for it, never asks for it.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub position: bool,
}

impl Button {
    /// An enabled button.
    pub fn new(key: &str, label: String, action: impl Into<Action>) -> Self {
        Self {
            key: key.to_owned(),
            label,
            action: action.into(),
            enabled: true,
            why_not: String::new(),
            primary: false,
            danger: false,
            confirm: String::new(),
            ask: Vec::new(),
            position: false,
        }
    }
    /// With where the phone is, if the shell may know.
    #[must_use]
    pub fn with_position(mut self) -> Self {
        self.position = true;
        self
    }
    /// The one that is most likely wanted.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.primary = true;
        self
    }
    /// Cannot be taken back.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }
    /// Asks before it acts.
    #[must_use]
    pub fn confirm(mut self, question: String) -> Self {
        self.confirm = question;
        self
    }
    /// With fields to fill in first.
    #[must_use]
    pub fn ask(mut self, fields: Vec<Field>) -> Self {
        self.ask = fields;
        self
    }
    /// Disabled for the reason given, if there is one.
    #[must_use]
    pub fn unless(mut self, why_not: Option<String>) -> Self {
        if let Some(why_not) = why_not {
            self.enabled = false;
            self.primary = false;
            self.why_not = why_not;
        }
        self
    }
}

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    LongText,
    /// A decimal number, with `.` as the decimal mark.
    Number,
    /// A whole number.
    Count,
    /// Minutes, whole.
    Minutes,
    /// `true` or `false`.
    Switch,
    /// One of `choices`, by key.
    Choice,
    /// A telephone number.
    Phone,
    /// A local date and time at the site: `2026-11-22T14:30`.
    DateTime,
    /// The content of a code: the shell offers the scanner beside the keyboard.
    Code,
    /// A PIN or passphrase: not shown while it is typed, never kept as half-filled.
    Secret,
}

/// Something to fill in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Field {
    /// Its name in the entries.
    pub key: String,
    /// What is asked.
    pub label: String,
    /// What it takes.
    pub kind: FieldKind,
    /// What is in it now: a kept draft, an earlier answer or a proposal.
    pub value: String,
    /// Whether it has to be filled in.
    pub required: bool,
    /// Help under it; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// What is wrong with the value; empty when nothing is.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub error: String,
    /// What there is to choose from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Unit of a number; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Least usual value, decimal text; empty when there is none. A value outside is a finding, not a mistake.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub min: String,
    /// Greatest usual value, decimal text; empty when there is none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub max: String,
}

impl Field {
    /// An empty field that may be left empty.
    pub fn new(key: &str, label: String, kind: FieldKind) -> Self {
        Self {
            key: key.to_owned(),
            label,
            kind,
            value: String::new(),
            required: false,
            hint: String::new(),
            error: String::new(),
            choices: Vec::new(),
            unit: String::new(),
            min: String::new(),
            max: String::new(),
        }
    }
    /// Has to be filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// With a value in it.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
    /// With help under it.
    #[must_use]
    pub fn hint(mut self, hint: String) -> Self {
        self.hint = hint;
        self
    }
    /// With what there is to choose from: key and label.
    #[must_use]
    pub fn choices(mut self, choices: impl IntoIterator<Item = (String, String)>) -> Self {
        self.choices = choices.into_iter().map(|(key, label)| Choice { key, label }).collect();
        self
    }
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Choice {
    /// Its name as a value.
    pub key: String,
    /// What it says.
    pub label: String,
}

/// A filled-in field, by key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Entry {
    /// The field's key.
    pub key: String,
    /// Its value, as [`FieldKind`] says.
    pub value: String,
}

impl Entry {
    /// An entry.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}

/// Fields that belong together, with the button that takes them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Panel {
    /// Stable within the screen.
    pub key: String,
    /// The title.
    pub title: String,
    /// The fields.
    pub fields: Vec<Field>,
    /// What takes them; none where they can only be read.
    pub button: Option<Button>,
}
