//! The forms of a job's page, as the kit draws them: each with its fields, and with the refusals that speak of them.

use super::head::{ConflictView, FlagView};
use super::may::May;
use super::repeat::RepeatView;
use crate::console::kit::{Ask, Choice, Field, Form, Returned};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::report::channels;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::Cause;
use fettle_core::domain::jobs::{FaultClass, Job};
use fettle_core::domain::local_time;
use fettle_core::domain::people::Person;
use fettle_core::kernel::{Aggregate, EventId};

/// Characters of one line.
const LINE: usize = 1_000;
/// Refusals of a time.
const TIMES: &[&str] = &["time_missing", "time_invalid", "time_skipped", "time_twice", "visit_backwards"];

/// What the forms of a job are drawn from.
pub(super) struct Forms<'a> {
    pub p: &'a Page,
    pub id: JobId,
    pub job: &'a Job,
    pub names: &'a Names,
    /// The site's zone, and what it is called.
    pub zone: (Tz, &'a str),
    /// The one that was refused.
    pub returned: &'a Returned,
}

impl Forms<'_> {
    fn form(&self, act: &'static str, button: &str) -> Form {
        Form::new(self.p, act, format!("/jobs/{}/{act}", self.id), self.p.t(button))
    }
    fn nth(&self, act: &'static str, n: usize, button: &str) -> Form {
        Form::new(self.p, format!("{act}-{n}"), format!("/jobs/{}/{act}", self.id), self.p.t(button))
    }
    fn line(&self, name: &'static str, key: &str) -> Field {
        Field::line(name, self.p.t(key)).at_most(LINE)
    }
    fn folded(&self, name: &str, form: Form) -> Ask {
        let (form, open) = self.returned.shown(form);
        Ask::Folded { name: self.p.t(name), form, open }
    }
    /// What is done from the page, in the order of the work; `candidates` are the people whom it offers to send.
    pub(super) fn asks(&self, may: &May, candidates: Vec<Choice>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if may.judge {
            asks.push(self.folded("console-judge", self.judge()));
        }
        if may.assign {
            asks.push(self.folded("console-assign", self.assign(candidates)));
        }
        if may.visit {
            asks.push(self.folded("console-agree-visit", self.visit()));
        }
        if may.remote {
            asks.push(self.folded("console-solve-remotely", self.remote()));
        }
        if may.amend {
            asks.push(self.folded("console-amend", self.amend()));
        }
        if may.call {
            asks.push(self.folded("console-call", self.call()));
        }
        if may.close {
            asks.push(Ask::Plain(self.returned.form(self.form("close", "console-close"))));
        }
        if may.cancel {
            asks.push(self.folded("console-cancel", self.cancel()));
        }
        if may.correct {
            asks.push(Ask::Page(format!("/jobs/{}/change", self.id), self.p.t("console-correct-report")));
        }
        asks
    }
    fn judge(&self) -> Form {
        let judged = self.job.judgement.get();
        let class = judged.map(|judged| judged.class.code()).unwrap_or_default();
        let level = judged.map(|judged| judged.level.to_string()).unwrap_or_default();
        let one = |class_: &FaultClass| Choice::new(class_.code(), self.p.code("job-class-", class_.code()), class);
        let levels = (1..=4).map(|n: u8| Choice::new(n, self.p.code("papers-level-", &n.to_string()), &level));
        // Nothing is chosen before somebody chose: sent untouched it would promise what nobody meant.
        let open = || judged.is_none().then(|| Choice::new("", self.p.t("console-choose"), ""));
        let levels = open().into_iter().chain(levels).collect();
        let classes = open().into_iter().chain(FaultClass::ALL.iter().map(one)).collect();
        self.form("judge", "console-judge")
            .with(Field::one("class", self.p.t("console-class"), classes).required().answers(&["choice_unreadable"]))
            .with(Field::one("level", self.p.t("console-level"), levels).required().answers(&["level_invalid"]))
            .with(self.line("remark", "console-remark"))
    }
    fn assign(&self, candidates: Vec<Choice>) -> Form {
        let to = Field::find_several("to", self.p.t("console-who-goes"), Person::KIND, candidates);
        let to = to.help(self.p.t("console-who-else-goes")).answers(&[
            "assignees_missing",
            "assignee_unknown",
            "which_one",
            "none_found",
        ]);
        self.form("assign", "console-assign").with(to)
    }
    fn visit(&self) -> Form {
        let agreed = self.job.visit.get();
        let at = |at: Option<DateTime<Utc>>| at.map_or_else(String::new, |at| local_time::field(at, self.zone.0));
        let (from, to) = (at(agreed.map(|visit| visit.from)), at(agreed.map(|visit| visit.to)));
        let with = agreed.map(|visit| visit.with.clone()).unwrap_or_default();
        let help = self.p.t1("console-times-in", "zone", self.zone.1);
        self.form("visit", "console-agree-visit")
            .with(Field::time("from", self.p.t("console-from-time"), from).required().answers(TIMES))
            .with(Field::time("to", self.p.t("console-to-time"), to).required().answers(TIMES).help(help))
            .with(self.line("with", "console-agreed-with").holding(with))
    }
    fn remote(&self) -> Form {
        let caller = self.job.report.as_ref().map(|report| report.what.caller.clone()).unwrap_or_default();
        let done = Field::lines("done", self.p.t("console-what-was-done")).required();
        let mut form = self.form("remote", "console-solve-remotely").with(done.answers(&["text_missing"]));
        if self.job.is_repair() {
            let one = |cause: &Cause| Choice::new(cause.code(), self.p.code("papers-cause-", cause.code()), "");
            let causes = Cause::ALL.iter().map(one).collect();
            let cause = Field::one("cause", self.p.t("console-cause"), causes);
            form = form
                .with(cause.answers(&["cause_missing", "choice_unreadable"]))
                .with(self.line("diagnosis", "console-diagnosis").required());
        }
        form.with(Field::one("channel", self.p.t("console-channel"), channels(self.p, "")))
            .with(self.line("with", "console-confirmed-by").holding(caller.name).required())
            .with(self.line("phone", "papers-phone").holding(caller.phone))
    }
    fn amend(&self) -> Form {
        let reason = self.line("reason", "console-reason").required().answers(&["reason_missing"]);
        self.form("amend", "console-amend").with(reason.help(self.p.t("console-amend-about")))
    }
    fn call(&self) -> Form {
        let gone = vec![
            Choice::new("", "", ""),
            Choice::new("yes", self.p.t("console-fault-gone"), ""),
            Choice::new("no", self.p.t("console-fault-not-gone"), ""),
        ];
        let points = |n: &str| Choice::new(n, if n.is_empty() { "–" } else { n }, "");
        let points = ["", "5", "4", "3", "2", "1"].map(points).into();
        let satisfaction = Field::one("satisfaction", self.p.t("console-satisfaction"), points);
        self.form("call", "console-call")
            .with(
                Field::one("gone", self.p.t("console-is-fault-gone"), gone).required().answers(&["choice_unreadable"]),
            )
            .with(satisfaction.answers(&["satisfaction_invalid"]))
            .with(self.line("spoke_with", "console-spoke-with").required())
            .with(self.line("remark", "console-remark"))
    }
    fn cancel(&self) -> Form {
        let reason = self.line("reason", "console-reason").answers(&["reason_missing"]);
        let mut form = self.form("cancel", "console-cancel").with(reason).dangerous();
        let out = |id| Choice::new(id, self.p.t1("console-cancel-under", "person", self.names.person(id)), "");
        let at_work: Vec<Choice> = self.job.at_work().into_iter().map(out).collect();
        if !at_work.is_empty() {
            form = form.with(Field::several("at_work", self.p.t("console-at-work"), at_work).answers(&["job_at_work"]));
        }
        form
    }
    /// A call for help is answered.
    pub(super) fn help(&self, n: usize, call: EventId) -> Form {
        let text = self.line("text", "screen-calls-answer-text").required();
        let form = self
            .nth("help", n, "screen-calls-answer")
            .with(Field::hidden("call").holding(call))
            .with(text.answers(&["text_missing", "help_call_unknown", "help_answered"]));
        self.returned.form(form)
    }
    /// A flag is settled.
    pub(super) fn flag(&self, n: usize, flag: &FlagView) -> Form {
        let form = self
            .nth("flag", n, "console-settle")
            .with(Field::hidden("event").holding(&flag.event))
            .with(Field::hidden("code").holding(&flag.code))
            .with(self.line("decision", "console-decision").answers(&["text_missing", "flag_unknown"]));
        self.returned.form(form)
    }
    /// One of the values that were written concurrently is chosen.
    pub(super) fn conflict(&self, n: usize, conflict: &ConflictView) -> Form {
        let values = conflict.values.iter().map(|(event, value)| Choice::new(event, value.as_str(), "")).collect();
        let chosen = Field::one("chosen", conflict.name.clone(), values);
        let form = self
            .nth("conflict", n, "console-settle")
            .with(Field::hidden("field").holding(&conflict.field))
            .with(chosen.answers(&["conflict_unknown", "choice_unreadable"]));
        self.returned.form(form)
    }
    /// A repeat is put down to something.
    pub(super) fn repeat(&self, repeat: &RepeatView) -> Form {
        let one = |(code, text, chosen): &(&'static str, String, bool)| Choice {
            value: (*code).to_owned(),
            text: text.clone(),
            chosen: *chosen,
        };
        let reasons = repeat.reasons.iter().map(one).collect();
        let reason = Field::one("reason", self.p.t("console-put-down-to"), reasons);
        let form = self
            .form("repeat", "console-put-down-to")
            .with(Field::hidden("earlier").holding(&repeat.earlier.id))
            .with(reason.answers(&["choice_unreadable", "repeat_of_itself"]))
            .with(self.line("remark", "console-remark").holding(&repeat.remark));
        self.returned.form(form)
    }
    /// A manager of ours countersigns the document with this hash.
    pub(super) fn countersign(&self, n: usize, hash: &str) -> Form {
        let form = self
            .nth("countersign", n, "console-countersign")
            .with(Field::hidden("document").holding(hash))
            .with(Field::line("title", self.p.t("papers-signer-title")));
        self.returned.form(form)
    }
}
