//! Checklists: begun, answered item by item, completed.

use super::{Drafts, Hand};
use fettle_core::domain::checks::{self, Answer, Check, Checked, Checklist, Definition, Item, Kind, Value};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::sheet::Verdict;
use fettle_core::domain::sites::Equipment;
use fettle_core::kernel::{Refusal, Subject};

fn of_job(hand: &Hand<'_>, job: &Job) -> Vec<(Check, Definition)> {
    let Some(parent) = job.id.map(Subject::from) else { return Vec::new() };
    let mut found = Vec::new();
    for (_, check) in hand.store.by_parent::<Check>(&parent).expect("reads") {
        let list = check.state.checklist().and_then(|id| hand.store.get::<Checklist>(id.uuid()).expect("reads"));
        if let Some(definition) = list.and_then(|list| list.state.definition) {
            found.push((check.state, definition));
        }
    }
    found.sort_by_key(|(check, _)| (check.started.as_ref().map(|moment| moment.at), check.id));
    found
}

/// Hands the job's checks to `work`.
pub fn with_checks<T>(hand: &Hand<'_>, job: &Job, work: impl FnOnce(&[(&Check, &Definition)]) -> T) -> T {
    let all = of_job(hand, job);
    let refs: Vec<_> = all.iter().map(|(check, list)| (check, list)).collect();
    work(&refs)
}

/// The next step of the job's check of `code`; none when it is completed, or the list did not arrive.
pub fn step(hand: &mut Hand<'_>, job: &Job, code: &str) -> Option<Drafts> {
    let all = of_job(hand, job);
    let Some((check, list)) = all.into_iter().find(|(check, _)| check.code() == code) else {
        let lists = hand.store.all::<Checklist>().expect("reads");
        let of_code = |list: &Checklist| list.definition.as_ref().is_some_and(|list| list.code == code);
        let offered = checks::offered(lists.into_iter().map(|(id, list)| (id, list.state)));
        let list = offered.into_iter().map(|(_, list)| list).find(of_code)?;
        let mut equipment = Vec::new();
        for id in job.equipment() {
            let known = hand.store.get::<Equipment>(id.uuid()).expect("reads").and_then(|f| f.state.details());
            equipment.extend(known.map(|known| Checked { id, class: known.class, name: known.name.zh }));
        }
        let me = hand.me.clone();
        return Some(checks::commands::start(job, &me, &list, equipment, &mut || hand.fresh()));
    };
    if check.is_completed() {
        return None;
    }
    let missing = check.missing(&list);
    if missing.is_empty() {
        return Some(checks::commands::complete(&check, &hand.me, &list));
    }
    let mut drafts = Vec::new();
    for slot in missing.into_iter().take(12) {
        let Some(item) = list.item(&slot.item) else { continue };
        let answer = match answer(hand, item) {
            Ok(answer) => answer,
            Err(refusal) => return Some(Err(refusal)),
        };
        match checks::commands::answer(&check, &hand.me, &list, slot, answer) {
            Ok(more) => drafts.extend(more),
            Err(refusal) => return Some(Err(refusal)),
        }
    }
    Some(Ok(drafts))
}

fn answer(hand: &mut Hand<'_>, item: &Item) -> Result<Answer, Refusal> {
    let mut photos = Vec::new();
    let value = match &item.kind {
        Kind::PassFail => Value::PassFail(if hand.dice.percent(93) { Verdict::Pass } else { Verdict::NotApplicable }),
        Kind::Choice { options } => {
            let good = options.iter().find(|option| !option.out).or(options.first());
            Value::Choice(good.map(|option| option.code.clone()).unwrap_or_default())
        }
        Kind::Number { min, max, .. } => {
            Value::Number((*min).or(*max).unwrap_or_else(|| "1".parse().expect("a number")))
        }
        Kind::Duration { min, max } => Value::Duration((*min).or(*max).unwrap_or(30)),
        Kind::Count => Value::Count(1),
        Kind::Text => Value::Text("fine".into()),
        Kind::Photo => {
            photos.push(hand.photo()?);
            Value::Photo
        }
        Kind::Scan => Value::Scan("PS01-C01".into()),
    };
    Ok(Answer::given(value, "seen", photos))
}
