//! The further parties of a document on record: what they answered, and the pad for one of them.

use super::{PARTY, SheetAndSignScreen, instead, told, tone};
use crate::domain::jobs::SignedDocument;
use crate::domain::jobs::document::{Party, may_answer_for};
use crate::domain::people::Person;
use crate::screens::action::{Action, SignAction};
use crate::screens::blocks::{Button, Field, FieldKind, Row, Section};
use crate::screens::error::Problem;
use crate::screens::form::refill;
use crate::screens::queries::job::Known;
use crate::screens::route::Route;
use crate::screens::view::View;

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
    let open = Party::KNOWN.iter().filter(|party| may_answer_for(&me.roles, party) && !signed_by(party));
    Ok(open.cloned().collect())
}

/// The party that was chosen to answer next, while it still may.
pub(super) fn chosen(view: &View<'_>, route: &Route, signed: &SignedDocument) -> Result<Option<Party>, Problem> {
    let kept = view.kept(route)?;
    let code = kept.into_iter().find(|entry| entry.key == PARTY).map(|entry| entry.value);
    Ok(waiting(view, signed)?.into_iter().find(|party| Some(party.code()) == code.as_deref()))
}

/// Offers the choice of a further party, and the pad once one was chosen.
pub(super) fn offer(
    view: &View<'_>,
    screen: &mut SheetAndSignScreen,
    known: &Known,
    signed: &SignedDocument,
) -> Result<(), Problem> {
    let words = view.words;
    let job = known.id.to_string();
    let route = Route::SheetAndSign { job: job.clone() };
    let action = |action| Action::Sign { job: job.clone(), action };
    let waiting = waiting(view, signed)?;
    let chosen = chosen(view, &route, signed)?;
    if !waiting.is_empty() {
        let choices = waiting.iter().map(|party| (party.code().to_owned(), party.text(words.lang)));
        let first = chosen.as_ref().or(waiting.first()).map_or("", Party::code);
        let party = Field::new("party", words.say("screen-sign-party"), FieldKind::Choice).required();
        let button = Button::new("countersign", words.say("screen-sign-countersign"), action(SignAction::Countersign));
        screen.buttons.push(button.ask(vec![party.choices(choices).value(first)]));
    }
    let Some(party) = chosen else { return Ok(()) };
    let own = match party {
        Party::OwnManager => view.get::<Person>(view.identity.person()?.uuid())?.name.in_lang(words.lang).to_owned(),
        _ => String::new(),
    };
    let phone = Field::new("phone", words.say("papers-phone"), FieldKind::Phone);
    screen.signer = vec![
        Field::new("name", words.say("papers-signer"), FieldKind::Text).required().value(own),
        Field::new("title", words.say("papers-signer-title"), FieldKind::Text),
        if party == Party::OwnManager { phone } else { phone.required() },
    ];
    refill(&mut screen.signer, &view.kept(&route)?);
    screen.confirm = words.with("screen-sign-confirm-as", &[("party", party.text(words.lang))]);
    let sheet = screen.hash.clone();
    screen.instead = instead(words, &sheet, &action).into();
    let empty = SignAction::Sign { sheet, width: 0.0, height: 0.0, strokes: Vec::new() };
    screen.sign = Some(Button::new("sign", words.say("screen-sign-sign"), action(empty)).primary());
    Ok(())
}
