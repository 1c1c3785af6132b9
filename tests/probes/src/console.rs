//! The console: any forms and addresses, after any facts. A page may refuse, it may not fail.
//!
//! A line is `get PATH`, `post PATH FORM` or a line of `bodies`, recorded as the person who may do everything. `{form}` stands for the
//! token of every form, `{site}` for the company's site, `{customer}`, `{centre}`, `{person}` likewise.

use crate::bodies;
use crate::hub::world;
use fettle_core::domain::any::KINDS;
use std::collections::BTreeSet;

/// Requests and facts.
pub fn console(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let world = world();
    let world = world.as_ref().expect("a hub");
    let company = &world.company;
    let filled = |text: &str| {
        let token = world.form_token();
        let ids = [
            company.site.to_string(),
            company.customer.to_string(),
            company.centre.to_string(),
            world.person.to_string(),
        ];
        let names = ["{site}", "{customer}", "{centre}", "{person}"];
        names.iter().zip(&ids).fold(text.replace("{form}", token), |text, (name, id)| text.replace(name, id))
    };
    let mut told: BTreeSet<String> = BTreeSet::new();
    for line in text.lines().take(24) {
        let line = filled(line);
        let mut parts = line.splitn(3, ' ');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("get"), Some(path), None) => look(world, path),
            (Some("post"), Some(path), form) => {
                let said = world.browser("POST", &clean(path), form.unwrap_or_default());
                dressed(&said);
            }
            _ => {
                let Some(draft) = bodies::draft(&line).filter(|draft| KINDS.contains(&draft.subject.kind())) else {
                    continue;
                };
                let (kind, id) = (draft.subject.kind().to_owned(), draft.subject.id());
                if world.record(vec![draft]) {
                    told.insert(match kind.as_str() {
                        "job" => format!("/jobs/{id}"),
                        "take" => "/stock?view=debts".to_owned(),
                        "movement" | "place" | "card" => "/stock".to_owned(),
                        "device" => "/devices".to_owned(),
                        _ => "/jobs".to_owned(),
                    });
                }
            }
        }
    }
    for path in &told {
        look(world, path);
    }
}

fn look(world: &crate::hub::World, path: &str) {
    // A stream of events does not end.
    if !path.starts_with("/live") {
        dressed(&world.browser("GET", &clean(path), ""));
    }
}

/// Only a path on this hub, as a browser would send it.
fn clean(path: &str) -> String {
    let path: String = path.chars().filter(|c| c.is_ascii_graphic()).collect();
    if path.starts_with('/') && !path.starts_with("/sync") { path } else { format!("/jobs/{path}") }
}

/// What every answer of the console carries.
fn dressed(said: &crate::hub::Said) {
    if said.status != axum::http::StatusCode::BAD_REQUEST || !said.headers.is_empty() {
        let page = String::from_utf8_lossy(&said.body);
        assert!(!page.starts_with("Invalid URL"), "a refusal is the hub's own: {page}");
        assert!(!page.contains("<script>") && !page.contains("javascript:"), "no script of a fact's making");
    }
}
