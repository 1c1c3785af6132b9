//! The worklist: what a person has to look at, of every kind of record. Calls for help that nobody answered, facts that do not fit (flags), and values
//! that were written concurrently (conflicts). What it finds is settled by the commands of the record's own context; here they are only found and
//! handed on.

use super::any::AnyFolded;
use super::checks::{self, Slot};
use super::fields::Written;
use super::jobs::{self, ConflictSettling, FlagSettling, Help, HelpAnswer, Job, JobField};
use super::parts;
use super::people::{self, Actor, Role, permission};
use super::said::{self, Piece};
use crate::kernel::{Draft, EventId, Flag, PersonId, Refusal, Subject, Write};
use crate::text::code_key;
use chrono::{DateTime, Utc};
use std::fmt;
use std::str::FromStr;

/// One thing to look at, on one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Point {
    /// A fact that does not fit.
    Flag(Flag),
    /// A field of a job in which values stand beside each other.
    Field(JobField),
    /// An item of a check with answers that were given concurrently.
    Item(Slot),
    /// A field of a record of master data that was written concurrently, by its name there.
    Kept(String),
    /// Somebody on a job calls for help, and nobody answered.
    Help(Help),
}

/// How the names of all calls for help begin, as [`PointKey`] writes them: who counts them asks for these.
pub const HELP: &str = "help/";

/// What a point is called within its record: the same as long as it is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointKey {
    /// A flag: its code and the event that does not fit.
    Flag(String, EventId),
    /// A field of a job.
    Field(JobField),
    /// An item of a check.
    Item(Slot),
    /// A field of a record of master data.
    Kept(String),
    /// A call for help: its event.
    Help(EventId),
}

impl fmt::Display for PointKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(code, event) => write!(f, "flag/{code}/{event}"),
            Self::Field(field) => write!(f, "field/{}", field.code()),
            Self::Item(slot) => write!(f, "item/{slot}"),
            Self::Kept(field) => write!(f, "kept/{field}"),
            Self::Help(event) => write!(f, "{HELP}{event}"),
        }
    }
}

impl FromStr for PointKey {
    type Err = Refusal;
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let bad = || Refusal::new("flag_unknown");
        match text.split_once('/').ok_or_else(bad)? {
            ("flag", rest) => {
                let (code, event) = rest.split_once('/').ok_or_else(bad)?;
                Ok(Self::Flag(code.to_owned(), event.parse().map_err(|_| bad())?))
            }
            ("field", field) => JobField::from_code(field).map(Self::Field).ok_or_else(bad),
            ("help", event) => event.parse().map(Self::Help).map_err(|_| bad()),
            ("kept", field) => Ok(Self::Kept(field.to_owned())),
            ("item", slot) => slot.parse().map(Self::Item).map_err(|_| bad()),
            _ => Err(bad()),
        }
    }
}

impl Point {
    /// What it is called.
    pub fn key(&self) -> PointKey {
        match self {
            Self::Flag(flag) => PointKey::Flag(flag.code.clone(), flag.event),
            Self::Field(field) => PointKey::Field(*field),
            Self::Item(slot) => PointKey::Item(slot.clone()),
            Self::Kept(field) => PointKey::Kept(field.clone()),
            Self::Help(help) => PointKey::Help(help.moment.event),
        }
    }
    /// The event that settles it, as the permission table names it.
    fn settled_by(&self) -> &'static str {
        match self {
            Self::Flag(_) => "flag_settled",
            Self::Field(_) | Self::Item(_) | Self::Kept(_) => "conflict_settled",
            Self::Help(_) => "help_answered",
        }
    }
    /// Who has to act: the roles that may settle it on a record of `kind`; of a call for help, whom it is for, though others may answer too.
    pub fn roles(&self, kind: &str) -> &'static [Role] {
        match self {
            Self::Help(_) => people::ANSWERING,
            _ => permission::who(kind, self.settled_by()),
        }
    }
    /// Whether `actor` may settle it on this record, of `kind`: by role, and where what stands beside each other is one centre's or the whole house's
    /// to keep, by that.
    pub fn is_for(&self, kind: &str, state: &AnyFolded, actor: &Actor) -> bool {
        actor.roles.any(self.roles(kind)) && (!matches!(self, Self::Kept(_)) || keeps(state, actor))
    }
}

