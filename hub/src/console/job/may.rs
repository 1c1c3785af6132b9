//! Which forms of a job's page the reader is shown: what the state of the job and the reader's roles allow.

use fettle_core::domain::jobs::Job;
use fettle_core::domain::people::Actor;

/// Which forms are shown.
#[derive(Default)]
pub(super) struct May {
    pub judge: bool,
    pub assign: bool,
    pub visit: bool,
    pub call: bool,
    pub close: bool,
    pub cancel: bool,
    pub remote: bool,
    pub repeat: bool,
    pub settle: bool,
    /// To answer a call for help.
    pub help: bool,
    /// To correct the report, on a page of its own.
    pub correct: bool,
    pub amend: bool,
}

impl May {
    /// What `actor` may do about the job.
    pub(super) fn of(job: &Job, actor: &Actor) -> Self {
        let open = job.is_open() && job.report.is_some();
        let workable = open && job.current_sheet().is_none();
        let answered = job.current_sheet().is_some() || job.is_answered_remotely();
        Self {
            judge: workable && actor.may("job.judged"),
            assign: workable && actor.may("job.assigned"),
            visit: workable && actor.may("job.visit_agreed"),
            call: open && answered && actor.may("job.called_back"),
            close: open && job.is_called_back() && actor.may("job.closed"),
            cancel: open && !job.has_sheet() && actor.may("job.cancelled"),
            remote: workable && job.completed.is_none() && !job.is_started() && actor.may("job.solved_remotely"),
            repeat: job.report.is_some() && actor.may("job.repeat_attributed"),
            help: actor.may("job.help_answered"),
            settle: actor.may("job.flag_settled"),
            correct: open && job.answered_sheet().is_none() && actor.may("job.report_changed"),
            amend: open && job.current_sheet().is_some() && actor.may("job.amended"),
        }
    }
}
