//! One field of a form: its kind, what it holds, and why that was refused.

use crate::console::request::Fields;
use crate::console::words;
use askama::Template;

/// One choice of several.
#[derive(Clone)]
pub(in crate::console) struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// A choice; chosen when it is the one that stands.
    pub(in crate::console) fn new(value: impl ToString, text: impl Into<String>, stands: &str) -> Self {
        let value = value.to_string();
        Self { chosen: value == stands, text: text.into(), value }
    }
}

/// How a field is filled in.
enum Kind {
    /// One line; the type of the input, such as `text`, `tel`, `date`.
    Line(&'static str),
    /// A password: never shown again, whatever was refused. What browsers may fill in, such as `new-password`.
    Secret(&'static str),
    /// Several lines.
    Lines,
    /// One of these.
    One(Vec<Choice>),
    /// Any of these.
    Several(Vec<Choice>),
    /// Yes or no; the value that is sent for yes is `yes`.
    Tick(bool),
    /// Another record, as people type it. What was typed before goes along as `NAME_for`, and which record it means as `NAME_chosen`: that counts only as
    /// long as the text is the same. With several choices one of them has to be chosen. The kind of the record comes first: while somebody types, the
    /// script asks `/lookup` for those that answer.
    Find(&'static str, Vec<Choice>),
    /// Several other records: those that stand there are ticked, others are offered to tick, and one more is found by what people type, as `NAME_more`. The
    /// kind of the records comes first, then what is ticked or offered, then those that answer to what was typed, one of which has to be chosen.
    FindSeveral(&'static str, Vec<Choice>, Vec<Choice>),
    /// Not shown.
    Hidden,
    /// Files of these kinds; the form is then sent in parts.
    Files(&'static str),
}

/// One field.
#[derive(Template)]
#[template(path = "kit/field.html")]
pub(in crate::console) struct Field {
    name: &'static str,
    /// Which of several fields of this name it is; empty for the only one.
    item: String,
    /// Of the element; told apart by form, as a page may hold several.
    pub(super) id: String,
    label: String,
    kind: Kind,
    value: String,
    required: bool,
    longest: usize,
    /// The keyboard that phones show, such as `decimal`; empty for their own choice.
    keyboard: &'static str,
    help: String,
    /// What stands in a line while it is empty.
    hint: String,
    /// Whether it holds what it holds, whatever an address says: who built it has read that already.
    settled: bool,
    /// What is offered while somebody types a line; anything else may be typed.
    suggested: Vec<String>,
    /// Where those that answer are asked for, where that is not the lookup of the kind: with its query begun.
    asked_at: String,
    /// Codes of refusals that speak of this field.
    codes: &'static [&'static str],
    error: String,
}

impl Field {
    fn new(name: &'static str, label: String, kind: Kind) -> Self {
        Self {
            name,
            item: String::new(),
            id: String::new(),
            label,
            kind,
            value: String::new(),
            required: false,
            longest: 200,
            keyboard: "",
            help: String::new(),
            hint: String::new(),
            settled: false,
            suggested: Vec::new(),
            asked_at: String::new(),
            codes: &[],
            error: String::new(),
        }
    }
    /// One line of text.
    pub(in crate::console) fn line(name: &'static str, label: String) -> Self {
        Self::new(name, label, Kind::Line("text"))
    }
    /// Several lines of text.
    pub(in crate::console) fn lines(name: &'static str, label: String) -> Self {
        let field = Self::new(name, label, Kind::Lines);
        Self { longest: 20_000, ..field }
    }
    /// Words that are looked for.
    pub(in crate::console) fn search(name: &'static str, label: String, hint: String) -> Self {
        Self { hint, longest: 1_000, ..Self::new(name, label, Kind::Line("search")) }
    }
    /// A telephone number.
    pub(in crate::console) fn phone(name: &'static str, label: String) -> Self {
        Self::new(name, label, Kind::Line("tel"))
    }
    /// A password that is asked for.
    pub(in crate::console) fn secret(name: &'static str, label: String) -> Self {
        Self { longest: 1_024, ..Self::new(name, label, Kind::Secret("off")) }
    }
    /// A password that is chosen.
    pub(in crate::console) fn new_secret(name: &'static str, label: String) -> Self {
        Self { longest: 1_024, ..Self::new(name, label, Kind::Secret("new-password")) }
    }
    /// A day, sent as 2026-03-01.
    pub(in crate::console) fn day(name: &'static str, label: String) -> Self {
        Self::new(name, label, Kind::Line("date"))
    }
    /// A time of the place where it happens, as it is held or was typed: a picker where it can hold that.
    pub(in crate::console) fn time(name: &'static str, label: String, value: String) -> Self {
        let field = Self::new(name, label, Kind::Line(words::input_type(&value)));
        Self { value, longest: 40, ..field }
    }
    /// A number as people write it: read by the domain, since a browser would silently drop what it does not take for one.
    pub(in crate::console) fn number(name: &'static str, label: String) -> Self {
        let field = Self::new(name, label, Kind::Line("text"));
        Self { longest: 40, keyboard: "decimal", ..field }
    }
    /// One of these choices.
    pub(in crate::console) fn one(name: &'static str, label: String, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Kind::One(choices))
    }
    /// Any of these choices.
    pub(in crate::console) fn several(name: &'static str, label: String, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Kind::Several(choices))
    }
    /// Yes or no.
    pub(in crate::console) fn tick(name: &'static str, label: String, yes: bool) -> Self {
        Self::new(name, label, Kind::Tick(yes))
    }
    /// Another record of a kind, found by what people type. One choice that is chosen says which record the text means; several are offered.
    pub(in crate::console) fn find(
        name: &'static str,
        label: String,
        kind: &'static str,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, Kind::Find(kind, choices))
    }
    /// Several other records of a kind: these to tick, and others found by what people type.
    pub(in crate::console) fn find_several(
        name: &'static str,
        label: String,
        kind: &'static str,
        choices: Vec<Choice>,
    ) -> Self {
        Self::new(name, label, Kind::FindSeveral(kind, choices, Vec::new()))
    }
    /// A value that is not shown.
    pub(in crate::console) fn hidden(name: &'static str) -> Self {
        Self::new(name, String::new(), Kind::Hidden)
    }
    /// Offers these records, where it is found by what people type.
    pub(super) fn offer(&mut self, choices: Vec<Choice>) {
        if let Kind::Find(_, offered) | Kind::FindSeveral(_, _, offered) = &mut self.kind {
            *offered = choices;
        }
    }
    /// One or several files whose names end with one of these, such as `.csv,.xlsx`.
    pub(in crate::console) fn file(name: &'static str, label: String, endings: &'static str) -> Self {
        Self::new(name, label, Kind::Files(endings))
    }
    /// With what is on record.
    pub(in crate::console) fn holding(mut self, value: impl ToString) -> Self {
        self.value = value.to_string();
        self
    }
    /// One of several of its name, each of another thing: sent as `NAME-ITEM`.
    pub(in crate::console) fn of_item(mut self, item: impl ToString) -> Self {
        self.item = item.to_string();
        self
    }
    /// What it is sent as.
    pub(super) fn sent_as(&self) -> String {
        if self.item.is_empty() { self.name.to_owned() } else { format!("{}-{}", self.name, self.item) }
    }
    /// It has to be filled in.
    pub(in crate::console) fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// At most so many characters.
    pub(in crate::console) fn at_most(mut self, characters: usize) -> Self {
        self.longest = characters;
        self
    }
    /// With a line that says more; of several records, what the field for one more is called.
    pub(in crate::console) fn help(mut self, text: String) -> Self {
        self.help = text;
        self
    }
    /// With what is offered while somebody types.
    pub(in crate::console) fn suggesting(mut self, texts: Vec<String>) -> Self {
        self.suggested = texts;
        self
    }
    /// Those that answer are asked for at this address, whose query is begun.
    pub(in crate::console) fn asked_at(mut self, address: String) -> Self {
        self.asked_at = address;
        self
    }
    /// Refusals with these codes speak of this field.
    pub(in crate::console) fn answers(mut self, codes: &'static [&'static str]) -> Self {
        self.codes = codes;
        self
    }
    /// As a filter of a list.
    pub(in crate::console) fn filtering(self) -> Self {
        Self { id: format!("filter-{}", self.name), ..self }
    }
    /// As it is, whatever the address of a list says of it.
    pub(in crate::console) fn settled(self) -> Self {
        Self { settled: true, ..self }
    }
    /// Whether it is not shown.
    pub(super) fn is_hidden(&self) -> bool {
        matches!(self.kind, Kind::Hidden)
    }
    /// Whether it wants more room than others, and stands before them.
    pub(super) fn is_wide(&self) -> bool {
        matches!(self.kind, Kind::Line("search"))
    }
    /// What a filter cuts a list down to: its label, and what it says; none for nothing.
    pub(super) fn says(&self) -> Option<(&str, &str)> {
        let text = match &self.kind {
            Kind::One(choices) => &choices.iter().find(|choice| choice.chosen && !choice.value.is_empty())?.text,
            Kind::Line(_) => &self.value,
            // What was typed and means no one record cuts nothing away.
            Kind::Find(_, choices) if choices.len() == 1 && choices.iter().all(|choice| choice.chosen) => &self.value,
            _ => return None,
        };
        (!text.is_empty()).then_some((self.label.as_str(), text.as_str()))
    }
    /// Whether what was sent says the same in it, where nobody types into it.
    pub(super) fn was_sent_in(&self, typed: &Fields) -> bool {
        !self.is_hidden() || typed.get(self.name) == self.value
    }
    /// Whether its help is what the field for one more record is called.
    fn asks_more(&self) -> bool {
        matches!(self.kind, Kind::FindSeveral(..))
    }
    /// Whether it holds files.
    pub(super) fn is_file(&self) -> bool {
        matches!(self.kind, Kind::Files(_))
    }
    /// Whether this is what a refusal speaks of.
    pub(super) fn is_meant(&self, code: &str) -> bool {
        self.codes.contains(&code)
    }
    /// With why it was refused.
    pub(super) fn refuse(&mut self, text: &str) {
        text.clone_into(&mut self.error);
    }
    /// With what was typed in place of what is on record.
    pub(super) fn fill(&mut self, typed: &Fields) {
        if self.settled {
            return;
        }
        let line = self.sent_as();
        match &mut self.kind {
            // A box that is not ticked is not sent at all.
            Kind::Tick(yes) => *yes = typed.has(self.name),
            Kind::Several(choices) => {
                for choice in choices {
                    choice.chosen = typed.all(self.name).any(|value| value == choice.value);
                }
            }
            Kind::One(choices) if typed.has(self.name) => {
                for choice in choices {
                    choice.chosen = typed.get(self.name) == choice.value;
                }
            }
            Kind::One(_) | Kind::Hidden | Kind::Files(_) | Kind::Secret(_) => {}
            Kind::Find(_, choices) if typed.has(self.name) => {
                let text = typed.get(self.name).to_owned();
                let same = typed.get(&format!("{}_for", self.name)) == text;
                let chosen = typed.get(&format!("{}_chosen", self.name));
                let known = choices.len() == 1 && choices.iter().all(|choice| choice.chosen);
                if (known || choices.is_empty()) && same && !chosen.is_empty() {
                    *choices = vec![Choice { value: chosen.to_owned(), text: text.clone(), chosen: true }];
                } else if known && self.value != text {
                    choices.clear();
                }
                self.value = text;
            }
            Kind::Find(..) => {}
            // Who was ticked and is not offered is put there by the page itself, which knows the name.
            Kind::FindSeveral(_, choices, offered) => {
                for choice in choices {
                    choice.chosen = typed.all(self.name).any(|value| value == choice.value);
                }
                let part = |part: &str| typed.get(&format!("{}_more{part}", self.name));
                part("").clone_into(&mut self.value);
                if part("_for") == self.value && !part("_chosen").is_empty() {
                    let (value, text) = (part("_chosen").to_owned(), self.value.clone());
                    *offered = vec![Choice { value, text, chosen: true }];
                }
            }
            Kind::Line(how) if typed.has(&line) => {
                typed.exact(&line).clone_into(&mut self.value);
                if *how == "datetime-local" {
                    *how = words::input_type(&self.value);
                }
            }
            Kind::Lines if typed.has(self.name) => typed.exact(self.name).clone_into(&mut self.value),
            Kind::Line(_) | Kind::Lines => {}
        }
    }
    /// What goes into the address of a list when this field is one of its filters.
    pub(super) fn name(&self) -> &'static str {
        self.name
    }
}
