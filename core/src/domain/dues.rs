//! What falls due, in all contexts: the codes of what may be late, the steps of its escalation, and who is told at each.
//!
//! Each aggregate says what of it falls due when, from its folded state (`jobs::dues`); the hub keeps these as rows with a time and records an
//! event once such a time is over. What was told stands in the state then, so the next step is what falls due next: no step comes twice,
//! whoever works it out from the same events.

use super::calendar::later;
use super::codes::codes;
use super::ids::CentreId;
use super::people::{Person, Role};
use super::rules::{CERTIFICATE_ASKED_BEFORE_END, ESCALATION_STEPS, SHOWN_BEFORE_DUE};
use crate::kernel::PersonId;
use crate::text::{Lang, code_text, text_with};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

codes! {
    /// What may be late. Texts: `dues-what-<code>` with `-` for `_`.
    // keys!: dues-what-*
    Late {
        /// Class and level are not said.
        Answered = "answered",
        /// Nobody is on site.
        OnSite = "on_site",
        /// The work is not done.
        Restored = "restored",
        /// A paper after an emergency.
        Paper = "paper",
        /// The return call.
        ReturnCall = "return_call",
        /// The paper of a part taken first.
        TakePaper = "take_paper",
        /// Parts that are to come back: unused ones, faulty ones in exchange.
        PartsBack = "parts_back",
        /// What is on its way back to the store and is to be received there.
        Receipt = "receipt",
        /// What came back and is to be judged: repairable, or scrap.
        Inspection = "inspection",
        /// A certificate of a person is about to end.
        Certificate = "certificate",
    }
}

impl Late {
    /// How long before it is to be done it stands on the list of what is late. What is promised to a customer stands there once it is late; what a
    /// later version names is not known to be anything else.
    pub fn shown_before(self) -> TimeDelta {
        match self {
            Self::Answered | Self::OnSite | Self::Restored => TimeDelta::zero(),
            Self::Certificate => CERTIFICATE_ASKED_BEFORE_END,
            Self::Paper
            | Self::ReturnCall
            | Self::TakePaper
            | Self::PartsBack
            | Self::Receipt
            | Self::Inspection
            | Self::Newer(_) => SHOWN_BEFORE_DUE,
        }
    }
}

/// One thing that falls due, with the next step of its escalation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub what: Late,
    /// Which one, where there may be several: the code of a paper.
    pub item: String,
    /// Which step comes next, from 1 on.
    pub step: u8,
    /// When the thing itself is to be done.
    pub since: DateTime<Utc>,
    /// When the step falls due; none once all were taken.
    pub at: Option<DateTime<Utc>>,
}

impl Due {
    /// In the order in which steps fall due; what has no more of them stands last.
    pub fn order(&self) -> (bool, Option<DateTime<Utc>>, Late, &str) {
        (self.at.is_none(), self.at, self.what, &self.item)
    }
}

/// Something is late, and these were told: what the hub records of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overdue {
    /// What.
    pub what: Late,
    /// Which one, where there may be several.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// Which step, from 1 on.
    pub step: u8,
    /// When it was to be done.
    pub due: DateTime<Utc>,
    /// Who was told. Empty where there is nobody to tell.
    pub told: Vec<PersonId>,
}

impl Overdue {
    /// What is recorded of a step.
    pub fn of(due: &Due, told: Vec<PersonId>) -> Self {
        Self { what: due.what, item: due.item.clone(), step: due.step, due: due.since, told }
    }
    /// Whether it is a step of what was to be done at `since`, or of what was to be done later.
    pub fn is_of(&self, what: Late, since: DateTime<Utc>) -> bool {
        self.what == what && self.due.timestamp_millis() >= since.timestamp_millis()
    }
    /// What was late, which step it was and whom it told, by their names.
    pub fn text(&self, lang: Lang, people: &str) -> String {
        let args = [("what", what(lang, self.what, &self.item)), ("step", self.step.to_string())];
        let key = if self.told.is_empty() { "dues-told-nobody" } else { "dues-told" };
        text_with(lang, key, &[&args[..], &[("people", people.to_owned())]].concat())
    }
}

/// What is late, in words.
pub fn what(lang: Lang, what: Late, item: &str) -> String {
    let said = code_text(lang, "dues-what-", what.code());
    match (what, item) {
        (_, "") => said,
        (Late::Paper, paper) => {
            let item = code_text(lang, "job-paper-", paper);
            text_with(lang, "dues-of", &[("what", said), ("item", item)])
        }
        _ => said,
    }
}

