//! The next steps of a job as buttons. What is not possible yet is shown with the reason, so that nobody has to guess.

use super::act::cost_currency;
use crate::domain::checks::{self, Checklist, READY_TO_LEAVE};
use crate::domain::jobs::document::DocumentKind;
use crate::domain::jobs::sheet::{BackupDecision, Cause, Channel, CostKind, PartLabel, Payer};
use crate::domain::jobs::{HelpCase, Job, Status};
use crate::screens::action::JobAction;
use crate::screens::blocks::{Button, Field, FieldKind};
use crate::screens::error::Problem;
use crate::screens::form::refill;
use crate::screens::queries::given;
use crate::screens::queries::job::Known;
use crate::screens::queries::outing;
use crate::screens::queries::{bag, cards};
use crate::screens::route::{PhotoFor, Route};
use crate::screens::view::View;
use crate::screens::words::Words;

/// The next steps, and what else can be done.
pub(super) fn all(view: &View<'_>, known: &Known) -> Result<(Vec<Button>, Vec<Button>), Problem> {
    let words = view.words;
    let steps = Steps { view, known, words, job: &known.job };
    let (mut next, mut more) = (steps.next()?, steps.more()?);
    if known.job.awaits_answer_of(view.identity.person()?) && view.me()?.may("job.accepted") {
        next.insert(0, given::accept(words, known));
        next.push(given::decline(words, known));
    }
    let kept = view.kept(&Route::Job { job: known.id.to_string() })?;
    for button in next.iter_mut().chain(&mut more) {
        // Fields of different buttons share a draft: each is kept under `button.field`.
        let prefix = format!("{}.", button.key);
        let own = kept.iter().filter_map(|entry| Some((entry.key.strip_prefix(&prefix)?, entry)));
        let own: Vec<_> = own.map(|(key, entry)| super::super::blocks::Entry::new(key, entry.value.clone())).collect();
        refill(&mut button.ask, &own);
    }
    let wanted = steps.most_likely();
    let likely = next.iter().position(|button| button.enabled && Some(button.key.as_str()) == wanted);
    let likely = likely.or_else(|| next.iter().position(|button| button.enabled));
    if let Some(button) = likely.and_then(|i| next.get_mut(i)) {
        button.primary = true;
    }
    Ok((next, more))
}

struct Steps<'a> {
    view: &'a View<'a>,
    known: &'a Known,
    words: Words,
    job: &'a Job,
}

