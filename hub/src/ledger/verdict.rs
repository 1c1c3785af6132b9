//! What a judgement says, and the codes for which an event is kept apart.

/// What the hub makes of an event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Why it is kept apart; `None` when accepted.
    pub quarantine: Option<&'static str>,
    /// What was noticed without refusing.
    pub notices: Vec<&'static str>,
    /// Events in quarantine (their `seq`) that say the same: this one stands for them now.
    pub stands_for: Vec<i64>,
}

/// Code of an event that says what another one on record says: it folds nowhere and troubles nobody (decision 0011).
pub(super) const TWIN: &str = "twin";

/// Code of an event that says what a newer one says that is kept apart too: nobody has to look at it twice. It is not let through with that, but
/// stood for: its author is told so.
pub(super) const SAID_AGAIN: &str = "said_again";

/// Code of an event about something that has not arrived yet: a hub that was put back from a backup gets the work of its phones in any order.
/// It is judged anew as soon as anything else was accepted.
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
const FINAL: &[&str] = &["duplicate_id", TWIN, "body_malformed", "login_invalid", NO_BODY, "hub_only", NEWER];

/// Whether an administrator may let in what is kept apart for this reason.
pub fn is_releasable(code: &str) -> bool {
    !FINAL.contains(&code)
}
