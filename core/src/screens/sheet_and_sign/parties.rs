//! The further parties of a document on record: what they answered, and the pad for one of them.

use super::answers::{instead, told, tone};
use super::places::route_of;
use crate::domain::jobs::SignedDocument;
use crate::domain::jobs::document::{DocumentKind, Party, may_answer_for};
use crate::domain::people::Person;
use crate::screens::action::{Action, SignAction};
use crate::screens::blocks::{Button, Field, FieldKind, Row, Section};
use crate::screens::error::Problem;
use crate::screens::form::refill;
use crate::screens::queries::job::Known;
use crate::screens::route::Route;
use crate::screens::view::View;

/// Under which key the party is kept that is to answer to a document on record.
pub(super) const PARTY: &str = "party";

/// What can be done about further parties.
pub(super) struct Offer {
    /// Chooses who answers next.
    pub choose: Option<Button>,
    /// The pad of the party that was chosen.
    pub pad: Option<Pad>,
}

/// The pad of one party.
pub(super) struct Pad {
    /// Who signs.
    pub signer: Vec<Field>,
    /// What they confirm.
    pub confirm: String,
    /// Signs.
    pub sign: Button,
    /// Refusal and absence.
    pub instead: [Button; 2],
}

/// What the others answered; none before anybody did.
pub(super) fn section(view: &View<'_>, known: &Known, signed: &SignedDocument) -> Option<Section> {
    let words = view.words;
    let row = |answered: &&crate::domain::jobs::Answered| Row {
        key: answered.moment.event.to_string(),
        title: answered.answer.party.text(words.lang),
        detail: told(words, known, &answered.answer),
        tone: tone(&answered.answer),
        ..Row::default()
    };
    let rows: Vec<Row> = signed.others().iter().map(row).collect();
    let title = words.say("screen-sign-parties");
    (!rows.is_empty()).then(|| Section { more: None, key: "parties".into(), title, rows, empty: String::new() })
}

/// Of which parties who holds the phone may still record an answer.
fn waiting(view: &View<'_>, signed: &SignedDocument) -> Result<Vec<Party>, Problem> {
    let me = view.me()?;
    let signed_by = |party: &&Party| signed.answer_of(party).is_some_and(|answered| answered.answer.is_signed());
    let open = Party::ALL.iter().filter(|party| may_answer_for(&me.roles, party) && !signed_by(party));
    Ok(open.cloned().collect())
}

/// The party that was chosen to answer next, while it still may.
pub(super) fn chosen(view: &View<'_>, route: &Route, signed: &SignedDocument) -> Result<Option<Party>, Problem> {
    let kept = view.kept(route)?;
    let value = kept.into_iter().find(|entry| entry.key == PARTY).map(|entry| entry.value);
    let is = |party: &Party| value.as_deref() == Some(&choice(&signed.hash().to_string(), party.code()));
    Ok(waiting(view, signed)?.into_iter().find(is))
}

/// How the choice of a party for a document is kept.
pub(super) fn choice(document: &str, party: &str) -> String {
    format!("{document} {party}")
}

/// Whether somebody may still answer to it.
fn counts(known: &Known, signed: &SignedDocument) -> bool {
    !known.job.is_replaced(signed) && !known.job.is_doubted(signed)
}

/// The pad of the further party that was chosen to answer next.
pub(super) fn pad(view: &View<'_>, known: &Known, signed: &SignedDocument) -> Result<Option<Pad>, Problem> {
    Ok(offer(view, known, signed)?.pad)
}

/// Offers the choice of a further party, and the pad once one was chosen; neither on a document that counts no more.
pub(super) fn offer(view: &View<'_>, known: &Known, signed: &SignedDocument) -> Result<Offer, Problem> {
    if !counts(known, signed) {
        return Ok(Offer { choose: None, pad: None });
    }
    let route = &route_of(known.id, &DocumentKind::ServiceReport);
    let (words, sheet) = (view.words, signed.hash().to_string());
    let action = |action| Action::Sign { job: known.id.to_string(), action };
    let waiting = waiting(view, signed)?;
    let chosen = chosen(view, route, signed)?;
    let choose = waiting.first().map(|first| {
        let choices = waiting.iter().map(|party| (party.code().to_owned(), party.text(words.lang)));
        let party = Field::new("party", words.say("screen-sign-party"), FieldKind::Choice).required();
        let button = Button::new(
            "countersign",
            words.say("screen-sign-countersign"),
            action(SignAction::Countersign { sheet: sheet.clone() }),
        );
        button.ask(vec![party.choices(choices).value(chosen.as_ref().unwrap_or(first).code())])
    });
    let Some(party) = chosen else { return Ok(Offer { choose, pad: None }) };
    let own = match party {
        Party::OwnManager => view.get::<Person>(view.identity.person()?.uuid())?.name.in_lang(words.lang).to_owned(),
        _ => String::new(),
    };
    let phone = Field::new("phone", words.say("papers-phone"), FieldKind::Phone);
    let mut signer = vec![
        Field::new("name", words.say("papers-signer"), FieldKind::Text).required().value(own),
        Field::new("title", words.say("papers-signer-title"), FieldKind::Text),
        if party == Party::OwnManager { phone } else { phone.required() },
    ];
    refill(&mut signer, &view.kept(route)?);
    let confirm = words.with("screen-sign-confirm-as", &[("party", party.text(words.lang))]);
    let instead = instead(words, &sheet, &action);
    let empty = SignAction::Sign { sheet, width: 0.0, height: 0.0, strokes: Vec::new() };
    let sign = Button::new("sign", words.say("screen-sign-sign"), action(empty)).primary();
    Ok(Offer { choose, pad: Some(Pad { signer, confirm, sign, instead }) })
}