/// Whether a record of master data is `actor`'s to keep, as far as roles do not say it.
fn keeps(state: &AnyFolded, actor: &Actor) -> bool {
    match state {
        AnyFolded::Card(_) => parts::keeps_cards(&actor.roles, actor.centre),
        AnyFolded::CardPrice(_) => parts::prices_cards(&actor.roles, actor.centre),
        AnyFolded::Place(place) => parts::keeps_places(&actor.roles, actor.centre, place.state.centre()),
        _ => true,
    }
}

/// What is open on a record: calls for help, then what does not fit in the order in which it came up.
pub fn open(state: &AnyFolded) -> Vec<Point> {
    let calls = state.as_job().into_iter().flat_map(|job| job.waiting_help().cloned().map(Point::Help));
    let flags = state.unsettled().into_iter().cloned().map(Point::Flag);
    let conflicts: Vec<Point> = match state {
        AnyFolded::Job(job) => job.state.conflicts().into_iter().map(Point::Field).collect(),
        AnyFolded::Check(check) => check.state.conflicts().cloned().map(Point::Item).collect(),
        other => {
            let conflicting = other.written().into_iter().flat_map(|written| written.conflicts());
            conflicting.map(|field| Point::Kept(field.to_owned())).collect()
        }
    };
    calls.chain(flags).chain(conflicts).collect()
}

/// How a person settles a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settling {
    /// A flag, with what was decided; a call for help, with what is done about it.
    Decided(String),
    /// A conflict: the value of this event stands.
    Chosen(EventId),
    /// A piece without a serial number: this is it.
    Identified {
        /// The serial number.
        serial: String,
        /// Whether it was in the own bag of who says it: [`parts::through_own_bag`].
        own_bag: bool,
    },
}

/// Whether `actor` may settle a point by saying a serial number. `own_bag` as in [`Settling::Identified`].
pub fn may_identify(state: &AnyFolded, point: &Point, actor: &Actor, own_bag: bool) -> bool {
    match (state, point) {
        (AnyFolded::Movement(moved), Point::Flag(flag)) => {
            flag.code == parts::MovementFlag::SerialUnread.code()
                && parts::can_be_identified(&moved.state)
                && parts::may_identify(actor, &moved.state, own_bag)
        }
        _ => false,
    }
}

/// What is said of one of the values that stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// A text of the catalogue, by its key.
    Word(String),
    /// As it was typed.
    Typed(String),
    /// A time.
    At(DateTime<Utc>),
    /// People.
    People(Vec<PersonId>),
    /// In pieces, as of a field of master data.
    Pieces(Vec<Piece>),
}

/// One of the values of a field in which values stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// The event that wrote it.
    pub event: EventId,
    /// Its author.
    pub by: PersonId,
    /// What it says.
    pub said: Said,
}

/// The values of a field of a job, with what tells one from another.
pub fn values(job: &Job, field: JobField) -> Vec<Value> {
    fn each<T>(writes: &[Write<T>], say: impl Fn(&T) -> Said) -> Vec<Value> {
        writes.iter().map(|write| Value { event: write.event, by: write.by, said: say(&write.value) }).collect()
    }
    let word =
        |family: &str, code: &str| code_key(family, code).map_or_else(|| Said::Typed(code.to_owned()), Said::Word);
    match field {
        JobField::Judgement => each(job.judgement.writes(), |v| word("papers-level-", &v.level.to_string())),
        JobField::Diagnosis => each(job.diagnosis.writes(), |v| Said::Typed(v.scene.clone())),
        JobField::Plan => each(job.plan.writes(), |v| Said::Typed(v.text.clone())),
        JobField::Visit => each(job.visit.writes(), |v| Said::At(v.from)),
        JobField::Assignment => each(job.assignment.writes(), |v| Said::People(v.to.clone())),
        JobField::Repeat => each(job.repeat.writes(), |v| word("job-repeat-", v.reason.code())),
        JobField::Cause => each(job.cause.writes(), |v| word("papers-cause-", v.cause.code())),
        field if field.is_of_report() => each(job.written.writes(field.code()), |v| reported(field.code(), v)),
        _ => Vec::new(),
    }
}

