//! Parts: what went in and came out, and the takes with what is still owed.

use super::{Tone, joined};
use crate::console::kit::{Choice, Field, Form, Returned};
use crate::console::names::Names;
use crate::console::page::Page;
use crate::console::words;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use fettle_core::domain::ids::{CardId, PlaceId, TakeId};
use fettle_core::domain::jobs::Job;
use fettle_core::domain::parts::{
    Card, Debt, OnItsWay, Owed, Place, Take, TakeStatus, debts, may_be_rejected, may_receive,
};
use fettle_core::domain::people::Actor;
use fettle_core::domain::values::Quantity;
use std::collections::BTreeMap;

/// A part that went in.
pub(super) struct PartView {
    /// Number and name.
    pub name: String,
    /// How many.
    pub quantity: String,
    /// Serials out and in.
    pub serials: String,
    /// Label of the old part, and whether it went back in.
    pub remark: String,
}

/// A take.
pub(in crate::console) struct TakeView {
    /// Its id.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its status.
    pub status: String,
    /// Its colour.
    pub tone: Tone,
    /// Who, when, from where.
    pub about: String,
    /// Its lines.
    pub lines: Vec<TakeLineView>,
    /// Flags.
    pub flags: Vec<String>,
    /// A paper that is owed.
    pub paper: Option<DebtView>,
    /// What the manager and the store may do about it now.
    pub forms: Vec<Form>,
}

/// A line of a take.
pub(in crate::console) struct TakeLineView {
    /// Number and name of the card.
    pub name: String,
    /// How many.
    pub quantity: String,
    /// Serials.
    pub serials: String,
    /// What is owed.
    pub debt: Option<DebtView>,
}

/// Something owed.
pub(in crate::console) struct DebtView {
    /// What, and until when.
    pub text: String,
    /// Whether it is too late.
    pub overdue: bool,
}

/// Refusals of serial numbers that were typed.
const SERIALS: &[&str] = &["serial_missing", "serial_twice"];

/// What parts are looked up in.
pub(in crate::console) struct PartsContext<'a> {
    /// The page.
    pub p: &'a Page,
    /// Names of people.
    pub names: &'a Names,
    /// Cards.
    pub cards: &'a BTreeMap<CardId, Card>,
    /// Places.
    pub places: &'a BTreeMap<PlaceId, Place>,
    /// The site's zone.
    pub zone: Tz,
    /// Now.
    pub now: DateTime<Utc>,
    /// The form of the page that was refused.
    pub returned: &'a Returned,
}

