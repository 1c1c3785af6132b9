//! The acts that a list offers to do to the records that are ticked.

use super::place::tick;
use crate::bulk::List;
use crate::console::kit::{Choice, Many};
use crate::console::page::Page;
use crate::console::request::AuthContext;
use fettle_core::domain::people::Actor;

/// The acts on a list's records that a person is offered.
pub(in crate::console) fn offered(list: List, actor: &Actor) -> Vec<&'static str> {
    // Who plans the work; who works on one job has its own page.
    if list == List::Jobs && !actor.may("job.assigned") {
        return Vec::new();
    }
    list.codes().iter().copied().filter(|code| list == List::Jobs || list.may(code, actor)).collect()
}

/// What the list at `path`, of records of `kind`, does to those that are ticked; none for who may do nothing of it.
pub(in crate::console) fn many(auth: &AuthContext, p: &Page, kind: &str, path: &str) -> Option<Many> {
    let list = List::of_kind(kind)?;
    let offered = offered(list, &auth.actor());
    // keys!: bulk-act-*
    let acts: Vec<Choice> = offered.into_iter().map(|code| Choice::new(code, p.code("bulk-act-", code), "")).collect();
    (!acts.is_empty()).then(|| Many { path: path.to_owned(), field: tick(list), acts })
}