/// What a field of a job's report says, as it is corrected: see [`jobs::ReportChange`].
pub fn reported(field: &str, value: &serde_json::Value) -> Said {
    match serde_json::from_value::<DateTime<Utc>>(value.clone()) {
        Ok(at) if field == JobField::At.code() => Said::At(at),
        _ => Said::Pieces(said::pieces(&format!("{}{field}", said::OF_JOB), value)),
    }
}

/// One of the values of a field of master data in which values stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptValue {
    /// The event that wrote it.
    pub event: EventId,
    /// Its author.
    pub by: PersonId,
    /// What it says.
    pub said: Vec<Piece>,
}

/// The values of a field of master data in which values stand beside each other.
pub fn kept_values(written: &Written, field: &str) -> Vec<KeptValue> {
    let told = |write: &Write<serde_json::Value>| KeptValue {
        event: write.event,
        by: write.by,
        said: said::pieces(field, &write.value),
    };
    written.writes(field).iter().map(told).collect()
}

/// Settles one point of the record `subject`.
///
/// # Errors
/// `not_allowed`; `flag_unknown`, `conflict_unknown` or `help_answered` where it is not open, as after a colleague settled it; `text_missing` or
/// `reason_missing` without a decision; those of [`parts::identify`].
pub fn settle(
    state: &AnyFolded,
    subject: &Subject,
    actor: &Actor,
    point: PointKey,
    how: Settling,
) -> Result<Vec<Draft>, Refusal> {
    match (state, point, how) {
        (AnyFolded::Job(job), PointKey::Flag(code, event), Settling::Decided(decision)) => {
            jobs::commands::settle_flag(&job.state, actor, FlagSettling { event, code, decision })
        }
        (AnyFolded::Job(job), PointKey::Help(call), Settling::Decided(text)) => {
            jobs::commands::answer_help_first(&job.state, actor, HelpAnswer { call, text })
        }
        (AnyFolded::Job(job), PointKey::Field(field), Settling::Chosen(chosen)) => {
            jobs::commands::settle_conflict(&job.state, actor, ConflictSettling { field, chosen })
        }
        (AnyFolded::Check(check), PointKey::Flag(_, event), Settling::Decided(decision)) => {
            checks::commands::settle_flag(&check.state, actor, event, &decision)
        }
        (AnyFolded::Checklist(list), PointKey::Flag(_, event), Settling::Decided(decision)) => {
            checks::commands::settle_list_flag(&list.state, actor, subject.id().into(), event, &decision)
        }
        (AnyFolded::Check(check), PointKey::Item(slot), Settling::Chosen(chosen)) => {
            checks::commands::settle_conflict(&check.state, actor, slot, chosen)
        }
        (AnyFolded::Movement(moved), PointKey::Flag(code, _), Settling::Identified { serial, own_bag })
            if code == parts::MovementFlag::SerialUnread.code() =>
        {
            parts::identify(actor, subject.id().into(), &moved.state, (&serial, own_bag))
        }
        (AnyFolded::Person(person), PointKey::Kept(field), Settling::Chosen(chosen)) => {
            people::settle_person(actor, subject.id().into(), &person.state, &field, chosen)
        }
        (other, PointKey::Kept(field), Settling::Chosen(chosen)) => {
            actor.must(&format!("{}.conflict_settled", subject.kind()))?;
            if !keeps(other, actor) {
                return Err(Refusal::new("not_allowed"));
            }
            other.choose(subject, &field, chosen)
        }
        (other, PointKey::Flag(_, event), Settling::Decided(remark)) => {
            parts::settle_flag(actor, subject, &other.unsettled(), event, &remark)
        }
        _ => Err(Refusal::new("conflict_unknown")),
    }
}

#[cfg(test)]
mod tests;
