//! How far a job has come, as one word.

use super::codes::Status;
use super::state::Job;

impl Job {
    /// How far it has come.
    pub fn status(&self) -> Status {
        if self.is_cancelled() {
            return Status::Cancelled;
        }
        if self.closed.is_some() {
            return Status::Closed;
        }
        self.progress()
    }
    /// How far the work has come, whether or not the job was given up or closed.
    pub fn progress(&self) -> Status {
        let signed = self.current_sheet().is_some();
        if signed || self.is_answered_remotely() {
            return match (signed, !self.is_called_back()) {
                (_, false) => Status::CalledBack,
                (true, true) => Status::Signed,
                (false, true) => Status::SolvedRemotely,
            };
        }
        if self.completed.is_some() {
            return Status::Completed;
        }
        if let Some(waiting) = self.waits() {
            return if waiting.for_customer { Status::WaitingCustomer } else { Status::WaitingParts };
        }
        // Who came back before any work began is where he was before leaving.
        let newest = self.visits.last().filter(|visit| visit.started.is_some() || visit.back.is_none());
        match newest {
            Some(visit) if visit.started.is_some() => Status::Working,
            Some(visit) if visit.arrived.is_some() => Status::OnSite,
            Some(_) => Status::Left,
            None if self.assignment.get().is_some_and(|assignment| !assignment.to.is_empty()) => {
                let all = self.assignment.get().map_or(0, |assignment| assignment.to.len());
                if self.accepted_by().len() == all { Status::Accepted } else { Status::Assigned }
            }
            None if self.visit.get().is_some() || self.plan.get().is_some() => Status::Planned,
            None if self.diagnosis.get().is_some() => Status::Diagnosed,
            None if self.judgement.get().is_some() => Status::Judged,
            None => Status::Reported,
        }
    }
}
