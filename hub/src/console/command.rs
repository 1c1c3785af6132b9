//! A form becomes a command: decided and recorded while nobody else writes, once however often it is sent, on what its page showed.

use super::request::{AuthContext, Submission};
use crate::error::{Fault, HubError};
use crate::ledger::{Decision, Desk, Outcome};
use fettle_core::kernel::{EventError, RecordError, Refusal};
use fettle_core::text::{Lang, text_with};
use std::future::Future;

/// The text of a refusal.
pub(super) fn refusal_text(lang: Lang, refusal: &Refusal) -> String {
    let args: Vec<(&str, String)> = refusal.args.iter().map(|(name, value)| (*name, value.clone())).collect();
    text_with(lang, &format!("refusal-{}", refusal.code), &args)
}

/// Why a form was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The refusal's stable code, or the fault's.
    pub code: &'static str,
    /// Its text, in the reader's language.
    pub text: String,
    /// Where what stands in the way is listed, and the text of that.
    pub list: Option<(String, String)>,
    /// Which of the fields with this code is meant, where the refusal says it.
    pub field: String,
}

impl Told {
    /// Of a refusal.
    pub(super) fn of(lang: Lang, refusal: &Refusal) -> Self {
        let field = refusal.args.get("field").cloned().unwrap_or_default();
        Self { code: refusal.code, text: refusal_text(lang, refusal), list: None, field }
    }
    /// Of a fault that is said like a refusal.
    pub(super) fn fault(lang: Lang, fault: &Fault) -> Self {
        Self { code: fault.code, text: fault.text(lang), list: None, field: String::new() }
    }
    /// It speaks of this field.
    pub(super) fn at(self, field: &str) -> Self {
        Self { field: field.to_owned(), ..self }
    }
}

/// Runs the command of a form. The text of a refusal comes back as `Ok(Some(_))`; nothing was changed then. A form that was sent before is
/// answered as the first time.
///
/// # Errors
/// [`Fault`] when the hub fails.
pub(super) async fn run<F, D>(auth: &AuthContext, sent: Submission, decide: F) -> Result<Option<String>, Fault>
where
    F: FnOnce(Desk) -> D + Send + 'static,
    D: Future<Output = Result<Decision, HubError>> + Send + 'static,
{
    Ok(carry_out(auth, sent, false, decide).await?.map(|told| told.text))
}

/// As [`run`], for forms of the kit: the code says which field is meant.
///
/// # Errors
/// As [`run`].
pub(super) async fn run_form<F, D>(auth: &AuthContext, sent: Submission, decide: F) -> Result<Option<Told>, Fault>
where
    F: FnOnce(Desk) -> D + Send + 'static,
    D: Future<Output = Result<Decision, HubError>> + Send + 'static,
{
    carry_out(auth, sent, false, decide).await
}

/// As [`run_form`], for a command that gives something a number that people read.
///
/// # Errors
/// As [`run`].
pub(super) async fn run_numbering_form<F, D>(
    auth: &AuthContext,
    sent: Submission,
    decide: F,
) -> Result<Option<Told>, Fault>
where
    F: FnOnce(Desk) -> D + Send + 'static,
    D: Future<Output = Result<Decision, HubError>> + Send + 'static,
{
    carry_out(auth, sent, true, decide).await
}

async fn carry_out<F, D>(auth: &AuthContext, sent: Submission, numbered: bool, decide: F) -> Result<Option<Told>, Fault>
where
    F: FnOnce(Desk) -> D + Send + 'static,
    D: Future<Output = Result<Decision, HubError>> + Send + 'static,
{
    let lang = auth.lang();
    if auth.too_long {
        return Ok(Some(Told::of(lang, &Refusal::new("text_too_long"))));
    }
    let decide = Box::new(move |desk: Desk| Box::pin(decide(desk)) as _);
    match auth.hub().ledger.command(auth.viewer.id, sent, numbered, decide).await {
        Ok(Outcome::Recorded(_) | Outcome::Again) => Ok(None),
        Ok(Outcome::Refused(refusal)) => Ok(Some(Told::of(lang, &refusal))),
        // Not allowed, out of scope, or sent before with other words: said like a refusal.
        Err(HubError::Fault(fault)) => Ok(Some(Told::fault(lang, &fault))),
        // Many fields, or long ones: one record does not hold them.
        Err(HubError::Write(RecordError::Event(EventError::TooLarge(_)))) => {
            Ok(Some(Told::of(lang, &Refusal::new("text_too_long"))))
        }
        // The disk is full, or another process holds the database: the form is shown again with all that was typed.
        Err(other) if other.is_busy() || other.is_full() => {
            let fault = Fault::from(other);
            auth.context.guard.trouble.set(fault.status).ok();
            Ok(Some(Told::fault(lang, &fault)))
        }
        Err(other) => Err(other.into()),
    }
}
