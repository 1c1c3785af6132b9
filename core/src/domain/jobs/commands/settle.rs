//! What a person decides where facts do not fit, values stand beside each other, or a fault came back.

use super::{Drafts, may, plain, typed};
use crate::domain::jobs::*;
use crate::domain::people::Actor;
use crate::kernel::{EventId, Owned, Refusal};

/// Puts a repeat down to somebody or something (B10).
///
/// # Errors
/// `not_allowed`; `job_unknown`; `repeat_of_itself`.
pub fn attribute_repeat(job: &Job, actor: &Actor, repeat: RepeatAttribution) -> Drafts {
    may(actor, "repeat_attributed")?;
    job.subject()?;
    if Some(repeat.earlier) == job.id {
        return Err(Refusal::new("repeat_of_itself"));
    }
    plain(job, actor, &JobEvent::RepeatAttributed(repeat))
}

/// Settles a flag: a person looked at it and decided.
///
/// # Errors
/// `not_allowed`; `job_unknown`; `flag_unknown`; `text_missing` without a decision.
pub fn settle_flag(job: &Job, actor: &Actor, settling: FlagSettling) -> Drafts {
    may(actor, "flag_settled")?;
    job.subject()?;
    if !job.open_flags().any(|flag| flag.event == settling.event && flag.code == settling.code) {
        return Err(Refusal::new("flag_unknown"));
    }
    typed(&settling.decision, "decision")?;
    plain(job, actor, &JobEvent::FlagSettled(settling))
}

/// Settles a conflict: the value of event `chosen` stands.
///
/// # Errors
/// `not_allowed`; `job_unknown`; `conflict_unknown` when the field is not in conflict, or no value of it is of that event.
pub fn settle_conflict(job: &Job, actor: &Actor, settling: ConflictSettling) -> Drafts {
    may(actor, "conflict_settled")?;
    job.subject()?;
    let chosen = settling.chosen;
    let stands = match settling.field {
        JobField::Judgement => stands(&job.judgement, chosen),
        JobField::Diagnosis => stands(&job.diagnosis, chosen),
        JobField::Plan => stands(&job.plan, chosen),
        JobField::Visit => stands(&job.visit, chosen),
        JobField::Assignment => stands(&job.assignment, chosen),
        JobField::Cause => stands(&job.cause, chosen),
        JobField::Repeat => stands(&job.repeat, chosen),
        field => {
            let written = &job.written;
            field.is_of_report()
                && written.is_in_conflict(field.code())
                && written.by_event(field.code(), chosen).is_some()
        }
    };
    if !stands {
        return Err(Refusal::new("conflict_unknown"));
    }
    plain(job, actor, &JobEvent::ConflictSettled(settling))
}

fn stands<T: PartialEq>(field: &Owned<T>, chosen: EventId) -> bool {
    field.in_conflict() && field.writes().iter().any(|write| write.event == chosen)
}
