//! All that is left passes, at one tap, where the list allows it. Each answer says so, with the time: nobody can take it for one that was looked
//! at by itself.

use super::{Answer, Check, Definition, Slot, Value, commands};
use crate::domain::jobs::sheet::Verdict;
use crate::domain::people::Actor;
use crate::kernel::{Draft, Refusal};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

impl Check {
    /// What is asked, not answered, and may pass together, in the list's order.
    pub fn rest(&self, list: &Definition) -> Vec<Slot> {
        let open = self.visible(list).filter(|(item, slot)| item.together && self.answer(slot).is_none());
        open.map(|(_, slot)| slot).collect()
    }

    /// How many required items would still be without an answer once the rest has passed, as far as known: answers can make more appear.
    pub fn missing_beside_rest(&self, list: &Definition) -> usize {
        self.visible(list).filter(|(item, slot)| item.required && !item.together && self.answer(slot).is_none()).count()
    }

    /// What was passed together of what is not ours alone: when, and how many items.
    pub fn passed_together(&self, list: &Definition) -> BTreeMap<DateTime<Utc>, u32> {
        let mut passed = BTreeMap::new();
        for (_, slot) in self.visible(list).filter(|(item, _)| !item.internal) {
            if let Some(at) = self.answer(&slot).and_then(|answer| answer.together) {
                *passed.entry(at).or_insert(0) += 1;
            }
        }
        passed
    }
}

/// Passes all that is left and may pass together.
///
/// # Errors
/// `not_allowed`; `check_unknown`, `check_completed`, `check_other_list`; `check_nothing_left`.
pub fn pass_rest(check: &Check, actor: &Actor, list: &Definition, now: DateTime<Utc>) -> Result<Vec<Draft>, Refusal> {
    let rest = check.rest(list);
    if rest.is_empty() {
        return Err(Refusal::new("check_nothing_left"));
    }
    let mut drafts = Vec::new();
    for slot in rest {
        let passed = Answer::given(Value::PassFail(Verdict::Pass), "", Vec::new());
        drafts.extend(commands::answer(check, actor, list, slot, Answer { together: Some(now), ..passed })?);
    }
    Ok(drafts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::checks::{Item, Kind, READY_TO_LEAVE, REPAIR_CHECK, shipped};
    use crate::domain::ids::CheckId;
    use crate::domain::jobs::tests::{Day, at, list, uuid};

    /// A check of `list`, begun on an engineer's phone.
    fn begun(list: &Definition) -> (Day, CheckId) {
        let mut day = Day::reported();
        let id = uuid(8);
        let start = commands::start(&day.eng.job(), &day.eng.actor(), &list.clone().into(), vec![], &mut || id);
        day.eng.record(start.unwrap());
        (day, id.into())
    }

    #[test]
    fn all_that_is_left_passes_at_one_time_and_says_so() {
        let list = list(REPAIR_CHECK);
        let (mut day, id) = begun(&list);
        let fail = Answer::given(Value::PassFail(Verdict::Fail), "cover is missing", Vec::new());
        let drafts =
            commands::answer(&day.eng.check(id), &day.eng.actor(), &list, Slot::of("neighbours"), fail).unwrap();
        day.eng.record(drafts);
        let rest = day.eng.check(id).rest(&list);
        assert!(rest.len() > 2 && !rest.contains(&Slot::of("neighbours")), "{rest:?}");
        assert!(!rest.contains(&Slot::of("running_test")), "what is measured is measured");
        let now = at(40);
        day.eng.record(pass_rest(&day.eng.check(id), &day.eng.actor(), &list, now).unwrap());
        let check = day.eng.check(id);
        assert!(check.rest(&list).is_empty());
        let ours = rest.iter().filter(|slot| list.item(&slot.item).unwrap().internal).count();
        assert_eq!(check.passed_together(&list), BTreeMap::from([(now, u32::try_from(rest.len() - ours).unwrap())]));
        assert_eq!(check.answer(&Slot::of("neighbours")).unwrap().value, Value::PassFail(Verdict::Fail));
        let again = pass_rest(&check, &day.eng.actor(), &list, now).unwrap_err();
        assert_eq!(again.code, "check_nothing_left");
        // Who looks at one of them after all answers it by itself.
        let own = Answer::given(Value::PassFail(Verdict::Pass), "", Vec::new());
        let drafts = commands::answer(&check, &day.eng.actor(), &list, Slot::of("site_clean"), own).unwrap();
        day.eng.record(drafts);
        let left: u32 = day.eng.check(id).passed_together(&list).values().sum();
        assert_eq!(left as usize, rest.len() - ours - 1);
        assert!(day.eng.check(id).missing_beside_rest(&list) > 0, "what has to be said by itself is still missing");
    }

    #[test]
    fn a_list_that_allows_nothing_passes_nothing() {
        let items = list(REPAIR_CHECK).items.into_iter().map(|item| Item { together: false, ..item }).collect();
        let strict = Definition { items, ..list(REPAIR_CHECK) };
        let (day, id) = begun(&strict);
        let no = pass_rest(&day.eng.check(id), &day.eng.actor(), &strict, at(40)).unwrap_err();
        assert_eq!(no.code, "check_nothing_left");
        assert_eq!(
            pass_rest(&Check::default(), &day.eng.actor(), &strict, at(40)).unwrap_err().code,
            "check_nothing_left"
        );
    }

    #[test]
    fn what_is_about_safety_or_measured_never_passes_with_the_rest() {
        for list in shipped() {
            for item in list.items.iter().filter(|item| item.together) {
                assert_eq!(item.kind, Kind::PassFail, "{} {}", list.code, item.id);
            }
        }
        let ready = list(READY_TO_LEAVE);
        assert!(!ready.item("tools_safety").unwrap().together);
    }
}