/// What is to be done at `since`, with its next step, `limit` after the one before. `taken`: the steps of it that were recorded.
pub fn next_step(
    what: Late,
    item: &str,
    since: DateTime<Utc>,
    limit: TimeDelta,
    taken: impl Iterator<Item = u8>,
) -> Due {
    let step = taken.max().unwrap_or(0).saturating_add(1);
    // To the millisecond, as lists keep it.
    let since = DateTime::from_timestamp_millis(since.timestamp_millis()).unwrap_or(since);
    let at = (step <= ESCALATION_STEPS).then(|| later(since, limit * i32::from(step - 1)));
    Due { what, item: item.to_owned(), step, since, at }
}

/// A person who may be told.
#[derive(Debug, Clone, PartialEq)]
pub struct Staff {
    /// Who.
    pub id: PersonId,
    /// What is known of them.
    pub person: Person,
}

impl Staff {
    fn is(&self, role: Role, centre: Option<CentreId>) -> bool {
        self.person.active && self.person.roles.has(role) && self.person.centre == centre
    }
}

/// Who is told at a step: first who has to do it and who keeps watch over it in their centre (`watch`: the desk of jobs, the keeper of
/// parts), then the managers of the centre, then those of the head office. Where there is nobody at a step, who stands above it is told; where
/// nobody stands above, the highest there is.
pub fn told(step: u8, doers: &[PersonId], watch: Role, centre: Option<CentreId>, staff: &[Staff]) -> Vec<PersonId> {
    let of = |role, centre| staff.iter().filter(move |one| one.is(role, centre)).map(|one| one.id);
    let mut first: BTreeSet<PersonId> = of(watch, centre).collect();
    first.extend(staff.iter().filter(|one| one.person.active && doers.contains(&one.id)).map(|one| one.id));
    let managers = of(Role::Manager, centre).collect();
    let head_office = of(Role::Manager, None).collect();
    let administrators = of(Role::Administrator, None).collect();
    let ladder: [BTreeSet<PersonId>; 4] = [first, managers, head_office, administrators];
    let at = usize::from(step.saturating_sub(1)).min(ladder.len() - 2);
    let (below, above) = ladder.split_at(at);
    let found = above.iter().chain(below.iter().rev()).find(|people| !people.is_empty());
    found.into_iter().flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::Roles;
    use uuid::Uuid;

    fn id(n: u128) -> PersonId {
        PersonId::new(Uuid::from_u128(n))
    }
    fn centre() -> Option<CentreId> {
        Some(CentreId::new(Uuid::from_u128(9)))
    }
    fn staff(n: u128, role: Role, centre: Option<CentreId>, active: bool) -> Staff {
        let person = Person { roles: Roles::from([role]), centre, active, ..Person::default() };
        Staff { id: id(n), person }
    }

    #[test]
    fn each_step_tells_who_stands_one_higher() {
        let other = Some(CentreId::new(Uuid::from_u128(8)));
        let all = [
            staff(1, Role::Engineer, centre(), true),
            staff(2, Role::Desk, centre(), true),
            staff(3, Role::Manager, centre(), true),
            staff(4, Role::Manager, None, true),
            staff(5, Role::Administrator, None, true),
            staff(6, Role::Desk, other, true),
            staff(7, Role::Desk, centre(), false),
            staff(8, Role::Manager, other, true),
        ];
        let at = |step, all: &[Staff]| told(step, &[id(1)], Role::Desk, centre(), all);
        assert_eq!(at(1, &all), [id(1), id(2)], "not another centre's desk, and nobody who left");
        assert_eq!(at(2, &all), [id(3)]);
        assert_eq!(at(3, &all), [id(4)]);
        assert_eq!(at(9, &all), [id(4)]);
        let without = |gone: &[u128]| {
            all.iter().filter(|one| !gone.iter().any(|n| id(*n) == one.id)).cloned().collect::<Vec<_>>()
        };
        assert_eq!(at(1, &without(&[1, 2])), [id(3)], "nobody at the step: who stands above");
        assert_eq!(at(2, &without(&[3])), [id(4)]);
        assert_eq!(at(3, &without(&[4])), [id(5)], "the administrator, where the head office has no manager");
        assert_eq!(at(3, &without(&[4, 5])), [id(3)], "nobody above: the highest there is");
        assert_eq!(at(3, &[]), []);
    }

    #[test]
    fn steps_follow_each_other_and_end() {
        let since = DateTime::from_timestamp_millis(1_000_000).unwrap();
        let limit = TimeDelta::minutes(30);
        let next = |taken: &[u8]| next_step(Late::OnSite, "", since, limit, taken.iter().copied());
        let at = |taken: &[u8]| {
            let next = next(taken);
            (next.step, next.at.map(|at| at - since))
        };
        assert_eq!(at(&[]), (1, Some(TimeDelta::zero())));
        assert_eq!(at(&[1]), (2, Some(limit)));
        assert_eq!(at(&[2, 1]), (3, Some(limit * 2)));
        assert_eq!(at(&[1, 2, 3]), (4, None));
        assert_eq!(at(&[255]), (255, None));
    }
}