impl Steps<'_> {
    fn say(&self, key: &str) -> String {
        self.words.say(key)
    }
    fn act(&self, key: &str, label: &str, action: JobAction) -> Button {
        Button::new(key, self.say(label), self.known.action(action))
    }
    fn go(&self, key: &str, label: &str, route: Route) -> Button {
        Button::new(key, self.say(label), route)
    }
    fn id(&self) -> String {
        self.known.id.to_string()
    }

    fn next(&self) -> Result<Vec<Button>, Problem> {
        let (job, id) = (self.job, self.id());
        let mut buttons = Vec::new();
        match self.status()? {
            Status::Cancelled | Status::Closed | Status::SolvedRemotely => {}
            Status::Signed | Status::CalledBack => {
                buttons.push(self.go(
                    "sheet",
                    "screen-job-sheet",
                    Route::SheetAndSign { job: id, document: String::new() },
                ));
            }
            Status::Completed => {
                buttons.push(self.go(
                    "sign",
                    "screen-job-sign",
                    Route::SheetAndSign { job: id, document: String::new() },
                ));
            }
            Status::WaitingParts | Status::WaitingCustomer => {
                buttons.push(self.act("resume", "screen-job-resume", JobAction::Resume));
            }
            Status::Reported => {
                buttons.push(self.go("diagnose", "screen-job-diagnose", Route::Diagnose { job: id.clone() }));
                buttons.push(self.go("plan", "screen-job-plan", Route::Plan { job: id.clone() }));
                buttons.push(self.go("ready", "screen-job-ready", Route::ReadyToLeave { job: id }));
                buttons.push(self.remote());
            }
            Status::Judged | Status::Diagnosed | Status::Planned | Status::Assigned | Status::Accepted => {
                if job.is_repair() && job.judgement.get().is_none() {
                    buttons.push(self.go("diagnose", "screen-job-diagnose", Route::Diagnose { job: id.clone() }));
                }
                if job.visit.get().is_none() {
                    buttons.push(self.go("plan", "screen-job-plan", Route::Plan { job: id.clone() }));
                }
                buttons.push(self.go("ready", "screen-job-ready", Route::ReadyToLeave { job: id }));
                buttons.push(self.remote());
            }
            Status::Left => {
                buttons.push(self.act("arrive", "screen-job-arrive", JobAction::Arrive).with_position());
                if job.is_open() {
                    buttons.push(self.remote());
                }
            }
            Status::OnSite => buttons.push(self.act("start", "screen-job-start", JobAction::Start)),
            Status::Working => buttons.extend(self.working()?),
        }
        if job.is_open() && job.day_to_sign().is_some() {
            let document = DocumentKind::DailyReport.code().to_owned();
            buttons.push(self.go("sign_day", "screen-job-sign-day", Route::SheetAndSign { job: self.id(), document }));
        }
        buttons.extend(self.outing()?);
        Ok(buttons)
    }

    /// How far it has come for who is looking: to who is out for it, a job that was cancelled meanwhile goes on taking in what was done.
    fn status(&self) -> Result<Status, Problem> {
        let out = self.job.at_work().contains(&self.view.identity.person()?);
        Ok(match self.job.status() {
            Status::Cancelled if out => self.job.progress(),
            status => status,
        })
    }

    /// Who is still out when the work is done closes the outing; who came back before it is done goes again.
    fn outing(&self) -> Result<Option<Button>, Problem> {
        let visit = self.job.newest_visit(self.view.identity.person()?);
        let ended = matches!(
            self.job.status(),
            Status::Completed
                | Status::SolvedRemotely
                | Status::Signed
                | Status::CalledBack
                | Status::Closed
                | Status::Cancelled
        );
        Ok(match visit {
            Some(visit) if ended && visit.out_since().is_some() => Some(outing::back(self.view, self.known)),
            Some(visit) if visit.back.is_some() && self.job.status() == Status::Working => {
                Some(self.go("ready", "screen-job-ready", Route::ReadyToLeave { job: self.id() }))
            }
            _ => None,
        })
    }

    /// What comes next at work; none where the order of the buttons says it.
    fn most_likely(&self) -> Option<&'static str> {
        let job = self.job;
        match job.status() {
            Status::Working if !job.backup_decided() => Some("backup"),
            Status::Working if job.is_repair() && job.evidence.is_empty() => Some("evidence"),
            Status::Working if job.is_repair() && job.cause.get().is_none() => Some("cause"),
            Status::Working => Some("complete"),
            _ => None,
        }
    }

    /// On site and at work: backup, evidence, replacement, cause, done, in the order of the rules.
    fn working(&self) -> Result<Vec<Button>, Problem> {
        let job = self.job;
        let mut buttons = Vec::new();
        if !job.backup_decided() {
            buttons.push(self.backup());
        }
        buttons.push(self.evidence()?);
        buttons.push(self.replace()?);
        buttons.push(self.work());
        if job.is_repair() {
            buttons.push(self.cause());
        }
        buttons.push(self.complete());
        Ok(buttons)
    }

    fn backup(&self) -> Button {
        let decisions = BackupDecision::ALL
            .iter()
            .map(|decision| (decision.code().to_owned(), self.words.code("papers-backup-", decision.code())));
        let by = self.job.report.as_ref().map(|report| report.what.caller.name.clone()).unwrap_or_default();
        self.act("backup", "screen-job-backup", JobAction::Backup).ask(vec![
            Field::new("decision", self.say("screen-job-backup-decision"), FieldKind::Choice)
                .required()
                .choices(decisions),
            Field::new("by", self.say("screen-job-backup-by"), FieldKind::Text).required().value(by),
            Field::new("remark", self.say("screen-job-remark"), FieldKind::Text),
        ])
    }

    fn equipment(&self) -> Result<Field, Problem> {
        let known = self.known.equipment(self.view)?;
        let first = known.first().map(|(id, _)| id.to_string()).unwrap_or_default();
        let choices = known.into_iter().map(|(id, equipment)| {
            let name = equipment.name.in_lang(self.words.lang);
            (id.to_string(), format!("{name} {}", equipment.sn).trim().to_owned())
        });
        let field = Field::new("equipment", self.say("screen-job-equipment"), FieldKind::Choice).required();
        Ok(field.choices(choices).value(first))
    }

    fn evidence(&self) -> Result<Button, Problem> {
        let note = Field::new("note", self.say("screen-job-evidence-note"), FieldKind::LongText).required();
        let button = self.act("evidence", "screen-job-evidence", JobAction::Evidence);
        Ok(button.ask(vec![self.equipment()?, note]))
    }

    fn replace(&self) -> Result<Button, Problem> {
        let backup = (!self.job.backup_decided()).then(|| self.say("refusal-backup-unanswered"));
        let evidence = self.job.evidence.is_empty().then(|| self.say("refusal-evidence-missing"));
        let labels = PartLabel::ALL
            .iter()
            .map(|label| (label.code().to_owned(), self.words.code("papers-label-", label.code())));
        let mut parts = bag::choices(self.view)?;
        if parts.is_empty() {
            // What was built in is a fact, whatever the books say of the bag.
            parts = cards::card_choices(self.view)?;
        }
        let first = if let [(only, _)] = parts.as_slice() { only.clone() } else { String::new() };
        Ok(self.act("replace", "screen-job-replace", JobAction::Replace).unless(backup.or(evidence)).ask(vec![
            self.equipment()?,
            Field::new("part", self.say("screen-job-part"), FieldKind::Choice).required().choices(parts).value(first),
            Field::new("quantity", self.say("screen-job-quantity"), FieldKind::Number).required().value("1"),
            Field::new("serial_in", self.say("screen-job-serial-in"), FieldKind::Code),
            Field::new("serial_out", self.say("screen-job-serial-out"), FieldKind::Code),
            Field::new("label", self.say("screen-job-label-out"), FieldKind::Choice)
                .choices(labels)
                .value(PartLabel::Bad.code())
                .hint(self.say("screen-job-label-hint")),
        ]))
    }

    fn work(&self) -> Button {
        self.act("work", "screen-job-work", JobAction::Work).ask(vec![
            Field::new("text", self.say("screen-job-work-text"), FieldKind::LongText).required(),
            Field::new("minutes", self.say("screen-job-work-minutes"), FieldKind::Minutes),
        ])
    }

    fn cause(&self) -> Button {
        self.act("cause", "screen-job-cause", JobAction::Cause).ask(self.finding())
    }

    /// The cause and the analysis.
    fn finding(&self) -> Vec<Field> {
        let found = self.job.cause.get();
        let causes = Cause::ALL.iter().map(|c| (c.code().to_owned(), self.words.code("papers-cause-", c.code())));
        vec![
            Field::new("cause", self.say("screen-job-cause"), FieldKind::Choice)
                .required()
                .choices(causes)
                .value(found.map_or("", |found| found.cause.code())),
            Field::new("diagnosis", self.say("screen-job-cause-diagnosis"), FieldKind::LongText)
                .required()
                .value(found.map_or("", |found| found.diagnosis.as_str())),
        ]
    }

    /// Remote first: done by phone, and the customer says so.
    fn remote(&self) -> Button {
        let channels = Channel::ALL.iter().map(|c| (c.code().to_owned(), self.words.code("papers-channel-", c.code())));
        let caller = self.job.report.as_ref().map(|report| report.what.caller.clone()).unwrap_or_default();
        let mut ask = vec![Field::new("done", self.say("screen-job-remote-done"), FieldKind::LongText).required()];
        if self.job.is_repair() {
            ask.extend(self.finding());
        }
        ask.extend([
            Field::new("channel", self.say("screen-job-remote-channel"), FieldKind::Choice)
                .required()
                .choices(channels)
                .value(Channel::Phone.code()),
            Field::new("with", self.say("screen-job-remote-with"), FieldKind::Text).required().value(caller.name),
            Field::new("phone", self.say("papers-phone"), FieldKind::Phone).value(caller.phone),
        ]);
        self.act("remote", "screen-job-remote", JobAction::SolveRemotely).ask(ask)
    }

    /// What a day came to; the newest text of a day that was reported before is not typed twice.
    fn day_report(&self) -> Button {
        let today = self.words.now.with_timezone(&self.known.zone).date_naive();
        let told = self.job.days.iter().map(|fact| fact.what.day);
        let days: std::collections::BTreeSet<_> = told.chain([today]).collect();
        let days = days.into_iter().rev().map(|day| (day.to_string(), day.to_string()));
        let mut ask = vec![
            Field::new("day", self.say("papers-day"), FieldKind::Choice)
                .required()
                .choices(days)
                .value(today.to_string()),
            Field::new("done", self.say("papers-day-done"), FieldKind::LongText).required(),
            Field::new("next", self.say("papers-day-next"), FieldKind::LongText),
        ];
        if self.job.dailies().next().is_some() {
            ask.push(
                Field::new("reason", self.say("screen-job-day-reason"), FieldKind::Text)
                    .hint(self.say("screen-job-day-reason-hint")),
            );
        }
        self.act("day_report", "screen-job-day-report", JobAction::DayReport).ask(ask)
    }

    fn complete(&self) -> Button {
        let cause = self.job.is_repair() && self.job.cause.get().is_none();
        let why_not = cause.then(|| self.say("refusal-cause-missing"));
        let summary = Field::new("summary", self.say("screen-job-complete-summary"), FieldKind::LongText).required();
        self.act("complete", "screen-job-complete", JobAction::Complete).unless(why_not).ask(vec![summary])
    }

    fn more(&self) -> Result<Vec<Button>, Problem> {
        let (job, id) = (self.job, self.id());
        let mut buttons = Vec::new();
        // Of a job that was cancelled under who is out for it: what happened, and no new intents.
        let facts_only = !job.is_open();
        if facts_only && self.status()? == job.status() {
            return Ok(buttons);
        }
        let photo = Route::Photo { purpose: PhotoFor::Job { job: id.clone() } };
        buttons.push(self.go("photo", "screen-job-photo", photo));
        if job.is_started() && job.completed.is_none() {
            let equipment = job.equipment().first().map(ToString::to_string);
            let purpose = PhotoFor::Evidence { job: id.clone(), equipment };
            buttons.push(self.go("evidence_photo", "screen-job-evidence-photo", Route::Photo { purpose }));
        }
        if job.is_started() && job.backup_decided() && job.completed.is_none() {
            buttons.push(self.backup());
        }
        let take = Route::Take { job: Some(id.clone()), card: None };
        buttons.push(self.go("take", "screen-job-take", take));
        buttons.push(self.go("return", "screen-job-return", Route::Return { debt: None, code: None }));
        if facts_only {
            let text = Field::new("text", self.say("screen-job-note-text"), FieldKind::LongText).required();
            buttons.push(self.act("note", "screen-job-note", JobAction::Note).ask(vec![text]));
            buttons.push(self.cost());
            buttons.extend(self.help());
            return Ok(buttons);
        }
        buttons.extend(self.checklists()?);
        if job.judgement.get().is_some() && job.completed.is_none() {
            buttons.push(self.go("diagnose", "screen-job-judgement", Route::Diagnose { job: id.clone() }));
        }
        if job.visit.get().is_some() && !job.is_on_site() {
            buttons.push(self.go("plan", "screen-job-visit-change", Route::Plan { job: id }));
        }
        if !job.visits.is_empty() {
            buttons.push(self.go("outing", "screen-outing-title", Route::Outing { job: self.id() }));
        }
        if job.is_started() && job.current_sheet().is_none() {
            buttons.push(self.day_report());
        }
        let equipment = job.equipment().first().map(ToString::to_string);
        buttons.push(self.go("cases", "screen-job-cases", Route::Knowledge { words: String::new(), equipment }));
        let text = Field::new("text", self.say("screen-job-note-text"), FieldKind::LongText).required();
        buttons.push(self.act("note", "screen-job-note", JobAction::Note).ask(vec![text]));
        if job.completed.is_none() && job.waits().is_none() && job.is_on_site() {
            let reason = Field::new("reason", self.say("screen-job-wait-reason"), FieldKind::Text).required();
            let parts = self.act("wait_parts", "screen-job-wait-parts", JobAction::WaitParts);
            buttons.push(parts.ask(vec![reason.clone()]));
            let customer = self.act("wait_customer", "screen-job-wait-customer", JobAction::WaitCustomer);
            buttons.push(customer.ask(vec![reason]));
        }
        buttons.push(self.cost());
        buttons.extend(self.papers());
        if job.emergency.is_none() && !job.is_on_site() {
            let reason = Field::new("reason", self.say("screen-job-reason"), FieldKind::Text).required();
            let button = self.act("emergency", "screen-job-emergency", JobAction::Emergency).danger();
            buttons.push(button.confirm(self.say("screen-job-emergency-confirm")).ask(vec![reason]));
        }
        let reason = Field::new("reason", self.say("screen-job-reason"), FieldKind::Text).required();
        buttons.push(self.act("escalate", "screen-job-escalate", JobAction::Escalate).ask(vec![reason]));
        buttons.extend(self.help());
        Ok(buttons)
    }

    fn checklists(&self) -> Result<Vec<Button>, Problem> {
        let mut buttons = Vec::new();
        for (id, list) in checks::offered(self.view.all::<Checklist>()?) {
            let Some(definition) = list.definition.filter(|list| list.code != READY_TO_LEAVE) else { continue };
            let title = definition.title.in_lang(self.words.lang).to_owned();
            let label = self.words.with("screen-job-open-check", &[("title", title)]);
            let action = JobAction::OpenCheck { checklist: id.to_string() };
            buttons.push(Button::new(&format!("check_{}", definition.code), label, self.known.action(action)));
        }
        Ok(buttons)
    }

    fn cost(&self) -> Button {
        let kinds = CostKind::ALL.iter().map(|k| (k.code().to_owned(), self.words.code("papers-cost-", k.code())));
        let payers = Payer::ALL.iter().map(|p| (p.code().to_owned(), self.words.code("papers-payer-", p.code())));
        self.act("cost", "screen-job-cost", JobAction::Cost).ask(vec![
            Field::new("kind", self.say("screen-job-cost-kind"), FieldKind::Choice).required().choices(kinds),
            Field::new("payer", self.say("screen-job-cost-payer"), FieldKind::Choice).required().choices(payers),
            Field::new("amount", self.say("screen-job-cost-amount"), FieldKind::Number).required(),
            Field::new("currency", self.say("screen-job-cost-currency"), FieldKind::Text)
                .required()
                .value(cost_currency(self.job, "")),
            Field::new("basis", self.say("screen-job-cost-basis"), FieldKind::Text).required(),
        ])
    }

    fn papers(&self) -> Vec<Button> {
        let text = || Field::new("text", self.say("screen-job-file-paper-text"), FieldKind::LongText).required();
        let button = |owed: &crate::domain::jobs::Owed| {
            let paper = self.words.code("job-paper-", owed.paper.code());
            let label = self.words.with("screen-job-file-paper", &[("paper", paper)]);
            let action = JobAction::FilePaper { paper: owed.paper.code().to_owned() };
            Button::new(&format!("paper_{}", owed.paper.code()), label, self.known.action(action)).ask(vec![text()])
        };
        self.job.owed_papers().map(button).collect()
    }

    fn help(&self) -> Vec<Button> {
        let button = |case: &HelpCase| {
            let args = [("case", self.words.code("job-help-", case.code()))];
            let action = JobAction::Help { case: case.code().to_owned() };
            let button = Button::new(
                &format!("help_{}", case.code()),
                self.words.with("screen-job-help", &args),
                self.known.action(action),
            );
            button.confirm(self.say("screen-job-help-confirm"))
        };
        HelpCase::ALL.iter().map(button).collect()
    }
}

/// Puts the old part back.
pub(super) fn swap_back(words: Words, known: &Known, replacement: String) -> Button {
    let reason = Field::new("reason", words.say("screen-job-swap-back-reason"), FieldKind::LongText).required();
    let action = known.action(JobAction::SwapBack { replacement });
    Button::new("swap_back", words.say("screen-job-swap-back"), action).danger().ask(vec![reason])
}
