//! The records of an act as lines of a page: what each is called, what else tells it from others, and how it stands.

use crate::bulk::{Act, List};
use crate::console::job::tone;
use crate::console::names::Names;
use crate::console::page::Page;
use crate::error::HubError;
use crate::ledger::Ledger;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::CentreId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::commands::ManyAct;
use fettle_core::domain::parts::{Card, ManyCards};
use fettle_core::domain::reach::Reach;
use fettle_core::domain::sites::{Equipment, ManyEquipment};
use fettle_core::domain::values::thousandths;
use fettle_core::kernel::Subject;
use uuid::Uuid;

/// One record.
#[derive(Default)]
pub(super) struct Row {
    /// Where it is opened.
    pub address: String,
    pub name: String,
    pub about: String,
    /// How it stands in what the act is about.
    pub stands: String,
    /// The colour of that, where it is a state: what a chip's class is.
    pub tone: Option<&'static str>,
}

/// The headings of lines: what, what else, how it stands.
pub(super) fn heads(p: &Page, list: List) -> [String; 3] {
    let keys = match list {
        List::Jobs => ["console-job", "console-site", "console-status"],
        List::Customers => ["sites-field-customer", "sites-field-code", "sites-field-centre"],
        List::Sites => ["console-site", "sites-field-customer", "sites-field-centre"],
        List::Contracts => ["sites-field-number", "sites-field-customer", "sites-field-ends"],
        List::Equipment => ["console-equipment", "sites-field-sn", "console-site"],
        List::Cards => ["parts-field-card-name", "parts-field-card-number", "bulk-now"],
        List::People => ["people-name", "people-roles", "console-centre"],
    };
    keys.map(|key| p.t(key))
}

/// The records that `reach` has, with their states, in their order.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn seen(
    ledger: &Ledger,
    reach: &Reach,
    list: List,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, AnyFolded)>, HubError> {
    let subject = |id: &Uuid| Subject::new(list.kind(), *id);
    let within = ledger.within(reach, &ids.iter().map(subject).collect::<Vec<_>>()).await?;
    let mut states = ledger.any_of(&within.into_iter().collect::<Vec<_>>()).await?;
    Ok(ids.iter().filter_map(|id| Some((*id, states.remove(&subject(id))?))).collect())
}

fn named(act: &Act, state: &AnyFolded) -> Vec<Subject> {
    let mut named: Vec<Subject> = Vec::new();
    match state {
        AnyFolded::Job(job) => {
            named.extend(job.state.site().map(Subject::from));
            if let Act::Jobs(ManyAct::Assign { .. }) = act {
                let before = job.state.assignment.get().into_iter().flat_map(|known| known.to.clone());
                named.extend(before.map(Subject::from));
            }
        }
        AnyFolded::Site(site) => named.extend(site.state.customer.map(Subject::from)),
        AnyFolded::Contract(contract) => named.extend(contract.state.customer.map(Subject::from)),
        AnyFolded::Equipment(machine) => named.extend(machine.state.site.map(Subject::from)),
        _ => {}
    }
    named
}

/// The names that lines and acts mention.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn names(ledger: &Ledger, p: &Page, act: &Act, seen: &[(Uuid, AnyFolded)]) -> Result<Names, HubError> {
    let mut all: Vec<Subject> = seen.iter().flat_map(|(_, state)| named(act, state)).collect();
    match act {
        Act::Jobs(ManyAct::Assign { to }) => all.extend(to.iter().map(|id| Subject::from(*id))),
        Act::Equipment(ManyEquipment::MachineMove { to }) => all.push(Subject::from(*to)),
        _ => {}
    }
    Names::of(ledger, p.lang, all).await
}

/// A centre by its name; head office for none.
pub(super) fn centre(p: &Page, names: &Names, id: Option<CentreId>) -> String {
    id.map_or_else(|| p.t("people-head-office"), |id| names.centre(id))
}

fn job(p: &Page, names: &Names, job: &Job) -> Row {
    Row {
        name: job.number().to_owned(),
        about: job.site().map_or_else(String::new, |site| names.site(site)),
        stands: p.code("job-status-", job.status().code()),
        tone: Some(tone(job.status()).class()),
        ..Row::default()
    }
}

fn machine(p: &Page, names: &Names, machine: &Equipment) -> Row {
    let retired = machine.retired.is_some();
    Row {
        name: machine.name.in_lang(p.lang).to_owned(),
        about: machine.sn.clone(),
        stands: match machine.site {
            _ if retired => p.t("kept-over-equipment"),
            Some(site) => names.site(site),
            None => String::new(),
        },
        tone: retired.then_some(""),
        ..Row::default()
    }
}

/// The reorder point or the class of a card, whichever the act is about.
pub(super) fn of_card(p: &Page, act: &Act, card: &Card) -> String {
    match (act, &card.details) {
        (Act::Cards(ManyCards::CardClass { .. }), Some(details)) => p.code("parts-class-", details.class.code()),
        (_, Some(details)) => thousandths(details.reorder),
        (_, None) => String::new(),
    }
}

/// A record as a line.
pub(super) fn row(p: &Page, names: &Names, act: &Act, id: Uuid, state: &AnyFolded) -> Row {
    let row = match state {
        AnyFolded::Job(known) => job(p, names, &known.state),
        AnyFolded::Customer(known) => Row {
            name: known.state.name.in_lang(p.lang).to_owned(),
            about: known.state.code.clone(),
            stands: centre(p, names, known.state.centre),
            ..Row::default()
        },
        AnyFolded::Site(known) => Row {
            name: known.state.name.in_lang(p.lang).to_owned(),
            about: known.state.customer.map_or_else(String::new, |id| names.customer(id)),
            stands: known.state.centre.map_or_else(String::new, |id| names.centre(id)),
            ..Row::default()
        },
        AnyFolded::Contract(known) => Row {
            name: known.state.number.clone(),
            about: known.state.customer.map_or_else(String::new, |id| names.customer(id)),
            stands: known.state.ends.to_string(),
            ..Row::default()
        },
        AnyFolded::Equipment(known) => machine(p, names, &known.state),
        AnyFolded::Card(known) => Row {
            name: known.state.name().in_lang(p.lang).to_owned(),
            about: known.state.number().to_owned(),
            stands: of_card(p, act, &known.state),
            ..Row::default()
        },
        AnyFolded::Person(known) => Row {
            name: known.state.name.in_lang(p.lang).to_owned(),
            about: {
                // keys!: people-role-*
                let roles = known.state.roles.iter().map(|role| p.code("people-role-", role.code()));
                roles.collect::<Vec<_>>().join(&p.t("screen-list-comma"))
            },
            stands: centre(p, names, known.state.centre),
            ..Row::default()
        },
        _ => Row::default(),
    };
    Row { address: format!("/{}/{id}", act.list().name()), ..row }
}
