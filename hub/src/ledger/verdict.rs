//! What a judgement says, and the codes for which an event is quarantined.

/// What the hub makes of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Why it is quarantined; `None` when accepted.
    pub quarantine: Option<&'static str>,
    /// What was noticed without refusing.
    pub notices: Vec<&'static str>,
    /// Events in quarantine (their `seq`) that say the same: this one stands for them now.
    pub stands_for: Vec<i64>,
}

/// Code of an event that repeats another one on record: a duplicate, which is ignored (decision 0011). Stored and sent, so the word stays.
pub(super) const DUPLICATE: &str = "twin";

/// Code of an event that says what a newer one says that is quarantined too: nobody has to look at it twice. It is not let through with that, but
/// stood for: its author is told so.
pub(super) const SAID_AGAIN: &str = "said_again";

/// Code of an event about something that has not arrived yet: a hub that was put back from a backup gets the work of its phones in any order.
/// It is rejudged as soon as anything else was accepted.
pub(super) const EARLY: &str = "subject_unknown";

/// Code of an event about something that its author may not reach.
pub(super) const OUT_OF_SCOPE: &str = "out_of_scope";

/// Code of an event that the roles of its author do not allow.
pub(super) const NOT_ALLOWED: &str = "not_allowed";

/// Notice of an event of a type that this version does not know; code of one that it knows by now and has not judged yet.
pub(super) const NEWER: &str = "unknown_type";

/// Code of an event whose body did not come with it.
pub(super) const NO_BODY: &str = "body_missing";

/// Reasons that no person can lift: there is nothing to let in, or it would harm whoever got it.
const FINAL: &[&str] = &["duplicate_id", DUPLICATE, "body_malformed", "login_invalid", NO_BODY, "hub_only", NEWER];

/// Whether an administrator may let in what is quarantined for this reason.
pub fn is_releasable(code: &str) -> bool {
    !FINAL.contains(&code)
}
