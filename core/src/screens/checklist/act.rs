//! Answering items, offering repairs, completing the list.

use super::{Filling, card};
use crate::domain::checks::commands::RepairOffer;
use crate::domain::checks::{self, Answer, Decimal, Kind, Slot, Value};
use crate::domain::ids::CheckId;
use crate::domain::jobs::sheet::Verdict;
use crate::screens::action::{CheckAction, Outcome};
use crate::screens::blocks::Entry;
use crate::screens::error::Problem;
use crate::screens::form::Form;
use crate::screens::job::entitled;
use crate::screens::known;
use crate::screens::route::Route;
use crate::screens::view::{View, id};

pub(crate) fn act(view: &View<'_>, check: CheckId, action: &CheckAction, form: Form<'_>) -> Result<Outcome, Problem> {
    let filling = Filling::read(view, check)?;
    let me = view.me()?;
    match action {
        CheckAction::Answer { slot } => {
            let slot: Slot = id(slot)?;
            let item = filling.definition.item(&slot.item).ok_or_else(|| Problem::error("id_unreadable"))?;
            let value = value(view, &item.kind, form)?;
            answer(view, &filling, slot, value, form.text("remark"))?;
            Ok(Outcome::default())
        }
        CheckAction::OfferRepair { slot } => {
            let slot: Slot = id(slot)?;
            let item = filling.definition.item(&slot.item).ok_or_else(|| Problem::error("id_unreadable"))?;
            let symptom = card::symptom(view.words, &filling, item, &slot);
            let contact = filling.known.job.report.as_ref().map(|r| r.what.caller.clone()).unwrap_or_default();
            let about = slot.equipment.or_else(|| filling.known.job.equipment().first().copied());
            let machine = about.map(|id| view.find(id.uuid())).transpose()?.flatten();
            let entitled = entitled::for_repair(view, &filling.known, machine.as_ref())?;
            let offer = RepairOffer { symptom, contact, entitled };
            let job = &filling.known.job;
            let now = view.words.now;
            let drafts =
                checks::commands::open_repair(&filling.check, job, &me, slot, offer, now, &mut || view.fresh())?;
            view.record(&drafts)?;
            Ok(Outcome::told(view.words.say("screen-check-repair-opened")))
        }
        CheckAction::Complete => {
            view.record(&checks::commands::complete(&filling.check, &me, &filling.definition)?)?;
            view.keep(&Route::Checklist { check: check.to_string() }, &[])?;
            let job = Route::Job { job: filling.known.id.to_string() };
            Ok(Outcome::to(job).say(view.words.say("screen-check-completed")))
        }
    }
}

/// Records an answer with the photos that were taken for it, and forgets what was kept of its fields.
pub(crate) fn answer(
    view: &View<'_>,
    filling: &Filling,
    slot: Slot,
    value: Value,
    remark: &str,
) -> Result<(), Problem> {
    let route = Route::Checklist { check: filling.id.to_string() };
    let mut kept = view.kept(&route)?;
    let mut photos = filling.check.answer(&slot).map(|answer| answer.photos.clone()).unwrap_or_default();
    photos.extend(card::kept_photos(&kept, &slot));
    let given = Answer { value, remark: remark.to_owned(), photos };
    let key = slot.to_string();
    let drafts = checks::commands::answer(&filling.check, &view.me()?, &filling.definition, slot, given)?;
    view.record(&drafts)?;
    kept.retain(|entry: &Entry| entry.key.split_once('.').is_none_or(|(owner, _)| owner != key));
    view.keep(&route, &kept)
}

/// What was typed, as the item's kind of value.
fn value(view: &View<'_>, kind: &Kind, form: Form<'_>) -> Result<Value, Problem> {
    let unreadable = || Problem::error("field_unreadable").at("answer");
    Ok(match kind {
        Kind::PassFail => Value::PassFail(form.choice("answer", Verdict::from_code)?),
        Kind::Choice { .. } => Value::Choice(form.required("answer")?.to_owned()),
        Kind::Number { .. } => Value::Number(form.decimal("answer")?.parse::<Decimal>().map_err(|_| unreadable())?),
        Kind::Duration { .. } => {
            let minutes: u32 = form.need("answer")?;
            Value::Duration(minutes.checked_mul(60).ok_or_else(unreadable)?)
        }
        Kind::Count => Value::Count(form.need("answer")?),
        Kind::Text => Value::Text(form.required("answer")?.to_owned()),
        Kind::Scan => {
            let code = known::read(view, form.required("answer")?);
            Value::Scan(code.ok_or_else(|| Problem::error("field_missing").at("answer"))?.reading())
        }
        Kind::Photo => Value::Photo,
    })
}
