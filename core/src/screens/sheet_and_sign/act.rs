//! Language, signature, refusal, absence, of the customer and of further parties; amendment.

use super::places::route_of;
use super::sources::{LANGUAGE, RATING, REMARKS, Sources};
use super::{parties, signers};
use crate::domain::ids::JobId;
use crate::domain::jobs::commands::{self, SignInput};
use crate::domain::jobs::document::DocumentKind;
use crate::domain::jobs::sheet::{Outcome as Answer, SheetLanguage, hash_hex};
use crate::domain::jobs::{Job, build_daily};
use crate::kernel::Refusal;
use crate::screens::action::{Outcome, PenStroke, SignAction};
use crate::screens::blocks::Entry;
use crate::screens::error::Problem;
use crate::screens::form::Form;
use crate::screens::queries::job::Known;
use crate::screens::route::Route;
use crate::screens::view::View;
use fettle_media::Signature;

pub(crate) fn act(view: &View<'_>, job: JobId, action: &SignAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let route = route_of(job, &DocumentKind::ServiceReport);
    let text = |key: &str| form.text(key).to_owned();
    let told = |outcome: Answer, sheet: &String| SignInput {
        outcome,
        seen_hash: sheet.clone(),
        name: String::new(),
        title: String::new(),
        phone: String::new(),
        position: None,
        strokes: None,
    };
    let input = match action {
        SignAction::Language { language } => {
            SheetLanguage::from_code(language).ok_or_else(|| Problem::error("field_unreadable"))?;
            return choose(view, &route, LANGUAGE, language);
        }
        SignAction::Opinion => {
            choose(view, &route, REMARKS, form.text("remarks"))?;
            return choose(view, &route, RATING, form.text("rating"));
        }
        SignAction::Countersign { sheet } => {
            let party = parties::choice(sheet, form.required("party")?);
            choose(view, &route, parties::PARTY, &party)?;
            return Ok(Outcome::to(Route::SheetAndSign { job: job.to_string(), document: sheet.clone() }));
        }
        SignAction::Amend => {
            let state: Job = view.need(job.uuid())?;
            view.record(&commands::amend(&state, &view.me()?, form.required("reason")?)?)?;
            return Ok(Outcome::to(Route::Job { job: job.to_string() }).say(view.words.say("screen-sign-amended")));
        }
        SignAction::Sign { sheet, width, height, strokes } => {
            let signature = Signature::new(*width, *height, strokes.iter().map(PenStroke::to_media).collect())?;
            let blob = view.store.put_blob(&signature.to_json()?, "application/json")?;
            SignInput { strokes: Some(blob), ..told(Answer::Signed, sheet) }
        }
        SignAction::Refused { sheet } => {
            told(Answer::Refused { reason: text("reason"), witness: text("witness") }, sheet)
        }
        SignAction::Absent { sheet } => {
            told(Answer::Absent { reason: text("reason"), witness: text("witness") }, sheet)
        }
    };
    view.decide(|view| {
        let (me, now) = (view.me()?, view.words.now);
        let around = Known::read(view, job)?;
        let who = signers::of(&around, form)?;
        let input = SignInput { name: who.name, title: who.title, phone: who.phone, ..input };
        let known = &around.job;
        let on_record = input.seen_hash.parse().ok().and_then(|hash| known.document(hash));
        let further = match on_record {
            Some(signed) => parties::chosen(view, &route, signed)?.map(|party| (party, signed)),
            None => None,
        };
        let drafts = match further {
            // The document stands; a further party answers to it.
            Some((party, signed)) => {
                let language = signed.leading().signature.language;
                commands::answer_document(known, &me, party, input, language, now)?
            }
            None => {
                let sources = Sources::read(view, job)?;
                let daily = sources
                    .with(build_daily)
                    .and_then(|daily| daily.canonical_bytes().map_err(|e| Refusal::new(e.code())));
                let is_daily = daily.is_ok_and(|bytes| hash_hex(&bytes) == input.seen_hash);
                sources.with(|sources| match is_daily {
                    true => commands::sign_daily(sources, &me, input, now),
                    false => commands::sign(sources, &me, input, now),
                })?
            }
        };
        view.record(&drafts)?;
        view.keep(&route_of(job, &DocumentKind::DailyReport), &[])?;
        view.keep(&route, &[])
    })?;
    let said = view.words.say("screen-sign-recorded");
    // Who signed reads on: what they get. What was refused is between us.
    let signed = matches!(action, SignAction::Sign { .. });
    Ok(if signed { Outcome::told(said) } else { Outcome::to(Route::Job { job: job.to_string() }).say(said) })
}

/// Keeps what was chosen about the sheet beside what was typed.
fn choose(view: &View<'_>, route: &Route, key: &str, value: &str) -> Result<Outcome, Problem> {
    let mut kept = view.kept(route)?;
    kept.retain(|entry| entry.key != key);
    kept.push(Entry::new(key, value.to_owned()));
    view.keep(route, &kept)?;
    Ok(Outcome::default())
}
