//! Commands: a person's intent, checked against state and role, gives drafts of events or a refusal with a code that has a text.

use super::body::Body;
use super::event::BlobRef;
use super::subject::Subject;
use std::collections::BTreeMap;

/// An event before it is recorded: it has no number, no time and no author yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The aggregate it is about.
    pub subject: Subject,
    /// The body's type, as in [`Body`].
    pub kind: String,
    /// The body's version.
    pub version: u16,
    /// The body as JSON text; hashed as it stands here.
    pub body: String,
    /// Blobs that the body names: whoever receives the event may fetch them.
    pub blobs: Vec<BlobRef>,
}

impl Draft {
    /// A draft of `body` about `subject`.
    pub fn new<B: Body>(subject: Subject, body: &B) -> Self {
        let (kind, body) = body.encode();
        Self { subject, kind, version: B::VERSION, body, blobs: Vec::new() }
    }
    /// Names the blobs that the body refers to.
    #[must_use]
    pub fn with_blobs(mut self, blobs: impl IntoIterator<Item = BlobRef>) -> Self {
        self.blobs.extend(blobs);
        self
    }
}

/// A clear no: nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("refused: {code}")]
pub struct Refusal {
    /// Stable code; its text is `refusal-<code>` in the catalogue (with `-` for `_`).
    pub code: &'static str,
    /// What the text mentions.
    pub args: BTreeMap<&'static str, String>,
}

impl Refusal {
    /// A refusal with no arguments.
    pub fn new(code: &'static str) -> Self {
        Self { code, args: BTreeMap::new() }
    }
    /// With one more argument for its text.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.insert(name, value.to_string());
        self
    }
}
