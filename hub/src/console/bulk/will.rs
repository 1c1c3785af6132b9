//! What an act does to a record, in words; and what an act on so many records is called.

use super::place::key;
use super::row::{centre, of_card};
use crate::bulk::{Act, List};
use crate::console::names::Names;
use crate::console::page::Page;
use fettle_core::domain::any::AnyFolded;
use fettle_core::domain::ids::EquipmentId;
use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::commands::ManyAct;
use fettle_core::domain::parts::ManyCards;
use fettle_core::domain::people::ManyPeople;
use fettle_core::domain::sites::{Machines, ManyCustomers, ManyEquipment, ManySites};
use fettle_core::domain::values::thousandths;
use fettle_core::kernel::PersonId;
use uuid::Uuid;

/// The title of an act on so many records.
pub(super) fn title(p: &Page, list: List, code: &str, count: usize) -> String {
    // keys!: bulk-act-*
    let args = [("act", p.code("bulk-act-", code)), ("count", count.to_string())];
    p.tn(key(list, "bulk-title", "bulk-title-kept"), &args)
}

fn job(p: &Page, names: &Names, act: &ManyAct, job: &Job) -> String {
    let nobody = |people: Vec<PersonId>| if people.is_empty() { p.t("bulk-nobody") } else { names.persons(&people) };
    match act {
        ManyAct::Assign { to } => {
            let before = job.assignment.get().map(|known| known.to.clone()).unwrap_or_default();
            p.tn("bulk-assign-will", &[("to", names.persons(to)), ("from", nobody(before))])
        }
        ManyAct::Judge { judgement } => {
            let class = p.code("job-class-", judgement.class.code());
            let before = job.judgement.get().map_or_else(|| "–".to_owned(), |known| known.level.to_string());
            let level = judgement.level.to_string();
            p.tn("bulk-judge-will", &[("class", class), ("level", level), ("from", before)])
        }
        _ => p.code("bulk-will-", act.code()), // keys!: bulk-will-*
    }
}

/// What an act does to a record. `machines` are those around it.
pub(super) fn will(p: &Page, names: &Names, act: &Act, (id, state): (Uuid, &AnyFolded), machines: &Machines) -> String {
    let becomes = |to: String, from: String| p.tn("bulk-becomes", &[("to", to), ("from", from)]);
    match (act, state) {
        (Act::Jobs(act), AnyFolded::Job(known)) => job(p, names, act, &known.state),
        (Act::Customers(ManyCustomers::CustomerCentre { to }), AnyFolded::Customer(known)) => {
            becomes(centre(p, names, *to), centre(p, names, known.state.centre))
        }
        (Act::Sites(ManySites::SiteCentre { to }), AnyFolded::Site(known)) => {
            becomes(names.centre(*to), known.state.centre.map_or_else(String::new, |id| names.centre(id)))
        }
        (Act::People(ManyPeople::PersonCentre { to }), AnyFolded::Person(known)) => {
            becomes(centre(p, names, *to), centre(p, names, known.state.centre))
        }
        (Act::Contracts(act), AnyFolded::Contract(known)) => {
            let ends = act.ends(&known.state).unwrap_or(known.state.ends);
            becomes(ends.to_string(), known.state.ends.to_string())
        }
        (Act::Equipment(act @ ManyEquipment::MachineMove { to }), AnyFolded::Equipment(known)) => {
            let from = known.state.site.map_or_else(String::new, |site| names.site(site));
            let along = act.along(EquipmentId::new(id), machines);
            let along = if along == 0 { String::new() } else { p.t1("bulk-along", "count", along) };
            format!("{} {along}", becomes(names.site(*to), from)).trim().to_owned()
        }
        (Act::Equipment(ManyEquipment::MachineRetire { .. }), _) => p.t("bulk-will-machine-retire"),
        (Act::Cards(cards), AnyFolded::Card(known)) => {
            let to = match cards {
                ManyCards::CardReorder { at } => thousandths(*at),
                ManyCards::CardClass { class } => p.code("parts-class-", class.code()),
            };
            becomes(to, of_card(p, act, &known.state))
        }
        _ => String::new(),
    }
}