impl PartsContext<'_> {
    fn card(&self, id: CardId) -> String {
        let card = self.cards.get(&id);
        let name = card.map(Card::name).unwrap_or_default();
        joined([card.map_or("", Card::number), name.in_lang(self.p.lang)])
    }
    fn quantity(&self, quantity: Quantity) -> String {
        quantity.in_lang(self.p.lang)
    }
    /// Parts of a job.
    pub(super) fn parts(&self, job: &Job) -> Vec<PartView> {
        let view = |replaced: &fettle_core::domain::jobs::Replaced| {
            let part = &replaced.part;
            let label = part.label.map_or_else(String::new, |label| self.p.code("papers-label-", label.code()));
            let back = replaced.swapped_back.as_ref();
            let back = back.map_or_else(String::new, |fact| self.p.t1("console-swapped-back", "reason", &fact.what));
            let serials: Vec<&str> =
                [part.serial_out.as_str(), &part.serial_in].into_iter().filter(|serial| !serial.is_empty()).collect();
            PartView {
                name: self.card(part.card),
                quantity: self.cards.get(&part.card).map_or_else(
                    || part.quantity.to_string(),
                    |card| Quantity { amount: part.quantity.0, unit: card.unit() }.on_paper(),
                ),
                serials: serials.join(" → "),
                remark: joined([label.as_str(), &back]),
            }
        };
        job.parts.iter().map(view).collect()
    }
    /// A take, with what the actor may do about it.
    pub(in crate::console) fn take(&self, id: TakeId, take: &Take, actor: &Actor) -> TakeView {
        let owed = debts(id, take, self.now);
        let of_line = |line: u32| owed.iter().find(|debt| debt.line == line).map(|debt| self.debt(debt));
        let status = take.status;
        let place = take.from.and_then(|id| self.places.get(&id)).map(Place::name).unwrap_or_default();
        let first = take.first.map_or_else(String::new, |reason| {
            self.p.t1("console-taken-first", "reason", self.p.code("parts-first-", reason.code()))
        });
        let taker = take.taker.map_or_else(String::new, |id| self.names.person(id));
        let when = words::minute(take.at, self.zone);
        let line = |(number, line): (&u32, &fettle_core::domain::parts::Line)| TakeLineView {
            name: self.card(line.card),
            quantity: self.quantity(line.quantity),
            serials: line.serials().collect::<Vec<_>>().join(", "),
            debt: of_line(*number),
        };
        TakeView {
            id: id.to_string(),
            number: take.number.clone(),
            status: status.map_or_else(String::new, |status| self.p.code("parts-take-", status.code())),
            tone: match status {
                Some(TakeStatus::Issued) if owed.iter().any(|debt| debt.overdue) => Tone::Bad,
                Some(TakeStatus::Issued) if !owed.is_empty() => Tone::Wait,
                Some(TakeStatus::Issued) => Tone::Good,
                Some(TakeStatus::Requested | TakeStatus::Approved) => Tone::Active,
                Some(TakeStatus::Unowed) => Tone::Wait,
                Some(TakeStatus::Rejected) | None => Tone::Quiet,
            },
            about: joined([taker.as_str(), &when, place.in_lang(self.p.lang), &first, &take.paper_number]),
            lines: take.lines.iter().map(line).collect(),
            flags: take.flags.iter().map(|flag| super::head::flag_text(self.p.lang, flag)).collect(),
            paper: of_line(0),
            forms: self.forms(id, take, actor),
        }
    }
    /// The forms of a take: what the actor may do about it now.
    fn forms(&self, id: TakeId, take: &Take, actor: &Actor) -> Vec<Form> {
        let form = |act: &str, key: &str| {
            Form::new(self.p, format!("{act}-{id}"), format!("/takes/{id}/{act}"), self.p.t(key))
        };
        let own = take.taker == Some(actor.person);
        let waits = |status: TakeStatus| take.status == Some(status);
        let mut forms = Vec::new();
        if waits(TakeStatus::Requested) && actor.may("take.approved") && !own {
            forms.push(form("approve", "console-approve"));
        }
        if waits(TakeStatus::Approved) && actor.may("take.issued") {
            let mut issue = form("issue", "console-issue");
            for (number, line) in &take.lines {
                if self.cards.get(&line.card).is_some_and(Card::serialised) {
                    let label = format!("{} {}", self.p.t("console-serials"), self.card(line.card));
                    let field = Field::line("serial", label).of_item(number).at_most(20_000);
                    issue = issue.with(field.help(self.p.t("console-serials-hint")).answers(SERIALS));
                }
            }
            forms.push(issue);
        }
        if !take.on_its_way.is_empty() && may_receive(actor) {
            let chosen = match take.on_its_way.as_slice() {
                [only] => only.event.to_string(),
                _ => String::new(),
            };
            let one = |sent: &OnItsWay| {
                let since = self.p.t1("console-on-its-way", "time", words::minute(sent.at, self.zone));
                let label = self.p.code("papers-label-", sent.label.code());
                let (card, count) = (self.card(sent.card), self.quantity(sent.quantity));
                let serial = sent.serial.clone().unwrap_or_default();
                Choice::new(sent.event, joined([card.as_str(), &serial, &count, &label, &since]), &chosen)
            };
            let sent = take.on_its_way.iter().map(one).collect();
            let field = Field::one("sent", self.p.t("console-receive-which"), sent).required();
            forms.push(form("receive", "console-receive-part").with(field.answers(&["not_on_its_way"])));
        }
        // What was approved by mistake is rejected as long as nothing was handed out.
        if may_be_rejected(take) && actor.may("take.rejected") && !own {
            let reason = Field::line("reason", self.p.t("console-reason")).at_most(1_000).answers(&["reason_missing"]);
            forms.push(form("reject", "console-reject").with(reason).dangerous());
        }
        forms.into_iter().map(|form| self.returned.form(form)).collect()
    }
    fn debt(&self, debt: &Debt) -> DebtView {
        let what = self.p.code("parts-owed-", debt.owed.code());
        let count = debt.quantity.filter(|_| debt.owed != Owed::Paper).map_or_else(String::new, |q| self.quantity(q));
        let due = self.p.t1("console-until", "time", words::minute(debt.due, self.zone));
        let sent = debt.on_its_way.map_or_else(String::new, |(sent, since)| {
            let since = self.p.t1("console-on-its-way", "time", words::minute(since, self.zone));
            joined([self.quantity(sent).as_str(), &since])
        });
        DebtView { text: joined([what.as_str(), &count, &due, &sent]), overdue: debt.overdue }
    }
}
