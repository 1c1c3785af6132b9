//! Answering items, offering repairs, completing the list.

use crate::domain::checks::commands::RepairOffer;
use crate::domain::checks::{self, Answer, Decimal, Kind, Slot, Value};
use crate::domain::ids::CheckId;
use crate::domain::jobs::sheet::Verdict;
use crate::screens::action::{CheckAction, Outcome};
use crate::screens::blocks::Entry;
use crate::screens::error::Problem;
use crate::screens::form::Form;
use crate::screens::known;
use crate::screens::queries::check::{self, Filling};
use crate::screens::queries::{entitled, items};
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
            let remark = form.text("remark");
            if matches!(item.kind, Kind::Number { .. } | Kind::Duration { .. }) {
                return answer_or_wait(view, &filling, slot, value, remark);
            }
            check::answer(view, &filling, slot, value, remark)?;
            Ok(Outcome::default())
        }
        CheckAction::Give { slot, value } => give(view, &filling, id(slot)?, value, form),
        CheckAction::PassRest => {
            if check::pass_rest(view, &filling)? {
                return complete(view, check);
            }
            Ok(Outcome::told(view.words.say("screen-check-passed")))
        }
        CheckAction::RefusePhoto { slot } => {
            let (slot, reason): (Slot, &str) = (id(slot)?, form.required("reason")?);
            view.record(&checks::commands::skip(&filling.check, &me, &filling.definition, slot, reason)?)?;
            Ok(Outcome::default())
        }
        CheckAction::OfferRepair { slot } => {
            let slot: Slot = id(slot)?;
            let item = filling.definition.item(&slot.item).ok_or_else(|| Problem::error("id_unreadable"))?;
            let symptom = items::symptom(view.words, &filling, item, &slot);
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
        CheckAction::Complete => complete(view, check),
    }
}

/// The list is done, with what was proposed.
fn complete(view: &View<'_>, id: CheckId) -> Result<Outcome, Problem> {
    let filling = check::ended(view, id)?;
    view.keep(&Route::Checklist { check: id.to_string() }, &[])?;
    let job = Route::Job { job: filling.known.id.to_string() };
    Ok(Outcome::to(job).say(view.words.say("screen-check-completed")))
}

/// An answer at a tap.
fn give(view: &View<'_>, filling: &Filling, slot: Slot, code: &str, form: Form<'_>) -> Result<Outcome, Problem> {
    let item = filling.definition.item(&slot.item).ok_or_else(|| Problem::error("id_unreadable"))?;
    let value = check::tapped(&item.kind, code).ok_or_else(|| Problem::error("id_unreadable"))?;
    let remark = match form.0.iter().find(|entry| entry.key == "remark") {
        Some(typed) => typed.value.trim().to_owned(),
        None => {
            let kept = view.kept(&Route::Checklist { check: filling.id.to_string() })?;
            check::remark_of(filling, &kept, &slot)
        }
    };
    answer_or_wait(view, filling, slot, value, &remark)
}

/// Records an answer. Out of limits, without a remark or a photo, it is kept until one is there.
fn answer_or_wait(
    view: &View<'_>,
    filling: &Filling,
    slot: Slot,
    value: Value,
    remark: &str,
) -> Result<Outcome, Problem> {
    let route = Route::Checklist { check: filling.id.to_string() };
    let mut kept = view.kept(&route)?;
    let given = Answer::given(value.clone(), remark, check::photos_of(filling, &kept, &slot));
    if filling.definition.item(&slot.item).is_some_and(|item| item.wants_remark(&given)) {
        let key = check::answer_key(&slot);
        kept.retain(|entry| entry.key != key);
        kept.push(Entry::new(key, items::typed(&value)));
        view.keep(&route, &kept)?;
        return Ok(Outcome::told(view.words.say("screen-check-remark-wanted")));
    }
    check::answer(view, filling, slot, value, remark)?;
    Ok(Outcome::default())
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
