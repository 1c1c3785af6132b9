//! What the page of one record has beside what all of them have: parts that only its kind draws, and forms that open where they stand.

use super::form::Form;
use crate::error::HubError;
use askama::Template;

/// A part of the page, drawn by the record's own template.
pub(in crate::console) struct Block {
    /// What it is called.
    pub title: String,
    /// How many are in it; empty where nobody counts.
    pub count: String,
    /// Whether it waits for somebody.
    pub urgent: bool,
    html: String,
}

impl Block {
    /// Drawn by this template.
    ///
    /// # Errors
    /// When the template cannot be drawn.
    pub(in crate::console) fn of(title: String, template: &impl Template) -> Result<Self, HubError> {
        Ok(Self { title, count: String::new(), urgent: false, html: drawn(template)? })
    }
    /// With how many are in it.
    pub(in crate::console) fn counting(self, count: usize) -> Self {
        Self { count: count.to_string(), ..self }
    }
    /// It waits for somebody.
    pub(in crate::console) fn urgent(self) -> Self {
        Self { urgent: true, ..self }
    }
    /// As its template drew it, which escaped whatever people typed.
    pub(super) fn html(&self) -> &str {
        &self.html
    }
}

/// A template as text.
///
/// # Errors
/// When it cannot be drawn.
pub(in crate::console) fn drawn(template: &impl Template) -> Result<String, HubError> {
    template.render().map_err(|e| HubError::Record(e.to_string()))
}

/// Something that is done from the page itself.
pub(in crate::console) enum Ask {
    /// A form behind its name; open where it was refused.
    Folded { name: String, form: Form, open: bool },
    /// A form of one button.
    Plain(Form),
    /// A page of its own: address and text.
    Page(String, String),
}

/// A paper, in several languages.
pub(in crate::console) struct Papers {
    /// What it is called.
    pub name: String,
    /// Of each language the address, its tag, empty for several, and its own name.
    pub files: Vec<(String, &'static str, String)>,
}

/// What stands beside.
#[derive(Default)]
pub(in crate::console) struct Beside {
    /// Under the title, drawn by the record's own template.
    pub under: String,
    /// What is taken away as a file.
    pub papers: Option<Papers>,
    /// Across the whole page, above the rest.
    pub above: Vec<Block>,
    /// Above the facts.
    pub side: Vec<Block>,
    /// What is done here: what that is called, and each.
    pub asks: (String, Vec<Ask>),
    /// Above the sections.
    pub body: Vec<Block>,
    /// Below them: where the history is more than what was changed.
    pub last: Vec<Block>,
}
