//! How a party answered, in words; and refusal and absence as buttons.

use crate::domain::jobs::document::Answer;
use crate::screens::action::{Action, SignAction};
use crate::screens::blocks::{Button, Field, FieldKind, Tone};
use crate::screens::queries::job::Known;
use crate::screens::view::View;
use crate::screens::words::Words;
use serde::{Deserialize, Serialize};

/// How the customer answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct SignedAnswer {
    /// Signed, refused or absent, by whom and when, in words.
    pub text: String,
    /// How that is meant.
    pub tone: Tone,
    /// The signature as SVG; empty unless signed by hand and here on the phone.
    pub svg: String,
}

/// An answer as screens show it.
pub(super) fn answer(view: &View<'_>, known: &Known, answer: &Answer) -> SignedAnswer {
    let text = told(view.words, known, answer);
    SignedAnswer { text, tone: tone(answer), svg: hand(view, answer) }
}

/// Refusal and absence, each with its fields.
pub(super) fn instead(words: Words, sheet: &str, action: &dyn Fn(SignAction) -> Action) -> [Button; 2] {
    let text = |key: &str, label: &str| Field::new(key, words.say(label), FieldKind::Text).required();
    let because = || vec![text("reason", "papers-reason"), text("witness", "papers-witness")];
    let refused = action(SignAction::Refused { sheet: sheet.to_owned() });
    let absent = action(SignAction::Absent { sheet: sheet.to_owned() });
    [("refused", "screen-sign-refused", refused), ("absent", "screen-sign-absent", absent)]
        .map(|(key, label, action)| Button::new(key, words.say(label), action).danger().ask(because()))
}

/// An answer in words.
pub(super) fn told(words: Words, known: &Known, answer: &Answer) -> String {
    let signature = &answer.signature;
    let outcome = answer.party.outcome(&signature.outcome, words.lang);
    let who = [signature.name.clone(), signature.title.clone(), words.time(signature.signed_at, known.zone)];
    let because = signature.outcome.reason_and_witness();
    let because = because.map(|(reason, witness)| {
        [("papers-reason", reason), ("papers-witness", witness)].map(|(key, text)| format!("{} {text}", words.say(key)))
    });
    let parts = std::iter::once(outcome).chain(who).chain(because.into_iter().flatten());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    words.list(&parts)
}

/// The picture of the hand as SVG; empty where there is none, or it is not here: the record stands without it.
fn hand(view: &View<'_>, answer: &Answer) -> String {
    let strokes = answer.strokes.as_ref().and_then(|blob| view.store.blob(blob.hash).ok());
    let svg = strokes.and_then(|json| fettle_media::Signature::from_json(&json).ok()).map(|s| s.to_svg());
    svg.unwrap_or_default()
}

pub(super) fn tone(answer: &Answer) -> Tone {
    if answer.is_signed() { Tone::Good } else { Tone::Warning }
}
