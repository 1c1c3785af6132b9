//! What a screen offers to be tapped: its buttons from top to bottom, each with the fields that go with it. For who plays a shell without
//! one: the demo and the tests.

use super::{Button, Entry, Field, Panel, Row, Screen, Section};

/// A button on a screen.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// The button.
    pub button: &'a Button,
    /// The fields that are filled in beside it: those of its panel or card.
    pub fields: &'a [Field],
}

impl Offer<'_> {
    /// What goes with the action: what the fields hold, unless something else is typed.
    pub fn entries(&self, typed: &[(&str, &str)]) -> Vec<Entry> {
        let said = |key: &str| typed.iter().any(|(typed, _)| *typed == key);
        let all = self.fields.iter().chain(&self.button.ask).filter(|field| !said(&field.key));
        let held = all.map(|field| Entry::new(&field.key, &field.value));
        held.chain(typed.iter().map(|(key, value)| Entry::new(*key, *value))).collect()
    }
}

impl Screen {
    /// The first button with this key.
    pub fn offer(&self, key: &str) -> Option<Offer<'_>> {
        self.offers().into_iter().find(|offer| offer.button.key == key)
    }
    /// Every button, from top to bottom.
    pub fn offers(&self) -> Vec<Offer<'_>> {
        let mut all = Offers(Vec::new());
        match self {
            Self::Today(s) => all.sections([&s.jobs, &s.debts, &s.papers]).buttons(&s.buttons),
            Self::Job(s) => all
                .sections([&s.promises, &s.customer, &s.entitlement, &s.equipment, &s.checks, &s.parts, &s.flags])
                .sections([&s.brief, &s.timeline])
                .buttons(&s.buttons)
                .buttons(&s.work)
                .sections([&s.further])
                .buttons(&s.more),
            Self::Diagnose(s) => all.panels([&s.judge, &s.report]).sections([&s.earlier]),
            Self::Plan(s) => all.sections([&s.customer]).panels([&s.plan, &s.accepted, &s.visit]).sections([&s.bag]),
            Self::ReadyToLeave(s) => {
                all.cards(&s.groups).sections([&s.customer, &s.papers, &s.bag]).buttons(&s.buttons)
            }
            Self::Checklist(s) => all.cards(&s.groups).sections([&s.flags]).buttons(&s.buttons),
            Self::Photo(s) => all.sections([&s.taken]),
            Self::PartsBag(s) => all.sections([&s.bag, &s.debts, &s.papers, &s.slips]).buttons(&s.buttons),
            Self::Take(s) => all
                .sections([&s.slips])
                .panels([&s.request])
                .beside(&s.request.fields, [&s.take_first])
                .sections([&s.stock])
                .buttons([&s.scan]),
            Self::Return(s) => all.panels([&s.back]).sections([&s.debts]).buttons([&s.scan]),
            Self::Scan(s) => all.panels([&s.typed]).panels(&s.bind).sections([&s.found]),
            Self::SheetAndSign(s) => {
                let own = all.buttons([&s.leave]).buttons(&s.languages).sections([&s.summary]).sections(&s.sheet);
                own.buttons(&s.opinion).beside(&s.signer, &s.sign)
            }
            Self::SheetSide(s) => all.sections([&s.summary]).buttons(&s.instead).buttons(&s.buttons),
            Self::Sync(s) => all.sections([&s.device, &s.waiting, &s.apart, &s.bundles]).buttons(&s.buttons),
            Self::Enrol(s) => all.buttons([&s.scan]).panels([&s.typed]),
            Self::Settings(s) => {
                all.panels([&s.language]).sections([&s.lock, &s.storage, &s.notices, &s.about]).buttons(&s.buttons)
            }
            Self::Worklist(s) => all.sections([&s.mine, &s.others]),
            Self::Calls(s) => all.sections([&s.people, &s.to_me, &s.mine, &s.colleagues, &s.jobs]).buttons(&s.buttons),
            Self::Knowledge(s) => all.panels([&s.search]).sections([&s.cases]),
            Self::Search(s) => all.panels([&s.search]).sections([&s.found]).sections(&s.others),
            Self::Site(s) => all.sections([&s.about, &s.contacts, &s.equipment, &s.jobs]),
            Self::Case(s) => all.sections([&s.outcome, &s.equipment, &s.found, &s.done, &s.parts]).buttons(&s.buttons),
            Self::Equipment(s) => all.sections([&s.about, &s.entitlement, &s.history]).buttons(&s.buttons),
            Self::Outing(s) => all.sections([&s.steps, &s.earlier, &s.out]).buttons(&s.buttons),
            Self::Stock(s) => {
                all.sections([&s.on_its_way, &s.quarantine, &s.repair, &s.debts, &s.places]).buttons(&s.buttons)
            }
            Self::Inspect(s) => all.sections([&s.lot]).buttons(&s.findings),
            Self::Stocktake(s) => all.sections([&s.differences, &s.lines]).buttons(&s.buttons),
            Self::Lock(s) => all.panels(&s.unlock).panels(&s.settings).buttons(&s.buttons).panels(&s.forgotten),
        };
        all.0
    }
}

struct Offers<'a>(Vec<Offer<'a>>);

impl<'a> Offers<'a> {
    fn beside(&mut self, fields: &'a [Field], buttons: impl IntoIterator<Item = &'a Button>) -> &mut Self {
        self.0.extend(buttons.into_iter().map(|button| Offer { button, fields }));
        self
    }
    fn buttons(&mut self, buttons: impl IntoIterator<Item = &'a Button>) -> &mut Self {
        self.beside(&[], buttons)
    }
    fn sections(&mut self, sections: impl IntoIterator<Item = &'a Section>) -> &mut Self {
        let rows = sections.into_iter().flat_map(|section| &section.rows);
        rows.fold(self, |all, row: &Row| all.buttons(&row.buttons))
    }
    fn panels(&mut self, panels: impl IntoIterator<Item = &'a Panel>) -> &mut Self {
        panels.into_iter().fold(self, |all, panel| all.beside(&panel.fields, &panel.button))
    }
    fn cards(&mut self, groups: &'a [super::ItemGroup]) -> &mut Self {
        let cards = groups.iter().flat_map(|group| &group.items);
        cards.fold(self, |all, card| {
            let answers = card.answers.iter().map(|answer| &answer.button);
            all.beside(&card.fields, answers).beside(&card.fields, &card.buttons)
        })
    }
}
